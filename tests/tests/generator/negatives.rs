//! What OpenAPI asks of a document, rule by rule: a document that breaks the rule, and the finding at its line or the reason why
//! there is none. The page of the guide lists both.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use faultcode::internals::diagnostics::{Diagnostic, Severity, rules};
use faultcode::{Input, Options, Session};
use faultcode_tests::{snapshot, tree};

/// The version that stands for an edition.
const EDITIONS: [(&str, &str); 3] = [("3.0", "3.0.4"), ("3.1", "3.1.1"), ("3.2", "3.2.0")];

/// The line of the page behind which the tables are written.
const MARK: &str = "<!-- Below this line, `UPDATE=1 cargo test -p faultcode-tests negatives::` writes the tables. -->\n";

/// A document that breaks one rule.
struct Negative {
    /// Where it lies below the folder, without its ending.
    name: String,
    /// The rule in our words.
    rule: String,
    editions: Vec<String>,
    /// Why there is no finding.
    reason: Option<String>,
    text: String,
}

impl Negative {
    fn read(folder: &Path, file: &str) -> Self {
        let text = std::fs::read_to_string(folder.join(file)).expect("a document");
        let head = |key: &str| {
            let mut lines = text.lines().take_while(|line| line.starts_with("# "));
            let found = lines.find_map(|line| line.strip_prefix(&format!("# {key}: ")));
            found.map(str::to_owned)
        };
        let editions = head("versions").unwrap_or_else(|| panic!("{file} names no version"));
        Self {
            name: file.trim_end_matches(".yaml").to_owned(),
            rule: head("rule").unwrap_or_else(|| panic!("{file} says no rule")),
            editions: editions.split(' ').map(str::to_owned).collect(),
            reason: head("reason"),
            text,
        }
    }

    /// The section of the specification.
    fn section(&self) -> String {
        let folder = self.name.split('/').next().expect("a folder");
        folder.replace('-', " ")
    }

    /// The document as one of that edition.
    fn of(&self, edition: &str) -> String {
        let found = EDITIONS.iter().find(|(name, _)| *name == edition);
        let (_, version) = found.unwrap_or_else(|| panic!("{}: no {edition}", self.name));
        let lines = self.text.lines().map(|line| {
            let known = EDITIONS.iter().find_map(|(_, known)| {
                let rest = line.strip_prefix("openapi: ")?.strip_prefix(known)?;
                Some(format!("openapi: {version}{rest}"))
            });
            known.unwrap_or_else(|| line.to_owned())
        });
        lines.map(|line| line + "\n").collect()
    }

    /// The findings that the document announces behind `#~`, each with its line.
    fn expected(&self) -> Vec<(usize, &str)> {
        let lines = self.text.lines().enumerate();
        let marks = lines.filter_map(|(index, line)| Some((index + 1, line.split_once("#~ ")?.1)));
        let stated = self.text.lines().filter_map(|line| {
            let (line, rule) = line.strip_prefix("#line ")?.split_once(' ')?;
            Some((line.parse().ok()?, rule))
        });
        marks.chain(stated).collect()
    }
}

/// What is found in a document, each with its line.
fn lint(text: &str) -> Vec<(usize, Diagnostic)> {
    // That no scheme is declared is no breach, and most of these documents declare none.
    let options = Options {
        allow: ["no-security-scheme", "stale-entry"]
            .map(str::to_owned)
            .to_vec(),
        ..Options::named("client")
    };
    let mut session = Session::new(Input::bytes("api.yaml", text.as_bytes()), options);
    session.generate();
    let found = session.findings().into_diagnostics();
    let sources = session.sources();
    let placed = found.into_iter();
    placed
        .map(|it| (sources.location(it.primary.span).line, it))
        .collect()
}

