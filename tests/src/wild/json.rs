//! The report as JSON, for programs that compare two runs.

use serde_json::{Value, json};

use super::compile::Built;
use super::judge::{Subject, judge};
use super::run::{Ended, Report};

/// The report.
pub(super) fn json(report: &Report) -> String {
    let documents: Vec<Value> = report
        .subjects
        .iter()
        .map(|subject| document(subject, report))
        .collect();
    let whole = json!({
        "good": report.is_good(),
        "documents": documents,
        "stale": report.stale,
    });
    let mut text = serde_json::to_string_pretty(&whole).expect("a report is text and numbers");
    text.push('\n');
    text
}

fn document(subject: &Subject, report: &Report) -> Value {
    let built: serde_json::Map<String, Value> = subject
        .built
        .iter()
        .map(|(verb, built)| (verb.clone(), compiled(built)))
        .collect();
    let (account, died) = match &subject.ended {
        Ended::Accounted(account) => (serde_json::to_value(account).unwrap_or(Value::Null), None),
        Ended::Died(words) => (Value::Null, Some(words.clone())),
        Ended::Endless(seconds) => (Value::Null, Some(format!("stopped after {seconds} s"))),
    };
    json!({
        "document": subject.document.shown,
        "bytes": subject.document.size,
        "wallMs": subject.wall_ms,
        "account": account,
        "died": died,
        "built": built,
        "doctests": subject.doctests.as_ref().map(|it| it.as_ref().ok()),
        "short": judge(subject, &report.known),
    })
}

fn compiled(built: &Built) -> Value {
    json!({
        "good": built.good,
        "messages": built.messages,
        "seconds": built.measured.map(|it| it.seconds),
        "peak": built.measured.map(|it| it.peak),
    })
}
