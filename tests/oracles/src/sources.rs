//! Where knowledge of errors comes from besides documents.

use faultcode::internals::diagnostics::Diagnostics;
use faultcode::internals::import_docs::import;
use faultcode::internals::learn::{Learner, declared};
use faultcode::internals::load::{Input as Text, Loader};
use faultcode::{Input, Options, Session};

/// A page becomes a draft, which is an overlay that can be read.
pub fn import_docs(data: &[u8]) {
    let Some((first, text)) = data.split_first() else {
        return;
    };
    let names = [
        "page.html",
        "page.md",
        "page.txt",
        "page.yaml",
        "page.json",
        "page.mdx",
    ];
    let name = names[usize::from(*first) % names.len()];
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let input = Text::Bytes { name, bytes: text };
    let draft = import(&[input], None, &mut loader, &mut diag);
    let found = diag.take();
    assert!(
        draft.is_some() || !found.is_empty(),
        "no draft, and no word why"
    );
    if let Some(draft) = draft {
        can_be_read(&draft.to_yaml());
    }
}

const SHOP: &str = "openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://api.shop.example/v1'}]
x-error-envelope: {code: /error/code, message: /error/message}
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      x-error-codes: {SOLD_OUT: {status: 409}}
      responses: {'200': {description: one}, '409': {description: no}}
";

/// Where values of the traffic are hidden, this one would show: a log that has it in a body, a header or a URL.
const CANARY: &str = "canary-4711-never-printed";

/// A log of any shape ends, and its draft can be read.
pub fn traffic(data: &[u8]) {
    let mut session = Session::new(
        Input::bytes("shop.yaml", SHOP.as_bytes()),
        Options::named("learn"),
    );
    let known = declared(&mut session).expect("the document is sound");
    let mut learner = Learner::new(session.api(), &known, &[]);
    // What breaks off is said, and what came before it counts.
    let _ = learner.log(data);
    let learned = learner.finish();
    let (report, draft) = (learned.text(), learned.draft().to_yaml());
    can_be_read(&draft);
    for said in [&report, &draft] {
        assert!(!said.contains(CANARY), "a value of the traffic is printed");
    }
}

fn can_be_read(draft: &str) {
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let input = Text::Bytes {
        name: "draft.yaml",
        bytes: draft.as_bytes(),
    };
    let read = loader.read(input, &mut diag);
    let found: Vec<&str> = diag.take().iter().map(|it| it.rule.id).collect();
    assert!(read.is_some() && found.is_empty(), "{found:?}\n{draft}");
}
