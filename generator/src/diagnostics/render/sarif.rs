//! Findings as SARIF 2.1.0, the form that code hosts show beside a change.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::pointers;
use crate::diagnostics::text::fill;
use crate::diagnostics::{Diagnostic, Label, Phrase, Rule, Severity, one_line};
use crate::source::SourceMap;

/// Runs of this tool as one log, with the files below `root` relative to it: code hosts know no other paths.
pub fn sarif_text(mut runs: Vec<Value>, root: Option<&Path>) -> String {
    if let Some(root) = root {
        let root = uri(&root.to_string_lossy()) + "/";
        runs.iter_mut().for_each(|run| shorten(run, &root));
    }
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": runs,
    });
    format!("{document:#}\n")
}

fn shorten(value: &mut Value, root: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(uri) if name == "uri" => {
                        if let Some(below) = uri.strip_prefix(root) {
                            *uri = below.to_owned();
                        }
                    }
                    member => shorten(member, root),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| shorten(item, root)),
        _ => {}
    }
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

/// A finding about a file that no stage has read.
#[derive(Clone, Debug)]
pub struct Beside {
    /// The rule.
    pub rule: &'static Rule,
    /// The file, relative to the working folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What the message says in place of `{1}`; `{0}` is the file.
    pub said: &'static Phrase,
}

/// Adds findings about files that no stage has read to a run.
pub fn sarif_beside(run: &mut Value, found: &[Beside]) {
    for (pointer, all) in [
        ("/tool/driver/rules", beside_rules(found)),
        ("/results", found.iter().map(beside).collect()),
    ] {
        if let Some(list) = run.pointer_mut(pointer).and_then(Value::as_array_mut) {
            list.extend(all);
        }
    }
}

fn beside_rules(found: &[Beside]) -> Vec<Value> {
    let rules: BTreeMap<&str, &Rule> = found.iter().map(|it| (it.rule.id, it.rule)).collect();
    rules.into_values().map(descriptor).collect()
}

fn beside(found: &Beside) -> Value {
    let text = fill(
        found.rule.title,
        &[one_line(&found.file).as_str(), found.said.text()],
    );
    json!({
        "ruleId": found.rule.id,
        "level": level(found.rule.severity),
        "message": {"text": format!("{text}; {}", found.rule.help)},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri(&found.file)},
            "region": {"startLine": found.line},
        }}],
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
