//! Keywords of JSON Schema that the 3.0 shape lacks.
//!
//! ```yaml
//! patternProperties: {'^x-': {type: string}}   # becomes: additionalProperties: {type: string}
//! prefixItems: [{type: string}]                # becomes: items: {allOf: [{type: string}]} and prefixItems: true
//! if: {…}                                      # becomes nothing: it only restricts values
//! ```

use super::Cx;
use crate::diagnostics::rules;
use crate::source::Span;
use crate::source::node::{Map, Node};

/// Keywords that restrict values without changing their type. The server checks them.
const CHECKS: [&str; 13] = [
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "additionalItems",
];

pub(super) fn rewrite(schema: &mut Map, _span: Span, cx: &mut Cx<'_>) {
    tuple(schema, cx);
    for key in CHECKS {
        if let Some(entry) = schema.remove(key) {
            cx.diag
                .report(&rules::types::KEYWORD_NOT_CHECKED, entry.key_span)
                .arg(key)
                .pointer(cx.pointer);
        }
    }
    if let Some(entry) = schema
        .remove("$dynamicRef")
        .or_else(|| schema.remove("$recursiveRef"))
    {
        cx.diag
            .report(&rules::types::DYNAMIC_REFERENCE, entry.key_span)
            .pointer(cx.pointer);
    }
    pattern_properties(schema, cx);
}

/// Names by pattern are names all the same: the values have the type of the one pattern, or one of those of several.
fn pattern_properties(schema: &mut Map, cx: &mut Cx<'_>) {
    let Some(entry) = schema.remove("patternProperties") else {
        return;
    };
    let mut schemas: Vec<Node> = Vec::new();
    let rest = schema.get("additionalProperties");
    let any = rest.is_some_and(|rest| rest.as_bool() == Some(true));
    let patterns = entry.value.entries().map(|(_, entry)| &entry.value);
    for value in patterns.chain(rest.filter(|rest| rest.is_map())) {
        // A document could have any number of patterns; comparing each with each would take long.
        if !schemas.iter().take(16).any(|known| known.same_value(value)) {
            schemas.push(value.clone());
        }
    }
    if any || schemas.len() > 1 {
        cx.diag
            .report(&rules::types::KEYWORD_WIDENED, entry.key_span)
            .arg("patternProperties")
            .pointer(cx.pointer);
    }
    let span = entry.value.span;
    let value = match (schemas.len(), schemas.pop()) {
        _ if any => return,
        (_, None) => return,
        (1, Some(only)) => only,
        (_, Some(last)) => {
            schemas.push(last);
            let mut any = Map::new();
            any.insert("anyOf", entry.key_span, Node::list(span, schemas));
            Node::map(span, any)
        }
    };
    schema.insert("additionalProperties", entry.key_span, value);
}

/// The longest tuple that becomes one.
const LONGEST: usize = 8;

fn tuple(schema: &mut Map, cx: &mut Cx<'_>) {
    let old = !schema.contains("prefixItems") && schema.get("items").is_some_and(Node::is_list);
    let Some(entry) = schema.remove(if old { "items" } else { "prefixItems" }) else {
        return;
    };
    if old {
        cx.diag
            .report(&rules::types::ITEMS_LIST, entry.key_span)
            .pointer(cx.pointer);
    }
    let tail = schema.get(if old { "additionalItems" } else { "items" });
    let closed = tail.is_none_or(|tail| tail.as_bool() == Some(false));
    let (key_span, span) = (entry.key_span, entry.value.span);
    let count = entry.value.items().len();
    let most = schema.get("maxItems").and_then(Node::as_i64);
    let closed = closed || most.is_some_and(|most| usize::try_from(most) == Ok(count));
    let mut items = Map::new();
    if closed && (1..=LONGEST).contains(&count) {
        // The 3.0 shape has no place for them but this one; the mark says what it means.
        items.insert("allOf", key_span, entry.value);
        schema.insert("prefixItems", key_span, Node::bool(span, true));
    } else {
        cx.diag
            .report(&rules::types::KEYWORD_WIDENED, key_span)
            .arg("prefixItems")
            .pointer(cx.pointer);
    }
    schema.insert("items", key_span, Node::map(span, items));
}
