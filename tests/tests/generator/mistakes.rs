//! Slips of people who annotate a document, one at a time: the finding names the line, the cause and what to do.

use faultcode::internals::diagnostics::Diagnostic;
use faultcode::internals::diagnostics::render::{Look, human};
use faultcode::{Input, Options, Session};
use faultcode_tests::{outside, snapshot, tree};
use serde::Deserialize;

/// One slip in a document that is right.
#[derive(Deserialize)]
struct Mistake {
    name: String,
    replace: String,
    by: String,
    /// The rule that finds it.
    rule: String,
    /// A text of the line that it names.
    at: String,
    /// A part of what it says to do.
    says: String,
}

/// What is found, each with its line, and what a person reads.
struct Seen {
    found: Vec<(usize, Diagnostic)>,
    transcript: String,
}

fn lint(name: &str, text: &[u8]) -> Seen {
    let mut session = Session::new(Input::bytes(name, text), Options::named("client"));
    session.generate();
    let found = session.findings().into_diagnostics();
    let sources = session.sources();
    let transcript = human(&found, sources, Look::default());
    let placed = found.into_iter();
    Seen {
        found: placed
            .map(|it| (sources.location(it.primary.span).line, it))
            .collect(),
        transcript,
    }
}

/// What is missing of a finding at a line.
fn missing(seen: &Seen, rule: &str, line: usize, says: &str) -> Option<String> {
    let shown: Vec<_> = seen
        .found
        .iter()
        .map(|(at, it)| (*at, it.rule.id))
        .collect();
    let mut found = seen.found.iter();
    let Some((_, finding)) = found.find(|(at, it)| (*at, it.rule.id) == (line, rule)) else {
        return Some(format!("no {rule} at {line}, but {shown:?}"));
    };
    let help = finding.help.join("\n");
    let says_it = !help.is_empty() && help.contains(says);
    (!says_it).then(|| format!("{rule} at {line} does not say {says:?}: {help:?}"))
}

#[test]
fn each_slip_is_found_at_its_line_with_what_to_do() {
    let folder = tree::root().join("tests/mistakes");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file");
    let base = read("base.yaml");
    let mistakes: Vec<Mistake> =
        serde_yaml::from_str(&read("mistakes.yaml")).expect("a list of slips");
    let mut problems = Vec::new();
    for mistake in mistakes {
        let name = &mistake.name;
        let stands = base.matches(mistake.replace.as_str()).count();
        assert_eq!(stands, 1, "{name}: what is replaced stands once");
        let text = base.replace(mistake.replace.as_str(), &mistake.by);
        let at = text.find(mistake.at.as_str());
        let at = at.unwrap_or_else(|| panic!("{name}: {} is not there", mistake.at));
        let line = text.get(..at).expect("a text").matches('\n').count() + 1;
        let seen = lint("boatyard.yaml", text.as_bytes());
        if let Some(problem) = missing(&seen, &mistake.rule, line, &mistake.says) {
            problems.push(format!("{name}: {problem}"));
        }
        let shown = format!("{name}.txt");
        problems.extend(snapshot::compare(
            &folder.join(&shown),
            &shown,
            seen.transcript.as_bytes(),
            snapshot::update(),
        ));
    }
    let right = lint("boatyard.yaml", base.as_bytes());
    let warned = right.found.iter().map(|(line, it)| (*line, it.rule.id));
    problems.extend(warned.map(|it| format!("the document without a slip: {it:?}")));
    snapshot::finish(
        &problems,
        "Run `UPDATE=1 cargo test -p faultcode-tests mistakes::` and read what changed.",
    );
}

/// What is found in documents of somebody else, where they are: file, line, rule.
const SHARED: &[(&str, usize, &str)] = &[
    ("01_typo_ext.yaml", 14, "misspelled-extension"),
    ("03_wrong_pointer.yaml", 15, "envelope-mismatch"),
    ("05_bad_retry.yaml", 43, "wrong-type"),
    ("06_indent.yaml", 52, "invalid-yaml"),
    ("08_tab.yaml", 22, "invalid-yaml"),
    ("13_wrong_op.yaml", 55, "unknown-operation"),
    ("15_pagination_ptr.yaml", 96, "bad-pointer"),
    ("16_scope.yaml", 245, "unknown-scope"),
    ("18_colon.yaml", 77, "invalid-yaml"),
    ("19_quote.yaml", 52, "invalid-yaml"),
    ("22_required.yaml", 391, "missing-property"),
    ("23_openapi_typo.yaml", 113, "misspelled-key"),
    ("e11_propertis.yaml", 392, "misspelled-key"),
    ("e12_jsonpointer_msg.yaml", 16, "envelope-mismatch"),
    ("e14_fielderr.yaml", 18, "envelope-mismatch"),
    ("e1_xretrys.yaml", 21, "misspelled-extension"),
    ("e3_xerrorcode_op.yaml", 152, "misspelled-extension"),
    ("e3_xerrorcode_op.yaml", 247, "misspelled-extension"),
    ("e5_xwebhook.yaml", 34, "misspelled-extension"),
    ("e7_case.yaml", 25, "misspelled-extension"),
    ("e8_params.yaml", 91, "misspelled-key"),
];

#[test]
#[cfg_attr(
    not(faults),
    ignore = "SKIPPED: there are no such documents beside the repository"
)]
fn slips_in_documents_beside_the_repository_are_found() {
    let folder = outside::faults().expect("documents beside the repository");
    let mut problems = Vec::new();
    for (file, line, rule) in SHARED {
        let text = std::fs::read(folder.join(file)).expect("a document");
        let seen = lint(file, &text);
        problems.extend(missing(&seen, rule, *line, "").map(|it| format!("{file}: {it}")));
    }
    snapshot::finish(&problems, "Mend the findings.");
}
