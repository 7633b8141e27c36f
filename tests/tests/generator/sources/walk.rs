//! The walk of the guide from a document and a page to codes: the draft that it shows is the one that is made, and what it promises
//! of it holds.

use faultcode::internals::diagnostics::Diagnostics;
use faultcode::internals::import_docs::import;
use faultcode::internals::load::{Input as Read, Loader};
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::{snapshot, tree};

use super::codes;

/// The codes that the page says of the operation that books a parcel.
const OF_BOOKING: [&str; 3] = ["TOKEN_EXPIRED", "BALANCE_TOO_LOW", "CARRIER_DOWN"];

#[test]
fn the_page_of_the_guide_becomes_the_draft_that_is_shown() {
    let folder = tree::root().join("docs/examples/specs");
    let (page, spec) = (
        folder.join("courier-errors.html"),
        folder.join("courier-bare.yaml"),
    );
    let mut loader = Loader::new();
    let mut diag = Diagnostics::new();
    let draft = import(
        &[Read::File(&page)],
        Some(Read::File(&spec)),
        &mut loader,
        &mut diag,
    );
    let found = diag.take();
    assert!(found.is_empty(), "{found:?}");
    let text = draft.expect("the page can be read").to_yaml();
    let path = folder.join("courier-errors.overlay.yaml");
    let problem = snapshot::compare(
        &path,
        "courier-errors.overlay.yaml",
        text.as_bytes(),
        snapshot::update(),
    );
    snapshot::finish(
        &problem.into_iter().collect::<Vec<_>>(),
        "Run `UPDATE=1 cargo test -p faultcode-tests sources::` and read what changed.",
    );

    let input = Input::file(&spec).overlay(&path);
    let mut session = Session::new(input, Options::named("courier"));
    let understood = session.until(Stage::Check);
    let findings = session.findings();
    assert!(understood.is_some() && !findings.has_errors(), "{findings}");
    drop(findings);
    let api = session.api();
    assert_eq!(codes(api, "createParcel"), OF_BOOKING);
    let mut before = Session::new(Input::file(&spec), Options::named("courier"));
    before.until(Stage::Check).expect("the document is sound");
    assert_eq!(
        codes(before.api(), "createParcel"),
        [""; 0],
        "the document has none"
    );
}
