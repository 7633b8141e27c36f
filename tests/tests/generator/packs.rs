//! Packs: each applies to the document that it is for, reaches what it promises, and is refused elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use faultcode::internals::catalogue::Catalogue;
use faultcode::internals::packs::{self, PACKS, Pack, coverage};
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::packs::{Asked, Reached, asked, everywhere, standin};
use faultcode_tests::{aloud, outside, wild};

/// What comes of a document under overlays.
struct Applied {
    /// Rule and message of each finding that the overlays provoke.
    found: Vec<(String, String)>,
    /// The codes of each operation; `None` after an error.
    codes: Option<BTreeMap<String, BTreeSet<String>>>,
}

fn applied(input: Input<'_>, options: Options) -> Applied {
    let mut session = Session::new(input, options);
    let understood = session.until(Stage::Check);
    let findings = session.findings().into_diagnostics();
    let of_pack = findings.iter().filter(|it| {
        let file = session.sources().name(it.primary.span.file);
        file.starts_with('@') || it.rule.id.contains("pack") || it.rule.id.contains("overlay")
    });
    let found = of_pack
        .map(|it| (it.rule.id.to_owned(), it.message.clone()))
        .collect();
    let codes = understood.map(|()| {
        let catalogue = Catalogue::of(session.api(), session.sources());
        let none = catalogue.operations().iter().map(|it| &it.operation);
        let mut codes: BTreeMap<String, BTreeSet<String>> =
            none.map(|it| (it.clone(), BTreeSet::new())).collect();
        for entry in catalogue.entries() {
            for (operation, _) in &entry.operations {
                let of = codes.entry(operation.clone()).or_default();
                of.extend(entry.code.clone());
            }
        }
        codes
    });
    Applied { found, codes }
}

fn under(document: &Path, overlay: &str) -> Applied {
    let input = Input::file(document).overlay(Path::new(overlay));
    applied(input, Options::named("packs"))
}

/// How much of a document has codes.
fn reached(codes: &BTreeMap<String, BTreeSet<String>>, pack: &Pack) -> Reached {
    let everywhere = everywhere(pack.text);
    let mut sets: BTreeMap<&BTreeSet<String>, usize> = BTreeMap::new();
    for set in codes.values() {
        *sets.entry(set).or_default() += 1;
    }
    let with =
        |test: &dyn Fn(&BTreeSet<String>) -> bool| codes.values().filter(|it| test(it)).count();
    Reached {
        codes: codes.values().flatten().collect::<BTreeSet<_>>().len(),
        tied: with(&|set| !set.is_subset(&everywhere)),
        all: with(&|set| !set.is_empty()),
        own: with(&|set| !set.is_empty() && sets.get(set) == Some(&1)),
    }
}

#[test]
fn every_pack_says_what_it_is_for_and_where_it_comes_from() {
    let asked = asked();
    let names: Vec<&str> = PACKS.iter().map(|pack| pack.name).collect();
    assert!(names.is_sorted(), "{names:?}");
    let known: Vec<&str> = asked.keys().map(String::as_str).collect();
    assert_eq!(names, known, "each pack has its file below tests/packs");
    for pack in PACKS {
        let (head, name) = (pack.head(), pack.name);
        assert!(head.title.starts_with("Error facts of "), "{name}");
        assert!(!head.titles.is_empty(), "{name} is for no document");
        assert!(!head.sources.is_empty(), "{name} comes from nowhere");
        let day: Vec<usize> = head.read.split('-').map(str::len).collect();
        assert_eq!(day, [4, 2, 2], "{name}: the day of reading");
        let held = coverage(pack);
        assert_eq!(
            held.codes,
            held.by_status + held.by_traits + held.by_operation + held.everywhere + held.unplaced,
            "{name}"
        );
        assert!(held.codes >= 10, "{name}: {held:?}");
        let all = everywhere(pack.text);
        assert!(held.everywhere <= all.len(), "{name}: {all:?}");
        let own: BTreeSet<&str> = asked[name]
            .answers
            .iter()
            .filter_map(|it| it.code.as_deref())
            .collect();
        assert!(own.len() >= 2, "{name}: two codes are tried");
    }
}

/// Applies a pack to a document and compares what it reaches.
fn check(name: &str, asked: &Asked, document: &Path) -> Reached {
    let pack = packs::find(name).expect("the names are those of the packs");
    let done = under(document, &pack.shown());
    assert_eq!(done.found, [], "{name} on {}", asked.document);
    reached(&done.codes.expect("no finding is an error"), pack)
}

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
fn packs_apply_to_the_documents_of_their_vendors() {
    let mut short = Vec::new();
    for (name, asked) in asked() {
        let path = outside::document(&asked.document);
        let about = std::fs::metadata(&path).expect("a document of the collection");
        if !wild::is_read(&asked.document, about.len()) {
            continue;
        }
        let after = check(&name, &asked, &path);
        aloud(&format!("{name}: {after:?}"));
        let least = asked.least;
        let enough = [
            (after.codes, least.codes),
            (after.tied, least.tied),
            (after.all, least.all),
            (after.own, least.own),
        ];
        if enough.iter().any(|(is, at)| is < at) {
            short.push(format!("{name}: {after:?}, asked {least:?}"));
        }
    }
    assert!(short.is_empty(), "{}", short.join("\n"));
}