fn all() -> Vec<Negative> {
    let folder = tree::root().join("tests/negatives");
    let files = tree::files(&folder);
    let all: Vec<Negative> = files
        .iter()
        .map(|file| Negative::read(&folder, file))
        .collect();
    assert!(all.len() > 200, "the folder has {} documents", all.len());
    all
}

#[test]
fn every_rule_of_the_specification_has_a_finding_or_a_reason() {
    let mut problems = Vec::new();
    for negative in all() {
        let expected = negative.expected();
        if expected.is_empty() == negative.reason.is_none() {
            problems.push(format!("{}: either a finding or a reason", negative.name));
        }
        for edition in &negative.editions {
            let found = lint(&negative.of(edition));
            let shown: Vec<_> = found.iter().map(|(line, it)| (*line, it.rule.id)).collect();
            for (line, rule) in &expected {
                if !shown.contains(&(*line, *rule)) {
                    let name = &negative.name;
                    problems.push(format!(
                        "{name} {edition}: no {rule} at {line}, but {shown:?}"
                    ));
                }
            }
            // Where nothing is said, nothing is said.
            let says = found.iter().any(|(_, it)| it.severity > Severity::Info);
            if expected.is_empty() && says {
                problems.push(format!("{} {edition}: {shown:?}", negative.name));
            }
        }
    }
    snapshot::finish(&problems, "Mend the finding, or the document.");
}

#[test]
fn a_document_without_the_breach_is_silent() {
    let text = "openapi: 3.1.1\ninfo: {title: Shop, version: '1'}\nservers: [{url: 'https://shop.example'}]\npaths:\n  \
                /orders:\n    get: {operationId: listOrders, responses: {'204': {description: None.}}}\n";
    for (_, version) in EDITIONS {
        let found = lint(&text.replace("3.1.1", version));
        let ids: Vec<&str> = found.iter().map(|(_, it)| it.rule.id).collect();
        assert!(ids.is_empty(), "{version}: {ids:?}");
    }
}

#[test]
fn the_page_of_the_guide_lists_them() {
    let page = tree::root().join("docs/src/specification.md");
    let now = std::fs::read_to_string(&page).expect("the page");
    let (head, _) = now.split_once(MARK).expect("the page has its mark");
    let mut sections: BTreeMap<String, Vec<Negative>> = BTreeMap::new();
    for negative in all() {
        sections
            .entry(negative.section())
            .or_default()
            .push(negative);
    }
    let mut out = format!("{head}{MARK}");
    for (section, negatives) in sections {
        let mut title = section.chars();
        let first = title.next().map(|it| it.to_ascii_uppercase());
        let title: String = first.into_iter().chain(title).collect();
        let title = title.replace("Openapi", "OpenAPI").replace("Xml", "XML");
        writeln!(out, "\n## {title}\n").expect("a text");
        out.push_str(
            "| rule | broken by | versions | finding, or why there is none |\n|---|---|---|---|\n",
        );
        for negative in negatives {
            let found = negative.expected();
            let said = match &negative.reason {
                Some(reason) => reason.clone(),
                None => {
                    let (_, id) = found.first().expect("a finding or a reason");
                    let rule = rules::find(id).unwrap_or_else(|| panic!("no rule {id}"));
                    format!("`{id}`, {}", rule.severity.word())
                }
            };
            let (_, case) = negative.name.split_once('/').expect("a folder");
            let case = case.replace('-', " ");
            let versions = negative.editions.join(", ");
            let row =
                [&negative.rule, &case, &versions, &said].map(|cell| cell.replace('|', "\\|"));
            writeln!(out, "| {} |", row.join(" | ")).expect("a text");
        }
    }
    let stale = snapshot::compare(
        &page,
        "docs/src/specification.md",
        out.as_bytes(),
        snapshot::update(),
    );
    let problems: Vec<String> = stale.into_iter().collect();
    snapshot::finish(
        &problems,
        "Run `UPDATE=1 cargo test -p faultcode-tests negatives::`.",
    );
}
