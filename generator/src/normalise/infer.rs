//! Schemas that show their type without naming it.
//!
//! ```yaml
//! properties: {id: {}}        # becomes: type: object, properties: {id: {}}
//! enum: [a, b]                # becomes: type: string, enum: [a, b]
//! type: array                 # becomes: type: array, items: {}
//! ```

use super::Cx;
use super::type_set::is_a;
use crate::diagnostics::rules;
use crate::source::Span;
use crate::source::node::{Map, Node};

pub(super) fn rewrite(schema: &mut Map, span: Span, cx: &mut Cx<'_>) {
    let composed = ["allOf", "anyOf", "oneOf", "not", "$ref"]
        .iter()
        .any(|key| schema.contains(key));
    if schema.contains("type") || composed {
        return;
    }
    let has = |keys: &[&str]| keys.iter().find_map(|key| schema.key_span(key));
    let object = has(&[
        "properties",
        "additionalProperties",
        "required",
        "minProperties",
        "maxProperties",
    ]);
    let array = has(&["items", "minItems", "maxItems", "uniqueItems"]);
    let values = schema.get("enum").map(Node::items).unwrap_or_default();
    let of_one_type =
        |name: &str| !values.is_empty() && values.iter().all(|value| is_a(value, name));
    let scalar = ["string", "boolean", "integer", "number"]
        .into_iter()
        .find(|name| of_one_type(name));
    let (at, name) = match (scalar, object, array) {
        (Some(name), _, _) => (schema.key_span("enum").unwrap_or(span), name),
        (None, Some(at), None) if values.is_empty() => (at, "object"),
        (None, None, Some(at)) if values.is_empty() => (at, "array"),
        _ => return,
    };
    // Of an object its members are plain to see; a list shows by what it says of items that may not be there.
    if name == "array" {
        cx.diag
            .report(&rules::types::LIST_WITHOUT_TYPE, at)
            .pointer(cx.pointer);
    }
    schema.insert("type", at, Node::string(at, name));
}

/// An array says what its items are; without that they are any JSON value.
pub(super) fn complete_array(schema: &mut Map, span: Span, cx: &mut Cx<'_>) {
    let is_array = schema.get("type").and_then(Node::text) == Some("array");
    if !is_array || schema.contains("items") {
        return;
    }
    // Since 3.1 an array without items is legal and means the same.
    if !cx.version.has_json_schema() {
        let at = schema.get("type").map_or(span, |name| name.span);
        cx.diag
            .report(&rules::types::ARRAY_WITHOUT_ITEMS, at)
            .pointer(cx.pointer);
    }
    schema.insert("items", span, Node::map(span, Map::new()));
}
