//! Branches that say nothing, or say it twice, and two choices in one schema.
//!
//! ```yaml
//! discriminator: kind           # becomes: discriminator: {propertyName: kind}
//! oneOf: []                     # becomes nothing
//! oneOf: [A, B]                 # becomes: allOf: [{anyOf: [C, D]}]
//! anyOf: [C, D]                 #          oneOf: [A, B]
//! ```

use super::Cx;
use crate::diagnostics::rules;
use crate::source::Span;
use crate::source::node::{Map, Node};

pub(super) fn rewrite(schema: &mut Map, _span: Span, cx: &mut Cx<'_>) {
    for key in ["allOf", "anyOf", "oneOf"] {
        let empty = schema
            .entry(key)
            .filter(|entry| entry.value.is_list() && entry.value.items().is_empty());
        if let Some(entry) = empty {
            cx.diag
                .report(&rules::types::EMPTY_COMPOSITION, entry.key_span)
                .arg(key)
                .pointer(cx.pointer);
            schema.remove(key);
        }
    }
    part(schema);
    if let Some(name) = schema
        .get("discriminator")
        .filter(|node| node.text().is_some())
        .cloned()
    {
        cx.diag
            .report(&rules::types::DISCRIMINATOR_TEXT, name.span)
            .pointer(cx.pointer);
        let span = name.span;
        let mut map = Map::new();
        map.insert("propertyName", span, name);
        schema.insert("discriminator", span, Node::map(span, map));
    }
}

/// Makes one of two choices a part of `allOf`, where each part holds for itself. A choice of one branch is that branch.
fn part(schema: &mut Map) {
    let branches = |key: &str| schema.get(key).filter(|it| !it.items().is_empty());
    let (Some(one_of), Some(any_of)) = (branches("oneOf"), branches("anyOf")) else {
        return;
    };
    if one_of.same_value(any_of) {
        schema.remove("anyOf");
        return;
    }
    let key = match (one_of.items(), any_of.items()) {
        ([_], [_, _, ..]) => "oneOf",
        _ => "anyOf",
    };
    let Some(moved) = schema.remove(key) else {
        return;
    };
    let (span, value) = (moved.key_span, moved.value);
    let part = match value.items() {
        [only] => only.clone(),
        _ => {
            let mut choice = Map::new();
            choice.insert(key, span, value);
            Node::map(span, choice)
        }
    };
    match schema.get_mut("allOf").and_then(Node::as_list_mut) {
        Some(parts) => parts.push(part),
        None => {
            schema.insert("allOf", span, Node::list(span, vec![part]));
        }
    }
}
