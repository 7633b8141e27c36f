//! The places of a document that refer to another place.

use super::place::{Kind, Place, reference, walk};
use crate::diagnostics::{Diagnostics, rules};
use crate::load::Version;
use crate::review::keys::is_defined;
use crate::source::Span;
use crate::source::node::{Entry, Map, Node};
use crate::source::pointer::{Pointer, unescape};

/// One reference.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// The address of the text that names the target.
    pub text_at: Pointer,
    /// The address of the object that the reference stands for.
    pub object_at: Pointer,
    /// What the target must be.
    pub kind: Kind,
    /// The text that names the target.
    pub text: String,
    /// Where that text stands.
    pub span: Span,
    /// Whether this is a value of a discriminator's `mapping`, which may also be a bare schema name.
    pub mapping: bool,
}

/// The references below `place` that `wanted` picks by kind and text, in document order.
pub(crate) fn sites(
    node: &Node,
    place: Place,
    at: &Pointer,
    wanted: &dyn Fn(Kind, &str) -> bool,
) -> Vec<Site> {
    let mut found = Vec::new();
    walk(
        node,
        place,
        &mut at.clone(),
        &mut |kind, object, pointer| {
            if kind.section().is_none() {
                return;
            }
            if let Some((target, text)) =
                reference(object).and_then(|target| Some((target, target.text()?)))
                && wanted(kind, text)
            {
                found.push(Site {
                    text_at: pointer.join("$ref"),
                    object_at: pointer.clone(),
                    kind,
                    text: text.to_owned(),
                    span: target.span,
                    mapping: false,
                });
            }
            if kind == Kind::Schema {
                mapping_sites(object, pointer, wanted, &mut found);
            }
        },
    );
    found
}

fn mapping_sites(
    schema: &Node,
    pointer: &Pointer,
    wanted: &dyn Fn(Kind, &str) -> bool,
    found: &mut Vec<Site>,
) {
    let Some(mapping) = schema
        .get("discriminator")
        .and_then(|discriminator| discriminator.get("mapping"))
    else {
        return;
    };
    for (key, entry) in mapping.entries() {
        let Some(text) = entry.value.text().filter(|text| wanted(Kind::Schema, text)) else {
            continue;
        };
        let at = pointer.join("discriminator").join("mapping").join(key);
        found.push(Site {
            object_at: at.clone(),
            text_at: at,
            kind: Kind::Schema,
            text: text.to_owned(),
            span: entry.value.span,
            mapping: true,
        });
    }
}

/// Whether a reference already has the canonical form and its component exists.
pub(super) fn is_bound(root: &Node, kind: Kind, text: &str) -> bool {
    let Some(section) = kind.section() else {
        return false;
    };
    let rest = text
        .strip_prefix("#/components/")
        .and_then(|rest| rest.strip_prefix(section));
    let Some(name) = rest
        .and_then(|rest| rest.strip_prefix('/'))
        .filter(|name| !name.contains(['/', '%']))
    else {
        return false;
    };
    let components = root
        .get("components")
        .and_then(|components| components.get(section));
    components.is_some_and(|components| components.get(&unescape(name)).is_some())
}

/// Makes the text at `at` name the component `name`.
pub(super) fn rewrite(root: &mut Node, at: &Pointer, kind: Kind, name: &str) {
    let Some(section) = kind.section() else {
        return;
    };
    if let Some(node) = root.at_mut(at) {
        *node = Node::string(node.span, component_reference(section, name));
    }
}

/// The component that is nothing but this reference, so that its target can have its name.
pub(super) fn alias(site: &Site, root: &Node) -> Option<String> {
    let (section, name) = component_of(&format!("#{}", site.object_at))?;
    let alone = root.at(&site.object_at)?.as_map()?.len() == 1;
    (Some(&*section) == site.kind.section() && alone).then_some(name)
}

/// The text of a reference to a component.
pub(super) fn component_reference(section: &str, name: &str) -> String {
    format!("#{}", Pointer::of(["components", section, name]))
}

/// An object that refers to a component.
pub(super) fn reference_node(span: Span, section: &str, name: &str) -> Node {
    let mut map = Map::new();
    map.insert(
        "$ref",
        span,
        Node::string(span, component_reference(section, name)),
    );
    Node::map(span, map)
}

/// Section and name, when `text` refers to a component in the canonical form.
pub(crate) fn component_of(text: &str) -> Option<(String, String)> {
    let pointer = Pointer::from_fragment(text.strip_prefix('#')?)?;
    let mut tokens = pointer.tokens();
    let components = tokens.next()?;
    let (section, name) = (tokens.next()?, tokens.next()?);
    (components == "components" && tokens.next().is_none())
        .then(|| (section.into_owned(), name.into_owned()))
}

/// Extensions beside a reference look effective and are not, except beside schemas since 3.1.
pub(super) fn report_ignored_siblings(root: &Node, version: Version, diag: &mut Diagnostics) {
    walk(
        root,
        Place::One(Kind::Root),
        &mut Pointer::root(),
        &mut |kind, object, pointer| {
            let read = match kind {
                Kind::PathItem => true,
                Kind::Schema => version.has_json_schema(),
                _ => kind.section().is_none(),
            };
            let Some(target) = reference(object).filter(|_| !read) else {
                return;
            };
            // What the target says as well is said once too often, and not lost.
            let there = target
                .text()
                .and_then(|text| Pointer::from_fragment(text.strip_prefix('#')?))
                .and_then(|at| root.at(&at));
            let repeats = |key: &str, entry: &Entry| {
                let same = there.and_then(|there| there.get(key));
                same.is_some_and(|same| same.same_value(&entry.value))
            };
            let is_lost = |key: &str, entry: &Entry| {
                let annotates = matches!(key, "$ref" | "summary" | "description" | "deprecated");
                // Beside schemas, 3.0 is left as it stands: what is written there is most often for readers.
                let of_object = kind != Kind::Schema && !annotates && is_defined(kind, key);
                key.starts_with("x-") || (of_object && !repeats(key, entry))
            };
            for (key, entry) in object.entries().filter(|(key, entry)| is_lost(key, entry)) {
                let report = diag
                    .report(&rules::document::REF_SIBLING_IGNORED, entry.key_span)
                    .arg(key);
                report
                    .arg(target.text().unwrap_or(""))
                    .also(target.span, &rules::document::THE_REFERENCE)
                    .pointer(&pointer.join(key));
            }
        },
    );
}
