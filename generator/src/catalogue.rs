//! The error catalogue: every code with its status, whether a call is repeated, what to do, where the document says so,
//! and which operations answer it.

mod text;

use std::collections::BTreeMap;

use crate::diagnostics::one_line;
use crate::ir::{Api, CodeId, ErrorCode, Operation, Retry};
use crate::plan::verdict::{Repeat, repeat};
use crate::source::SourceMap;

/// The catalogue of one API.
#[derive(Clone, Debug)]
pub struct Catalogue {
    title: String,
    entries: Vec<Entry>,
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
    /// The operations that answer it, by `operationId`, each with what the runtime does there.
    pub operations: Vec<(String, Repeat)>,
}

impl Catalogue {
    /// The catalogue of an API. `sources` are the texts that it was read from.
    pub fn of(api: &Api, sources: &SourceMap) -> Self {
        let mut answered: BTreeMap<CodeId, Vec<&Operation>> = BTreeMap::new();
        for operation in &api.operations {
            for case in &operation.errors {
                answered.entry(case.code).or_default().push(operation);
            }
        }
        let entries = api.codes.iter().enumerate().map(|(index, code)| {
            let operations = answered.get(&CodeId(index)).map_or(&[][..], Vec::as_slice);
            entry(api, code, operations, sources)
        });
        Self {
            title: one_line(api.title.as_str()),
            entries: entries.collect(),
        }
    }

    /// The entries in document order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

fn entry(api: &Api, code: &ErrorCode, operations: &[&Operation], sources: &SourceMap) -> Entry {
    let place = sources.location(code.span);
    let statuses = code.statuses.iter().map(|range| {
        let class = range.first / 100;
        if range.first == range.last {
            range.first.to_string()
        } else if range.first == class * 100 && range.last == class * 100 + 99 {
            format!("{class}XX")
        } else {
            format!("{}-{}", range.first, range.last)
        }
    });
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
        retry: word(code.retry),
        meaning: flat(code.doc.as_str()),
        action: flat(&action.unwrap_or_default()),
        source: format!(
            "{}:{}:{}",
            one_line(sources.name(code.span.file)),
            place.line,
            place.column
        ),
        operations: operations
            .iter()
            .map(|it| (one_line(it.id.as_str()), repeat(api, it, code)))
            .collect(),
    }
}

fn flat(text: &str) -> String {
    one_line(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn word(retry: Retry) -> &'static str {
    match retry {
        Retry::Auto => "auto",
        Retry::Never => "never",
        Retry::Transient => "transient",
        Retry::Throttle => "throttle",
        Retry::Reauth => "reauth",
        Retry::InFlight => "inFlight",
        Retry::NewKey => "newKey",
    }
}
