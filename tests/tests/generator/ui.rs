//! One bad document per rule, and the exact message a person reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use faultcode::internals::diagnostics::rules;
use faultcode_tests::cases::{self, Case};
use faultcode_tests::lint::{Linted, lint, lint_config};
use faultcode_tests::{again, snapshot, tree};

/// Rules that no document can show, and why.
const WITHOUT_CASE: &[(&str, &str)] = &[
    (
        "unreadable-file",
        "the message ends with the operating system's words",
    ),
    (
        "bad-package-name",
        "the name is an option, not part of a document",
    ),
    (
        "long-text",
        "its smallest document has 64 KiB; `hostile::values` makes one",
    ),
    (
        "refused-output",
        "a fault of the generator, not of a document",
    ),
    (
        "stale-client",
        "a folder that differs from what its document makes; `check` finds it",
    ),
];

/// The findings of one case. File names in messages are relative to the folder of cases.
fn run(case: &Case) -> Linted {
    let document = Path::new(&case.document);
    if document.ends_with("faultcode.yaml") {
        lint_config(document)
    } else {
        // The smallest document of most rules has no security scheme; in others nothing breaks that rule.
        let usual = ["no-security-scheme", "stale-entry"];
        let allow = usual.iter().filter(|id| **id != case.rule);
        let allow: Vec<&str> = allow.copied().collect();
        lint(document, case.overlay.as_deref().map(Path::new), &allow)
    }
}

#[test]
fn every_rule_has_a_bad_document_with_this_message() {
    let folder = tree::root().join("tests/ui");
    if std::env::current_dir().ok().as_ref() != Some(&folder) {
        // The working folder belongs to a process, so this runs in one of its own.
        let this = "every_rule_has_a_bad_document_with_this_message";
        let mut child = again::command(module_path!(), this);
        let ended = child.current_dir(&folder).output().expect("this program");
        let (out, err) = (ended.stdout, ended.stderr);
        let said = String::from_utf8_lossy(&out) + String::from_utf8_lossy(&err);
        assert!(
            ended.status.success() && said.contains("1 passed"),
            "{said}"
        );
        return;
    }
    let cases = cases::read(&folder);
    let mut problems = Vec::new();
    let mut covered = BTreeSet::new();
    for case in &cases.cases {
        let linted = run(case);
        let ids: BTreeSet<&str> = linted.found.iter().map(|finding| finding.rule.id).collect();
        if ids.contains(case.rule.as_str()) {
            covered.insert(case.rule.clone());
        } else {
            problems.push(format!(
                "{} does not break the rule it stands under; found: {ids:?}",
                case.document
            ));
        }
        if linted.human.chars().any(|c| c.is_control() && c != '\n') {
            problems.push(format!("{}: the message holds a control", case.document));
        }
        let shown = case.message();
        let expected = linted.human.as_bytes();
        problems.extend(snapshot::compare(
            &folder.join(&shown),
            &shown,
            expected,
            snapshot::update(),
        ));
    }
    for orphan in &cases.orphans {
        problems.push(format!("{orphan} has no document"));
    }
    problems.extend(coverage(&covered, &cases.cases));
    snapshot::finish(
        &problems,
        "Run `UPDATE=1 cargo test -p faultcode-tests ui::` and read the messages that changed.",
    );
}

/// Rules without a case, folders without a rule, and exceptions that are none any more.
fn coverage(covered: &BTreeSet<String>, cases: &[Case]) -> Vec<String> {
    let exceptions: BTreeMap<&str, &str> = WITHOUT_CASE.iter().copied().collect();
    let mut problems = Vec::new();
    for rule in rules::all() {
        match (covered.contains(rule.id), exceptions.contains_key(rule.id)) {
            (false, false) => problems.push(format!("the rule {} has no case", rule.id)),
            (true, true) => problems.push(format!(
                "the rule {} is an exception and has a case",
                rule.id
            )),
            _ => {}
        }
    }
    let folders: BTreeSet<&str> = cases.iter().map(|case| case.rule.as_str()).collect();
    for name in folders.into_iter().chain(exceptions.into_keys()) {
        if rules::find(name).is_none() {
            problems.push(format!("there is no rule {name}"));
        }
    }
    problems
}
