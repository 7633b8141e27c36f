//! What the page says of one document, gathered from its plan: each code once, whatever number of entries it has, and each operation
//! with what it answers.

use std::collections::BTreeMap;

use faultcode_facts::{Confidence, Effect, is_safe};

use crate::diagnostics::is_hidden;
use crate::ir::{CodeId, ErrorCode, OperationId, StatusRange, WireName};
use crate::plan::{Crate, shown};
use crate::source::SourceMap;
use crate::verdict::{Repeat, repeat};

/// The most signs of a text of a document that the page shows.
const LONGEST: usize = 4000;

/// One document.
#[derive(Clone, Debug)]
pub struct Service {
    /// The name of its client.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Its codes, then its statuses, in document order.
    pub codes: Vec<Code>,
    /// Its operations in document order.
    pub operations: Vec<Operation>,
}

/// A code, or a status without one.
#[derive(Clone, Debug)]
pub struct Code {
    /// The code on the wire, or the statuses in one text.
    pub label: String,
    /// Whether it is a code.
    pub is_code: bool,
    /// What is said of it; more than one where operations say different things.
    pub facts: Vec<Facts>,
    /// What operations say of it where the entry says nothing: each text with how many do, the most frequent first.
    pub said: Vec<(String, usize)>,
    /// A body, with the operation that answers it.
    pub sample: Option<(usize, String)>,
    /// Who answers it: positions of operations, and of the cell in each.
    pub answered: Vec<(usize, usize)>,
}

/// What the document says of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The statuses in one text; empty where any carries it.
    pub statuses: String,
    /// What it means.
    pub meaning: String,
    /// The verdict, a word of the vocabulary.
    pub retry: &'static str,
    /// What the server has done.
    pub effect: Effects,
    /// What a caller does next.
    pub action: String,
    /// Its group.
    pub category: String,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// The members of its details, as the struct has them.
    pub members: Vec<String>,
    /// Whether it is marked deprecated.
    pub deprecated: bool,
    /// How sure it is.
    pub confidence: Confidence,
    /// What says so.
    pub from: String,
    /// File, line and column.
    pub source: String,
    /// The operations that this is said for; empty for the entry of the whole document.
    pub only_for: Vec<String>,
}

/// What the server has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effects {
    /// The document says so.
    Stated(Effect),
    /// It follows from the statuses and the methods.
    ByStatus(Vec<Effect>),
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The `operationId`.
    pub id: String,
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The tag.
    pub group: String,
    /// What it does.
    pub summary: String,
    /// The call in Rust.
    pub call: String,
    /// Where its error enum is.
    pub error: String,
    /// What it answers.
    pub cells: Vec<Cell>,
}

/// That an operation answers a code.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The position of the code.
    pub code: usize,
    /// The position of what is said of it here among the facts of the code.
    pub facts: usize,
    /// What a call does.
    pub repeat: Repeat,
    /// The pattern of the arm.
    pub arm: String,
    /// What the operation says of it.
    pub meaning: String,
}

impl Service {
    /// Gathers a document from its plan.
    pub fn of(plan: &Crate<'_>, sources: &SourceMap) -> Self {
        let api = plan.api;
        let mut service = Self {
            name: plan.package.clone(),
            title: shown_text(api.title.as_str()),
            version: shown_text(api.version.as_str()),
            codes: Vec::new(),
            operations: Vec::new(),
        };
        // Entries of one label are one column: the same status with other details is the same status.
        let mut labels: BTreeMap<(bool, String), usize> = BTreeMap::new();
        let mut position: BTreeMap<CodeId, (usize, usize)> = BTreeMap::new();
        let mut answering: BTreeMap<CodeId, Vec<OperationId>> = BTreeMap::new();
        for (id, operation) in api.operations.entries() {
            for case in &operation.errors {
                answering.entry(case.code).or_default().push(id);
            }
        }
        let mut entries: Vec<(CodeId, &ErrorCode)> = api.codes.entries().collect();
        // What holds everywhere goes before what holds at some operations.
        entries.sort_by_key(|(_, it)| it.only_for.is_some());
        let (codes, statuses): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|(_, it)| it.code.is_some());
        for (id, entry) in codes.into_iter().chain(statuses) {
            let label = label(entry);
            let next = service.codes.len();
            let at = *labels.entry(label.clone()).or_insert(next);
            if at == next {
                service.codes.push(Code {
                    label: label.1,
                    is_code: label.0,
                    facts: Vec::new(),
                    said: Vec::new(),
                    sample: None,
                    answered: Vec::new(),
                });
            }
            let facts = facts(plan, id, answering.get(&id), sources);
            position.insert(id, (at, service.codes[at].add(facts)));
        }
        for operation in &plan.operations {
            service.add(plan, operation, &position);
        }
        for code in &mut service.codes {
            code.said
                .sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        }
        service
    }

    fn add(
        &mut self,
        plan: &Crate<'_>,
        operation: &crate::plan::Operation<'_>,
        position: &BTreeMap<CodeId, (usize, usize)>,
    ) {
        let (ir, own) = (operation.ir, self.operations.len());
        let mut cells = Vec::new();
        for case in &operation.names.cases {
            let entry = &plan.api.codes[case.ir.code];
            let Some((at, facts)) = position.get(&case.ir.code).copied() else {
                continue;
            };
            let meaning = shown_text(case.ir.doc.as_str());
            let code = &mut self.codes[at];
            code.answered.push((own, cells.len()));
            if !meaning.is_empty() {
                match code.said.iter_mut().find(|(text, _)| *text == meaning) {
                    Some((_, count)) => *count += 1,
                    None => code.said.push((meaning.clone(), 1)),
                }
            }
            if code.sample.is_none() {
                let mut samples = ir.samples.iter();
                let sample = samples.find(|it| it.case == Some(case.ir.code));
                let body = sample.map(|sample| body(sample.body.as_str()));
                let body = body.filter(|it| !it.trim().is_empty());
                code.sample = body.map(|body| (own, body));
            }
            cells.push(Cell {
                code: at,
                facts,
                repeat: repeat(plan.api, ir, entry),
                arm: shown::pattern(operation, case),
                meaning,
            });
        }
        let texts = [&ir.summary, &ir.doc].map(|text| shown_text(text.as_str()));
        let summary = texts.into_iter().find(|text| !text.is_empty());
        self.operations.push(Operation {
            id: shown_text(ir.id.as_str()),
            method: shown_text(ir.method.name()),
            path: shown_text(ir.template.as_str()),
            group: shown_text(plan.api.tags[ir.tag].name.as_str()),
            summary: summary.unwrap_or_default(),
            call: shown::call(plan, operation),
            error: shown::error_path(plan, operation),
            cells,
        });
    }
}

