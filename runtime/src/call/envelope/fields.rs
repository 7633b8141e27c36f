//! Messages per field, in the four shapes that APIs use.

use crate::facts::{FieldErrorShape, Pointer};
use crate::model::decode::Decoder;
use crate::model::scrub::{Known, scrub};
use crate::model::value::Value;

/// What a server says of one field of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The field, as the server names it; absent where it gives messages alone.
    pub field: Option<String>,
    /// The message, with credentials taken out.
    pub message: String,
    /// The code of this single error.
    pub code: Option<String>,
}

/// Reads the subtree; what does not fit the shape is left out.
pub(super) fn field_errors(
    shape: FieldErrorShape,
    subtree: &[u8],
    credentials: &[Known<'_>],
) -> Vec<FieldError> {
    let Ok(value) = Decoder::whole::<Value>(subtree) else {
        return Vec::new();
    };
    let mut errors = match (shape, &value) {
        (FieldErrorShape::Map, Value::Object(members)) => members
            .iter()
            .flat_map(|(field, messages)| of_member(field, messages))
            .collect(),
        (FieldErrorShape::List, Value::Array(items)) => items
            .iter()
            .filter_map(|item| error(None, item.as_str()?, None))
            .collect(),
        (
            FieldErrorShape::Objects {
                field,
                message,
                code,
            },
            Value::Array(items),
        ) => items
            .iter()
            .filter_map(|item| {
                error(
                    name_at(item, field),
                    &text_at(item, message)?,
                    text_at(item, code),
                )
            })
            .collect(),
        (FieldErrorShape::Pointers, Value::Array(items)) => items
            .iter()
            .filter_map(|item| {
                let text = |name| item.get(name).and_then(Value::as_str);
                error(text("pointer").map(str::to_owned), text("detail")?, None)
            })
            .collect(),
        _ => Vec::new(),
    };
    for error in &mut errors {
        let texts = [
            error.field.as_mut(),
            Some(&mut error.message),
            error.code.as_mut(),
        ];
        for text in texts.into_iter().flatten() {
            *text = scrub(text, credentials);
        }
    }
    errors
}

fn of_member(field: &str, messages: &Value) -> Vec<FieldError> {
    let one = |message: &Value| error(Some(field.to_owned()), message.as_str()?, None);
    match messages {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        text => one(text).into_iter().collect(),
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "callers chain it after lookups that may find nothing"
)]
fn error(field: Option<String>, message: &str, code: Option<String>) -> Option<FieldError> {
    Some(FieldError {
        field,
        message: message.to_owned(),
        code,
    })
}

pub(super) fn text_at(item: &Value, pointer: Option<Pointer>) -> Option<String> {
    text(value_at(item, pointer?)?)
}

/// The name of a field: a text, or the steps to it in a list, such as `["body", "items", 0, "name"]`, joined by dots.
fn name_at(item: &Value, pointer: Option<Pointer>) -> Option<String> {
    match value_at(item, pointer?)? {
        Value::Array(steps) => {
            let steps: Option<Vec<String>> = steps.iter().map(text).collect();
            steps.filter(|it| !it.is_empty()).map(|it| it.join("."))
        }
        value => text(value),
    }
}

fn value_at(item: &Value, pointer: Pointer) -> Option<&Value> {
    pointer.iter().try_fold(item, |value, segment| match value {
        Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
        other => other.get(segment),
    })
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
