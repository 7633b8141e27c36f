//! Messages per field, and errors that stand in a list.

use serde_json::{Map, Value, json};

use super::members::Leaf;

const FIELDS: &[&str] = &[
    "errors",
    "details",
    "fields",
    "violations",
    "field_errors",
    "fieldErrors",
    "invalid_params",
    "validation_errors",
    "validationErrors",
    "issues",
];

/// Messages per field: a map of fields to texts, or a list of objects with a field and a message.
pub(super) fn field_errors(all: &[(usize, Leaf<'_>)], code: Option<&str>) -> Option<Value> {
    for (_, leaf) in all.iter().filter(|it| FIELDS.contains(&it.1.name.as_str())) {
        match leaf.value {
            Value::Object(map) if !map.is_empty() => {
                let texts = |it: &Value| matches!(it, Value::Array(items) if items.iter().all(Value::is_string));
                if map.values().all(texts) {
                    return Some(json!({"at": leaf.pointer, "shape": "map"}));
                }
            }
            Value::Array(items) => {
                let Some(Value::Object(first)) = items.first() else {
                    continue;
                };
                let named = |names: &[&'static str]| {
                    names
                        .iter()
                        .find(|it| first.get(**it).is_some_and(Value::is_string))
                        .copied()
                };
                let field = named(&[
                    "field",
                    "param",
                    "parameter",
                    "path",
                    "property",
                    "attribute",
                    "name",
                    "pointer",
                    "loc",
                    "source",
                ]);
                let message =
                    named(&["message", "msg", "detail", "description", "reason", "error"]);
                if let (Some(field), Some(message)) = (field, message) {
                    let mut value = json!({
                        "at": leaf.pointer,
                        "shape": "objects",
                        "field": format!("/{field}"),
                        "message": format!("/{message}"),
                    });
                    let inner = named(&["code", "error_code", "errorCode"]);
                    if let (Some(inner), Some(map)) = (inner, value.as_object_mut())
                        && code.is_none_or(|it| !it.starts_with(&leaf.pointer))
                    {
                        map.insert("code".to_owned(), json!(format!("/{inner}")));
                    }
                    return Some(value);
                }
            }
            _ => {}
        }
    }
    None
}

/// A code in the first item of a list means a list of errors: what stands in the item is read from there.
pub(super) fn items(value: &mut Map<String, Value>) {
    let code = value.get("code");
    let code = code.and_then(|it| it.as_str().or_else(|| it.get("at")?.as_str()));
    let Some((list, _)) = code.and_then(|it| it.split_once("/0/")) else {
        return;
    };
    let (list, prefix) = (list.to_owned(), format!("{list}/0/"));
    for key in ["code", "message", "category", "param", "details"] {
        let Some(place) = value.get_mut(key) else {
            continue;
        };
        let place = if place.is_object() {
            place.get_mut("at")
        } else {
            Some(place)
        };
        if let Some(Value::String(at)) = place
            && let Some(rest) = at.strip_prefix(&prefix)
        {
            *at = format!("/{rest}");
        }
    }
    // Items are errors themselves, not messages per field.
    let is_same = |it: &Value| it.get("at").and_then(Value::as_str) == Some(&list);
    if value.get("fieldErrors").is_some_and(is_same) {
        value.remove("fieldErrors");
    }
    value.insert("items".to_owned(), json!(list));
}
