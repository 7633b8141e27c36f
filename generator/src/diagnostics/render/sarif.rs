//! Findings as SARIF 2.1.0, the form that code hosts show beside a change.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::pointers;
use crate::diagnostics::{Diagnostic, Label, Rule, Severity};
use crate::source::SourceMap;

/// Runs of this tool as one log.
pub fn sarif_text(runs: Vec<Value>) -> String {
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": runs,
    });
    format!("{document:#}\n")
}

/// The findings of a document as one run of this tool.
pub fn sarif_run(found: &[Diagnostic], sources: &SourceMap) -> Value {
    let rules: BTreeMap<&str, &Rule> = found
        .iter()
        .map(|found| (found.rule.id, found.rule))
        .collect();
    let pointers = pointers(found, sources);
    let results: Vec<Value> = found
        .iter()
        .zip(&pointers)
        .map(|(diagnostic, pointer)| result(diagnostic, pointer.as_deref(), sources))
        .collect();
    json!({
        "tool": {"driver": {
            "name": "faultcode",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules.values().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
        }},
        "columnKind": "unicodeCodePoints",
        "results": results,
    })
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.summary()},
        "fullDescription": {"text": rule.explain.why},
        "help": {"text": help(rule)},
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

/// What to do about a breach, or where to read it.
fn help(rule: &Rule) -> String {
    if rule.help.is_empty() {
        format!("faultcode explain {}", rule.id)
    } else {
        rule.advice()
    }
}

fn result(diagnostic: &Diagnostic, pointer: Option<&str>, sources: &SourceMap) -> Value {
    let mut text = diagnostic.message.clone();
    for help in &diagnostic.help {
        text.push_str("; ");
        text.push_str(help);
    }
    let related: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| location(label, sources))
        .collect();
    let mut result = json!({
        "ruleId": diagnostic.rule.id,
        "level": level(diagnostic.severity),
        "message": {"text": text},
        "locations": [location(&diagnostic.primary, sources)],
        "relatedLocations": related,
    });
    if let (Some(pointer), Some(members)) = (pointer, result.as_object_mut()) {
        members.insert("properties".to_owned(), json!({"pointer": pointer}));
    }
    result
}

fn location(label: &Label, sources: &SourceMap) -> Value {
    let start = sources.location(label.span);
    let end = sources.locate(label.span.file, label.span.end as usize);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(sources.name(label.span.file))},
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
                "byteOffset": label.span.start,
                "byteLength": label.span.end - label.span.start,
            },
        },
    });
    if let (false, Some(members)) = (label.text.is_empty(), location.as_object_mut()) {
        members.insert("message".to_owned(), json!({"text": label.text}));
    }
    location
}

/// A file name as the relative reference that SARIF asks for.
fn uri(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
