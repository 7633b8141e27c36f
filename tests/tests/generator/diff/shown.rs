//! What is printed of changes, and the list of their kinds in the guide.

use std::fs;

use faultcode::Input;
use faultcode::internals::diff::{Class, Kind, Strangers, json, markdown, text};
use faultcode_tests::snapshot::{compare, finish, update};
use faultcode_tests::tree;

use super::{diff, of_texts};

const SHOP: &str = "\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
x-error-codes:
  HELD: {status: 409, retry: never, description: 'It is | held by ``` somebody.'}
paths:
  /a:
    get:
      operationId: getA
      tags: [shop]
      x-error-codes: [HELD]
      responses: {'204': {description: Done.}}
  /b:
    get:
      operationId: getB
      tags: [shop]
      x-error-codes: [HELD]
      responses: {'204': {description: Done.}}
";

#[test]
fn what_a_document_says_once_is_one_change() {
    let diff = of_texts(SHOP, &SHOP.replace("retry: never", "retry: transient"));
    let verdicts: Vec<_> = diff
        .changes
        .iter()
        .filter(|it| it.kind == Kind::VerdictChanged)
        .collect();
    let [verdict] = verdicts.as_slice() else {
        panic!("{verdicts:#?}");
    };
    assert_eq!(verdict.also.len(), 1);
    assert_eq!((&*verdict.before, &*verdict.after), ("no", "yes"));
    let place = verdict.new.as_ref().expect("it stands somewhere");
    assert_eq!((&*place.file, place.line), ("new.yaml", 11));
    let waits = of_texts(
        SHOP,
        &SHOP.replace("servers:", "x-retry: {backoff: {base: 2s}}\nservers:"),
    );
    let shown: Vec<_> = waits
        .changes
        .iter()
        .map(|it| (it.kind, it.label.as_str(), it.after.as_str()))
        .collect();
    assert!(
        shown.contains(&(Kind::WaitsChanged, "backoff.base", "2s")),
        "{shown:?}"
    );
}

/// A document with that many operations in two groups, and a webhook.
fn large(operations: usize) -> String {
    let mut text = "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\nservers: [{url: https://shop.example}]\npaths:\n".to_owned();
    for at in 0..operations {
        let tag = if at % 2 == 0 { "even" } else { "odd" };
        text.push_str(&format!(
            "  /a{at}: {{get: {{operationId: getA{at}, tags: [{tag}], responses: {{'204': {{description: Done.}}}}}}}}\n"
        ));
    }
    text.push_str("webhooks: {paid: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}, responses: {'204': {description: Taken.}}}}}\n");
    text
}

#[test]
fn what_begins_to_stand_behind_a_feature_breaks() {
    // From the first operation beyond a hundred on, groups and webhooks have features.
    let (few, many) = (large(100), large(101));
    for (old, new, kind) in [
        (&few, &many, Kind::FeatureNeeded),
        (&many, &few, Kind::FeatureGone),
    ] {
        let diff = of_texts(old, new);
        let found = diff.changes.iter().filter(|it| it.kind == kind);
        let mut found: Vec<&str> = found.map(|it| it.subject.as_str()).collect();
        found.sort_unstable();
        assert_eq!(
            found,
            ["client.even()", "client.odd()", "webhooks::parse_paid"]
        );
    }
    let more = of_texts(&many, &large(102));
    assert_eq!(more.of_class(Class::Major).count(), 0, "{more:#?}");
}

#[test]
fn documents_of_two_apis_do_not_belong_together() {
    let other = SHOP
        .replace("/a", "/x")
        .replace("/b", "/y")
        .replace("getA", "getX")
        .replace("getB", "getY");
    let made = diff(
        Input::bytes("old.yaml", SHOP.as_bytes()),
        Input::bytes("new.yaml", other.as_bytes()),
    );
    assert_eq!(made, Some(Err(Strangers)));
}

#[test]
fn text_of_a_document_breaks_no_line_and_no_cell() {
    let evil = SHOP.replace("operationId: getA", "operationId: getA\n      parameters: [{name: q, in: query, schema: {type: string, default: \"a|b\\n## c` <i>\\u001b[31m\"}}]");
    let mild = SHOP.replace("operationId: getA", "operationId: getA\n      parameters: [{name: q, in: query, schema: {type: string, default: x}}]");
    let diff = of_texts(&mild, &evil);
    let page = markdown("shop", &diff);
    let rows: Vec<&str> = page
        .lines()
        .filter(|line| line.contains("default-changed"))
        .collect();
    let [row] = rows.as_slice() else {
        panic!("{page}");
    };
    let cells = row.replace("\\|", "").matches('|').count();
    assert_eq!(cells, 5, "{row}");
    assert_eq!(row.matches('`').count() % 2, 0, "{row}");
    for shown in [&page, &text("shop", &diff)] {
        assert!(!shown.contains('\u{1b}'), "{shown}");
    }
    let read: serde_json::Value =
        serde_json::from_str(&json(&[("shop".to_owned(), diff)])).expect("it is JSON");
    assert_eq!(read["verdict"], "minor");
    assert_eq!(read["clients"][0]["changes"][0]["kind"], "default-changed");
}

/// The table of the guide, as the table of kinds says it.
fn table() -> String {
    let mut out = String::new();
    for class in Class::ALL {
        out.push_str(&format!(
            "\n### {}\n\n| change | in Rust |\n|---|---|\n",
            class.heading()
        ));
        for kind in Kind::ALL.iter().filter(|kind| kind.class() == class) {
            out.push_str(&format!(
                "| `{}` | {} |\n",
                kind.word(),
                kind.consequence().replace('|', "\\|")
            ));
        }
    }
    out
}

#[test]
fn the_guide_lists_every_kind_of_change() {
    let path = tree::root().join("docs/src/diff.md");
    let page = fs::read_to_string(&path).expect("the page of the guide");
    let (begin, end) = ("<!-- kinds -->\n", "<!-- end of kinds -->");
    let (before, rest) = page.split_once(begin).expect("the page has a mark");
    let (_, after) = rest.split_once(end).expect("the page has an end mark");
    let expected = format!("{before}{begin}{}\n{end}{after}", table());
    let problem = compare(&path, "docs/src/diff.md", expected.as_bytes(), update());
    finish(
        &Vec::from_iter(problem),
        "UPDATE=1 rewrites the list of kinds.",
    );
}
