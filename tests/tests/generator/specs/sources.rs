//! Where each fact of the five documents comes from: every fact has one line in `specs/SOURCES.md`, and every line a fact.
//!
//! The facts are read from the YAML as it stands, by a reader of its own (`facts.rs`), so that neither a fault nor an
//! omission of the generator hides one.

#[path = "sources/facts.rs"]
mod facts;
#[path = "sources/listed.rs"]
mod listed;
#[path = "sources/table.rs"]
mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use serde_yaml::Value;

use self::facts::Facts;
use self::table::{ASSUMED, Section};

const DOCUMENTS: [&str; 5] = [
    "billium.yaml",
    "getbill.yaml",
    "sessions.yaml",
    "partner-invoicing.yaml",
    "accounts.yaml",
];

/// What a section of the sources owes to its document, or says too much.
fn complaints(facts: &Facts, section: &Section) -> Vec<String> {
    let mut found = section.complaints.clone();
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &section.lines {
        for fact in &line.facts {
            *lines.entry(fact).or_default() += 1;
        }
        for key in &line.keys {
            if key != ASSUMED && !section.keys.contains_key(key) {
                found.push(format!("line {}: no such source: {key}", line.number));
            }
        }
        let assumed = line.keys.iter().any(|key| key == ASSUMED);
        if assumed && line.keys.len() > 1 {
            found.push(format!("line {}: assumed, and has a source", line.number));
        }
        if assumed && line.note.is_empty() {
            found.push(format!("line {}: assumed without a reason", line.number));
        }
    }
    for (fact, count) in &lines {
        if !facts.contains(fact) {
            found.push(format!("no such fact in the document: {fact}"));
        }
        if *count > 1 {
            found.push(format!("{count} lines: {fact}"));
        }
    }
    for fact in facts.iter().filter(|fact| !lines.contains_key(fact)) {
        found.push(format!("no line: {fact}"));
    }
    found
}

/// How many operations and how many facts each source has; a line with several sources counts for its first.
fn tally(facts: &Facts, section: &Section) -> String {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for line in &section.lines {
        let Some(key) = line.keys.first() else {
            continue;
        };
        let count = counts.entry(key).or_default();
        count.0 += line
            .facts
            .iter()
            .filter(|fact| facts.is_operation(fact))
            .count();
        count.1 += line
            .facts
            .iter()
            .filter(|fact| facts.contains(fact))
            .count();
    }
    let total = |assumed: bool| {
        let of = counts
            .iter()
            .filter(|(key, _)| (**key == ASSUMED) == assumed);
        of.fold((0, 0), |sum, (_, count)| (sum.0 + count.0, sum.1 + count.1))
    };
    let ((stated, said), (guessed, supposed)) = (total(false), total(true));
    let mut text = format!(
        "{} operations ({stated} from pages, {guessed} assumed), {} facts ({said} from pages, {supposed} assumed)",
        facts.operations(),
        facts.iter().count(),
    );
    for (key, (operations, facts)) in &counts {
        let _ = write!(text, "\n    {key}: {operations} operations, {facts} facts");
    }
    text
}

#[test]
fn every_fact_of_the_documents_has_its_source() {
    let text = fs::read_to_string(super::specs().join("SOURCES.md")).expect("the sources");
    let mut failures = Vec::new();
    for name in DOCUMENTS {
        let document = fs::read_to_string(super::specs().join(name)).expect("a document");
        let document: Value = serde_yaml::from_str(&document).expect("YAML");
        let facts = Facts::of(&document);
        let Some(section) = Section::of(&text, name) else {
            failures.push(format!("{name}: no section"));
            continue;
        };
        if section.lines.is_empty() {
            let count = facts.iter().count();
            failures.push(format!("{name}: none of its {count} facts has a source"));
            continue;
        }
        println!("{name}: {}", tally(&facts, &section));
        let complaints = complaints(&facts, &section);
        failures.extend(
            complaints
                .iter()
                .map(|complaint| format!("{name}: {complaint}")),
        );
    }
    let headings = text.lines().filter_map(|line| line.strip_prefix("## "));
    for heading in headings.filter(|heading| !DOCUMENTS.contains(heading)) {
        failures.push(format!("a section of no document: {heading}"));
    }
    assert!(
        failures.is_empty(),
        "{}\n{} failures",
        failures.join("\n"),
        failures.len()
    );
}

/// What is wrong with a section that names the source `page` and has these rows, for a document of one operation.
fn wrong(rows: &str) -> Vec<String> {
    let document =
        "{openapi: 3.0.3, paths: {/a: {get: {responses: {'200': {description: Fine.}}}}}}";
    let document: Value = serde_yaml::from_str(document).expect("YAML");
    let text = format!(
        "# Sources\n\n## a.yaml\n\n- `page`: https://example.com/a, read 2026-11-29\n\n\
         | facts | source | note |\n|---|---|---|\n{rows}\n\n## b.yaml\n"
    );
    let section = Section::of(&text, "a.yaml").expect("the section");
    complaints(&Facts::of(&document), &section)
}

#[test]
fn each_rule_finds_what_breaks_it() {
    let cases: [(&str, &[&str]); 9] = [
        ("| `GET /a`, `GET /a 200` | `page` | |", &[]),
        (
            "| `GET /a` | `page` | |\n| `GET /a 200` | `assumed` | Not shown. |",
            &[],
        ),
        ("| `GET /a` | `page` | |", &["no line: GET /a 200"]),
        (
            "| `GET /a {200,404}`, `GET /a` | `page` | |",
            &["no such fact in the document: GET /a 404"],
        ),
        (
            "| `GET /a`, `GET /a 200` | `page` | |\n| `GET /a` | `page` | |",
            &["2 lines: GET /a"],
        ),
        (
            "| `GET /a`, `GET /a 200` | `leaflet` | |",
            &["line 9: no such source: leaflet"],
        ),
        (
            "| `GET /a`, `GET /a 200` | `assumed` | |",
            &["line 9: assumed without a reason"],
        ),
        (
            "| `GET /a`, `GET /a 200` | `page`, `assumed` | Why. |",
            &["line 9: assumed, and has a source"],
        ),
        ("| `GET /a`, `GET /a 200` | | |", &["line 9: no source"]),
    ];
    for (rows, expected) in cases {
        assert_eq!(wrong(rows), expected, "{rows}");
    }
}
