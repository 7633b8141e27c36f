//! Several types at once, since 3.1.
//!
//! ```yaml
//! type: [string, integer]        # becomes: anyOf:
//! minLength: 2                   #            - {type: string, minLength: 2}
//!                                #            - {type: integer}
//! ```

use super::{Cx, is_annotation};
use crate::diagnostics::rules;
use crate::source::Span;
use crate::source::node::{Core, Kind, Map, Node};

pub(super) fn rewrite(schema: &mut Map, span: Span, cx: &mut Cx<'_>) {
    let Some(types) = schema.get("type").filter(|types| types.is_list()) else {
        return;
    };
    if !cx.version.has_json_schema() {
        cx.diag
            .report(&rules::types::TYPE_LIST_IN_30, types.span)
            .pointer(cx.pointer);
    }
    let Some(entry) = schema.remove("type") else {
        return;
    };
    let Kind::List(mut types) = entry.value.kind else {
        return;
    };
    // Every whole number is a number.
    if types.iter().any(|name| name.text() == Some("number")) {
        types.retain(|name| name.text() != Some("integer"));
    }
    let mut seen: Vec<Node> = Vec::new();
    for name in types {
        if !seen.iter().any(|other| other.text() == name.text()) {
            seen.push(name);
        }
    }
    if seen.len() < 2 || schema.contains("anyOf") || schema.contains("oneOf") {
        // Beside branches the branches say what the types are for.
        if let (1, Some(name)) = (seen.len(), seen.pop()) {
            schema.insert("type", entry.key_span, name);
        }
        return;
    }
    let branches: Vec<Node> = seen
        .into_iter()
        .filter_map(|name| branch(schema, entry.key_span, name))
        .collect();
    schema.retain(|key, _| is_annotation(key) || matches!(key, "allOf" | "not"));
    schema.insert("anyOf", entry.key_span, Node::list(span, branches));
}

/// The part of the schema that speaks of one type; `None` when the enum has no value of it.
fn branch(schema: &Map, key_span: Span, name: Node) -> Option<Node> {
    let span = name.span;
    let text = name.text().unwrap_or("").to_owned();
    let mut map = Map::new();
    map.insert("type", key_span, name);
    for (key, entry) in schema.iter().filter(|(key, _)| speaks_of(key, &text)) {
        map.insert(key, entry.key_span, entry.value.clone());
    }
    if let Some(values) = schema.entry("enum") {
        let of_type: Vec<Node> = values
            .value
            .items()
            .iter()
            .filter(|value| is_a(value, &text))
            .cloned()
            .collect();
        if of_type.is_empty() {
            return None;
        }
        map.insert(
            "enum",
            values.key_span,
            Node::list(values.value.span, of_type),
        );
    }
    Some(Node::map(span, map))
}

fn speaks_of(key: &str, name: &str) -> bool {
    match key {
        "pattern" | "minLength" | "maxLength" | "contentEncoding" | "contentMediaType" => {
            name == "string"
        }
        "format" => matches!(name, "string" | "number" | "integer"),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            matches!(name, "number" | "integer")
        }
        "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" | "contains" => {
            name == "array"
        }
        "properties"
        | "required"
        | "additionalProperties"
        | "patternProperties"
        | "minProperties"
        | "maxProperties"
        | "discriminator" => name == "object",
        _ => false,
    }
}

/// Whether a value is of the named type.
pub(super) fn is_a(value: &Node, name: &str) -> bool {
    match &value.kind {
        Kind::Null => name == "null",
        Kind::List(_) => name == "array",
        Kind::Map(_) => name == "object",
        Kind::Scalar(scalar) => match scalar.core() {
            Core::Text => name == "string",
            Core::Bool => name == "boolean",
            Core::Int => matches!(name, "integer" | "number"),
            // JSON does not tell 1.0 from 1.
            Core::Float => {
                name == "number"
                    || (name == "integer" && value.as_f64().is_some_and(|v| v.fract() == 0.0))
            }
        },
    }
}
