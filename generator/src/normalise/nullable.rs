//! Null as a value, in all its forms, becomes `nullable`.
//!
//! ```yaml
//! type: [string, 'null']                                 # becomes: {type: string, nullable: true}
//! anyOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]
//!                              # becomes: {allOf: [{$ref: '#/components/schemas/A'}], nullable: true}
//! enum: [a, null]                                        # becomes: {enum: [a], nullable: true}
//! type: 'null'                                           # becomes: {enum: [null], nullable: true}
//! ```

use super::{Cx, is_annotation};
use crate::diagnostics::rules;
use crate::source::Span;
use crate::source::node::{Kind, Map, Node};

pub(super) fn rewrite(schema: &mut Map, span: Span, _cx: &mut Cx<'_>) {
    from_type(schema, span);
    from_enum(schema);
}

fn from_type(schema: &mut Map, span: Span) {
    let Some(node) = schema.get_mut("type") else {
        return;
    };
    let type_span = node.span;
    let (null, rest) = match &mut node.kind {
        Kind::Scalar(scalar) => (&*scalar.text == "null", 0),
        Kind::List(items) => {
            let before = items.len();
            items.retain(|item| item.text() != Some("null"));
            (items.len() < before, items.len())
        }
        Kind::Null | Kind::Map(_) => (false, 0),
    };
    if !null {
        return;
    }
    set_nullable(schema, type_span);
    if rest == 0 {
        schema.remove("type");
        if !schema.contains("enum") {
            schema.insert(
                "enum",
                type_span,
                Node::list(span, vec![Node::null(type_span)]),
            );
        }
    }
}

fn from_enum(schema: &mut Map) {
    let Some(values) = schema.get_mut("enum").and_then(Node::as_list_mut) else {
        return;
    };
    let Some(null) = values
        .iter()
        .find(|value| value.is_null())
        .map(|value| value.span)
    else {
        return;
    };
    if values.len() > 1 {
        values.retain(|value| !value.is_null());
        if values.is_empty() {
            values.push(Node::null(null));
        }
    }
    set_nullable(schema, null);
}

/// The pass for branches comes before all others: what is left of the branches may become the schema itself, which the
/// other passes then see.
pub(super) fn rewrite_branches(schema: &mut Map, _span: Span, cx: &mut Cx<'_>) {
    if let Some(entry) = schema
        .entry("nullable")
        .filter(|_| cx.version.has_json_schema())
    {
        cx.diag
            .report(&rules::types::NULLABLE_IN_31, entry.key_span)
            .pointer(cx.pointer);
    }
    // A branch that becomes the schema may bring branches of its own; nesting is bounded by the loader.
    while from_branches(schema, "anyOf") || from_branches(schema, "oneOf") {}
}

/// Whether there was a branch for null.
fn from_branches(schema: &mut Map, key: &str) -> bool {
    let Some(branches) = schema.get_mut(key).and_then(Node::as_list_mut) else {
        return false;
    };
    let Some(null) = branches
        .iter()
        .find(|branch| is_null(branch))
        .map(|branch| branch.span)
    else {
        return false;
    };
    branches.retain(|branch| !is_null(branch));
    let left = branches.len();
    set_nullable(schema, null);
    if left < 2 {
        let Some(entry) = schema.remove(key) else {
            return true;
        };
        let Kind::List(branches) = entry.value.kind else {
            return true;
        };
        match branches.into_iter().next() {
            Some(branch) => absorb(schema, entry.key_span, branch),
            None => {
                schema.insert("enum", null, Node::list(null, vec![Node::null(null)]));
            }
        }
    }
    true
}

/// Puts the only branch that is left into the schema itself, or into `allOf` where that would mix two things.
fn absorb(schema: &mut Map, key_span: Span, branch: Node) {
    let plain = schema.keys().all(is_annotation) && branch.get("$ref").is_none();
    let span = branch.span;
    match branch.kind {
        Kind::Map(map) if plain => {
            for (key, entry) in map.iter() {
                if key == "nullable" || !schema.contains(key) {
                    schema.insert(key, entry.key_span, entry.value.clone());
                }
            }
            if map.contains("nullable") {
                set_nullable(schema, span);
            }
        }
        kind => {
            let branch = Node { span, kind };
            match schema.get_mut("allOf").and_then(Node::as_list_mut) {
                Some(list) => list.push(branch),
                None => {
                    schema.insert("allOf", key_span, Node::list(span, vec![branch]));
                }
            }
        }
    }
}

fn set_nullable(schema: &mut Map, span: Span) {
    schema.insert("nullable", span, Node::bool(span, true));
}

/// A branch that only null fits.
fn is_null(branch: &Node) -> bool {
    let only_null = |node: &Node| match &node.kind {
        Kind::Null => true,
        Kind::Scalar(scalar) => &*scalar.text == "null",
        Kind::List(items) => {
            items.len() == 1
                && items
                    .iter()
                    .all(|item| item.is_null() || item.text() == Some("null"))
        }
        Kind::Map(_) => false,
    };
    match (branch.get("type"), branch.get("const"), branch.get("enum")) {
        (Some(types), _, _) => only_null(types),
        (None, Some(value), _) => value.is_null(),
        (None, None, Some(values)) => {
            values.items().len() == 1 && values.items().iter().all(Node::is_null)
        }
        (None, None, None) => false,
    }
}
