//! The catalogue as a page: what it says, that a keyboard is enough, that text of documents does nothing, and how it looks.

#[path = "catalogue/said.rs"]
mod said;
#[path = "catalogue/seen.rs"]
mod seen;

use std::path::{Path, PathBuf};

use faultcode::internals::catalogue::page::{Service, page};
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::tree;

/// What the page says of a document.
fn service(name: &str, input: Input<'_>) -> Service {
    let mut session = Session::new(input, Options::named(name));
    let read = session.until(Stage::Plan);
    let findings = session.findings().to_string();
    assert!(read.is_some(), "{findings}");
    let plan = session.plan().expect("the document is sound");
    Service::of(&plan, session.sources())
}

/// What the page says of a text.
fn of_text(name: &str, document: &str) -> Service {
    service(
        name,
        Input::bytes(&format!("{name}.yaml"), document.as_bytes()),
    )
}

/// What the page says of one of the five documents.
fn of_spec(name: &str) -> Service {
    let path: PathBuf = tree::root().join("specs").join(format!("{name}.yaml"));
    service(name, Input::file(Path::new(&path)))
}

/// A page of documents.
fn page_of(services: &[Service]) -> String {
    page(services)
}
