//! A failed call as JSON: for logs, and as a problem to pass on (RFC 9457).

mod problem;

use std::time::Duration;

pub use self::problem::Problem;
use crate::call::endpoint_error::EndpointError;
use crate::call::error::{AnyError, Error, InWords};
use crate::call::meta::{Attempt, Meta};
use crate::model::scrub::scrub;
use crate::model::value::Value;

impl<E: EndpointError> Error<E> {
    /// What is known of the failure as one line of JSON, for logs: names, numbers and the server's message, without bodies,
    /// keys or credentials. The guide lists its members, whose names stay; one that is not known is left out.
    pub fn to_json(&self) -> String {
        report(self.meta(), &self.in_words()).to_string()
    }

    /// The failure as a problem to pass on to whoever asked this program (RFC 9457).
    pub fn to_problem(&self) -> Problem {
        Problem::of(self.meta(), &self.in_words())
    }
}

impl AnyError {
    /// What is known of the failure as one line of JSON, for logs: see [`Error::to_json`].
    pub fn to_json(&self) -> String {
        report(self.meta(), &self.in_words()).to_string()
    }

    /// The failure as a problem to pass on to whoever asked this program (RFC 9457).
    pub fn to_problem(&self) -> Problem {
        Problem::of(self.meta(), &self.in_words())
    }
}

/// Adds a member that is known.
fn add(object: Value, name: &str, value: Option<impl Into<Value>>) -> Value {
    match value {
        Some(value) => object.with(name, value),
        None => object,
    }
}

fn report(meta: &Meta, words: &InWords) -> Value {
    let operation = meta.operation();
    let object = Value::object()
        .with("operation", operation.id)
        .with("method", operation.method.as_str())
        .with("path_template", operation.template)
        .with("kind", words.kind);
    let object = add(object, "fault", words.fault.map(|it| it.as_str()));
    let object = add(object, "status", meta.status());
    let object = add(object, "code", shown(meta.code()));
    let object = add(object, "message", words.message.clone());
    let object = object.with("effect", meta.effect().as_str());
    let object = add(object, "verdict", meta.verdict().map(|it| it.as_str()));
    let object = add(
        object,
        "stop_reason",
        meta.stop_reason().map(|it| it.as_str()),
    );
    let object = add(object, "retry_after_ms", meta.retry_after().map(millis));
    let object = add(object, "request_id", shown(meta.request_id()));
    let spans = meta.attempts().iter().flat_map(|it| [it.elapsed, it.wait]);
    let elapsed = spans.fold(Duration::ZERO, Duration::saturating_add);
    let log: Vec<Value> = meta.attempts().iter().map(attempt).collect();
    object
        .with("elapsed_ms", millis(elapsed))
        .with("attempts", meta.attempts().len())
        .with("log", Value::Array(log))
}

fn attempt(attempt: &Attempt) -> Value {
    let object = Value::object().with("attempt", attempt.number);
    let object = add(object, "status", attempt.status);
    let object = add(object, "fault", attempt.fault.map(|it| it.as_str()));
    let object = add(object, "verdict", attempt.verdict.map(|it| it.as_str()));
    let object = add(object, "request_id", shown(attempt.request_id.as_deref()));
    object
        .with("wait_ms", millis(attempt.wait))
        .with("elapsed_ms", millis(attempt.elapsed))
}

/// A text of the server's choice.
fn shown(text: Option<&str>) -> Option<String> {
    text.map(|text| scrub(text, &[]))
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
