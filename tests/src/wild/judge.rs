//! Where a document falls short of what is asked of every document.

use std::collections::{BTreeMap, BTreeSet};

use super::compile::Built;
use super::documents::Document;
use super::known::{Known, limits};
use super::run::Ended;

/// The memory that generation may need, in bytes, for documents that are not oversized.
const MOST_MEMORY: u64 = 1 << 30;

/// A document and what became of it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The document.
    pub document: Document,
    /// How generation ended.
    pub ended: Ended,
    /// From start to end of its process, in milliseconds.
    pub wall_ms: u64,
    /// What the Cargo commands said, by their words.
    pub built: BTreeMap<String, Built>,
    /// Changed forms of it that went wrong.
    pub mutants: Vec<String>,
    /// Doctests that were collected, or why that is not known; `None` if nobody looked.
    pub doctests: Option<Result<usize, String>>,
}

/// Everything in which a document falls short; empty when it does what is asked of it.
pub fn judge(subject: &Subject, known: &Known) -> Vec<String> {
    let shown = &subject.document.shown;
    let account = match &subject.ended {
        Ended::Accounted(account) => account,
        Ended::Died(words) => return vec![format!("generation died: {words}")],
        Ended::Endless(seconds) => {
            return vec![format!("generation did not end within {seconds} s")];
        }
    };
    let mut short: Vec<String> = subject
        .mutants
        .iter()
        .map(|form| format!("a changed form of it goes wrong: {form}"))
        .collect();
    if !subject.document.is_oversized() && account.peak.is_some_and(|peak| peak > MOST_MEMORY) {
        short.push("generation needed more than 1 GiB".to_owned());
    }
    let errors = account
        .findings
        .iter()
        .filter(|finding| finding.severity == "error");
    if let Some(refused) = known.refused.get(shown) {
        let fits = |rule: &str, line: usize, file: &str| {
            rule == refused.rule && line == refused.line && file == shown
        };
        let found: Vec<_> = errors
            .map(|it| format!("{} in line {}", it.rule, it.line))
            .collect();
        let first = account
            .findings
            .iter()
            .find(|finding| finding.severity == "error");
        if !first.is_some_and(|it| fits(&it.rule, it.line, &it.file)) {
            let expected = format!("{} in line {}", refused.rule, refused.line);
            short.push(format!(
                "it must be refused by {expected}; found: {}",
                found.join(", ")
            ));
        }
        return short;
    }
    if !account.generated {
        let found: Vec<_> = errors
            .take(5)
            .map(|it| format!("{}:{}: {} ({})", it.file, it.line, it.message, it.rule))
            .collect();
        short.push(format!("it is not generated: {}", found.join("; ")));
    }
    let limits = limits();
    let found: BTreeSet<&str> = account
        .findings
        .iter()
        .map(|it| it.rule.as_str())
        .filter(|rule| limits.contains(rule))
        .collect();
    let listed = known.unsupported_in(shown);
    for rule in found.difference(&listed) {
        let at = account.findings.iter().find(|it| it.rule == **rule);
        let line = at.map_or(0, |it| it.line);
        short.push(format!(
            "line {line} breaks {rule}, which unsupported.yaml does not list for it"
        ));
    }
    for rule in listed.difference(&found) {
        short.push(format!(
            "nothing breaks {rule} any more, which unsupported.yaml lists for it"
        ));
    }
    for (verb, built) in subject.built.iter().filter(|(_, built)| !built.good) {
        let first = built.messages.first().map_or("", String::as_str);
        short.push(format!(
            "cargo {verb} fails with {} messages, first:\n{first}",
            built.messages.len()
        ));
    }
    match &subject.doctests {
        None | Some(Ok(0)) => {}
        Some(Ok(count)) => short.push(format!("{count} doctests come out of its descriptions")),
        Some(Err(words)) => short.push(format!("cargo test --doc fails:\n{words}")),
    }
    short
}

/// Entries of the tables whose documents are not there.
pub fn judge_tables<'a>(
    documents: impl IntoIterator<Item = &'a Document>,
    known: &Known,
) -> Vec<String> {
    let there: BTreeSet<&str> = documents
        .into_iter()
        .map(|document| document.shown.as_str())
        .collect();
    let listed = known
        .unsupported
        .iter()
        .flat_map(|entry| &entry.documents)
        .chain(known.refused.keys());
    let gone: BTreeSet<&str> = listed
        .map(String::as_str)
        .filter(|shown| !there.contains(shown))
        .collect();
    gone.into_iter()
        .map(|shown| format!("the tables name {shown}, which is not there"))
        .collect()
}
