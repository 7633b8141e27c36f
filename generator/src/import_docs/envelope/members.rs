//! The members of a sample, and what the forms of their values say.

use serde_json::Value;

use crate::import_docs::words;

/// One member.
pub(super) struct Leaf<'a> {
    pub pointer: String,
    pub parent: String,
    pub name: String,
    pub depth: usize,
    pub value: &'a Value,
}

/// Members down to the fourth level; of lists the first item.
pub(super) fn leaves(body: &Value) -> Vec<Leaf<'_>> {
    let mut found = Vec::new();
    collect(body, "", 0, &mut found);
    found
}

pub(super) fn collect<'a>(
    value: &'a Value,
    pointer: &str,
    depth: usize,
    found: &mut Vec<Leaf<'a>>,
) {
    if depth > 4 {
        return;
    }
    match value {
        Value::Object(map) => {
            for (name, value) in map.iter().take(100) {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                let at = format!("{pointer}/{escaped}");
                found.push(Leaf {
                    pointer: at.clone(),
                    parent: pointer.to_owned(),
                    name: name.clone(),
                    depth,
                    value,
                });
                collect(value, &at, depth + 1, found);
            }
        }
        Value::Array(items) => {
            if let Some(first) = items.first() {
                collect(first, &format!("{pointer}/0"), depth + 1, found);
            }
        }
        _ => {}
    }
}

pub(super) fn status_number(value: &Value) -> Option<String> {
    let text = match value {
        Value::Number(it) => it.to_string(),
        Value::String(it) => it.clone(),
        _ => return None,
    };
    words::status(&text).filter(|it| words::is_error(it) && !it.ends_with('X'))
}

/// Whether a text stands for the value that a server would send.
pub(super) fn is_placeholder(text: &str) -> bool {
    let inner = text.trim_matches(['<', '>', '{', '}', '[', ']', '.', '…']);
    let plain = words::plain(&inner.replace('_', " "));
    inner.is_empty()
        || matches!(
            &*plain,
            "error"
                | "fail"
                | "failure"
                | "error code"
                | "code"
                | "string"
                | "error message"
                | "message"
                | "error type"
                | "type"
                | "your error code"
                | "machine readable code"
        )
}

/// The form of a moment.
pub(super) fn reset(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(text) if text.len() >= 10 && text.get(4..5) == Some("-") => Some("dateTime"),
        Value::Number(it) => match it.as_u64()? {
            1_000_000_000_000.. => Some("epochMillis"),
            1_000_000_000.. => Some("epochSeconds"),
            _ => None,
        },
        _ => None,
    }
}
