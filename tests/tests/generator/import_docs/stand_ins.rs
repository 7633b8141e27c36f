//! Pages of our own, one per form that pages come in: what is read off each, the whole draft, and that it applies.

use std::collections::{BTreeMap, BTreeSet};

use faultcode::internals::catalogue::Catalogue;
use faultcode::internals::draft::{Draft, Target};
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::{aloud, snapshot};
use serde_json::Value;

use super::measure::{SUBJECTS, compare, expected, is_status, of_draft};
use super::{STAND_INS, folder, imported};

fn read(name: &str) -> Value {
    let text = std::fs::read_to_string(folder().join(name)).expect("the file of expectations");
    serde_yaml::from_str(&text).expect("it is YAML")
}

fn draft(name: &str) -> Draft {
    imported(&folder().join(name), None).unwrap_or_else(|found| panic!("{name}: {found:?}"))
}

#[test]
fn each_page_gives_what_stands_on_it() {
    let mut problems = Vec::new();
    for name in STAND_INS {
        let draft = draft(name);
        let expectation = read(&format!("{name}.expect.yaml"));
        let scores = compare(&of_draft(&draft), &expected(&expectation), &BTreeSet::new());
        for (subject, score) in SUBJECTS.iter().zip(&scores.0) {
            let is_open = *subject == "pointers" && expectation["pointers"].is_null();
            if !score.wrong.is_empty() && !is_open || !score.missed.is_empty() {
                problems.push(format!(
                    "{name}: {subject}: wrong {:?}, missed {:?}",
                    score.wrong, score.missed
                ));
            }
        }
        if let Some(extensions) = expectation["extensions"].as_object() {
            let update = draft.update(&Target::Document);
            for key in ["x-rate-limit", "x-idempotency"] {
                if extensions.get(key).unwrap_or(&Value::Null) != &update[key] {
                    problems.push(format!("{name}: {key}: {}", update[key]));
                }
            }
        }
    }
    snapshot::finish(
        &problems,
        "The pages and what stands on them lie in tests/data/import_docs.",
    );
}

#[test]
fn the_drafts_are_the_ones_that_were_read() {
    let mut problems = Vec::new();
    for name in STAND_INS {
        let shown = format!("{name}.overlay.yaml");
        let text = draft(name).to_yaml();
        let path = folder().join(&shown);
        problems.extend(snapshot::compare(
            &path,
            &shown,
            text.as_bytes(),
            snapshot::update(),
        ));
    }
    snapshot::finish(
        &problems,
        "Run `UPDATE=1 cargo test -p faultcode-tests import_docs::` and read what changed.",
    );
}

/// Every fact has its place: the name of its page and a line that holds its code or its status.
#[test]
fn each_entry_says_the_line_that_it_was_found_at() {
    for name in STAND_INS {
        let page = std::fs::read_to_string(folder().join(name)).expect("the page");
        let lines: Vec<&str> = page.lines().collect();
        let draft = draft(name);
        let part = draft
            .parts
            .get(&Target::Document)
            .expect("something at the document");
        for (code, entry) in &part.codes {
            let place = entry.remarks.first().expect("a place");
            let near = place.split(", ").any(|place| {
                let line = place
                    .strip_prefix(&format!("{name}:"))
                    .unwrap_or_else(|| panic!("{name}: {place}"));
                let line: usize = line.parse().unwrap_or_else(|_| panic!("{name}: {place}"));
                // A row or an entry of several lines begins a little above.
                let around = line.saturating_sub(6)..(line + 6).min(lines.len());
                lines
                    .get(around)
                    .is_some_and(|it| it.iter().any(|it| it.contains(&**code)))
            });
            assert!(near, "{name}: {code} does not stand at {place}");
        }
    }
}

#[test]
fn each_draft_applies_and_its_codes_are_variants() {
    let document = folder().join("document.yaml");
    for name in STAND_INS {
        let draft = imported(&folder().join(name), Some(&document)).expect("a draft");
        let text = draft.to_yaml();
        let input = Input::file(&document).overlay_bytes("draft.yaml", text.as_bytes());
        let mut session = Session::new(input, Options::named("drafted"));
        let made = session.until(Stage::Check);
        let findings = session.findings().into_diagnostics();
        let of_draft = findings.iter().filter(|it| {
            session.sources().name(it.primary.span.file) == "draft.yaml"
                && it.severity >= faultcode::internals::diagnostics::Severity::Error
        });
        let wrong: Vec<String> = of_draft
            .map(|it| format!("{}: {}", it.rule.id, it.message))
            .collect();
        assert!(
            wrong.is_empty() && made.is_some(),
            "{name}: {wrong:?}\n{text}"
        );
        let catalogue = Catalogue::of(session.api(), session.sources());
        let entries: BTreeMap<_, _> = catalogue
            .entries()
            .iter()
            .filter_map(|it| Some((it.code.clone()?, it.operations.len())))
            .collect();
        let part = draft
            .parts
            .get(&Target::Document)
            .expect("something at the document");
        for code in part.codes.keys().filter(|it| !is_status(it)) {
            let operations = entries.get(code).copied().unwrap_or(0);
            assert!(
                operations > 0,
                "{name}: no operation answers {code}: {entries:?}"
            );
        }
        assert!(session.generate().is_some(), "{name}: nothing is generated");
    }
}

#[test]
fn codes_are_tied_to_operations_as_far_as_that_is_sure() {
    let document = folder().join("document.yaml");
    let import = |name: &str| imported(&folder().join(name), Some(&document)).expect("a draft");
    let table = import("table.md").update(&Target::Document);
    let codes = &table["x-error-codes"];
    assert_eq!(
        codes["FISH_NOT_FOUND"]["appliesTo"]["parameters"][0],
        "fish_id"
    );
    assert_eq!(codes["TANK_FULL"]["appliesTo"], Value::Null);
    let scheme = import("table.md").update(&Target::Scheme("token".to_owned()));
    assert_eq!(scheme["x-auth"]["refresh"]["codes"][0], "TOKEN_EXPIRED");
    let problems = import("problem-types.yml");
    let target = Target::Operation {
        path: "/kiln".to_owned(),
        method: "post".to_owned(),
    };
    let included = problems.update(&target);
    let included = included["x-error-codes"]["include"]
        .as_object()
        .expect("a map");
    assert_eq!(
        included.keys().collect::<Vec<_>>(),
        ["KILN_COLD", "KILN_BUSY"]
    );
    aloud("import-docs: codes are tied by parameter, by operation and to the scheme");
}
