//! Findings as a JSON array, one object per finding.

use serde_json::{Value, json};

use crate::diagnostics::{Diagnostic, Label};
use crate::source::SourceMap;

/// The findings as pretty JSON: id, severity, message, place, pointer, further places and help.
pub fn json(found: &[Diagnostic], sources: &SourceMap) -> String {
    let list: Vec<Value> = found
        .iter()
        .map(|diagnostic| object(diagnostic, sources))
        .collect();
    format!("{:#}\n", Value::Array(list))
}

fn object(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
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
        "pointer": diagnostic.pointer.as_ref().map(|pointer| pointer.as_str()),
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
