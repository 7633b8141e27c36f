//! Places in a body that is made up: what stands at a pointer (RFC 6901), and how something comes to stand there.

use serde_json::{Value, json};

use crate::ir::WireName;

/// What stands at a pointer.
pub(crate) fn follow<'v>(body: &'v Value, at: &[WireName]) -> Option<&'v Value> {
    at.iter().try_fold(body, |value, segment| match value {
        Value::Object(map) => map.get(segment.as_str()),
        Value::Array(items) => items.get(segment.as_str().parse::<usize>().ok()?),
        _ => None,
    })
}

/// Puts a value at a pointer, making what stands on the way.
pub(crate) fn set(body: &mut Value, at: &[WireName], value: Value) {
    let Some((first, rest)) = at.split_first() else {
        *body = value;
        return;
    };
    // A pointer says of a list what it says of an object with such a member: what stands beside others is one.
    let beside = body.as_object().is_some_and(|map| !map.is_empty());
    if first.as_str() == "0" && !beside {
        if !body.is_array() {
            *body = json!([{}]);
        }
        if let Value::Array(items) = body {
            if items.is_empty() {
                items.push(json!({}));
            }
            if let Some(item) = items.first_mut() {
                set(item, rest, value);
            }
        }
        return;
    }
    if let Value::Array(items) = body {
        let items = std::mem::take(items).into_iter().enumerate();
        let members = items.map(|(index, item)| (index.to_string(), item));
        *body = Value::Object(members.collect());
    }
    if !body.is_object() {
        *body = json!({});
    }
    if let Value::Object(map) = body {
        let slot = map.entry(first.as_str()).or_insert_with(|| json!({}));
        set(slot, rest, value);
    }
}

/// Takes away what stands at a pointer.
pub(super) fn remove(body: &mut Value, at: &[WireName]) {
    let Some((first, rest)) = at.split_first() else {
        return;
    };
    let inner = match body {
        Value::Object(map) if rest.is_empty() => {
            map.shift_remove(first.as_str());
            None
        }
        Value::Object(map) => map.get_mut(first.as_str()),
        Value::Array(items) => first
            .as_str()
            .parse::<usize>()
            .ok()
            .and_then(|index| items.get_mut(index)),
        _ => None,
    };
    if let Some(inner) = inner {
        remove(inner, rest);
    }
}

/// Whether something can be put at a pointer without taking away what stands on the way.
pub(super) fn has_room(body: &Value, at: &[WireName]) -> bool {
    let Some((first, rest)) = at.split_first() else {
        return true;
    };
    let inner = match body {
        Value::Object(map) => map.get(first.as_str()),
        Value::Array(items) => {
            let index = first.as_str().parse::<usize>().ok();
            index.and_then(|index| items.get(index))
        }
        _ => return false,
    };
    inner.is_none_or(|inner| has_room(inner, rest))
}