#[test]
fn packs_apply_to_stand_ins_of_ours() {
    for (name, asked) in asked() {
        let done = under(&standin(&name, &asked), &format!("@{name}"));
        // A stand-in is small: what it lacks is said once, and nothing else is.
        let rules: Vec<&str> = done.found.iter().map(|(rule, _)| rule.as_str()).collect();
        assert!(
            rules == ["pack-outgrown"] || rules.is_empty(),
            "{name}: {:?}",
            done.found
        );
        let codes = done.codes.unwrap_or_else(|| panic!("{name} is refused"));
        let answers = asked.answers.iter().map(|it| it.operation.as_str());
        let unknown: Vec<&str> = answers.filter(|it| !codes.contains_key(*it)).collect();
        assert!(unknown.is_empty(), "{name}: no {unknown:?}");
    }
}

const STRIPE: &[u8] = br#"{"openapi": "3.1.0", "info": {"title": "Stripe API", "version": "1"},
    "servers": [{"url": "https://api.stripe.com/"}], "paths": {"/v1/charges": {"post": {"operationId": "PostCharges",
    "responses": {"200": {"description": "ok"}, "default": {"description": "no"}}}}}}"#;

/// No change.
const SAME: (&str, &str) = ("Stripe API", "Stripe API");

/// The same of another title, and of another server.
fn stripe(change: (&str, &str)) -> String {
    let text = String::from_utf8_lossy(STRIPE);
    assert!(text.contains(change.0));
    text.replace(change.0, change.1)
}

fn rules(document: &str, overlay: Option<&str>) -> Vec<String> {
    let input = Input::bytes("document.json", document.as_bytes());
    let overlay = overlay.map(Path::new);
    let input = overlay.into_iter().fold(input, Input::overlay);
    let done = applied(input, Options::named("packs"));
    done.found.into_iter().map(|(rule, _)| rule).collect()
}

#[test]
fn a_document_of_a_vendor_draws_a_note_unless_its_pack_is_given() {
    let cases = [
        (stripe(SAME), None, vec!["pack-exists"]),
        // A copy elsewhere is no more than similar, and the pack fits it all the same.
        (stripe(("api.stripe.com", "stripe.example")), None, vec![]),
        (
            stripe(("api.stripe.com", "stripe.example")),
            Some("@stripe"),
            vec!["pack-outgrown"],
        ),
        (stripe(("Stripe API", "Our payments")), None, vec![]),
        (
            stripe(("Stripe API", "Our payments")),
            Some("@stripe"),
            vec!["pack-outgrown"],
        ),
        // Without servers, the title says it.
        (
            stripe((r#""servers": [{"url": "https://api.stripe.com/"}], "#, "")),
            None,
            vec!["pack-exists"],
        ),
        (stripe(SAME), Some("@stripe"), vec!["pack-outgrown"]),
        (
            stripe(SAME),
            Some("@github"),
            vec!["pack-exists", "pack-for-another-document"],
        ),
        (stripe(SAME), Some("@strype"), vec!["unknown-pack"]),
    ];
    for (document, overlay, expected) in cases {
        let mut found = rules(&document, overlay);
        found.sort();
        assert_eq!(found, expected, "{overlay:?} {document}");
    }
}

#[test]
fn an_unknown_pack_is_told_with_the_nearest_name() {
    let input = Input::bytes("document.json", STRIPE).overlay(Path::new("@strype"));
    let mut session = Session::new(input, Options::named("packs"));
    assert_eq!(session.until(Stage::Check), None);
    let findings = session.findings().into_diagnostics();
    let unknown: Vec<_> = findings
        .iter()
        .filter(|it| it.rule.id == "unknown-pack")
        .collect();
    let [unknown] = unknown[..] else {
        panic!("{findings:?}");
    };
    assert_eq!(unknown.message, "there is no pack @strype");
    assert!(
        unknown.help.iter().any(|it| it.contains("@stripe?")),
        "{:?}",
        unknown.help
    );
    // A file of such a name has a folder.
    let input = Input::bytes("document.json", STRIPE).overlay(Path::new("./@strype"));
    let mut session = Session::new(input, Options::named("packs"));
    assert_eq!(session.until(Stage::Check), None);
    let findings = session.findings().into_diagnostics();
    assert!(
        findings.iter().any(|it| it.rule.id == "unreadable-file"),
        "{findings:?}"
    );
}

#[test]
fn nothing_is_outgrown_in_a_part_of_a_document() {
    let asked = asked();
    let path = standin("stripe", &asked["stripe"]);
    let first = asked["stripe"].answers[0].operation.clone();
    let options = Options {
        include: vec![first],
        ..Options::named("packs")
    };
    let done = applied(Input::file(&path).overlay(Path::new("@stripe")), options);
    assert_eq!(done.found, []);
    assert_eq!(done.codes.map(|codes| codes.len()), Some(1));
}

#[test]
fn a_pack_goes_below_an_overlay_of_the_user() {
    let own = br#"{"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": [
        {"target": "$", "update": {"x-error-codes": {"rate_limit": {"description": "Ours."}}}}]}"#;
    let input = Input::bytes("document.json", STRIPE)
        .overlay(Path::new("@stripe"))
        .overlay_bytes("ours.json", own);
    let mut session = Session::new(input, Options::named("packs"));
    session.until(Stage::Check).expect("both apply");
    drop(session.findings());
    let catalogue = Catalogue::of(session.api(), session.sources());
    let entry = catalogue
        .entries()
        .iter()
        .find(|it| it.code.as_deref() == Some("rate_limit"));
    let entry = entry.expect("a code of the pack");
    assert_eq!((entry.meaning.as_str(), entry.retry), ("Ours.", "throttle"));
}
