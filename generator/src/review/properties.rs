//! Members that are required and that no schema describes.

use std::collections::BTreeSet;

use super::Cx;
use crate::diagnostics::{meant, rules};
use crate::resolve::component_of;
use crate::resolve::place::{Kind, Place, reference, walk};
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// Keywords whose schemas make up one object together.
const TOGETHER: [&str; 7] = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else"];

/// Which schemas are parts of others, and the names that any schema describes.
pub(super) struct Compositions<'n> {
    /// Components that a composition names.
    parts: BTreeSet<String>,
    /// The names of all properties.
    properties: BTreeSet<&'n str>,
}

impl<'n> Compositions<'n> {
    pub fn of(root: &'n Node) -> Self {
        let (mut parts, mut properties) = (BTreeSet::new(), BTreeSet::new());
        let mut pointer = Pointer::root();
        walk(
            root,
            Place::One(Kind::Root),
            &mut pointer,
            &mut |kind, node, pointer| {
                if kind != Kind::Schema {
                    return;
                }
                let named = node.get("properties").into_iter().flat_map(Node::entries);
                properties.extend(named.map(|(name, _)| name));
                let target = reference(node).and_then(Node::text).and_then(component_of);
                if let Some((_, name)) = target
                    && (is_part(pointer) || node.entries().count() > 1)
                {
                    parts.insert(name);
                }
            },
        );
        Self { parts, properties }
    }

    /// Whether members of the schema may be described elsewhere.
    fn is_part(&self, pointer: &Pointer) -> bool {
        let component = pointer
            .as_str()
            .strip_prefix("/components/schemas/")
            .filter(|name| !name.contains('/'));
        let named = component.and_then(|_| pointer.last());
        named.is_some_and(|name| self.parts.contains(&*name)) || is_part(pointer)
    }
}

/// Whether the schema at an address is one of several that make up an object.
fn is_part(pointer: &Pointer) -> bool {
    let above = pointer.parent();
    let key = above.as_ref().and_then(Pointer::last);
    let is = |token: Option<std::borrow::Cow<'_, str>>| {
        token.is_some_and(|token| TOGETHER.contains(&&*token))
    };
    is(pointer.last()) || is(key)
}

/// Reports what `required` lists and `properties` does not.
pub(super) fn look(
    schema: &Node,
    pointer: &Pointer,
    compositions: &Compositions<'_>,
    cx: &mut Cx<'_, '_>,
) {
    let required = schema.get("required").map(Node::items).unwrap_or_default();
    let Some(properties) = schema.get("properties").and_then(Node::as_map) else {
        return;
    };
    let is_there = |item: &Node| item.text().is_none_or(|name| properties.contains(name));
    if required.iter().all(is_there) {
        return;
    }
    let composed = TOGETHER.iter().any(|key| schema.has(key))
        || schema.has("$ref")
        || schema.has("dependentSchemas")
        || schema.has("patternProperties");
    let more = schema.get("additionalProperties");
    let is_open = more.is_some_and(|more| more.as_bool() != Some(false));
    let names: Vec<&str> = properties.keys().collect();
    let elsewhere = composed || is_open || compositions.is_part(pointer);
    for item in required {
        let Some(name) = item.text().filter(|name| !properties.contains(name)) else {
            continue;
        };
        let near = cx.may_suggest().then(|| meant(name, names.iter().copied()));
        let near = near.flatten();
        // What another schema may describe is a slip only where no schema does.
        if elsewhere && (near.is_none() || compositions.properties.contains(name)) {
            continue;
        }
        cx.report(&rules::review::MISSING_PROPERTY, item.span, |report| {
            let report = report.arg(name).pointer(pointer);
            match near {
                Some(near) => report.help(rules::remarks::DID_YOU_MEAN.of([near])),
                None => report,
            }
        });
    }
}
