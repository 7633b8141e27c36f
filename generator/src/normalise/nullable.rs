//! Null as a value, in all its forms, becomes `nullable`.
//!
//! ```yaml
//! type: [string, 'null']                                 # becomes: {type: string, nullable: true}
//! anyOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]
//!                              # becomes: {allOf: [{$ref: '#/components/schemas/A'}], nullable: true}
//! enum: [a, null]                                        # becomes: {enum: [a], nullable: true}
//! type: 'null'                                           # becomes: {enum: [null], nullable: true}
//! anyOf: [{$ref: '#/components/schemas/A'}, {nullable: true}]              # the same as with type: 'null'
//! oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/Null'}]   # where Null is {enum: [null]}
//! ```

use std::collections::BTreeSet;

use super::{Cx, is_annotation};
use crate::diagnostics::rules;
use crate::resolve::component_of;
use crate::resolve::place::reference;
use crate::source::Span;
use crate::source::node::{Kind, Map, Node};

/// Components that are other names for the component of null, followed before giving up.
const ALIASES: usize = 4;

/// The names of the components that only null fits.
pub(super) fn components(root: &Node) -> BTreeSet<String> {
    let schemas = root.at("/components/schemas");
    let mut nulls = BTreeSet::new();
    for _ in 0..ALIASES {
        let before = nulls.len();
        for (name, entry) in schemas.into_iter().flat_map(Node::entries) {
            if is_null(&entry.value, &nulls) {
                nulls.insert(name.to_owned());
            }
        }
        if nulls.len() == before {
            break;
        }
    }
    nulls
}

pub(super) fn rewrite(schema: &mut Map, span: Span, cx: &mut Cx<'_>) {
    from_type(schema, span);
    from_enum(schema, cx);
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

fn from_enum(schema: &mut Map, cx: &mut Cx<'_>) {
    let takes_null = schema.get("nullable").and_then(Node::as_bool) == Some(true);
    let stated = schema.get("type").map(|types| match &types.kind {
        Kind::List(items) => items.iter().filter_map(Node::text).collect::<Vec<_>>(),
        _ => types.text().into_iter().collect(),
    });
    let stated = stated.map(|names| names.join(", "));
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
    if let Some(stated) = stated.filter(|_| !takes_null) {
        cx.diag
            .report(&rules::types::NULL_IN_ENUM, null)
            .arg(stated)
            .pointer(cx.pointer);
    }
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
    while from_branches(schema, "anyOf", cx) || from_branches(schema, "oneOf", cx) {}
    from_parts(schema, cx);
}

/// Whether there was a branch for null.
fn from_branches(schema: &mut Map, key: &str, cx: &mut Cx<'_>) -> bool {
    let Some(branches) = schema.get_mut(key).and_then(Node::as_list_mut) else {
        return false;
    };
    let is_other = |branch: &Node| !is_null(branch, cx.nulls) && !says_nullable(branch);
    let beside = branches.iter().any(is_other);
    let mut found = None;
    branches.retain(|branch| {
        let says = beside && says_nullable(branch);
        let goes = says || is_null(branch, cx.nulls);
        if says {
            cx.diag
                .report(&rules::types::NULLABLE_BRANCH, branch.span)
                .pointer(cx.pointer);
        }
        if goes {
            found = found.or(Some(branch.span));
        }
        !goes
    });
    let Some(null) = found else {
        return false;
    };
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

/// A part of `allOf` that says nullable and nothing else speaks of the whole.
fn from_parts(schema: &mut Map, cx: &mut Cx<'_>) {
    let Some(parts) = schema.get_mut("allOf").and_then(Node::as_list_mut) else {
        return;
    };
    if parts.iter().all(says_nullable) {
        return;
    }
    let mut found = None;
    parts.retain(|part| {
        let says = says_nullable(part);
        if says {
            cx.diag
                .report(&rules::types::NULLABLE_BRANCH, part.span)
                .pointer(cx.pointer);
            found = Some(part.span);
        }
        !says
    });
    if let Some(span) = found {
        set_nullable(schema, span);
    }
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

/// A branch that says nullable and nothing else, as generators of documents write null before 3.1.
fn says_nullable(branch: &Node) -> bool {
    let says = branch.get("nullable").and_then(Node::text) == Some("true");
    says && branch.entries().all(|(key, _)| is_annotation(key))
}

/// A branch that only null fits. `nulls` are the components that do.
fn is_null(branch: &Node, nulls: &BTreeSet<String>) -> bool {
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
    if branch.is_null() {
        return true;
    }
    if let Some(target) = reference(branch).and_then(Node::text) {
        return component_of(target).is_some_and(|(_, name)| nulls.contains(&name));
    }
    let listed = branch.get("enum").map(Node::items).unwrap_or_default();
    if !listed.is_empty() && listed.iter().all(Node::is_null) {
        return true;
    }
    match (branch.get("type"), branch.get("const")) {
        (Some(types), _) => only_null(types),
        (None, Some(value)) => value.is_null(),
        (None, None) => false,
    }
}
