//! Overlays: what they make of a tree, case by case, and the worked ones over the documents they were written for.

use std::collections::BTreeMap;

use faultcode::internals::catalogue::Catalogue;
use faultcode::internals::diagnostics::Diagnostics;
use faultcode::internals::load::{Input as Text, Loader};
use faultcode::internals::overlay;
use faultcode::internals::source::node::{Map, Node};
use faultcode::internals::source::value::to_json;
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::{outside, tree};

#[test]
fn every_case_gives_its_result_and_its_findings() {
    let path = tree::root().join("tests/data/overlays.yaml");
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let cases = loader
        .read(Text::File(&path), &mut diag)
        .expect("the cases");
    assert!(diag.take().is_empty(), "the cases are sound YAML");
    assert!(cases.items().len() > 20);
    for case in cases.items() {
        let name = case.get("name").and_then(Node::as_str).expect("a name");
        let of = |key: &str| {
            case.get(key)
                .unwrap_or_else(|| panic!("{name} has no {key}"))
        };
        let overlay = titled(of("overlay"));
        let mut result = of("document").clone();
        overlay::overlay(&mut result, &[overlay], &mut loader, &mut diag);
        let found: Vec<&str> = diag.take().iter().map(|it| it.rule.id).collect();
        let expected: Vec<&str> = case
            .get("found")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_str)
            .collect();
        assert_eq!(found, expected, "{name}");
        assert_eq!(to_json(&result), to_json(of("result")), "{name}");
    }
}

/// Every overlay has a title and a version; the cases leave them out.
fn titled(overlay: &Node) -> Node {
    let mut overlay = overlay.clone();
    let span = overlay.span;
    let mut info = Map::new();
    info.insert("title", span, Node::string(span, "Case"));
    info.insert("version", span, Node::string(span, "1"));
    if let Some(map) = overlay.as_map_mut() {
        map.insert("info", span, Node::map(span, info));
    }
    overlay
}

/// What a worked overlay makes of the document that it was written for.
struct Worked {
    errors: BTreeMap<String, faultcode::internals::catalogue::Entry>,
    counts: faultcode::internals::catalogue::Counts,
    found: Vec<String>,
}

/// Applies a worked overlay to the document of somebody else.
fn worked(document: &str, overlay: &str) -> Worked {
    let document = outside::document(document);
    let overlay = tree::root().join("specs/overlays").join(overlay);
    let input = Input::file(&document).overlay(&overlay);
    let mut session = Session::new(input, Options::named("worked"));
    let understood = session.until(Stage::Check);
    let findings = session.findings().into_diagnostics();
    let of_overlay = findings.iter().filter(|it| {
        let name = session.sources().name(it.primary.span.file);
        it.rule.id.starts_with("overlay") || name.contains("overlays/")
    });
    let found = of_overlay
        .map(|it| format!("{}: {}", it.rule.id, it.message))
        .collect();
    understood.unwrap_or_else(|| panic!("the overlay breaks the document: {found:?}"));
    let catalogue = Catalogue::of(session.api(), session.sources());
    let errors = catalogue.entries().iter().filter_map(|entry| {
        let code = entry.code.clone()?;
        Some((code, entry.clone()))
    });
    Worked {
        errors: errors.collect(),
        counts: catalogue.counts(),
        found,
    }
}

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
fn stripe_gets_its_published_codes() {
    let stripe = worked("stripe.yaml", "stripe.overlay.yaml");
    assert_eq!(stripe.found, [] as [String; 0]);
    assert_eq!(stripe.counts.with_codes, stripe.counts.operations);
    assert_eq!(stripe.counts.codes, 39);
    let entry = |code: &str| stripe.errors.get(code).unwrap_or_else(|| panic!("{code}"));
    let verdicts = [
        ("rate_limit", "429", "throttle"),
        ("lock_timeout", "429", "transient"),
        ("card_declined", "402", "never"),
        ("idempotency_key_in_use", "409", "inFlight"),
    ];
    for (code, status, retry) in verdicts {
        assert_eq!(
            (entry(code).status.as_str(), entry(code).retry),
            (status, retry)
        );
        assert_eq!(entry(code).from, ["native"]);
    }
    let posts = entry("card_declined").operations.len();
    let all = entry("rate_limit").operations.len();
    assert!(
        posts < all && all == stripe.counts.operations,
        "{posts} of {all}"
    );
}

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
fn plaid_gets_its_published_codes() {
    let plaid = worked("plaid.yaml", "plaid.overlay.yaml");
    assert_eq!(plaid.found, [] as [String; 0]);
    // 39 that are published, and six statuses that operations declare.
    assert_eq!(plaid.counts.codes, 45);
    let entry = |code: &str| plaid.errors.get(code).unwrap_or_else(|| panic!("{code}"));
    let verdicts = [
        ("INTERNAL_SERVER_ERROR", "500", "transient"),
        ("RATE_LIMIT", "429", "throttle"),
        ("ITEM_LOGIN_REQUIRED", "400", "never"),
    ];
    for (code, status, retry) in verdicts {
        assert_eq!(
            (entry(code).status.as_str(), entry(code).retry),
            (status, retry)
        );
    }
    let only = &entry("TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION").operations;
    let only: Vec<&str> = only
        .iter()
        .map(|(operation, _)| operation.as_str())
        .collect();
    assert_eq!(only, ["transactionsSync"]);
}
