//! Findings as a JSON array, one object per finding.

use serde_json::{Value, json};

use super::pointers;
use crate::diagnostics::{Diagnostic, Label};
use crate::source::SourceMap;

/// Pretty JSON of one or several documents' findings.
pub fn json_text(values: Vec<Value>) -> String {
    format!("{:#}\n", Value::Array(values))
}

/// The findings of a document: id, severity, message, place, pointer, further places and help.
pub fn json_values(found: &[Diagnostic], sources: &SourceMap) -> Vec<Value> {
    let pointers = pointers(found, sources);
    let values = found.iter().zip(&pointers);
    values
        .map(|(diagnostic, pointer)| object(diagnostic, pointer.as_deref(), sources))
        .collect()
}

fn object(diagnostic: &Diagnostic, pointer: Option<&str>, sources: &SourceMap) -> Value {
    let labels: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| place(label, sources))
        .collect();
    json!({
        "id": diagnostic.rule.id,
        "severity": diagnostic.severity.word(),
        "repair": diagnostic.rule.repair,
        "message": diagnostic.message,
        "place": place(&diagnostic.primary, sources),
        "pointer": pointer,
        "related": labels,
        "help": diagnostic.help,
    })
}

fn place(label: &Label, sources: &SourceMap) -> Value {
    let location = sources.location(label.span);
    json!({
        "file": sources.name(label.span.file),
        "start": label.span.start,
        "end": label.span.end,
        "line": location.line,
        "column": location.column,
        "label": label.text,
    })
}
