//! What a schema says, read off its tree: as much of it as inference asks for.

use std::collections::BTreeSet;

use crate::resolve::place::reference;
use crate::source::node::Node;
use crate::source::pointer::Pointer;
use crate::steps;

/// References followed one after the other before giving up; resolution has rejected circles.
const HOPS: usize = 64;

/// A document of which schemas are looked at.
#[derive(Clone, Copy)]
pub(super) struct Document<'s> {
    pub root: &'s Node,
}

impl<'s> Document<'s> {
    /// The object itself, references followed; `None` where there is none.
    pub fn resolve(self, mut node: &'s Node) -> Option<&'s Node> {
        for _ in 0..HOPS {
            let Some(target) = reference(node) else {
                return Some(node);
            };
            let pointer = Pointer::from_fragment(target.text()?.strip_prefix('#')?)?;
            node = self.root.at(&pointer)?;
        }
        None
    }
}

/// The schemas that these are composed of, in the order of the document, each once: parts may share parts, or be parts of
/// themselves.
pub(super) fn composed<'s>(document: Document<'s>, sites: &[&'s Node]) -> Vec<&'s Node> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<&'s Node> = sites.iter().rev().copied().collect();
    while let Some(site) = open.pop() {
        let Some(schema) = document.resolve(site) else {
            continue;
        };
        if !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        steps::count(1);
        open.extend(branches(schema).iter().rev());
        open.extend(parts(schema).iter().rev());
        found.push(schema);
    }
    found
}

/// The type that a schema names. A composition that nothing else stands beside has those of its parts.
pub(super) fn kind(schema: &Node) -> Option<&str> {
    let name = schema.get("type").and_then(Node::text)?;
    (!(name == "object" && crate::model::composes_only(schema))).then_some(name)
}

/// The texts of `enum`.
pub(super) fn texts(schema: &Node) -> Vec<&str> {
    let listed = schema.get("enum").map(Node::items).unwrap_or_default();
    listed.iter().filter_map(Node::as_str).collect()
}

/// Whether the values of a schema may have members, items and the like of this type.
fn may_be(schema: &Node, name: &str) -> bool {
    let composed = ["allOf", "anyOf", "oneOf", "not"];
    let composed = composed
        .iter()
        .any(|key| schema.get(key).is_some_and(|it| !it.is_null()));
    let kind = schema.get("type").and_then(Node::text);
    composed || schema.get("enum").is_some() || kind.is_none_or(|kind| kind == name)
}

/// The members of known names.
pub(super) fn properties(schema: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let own = schema
        .get("properties")
        .filter(|_| may_be(schema, "object"));
    let own = own.into_iter().flat_map(Node::entries);
    own.map(|(name, entry)| (name, &entry.value))
}

/// The schema of further members, where the document gives one.
pub(super) fn rest(schema: &Node) -> Option<&Node> {
    let rest = schema.get("additionalProperties")?;
    (may_be(schema, "object") && rest.as_bool().is_none()).then_some(rest)
}

/// The schema of the items.
pub(super) fn items(schema: &Node) -> Option<&Node> {
    schema.get("items").filter(|_| may_be(schema, "array"))
}

/// The parts of `allOf`.
pub(super) fn parts(schema: &Node) -> &[Node] {
    schema.get("allOf").map(Node::items).unwrap_or_default()
}

/// The branches of `oneOf`, or else `anyOf`.
pub(super) fn branches(schema: &Node) -> &[Node] {
    let of = |key: &str| schema.get(key).map(Node::items).unwrap_or_default();
    let one_of = of("oneOf");
    if one_of.is_empty() {
        of("anyOf")
    } else {
        one_of
    }
}