impl Code {
    /// Adds what an entry says, to an equal one where there is one: the position of either.
    fn add(&mut self, facts: Facts) -> usize {
        let same = self.facts.iter().position(|it| it.says_the_same(&facts));
        let Some(at) = same else {
            self.facts.push(facts);
            return self.facts.len() - 1;
        };
        let same = &mut self.facts[at];
        match same.only_for.is_empty() || facts.only_for.is_empty() {
            true => same.only_for.clear(),
            false => same.only_for.extend(facts.only_for),
        }
        at
    }
}

impl Facts {
    fn says_the_same(&self, other: &Self) -> bool {
        let of = |it: &Self| Self {
            only_for: Vec::new(),
            source: String::new(),
            from: String::new(),
            ..it.clone()
        };
        of(self) == of(other)
    }
}

/// Whether it is a code, and what it is called.
fn label(entry: &ErrorCode) -> (bool, String) {
    if let Some(code) = &entry.code {
        return (true, shown_text(code.as_str()));
    }
    let statuses = statuses(entry);
    let statuses = match statuses.as_str() {
        "" => "any status",
        some => some,
    };
    match &entry.header {
        Some(header) => (
            false,
            format!("{statuses} {}", shown_text(header.name.as_str())),
        ),
        None => (false, statuses.to_owned()),
    }
}

fn statuses(entry: &ErrorCode) -> String {
    let statuses = entry.statuses.iter().map(StatusRange::to_string);
    statuses.collect::<Vec<_>>().join(", ")
}

fn facts(
    plan: &Crate<'_>,
    id: CodeId,
    operations: Option<&Vec<OperationId>>,
    sources: &SourceMap,
) -> Facts {
    let planned = &plan.codes[id];
    let entry = planned.ir;
    let place = sources.location(entry.span);
    let action = entry.action.as_ref().map(|action| {
        let text = shown_text(action.text.as_ref().unwrap_or(&action.kind).as_str());
        match &action.operation {
            Some(operation) => format!("{text} ({})", shown_text(operation.as_str())),
            None => text,
        }
    });
    let details = planned.names.details.iter().map(|it| it.names.to_string());
    let facts = planned.names.facts.iter().map(|it| it.names.to_string());
    Facts {
        statuses: statuses(entry),
        meaning: shown_text(entry.doc.as_str()),
        retry: entry.retry.as_str(),
        effect: match entry.effect {
            Some(effect) => Effects::Stated(effect),
            None => Effects::ByStatus(by_status(plan, entry, operations)),
        },
        action: action.unwrap_or_default(),
        category: entry.category.as_ref().map_or_else(String::new, wire),
        aliases: entry.aliases.iter().map(wire).collect(),
        members: details.chain(facts).collect(),
        deprecated: entry.deprecated,
        confidence: entry.confidence,
        from: shown_text(&entry.origin.phrase()),
        source: format!(
            "{}:{}:{}",
            shown_text(sources.name(entry.span.file)),
            place.line,
            place.column
        ),
        only_for: entry.only_for.iter().map(wire).collect(),
    }
}

fn wire(name: &WireName) -> String {
    shown_text(name.as_str())
}

/// What follows from the statuses of an entry for the operations that answer it.
fn by_status(
    plan: &Crate<'_>,
    entry: &ErrorCode,
    operations: Option<&Vec<OperationId>>,
) -> Vec<Effect> {
    let mut found: Vec<Effect> = Vec::new();
    for id in operations.into_iter().flatten() {
        let safe = is_safe(plan.api.operations[*id].method.name());
        for status in &entry.statuses {
            let effect = Effect::of_status(status.first, safe);
            if !found.contains(&effect) {
                found.push(effect);
            }
        }
    }
    found
}

/// Text of a document as the page shows it: without what nobody sees, blanks once, and not endless.
fn shown_text(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    kept(&words, |_| false)
}

/// A body, laid out where it is JSON.
fn body(text: &str) -> String {
    let laid_out = serde_json::from_str::<serde_json::Value>(text)
        .and_then(|value| serde_json::to_string_pretty(&value));
    let text = laid_out.unwrap_or_else(|_| text.to_owned());
    kept(&text, |sign| sign == '\n' || sign == '\t')
}

fn kept(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    for (count, sign) in text.chars().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        match is_hidden(sign) && !is_kept(sign) {
            true => out.push_str(&format!("\\u{{{:x}}}", u32::from(sign))),
            false => out.push(sign),
        }
    }
    out
}
