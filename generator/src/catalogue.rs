//! The error catalogue: every code with its status, whether a call is repeated, what to do, where the document says so,
//! and which operations answer it.

#[cfg(feature = "cli")]
pub mod page;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use faultcode_facts::Confidence;

use crate::diagnostics::one_line;
use crate::ir::{Api, CodeId, ErrorCode, Operation, Origin, StatusRange};
use crate::source::SourceMap;
use crate::verdict::{Repeat, repeat};

/// The catalogue of one API.
#[derive(Clone, Debug)]
pub struct Catalogue {
    title: String,
    entries: Vec<Entry>,
    operations: Vec<Answers>,
}

/// What one operation answers when it refuses, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The `operationId`.
    pub operation: String,
    /// Variants for codes.
    pub codes: usize,
    /// Variants for statuses.
    pub statuses: usize,
    /// What says so, each once: `native`, an extension of another tool, or what it is inferred from.
    pub from: Vec<String>,
}

/// How many operations have typed errors, and what they come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All operations.
    pub operations: usize,
    /// Operations with a variant per code.
    pub with_codes: usize,
    /// Operations with variants per status only.
    pub with_statuses: usize,
    /// Operations about whose errors nothing is known.
    pub with_neither: usize,
    /// Codes of the API, each once.
    pub codes: usize,
    /// Operations by what their errors come from; one operation may count several times.
    pub from: BTreeMap<String, usize>,
}

/// One code or status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code on the wire; `None` for a status entry.
    pub code: Option<String>,
    /// The statuses in one text; empty where any carries it.
    pub status: String,
    /// The verdict as the document states it, a word of the vocabulary.
    pub retry: &'static str,
    /// What it means.
    pub meaning: String,
    /// What a caller does next.
    pub action: String,
    /// Where the document states it: file, line and column.
    pub source: String,
    /// What says that operations answer it, each once.
    pub from: Vec<String>,
    /// How sure it is what the entry says: `stated`, `derived` or `observed`.
    pub confidence: &'static str,
    /// The operations that answer it, by `operationId`, each with what the runtime does there.
    pub operations: Vec<(String, Repeat)>,
}

impl Catalogue {
    /// The catalogue of an API. `sources` are the texts that it was read from.
    pub fn of(api: &Api, sources: &SourceMap) -> Self {
        let mut answered: BTreeMap<CodeId, Vec<&Operation>> = BTreeMap::new();
        let mut origins: BTreeMap<CodeId, BTreeSet<(&Origin, Confidence)>> = BTreeMap::new();
        for operation in &api.operations {
            for case in &operation.errors {
                answered.entry(case.code).or_default().push(operation);
                let said = (&case.origin, case.confidence);
                origins.entry(case.code).or_default().insert(said);
            }
        }
        let entries = api.codes.entries().map(|(id, code)| {
            let operations = answered.get(&id).map_or(&[][..], Vec::as_slice);
            let own = BTreeSet::from([(&code.origin, code.confidence)]);
            let origins = origins.get(&id).unwrap_or(&own);
            Entry {
                from: phrases(origins),
                ..entry(api, code, operations, sources)
            }
        });
        Self {
            title: one_line(api.title.as_str()),
            entries: entries.collect(),
            operations: api.operations.iter().map(|it| answers(api, it)).collect(),
        }
    }

    /// Every operation of the API, in document order.
    pub fn operations(&self) -> &[Answers] {
        &self.operations
    }

    /// The numbers of the whole API.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            operations: self.operations.len(),
            ..Counts::default()
        };
        for answers in &self.operations {
            let number = match (answers.codes, answers.statuses) {
                (0, 0) => &mut counts.with_neither,
                (0, _) => &mut counts.with_statuses,
                _ => &mut counts.with_codes,
            };
            *number += 1;
            for from in &answers.from {
                *counts.from.entry(from.clone()).or_default() += 1;
            }
        }
        let codes = self.entries.iter().filter_map(|entry| entry.code.as_ref());
        counts.codes = codes.collect::<BTreeSet<_>>().len();
        counts
    }

    /// The entries in document order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

fn answers(api: &Api, operation: &Operation) -> Answers {
    let is_code = |id: CodeId| api.codes[id].code.is_some();
    let codes = operation
        .errors
        .iter()
        .filter(|it| is_code(it.code))
        .count();
    let origins = operation.errors.iter();
    let origins = origins.map(|it| (&it.origin, it.confidence)).collect();
    Answers {
        operation: one_line(operation.id.as_str()),
        codes,
        statuses: operation.errors.len() - codes,
        from: phrases(&origins),
    }
}

/// Origins in words, with how sure they are where nobody has stated it.
fn phrases(origins: &BTreeSet<(&Origin, Confidence)>) -> Vec<String> {
    let phrase = |(origin, confidence): &(&Origin, Confidence)| {
        let phrase = one_line(&origin.phrase());
        match confidence.is_unsure() {
            true => format!("{phrase} ({})", confidence.as_str()),
            false => phrase,
        }
    };
    origins.iter().map(phrase).collect()
}

fn entry(api: &Api, code: &ErrorCode, operations: &[&Operation], sources: &SourceMap) -> Entry {
    let place = sources.location(code.span);
    let statuses = code.statuses.iter().map(StatusRange::to_string);
    let action = code.action.as_ref().map(|action| {
        let text = action.text.as_ref().unwrap_or(&action.kind).as_str();
        match &action.operation {
            Some(operation) => format!("{text} ({})", operation.as_str()),
            None => text.to_owned(),
        }
    });
    Entry {
        code: code.code.as_ref().map(|code| one_line(code.as_str())),
        status: statuses.collect::<Vec<_>>().join(", "),
        retry: code.retry.as_str(),
        meaning: flat(code.doc.as_str()),
        action: flat(&action.unwrap_or_default()),
        source: format!(
            "{}:{}:{}",
            one_line(sources.name(code.span.file)),
            place.line,
            place.column
        ),
        from: Vec::new(),
        confidence: code.confidence.as_str(),
        operations: operations
            .iter()
            .map(|it| (one_line(it.id.as_str()), repeat(api, it, code)))
            .collect(),
    }
}

fn flat(text: &str) -> String {
    one_line(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
