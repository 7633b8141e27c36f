//! Code and message of a body, as envelopes say where they stand: what the runtime reads of an answer.

use faultcode_facts::says_nothing;
use regex_lite::Regex;
use serde_json::Value;

use super::shape::{ECHO, TEXT};
use crate::ir::{CodeAt, Envelope, Pointer, Scalar, When};

/// What the envelopes find in a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Whether one of them finds a code or a message.
    pub fits: bool,
    /// The code.
    pub code: Option<Said>,
    /// The number of the envelope.
    pub envelope: Option<usize>,
}

/// What stands where a code stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A code.
    Code(String),
    /// Something of the request.
    Echo,
    /// Something that is not spelt like a code, and is not shown.
    Hidden,
}

/// Reads a body whose values are hidden but for codes. The first envelope counts that finds a code or a message.
pub fn read(body: &Value, envelopes: &[Envelope]) -> Reading {
    for (index, envelope) in envelopes.iter().enumerate() {
        let code = envelope.code.as_ref().and_then(|rule| code(rule, body));
        let message = envelope
            .message
            .as_ref()
            .and_then(|rule| at(body, &rule.at));
        let message = message.is_some_and(|found| found.is_string() || found.is_array());
        if code.is_some() || message {
            return Reading {
                fits: true,
                code,
                envelope: Some(index),
            };
        }
    }
    Reading::default()
}

/// Whether a body of a success says that it is an error.
pub fn holds(envelopes: &[Envelope], body: &Value) -> bool {
    let mut all = envelopes.iter().flat_map(|envelope| &envelope.when);
    all.any(|when| is(when, body))
}

fn is(when: &When, body: &Value) -> bool {
    let found = at(body, &when.at);
    let Some(expected) = &when.equals else {
        return found.is_some_and(|value| !value.is_null()) == when.exists;
    };
    match (expected, found) {
        (Scalar::Null, Some(Value::Null)) => true,
        (Scalar::Bool(expected), Some(Value::Bool(value))) => expected == value,
        (Scalar::Number(text), Some(Value::Number(number))) => {
            let number = number.to_string();
            let same = || text.as_str().parse::<f64>().ok() == number.parse::<f64>().ok();
            number == text.as_str() || same()
        }
        (Scalar::Text(text), Some(Value::String(value))) => text.as_str() == value,
        _ => false,
    }
}

fn code(rule: &CodeAt, body: &Value) -> Option<Said> {
    let text = match at(body, &rule.at)? {
        Value::String(text) if rule.kind.has_texts() => text.clone(),
        Value::Number(number) if rule.kind.has_numbers() => number.to_string(),
        _ => return None,
    };
    if says_nothing(&text) {
        return None;
    }
    if text == TEXT {
        return Some(Said::Hidden);
    }
    if text == ECHO {
        return Some(Said::Echo);
    }
    let pattern = rule.pattern.as_ref();
    let pattern = pattern.and_then(|pattern| Regex::new(pattern.as_str()).ok());
    let fits = pattern.is_none_or(|pattern| pattern.is_match(&text));
    fits.then_some(Said::Code(text))
}

/// The value at a pointer.
pub fn at<'v>(body: &'v Value, pointer: &Pointer) -> Option<&'v Value> {
    let mut steps = pointer.iter();
    steps.try_fold(body, |value, segment| match value {
        Value::Array(items) => items.get(segment.as_str().parse::<usize>().ok()?),
        other => other.get(segment.as_str()),
    })
}
