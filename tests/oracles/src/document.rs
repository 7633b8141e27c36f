//! Documents, from their bytes to the files of a client.

use faultcode::internals::diagnostics::Diagnostics;
use faultcode::internals::load::{Input as Text, Loader};
use faultcode::internals::source::value::to_json;
use faultcode::{Input, Options, Session};
use proc_macro2::{TokenStream, TokenTree};
use serde_json::Value;

/// Rules for texts that are JSON and are refused all the same.
const STRICTER: [&str; 3] = ["duplicate-key", "too-large", "invalid-json"];

/// What we read is what serde_json reads; what it refuses, we refuse.
pub fn json(data: &[u8]) {
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let input = Text::Bytes {
        name: "document.json",
        bytes: data,
    };
    let ours = loader.read(input, &mut diag);
    let found: Vec<&str> = diag.take().iter().map(|it| it.rule.id).collect();
    let text = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    let theirs = serde_json::from_slice::<Value>(text);
    match (ours, theirs) {
        (Some(node), Ok(value)) if found.is_empty() => assert_eq!(to_json(&node), value),
        (_, Ok(_)) => assert!(
            found.iter().all(|rule| STRICTER.contains(rule)),
            "refused by {found:?}"
        ),
        // How deep a text may nest is each reader's own affair.
        (Some(_), Err(error)) if error.to_string().contains("recursion limit") => {}
        (Some(_), Err(error)) => assert!(!found.is_empty(), "accepted, but {error}"),
        (None, Err(_)) => assert!(!found.is_empty(), "refused without a word"),
    }
}

/// The pipeline ends, says where, and writes Rust that has no item of the document's choosing.
pub fn document(data: &[u8]) {
    let (first, text) = match data.split_first() {
        Some((first, text)) => (*first, text),
        None => return,
    };
    let name = if first & 1 == 0 {
        "document.yaml"
    } else {
        "document.json"
    };
    let made = make(name, text);
    assert!(made == make(name, text), "two runs differ");
    let (files, human) = made;
    assert!(
        !human.chars().any(|sign| sign.is_control() && sign != '\n'),
        "a finding holds a control character"
    );
    assert!(
        files.is_empty() != human.is_empty() || !files.is_empty(),
        "neither files nor findings"
    );
    for (path, text) in &files {
        let plain = path.split('/').all(|part| {
            !part.is_empty() && !part.starts_with('.') && part.is_ascii() && !part.contains('\\')
        });
        assert!(plain, "a file at {path:?}");
        if path.ends_with(".rs") {
            let tokens: TokenStream = text.parse().expect("tokens of Rust");
            assert!(!names_sentinel(tokens), "{path} holds the sentinel as code");
            let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert!(
                !parsed.items.iter().any(|item| matches!(
                    item,
                    syn::Item::ForeignMod(_) | syn::Item::ExternCrate(_)
                )),
                "{path} reaches out"
            );
        }
    }
}

type Made = (Vec<(String, String)>, String);

fn make(name: &str, text: &[u8]) -> Made {
    let mut session = Session::new(Input::bytes(name, text), Options::named("client"));
    let files = session.generate().map(|output| output.files);
    let found = session.findings().into_diagnostics();
    let look = faultcode::internals::diagnostics::render::Look::default();
    let human = faultcode::internals::diagnostics::render::human(&found, session.sources(), look);
    let files = files.unwrap_or_default();
    let files = files.into_iter().map(|file| (file.path, file.text));
    (files.collect(), human)
}

/// The name that hostile texts try to declare; the dictionary of the fuzzer has it.
fn names_sentinel(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "PWNED_SENTINEL",
        TokenTree::Group(group) => names_sentinel(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
