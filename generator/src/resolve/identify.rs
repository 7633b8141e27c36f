//! References by identifier: `$id`, `$anchor` and `$dynamicAnchor` (JSON Schema 2020-12, section 8.2) become addresses.
//!
//! ```yaml
//! Node: {$anchor: node, properties: {next: {$ref: '#node'}}}   # becomes $ref: '#/components/schemas/Node'
//! ```
//!
//! Nothing is fetched: an identifier names a schema that stands in the document, or it names nothing.

use super::place::{Kind, Place, walk};
use super::site::{self, Site};
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// The schemas that have identifiers.
#[derive(Default)]
struct Names {
    /// Schemas with an `$id`: their absolute name and their address. The document itself comes first.
    resources: Vec<(String, Pointer)>,
    /// `$anchor` and `$dynamicAnchor`: the name, the address.
    anchors: Vec<(String, Pointer)>,
    /// `$dynamicAnchor` alone.
    dynamic: Vec<(String, Pointer)>,
}

/// Replaces identifiers in references by addresses. A document without identifiers stays as it is.
pub(super) fn bind(root: &mut Node) {
    let mut names = Names::default();
    let own = root.get("$self").and_then(Node::as_str).unwrap_or_default();
    names.resources.push((own.to_owned(), Pointer::root()));
    let mut dynamic = Vec::new();
    let mut visit = |kind: Kind, node: &Node, at: &Pointer| {
        if kind == Kind::Schema {
            names.note(node, at);
            if let Some(text) = node.get("$dynamicRef").and_then(Node::as_str) {
                dynamic.push((at.clone(), text.to_owned()));
            }
        }
    };
    walk(
        root,
        Place::One(Kind::Root),
        &mut Pointer::root(),
        &mut visit,
    );
    if names.resources.len() > 1 || !names.anchors.is_empty() || !own_is_empty(&names) {
        let all = |kind: Kind, _: &str| kind == Kind::Schema;
        let sites = site::sites(root, Place::One(Kind::Root), &Pointer::root(), &all);
        for site in sites {
            let target = names.target(root, &site.object_at, &site.text, !site.mapping);
            if let Some(target) = target {
                set(root, &site, &target);
            }
        }
    }
    for (at, text) in dynamic {
        let Some(target) = names.dynamic_target(root, &at, &text) else {
            continue;
        };
        let Some(map) = root.at_mut(&at).and_then(Node::as_map_mut) else {
            continue;
        };
        if let Some(entry) = map.remove("$dynamicRef") {
            let text = Node::string(entry.value.span, reference_to(&target));
            map.insert("$ref", entry.key_span, text);
        }
    }
}

fn own_is_empty(names: &Names) -> bool {
    names
        .resources
        .first()
        .is_none_or(|(name, _)| name.is_empty())
}

fn set(root: &mut Node, site: &Site, target: &Pointer) {
    if let Some(node) = root.at_mut(&site.text_at) {
        *node = Node::string(node.span, reference_to(target));
    }
}

fn reference_to(target: &Pointer) -> String {
    format!("#{}", target.as_str().replace('%', "%25"))
}

impl Names {
    fn note(&mut self, schema: &Node, at: &Pointer) {
        let text = |key: &str| schema.get(key).and_then(Node::as_str).map(str::to_owned);
        if let Some(id) = text("$id") {
            let (id, anchor) = id.split_once('#').unwrap_or((&id, ""));
            // Before 2019-09 an `$id` that is a fragment alone was an anchor.
            if id.is_empty() {
                self.anchors.push((anchor.to_owned(), at.clone()));
            } else {
                let name = join(&self.resource(at).0, id);
                self.resources.push((name, at.clone()));
            }
        }
        if let Some(name) = text("$anchor") {
            self.anchors.push((name, at.clone()));
        }
        if let Some(name) = text("$dynamicAnchor") {
            self.anchors.push((name.clone(), at.clone()));
            self.dynamic.push((name, at.clone()));
        }
    }

    /// The resource that the schema at this address belongs to: the nearest one around it.
    fn resource(&self, at: &Pointer) -> (String, Pointer) {
        let around = self
            .resources
            .iter()
            .filter(|(_, root)| at.starts_with(root));
        let nearest = around.max_by_key(|(_, root)| root.as_str().len());
        nearest.cloned().unwrap_or_default()
    }

    /// The address that a reference means, where it means one by an identifier.
    fn target(&self, root: &Node, at: &Pointer, text: &str, whole: bool) -> Option<Pointer> {
        let (uri, fragment) = text.split_once('#').unwrap_or((text, ""));
        let own = self.resource(at);
        let (_, resource) = if uri.is_empty() {
            own
        } else {
            let name = join(&own.0, uri);
            let mut known = self.resources.iter();
            known
                .find(|(known, _)| !known.is_empty() && *known == name)?
                .clone()
        };
        if fragment.is_empty() {
            // A bare `#` of the document is no schema.
            return (whole || !uri.is_empty())
                .then_some(resource)
                .filter(|resource| !resource.is_root());
        }
        if fragment.starts_with('/') {
            let pointer = Pointer::from_fragment(fragment)?;
            let inside = Pointer::parse(&format!("{resource}{pointer}"))?;
            // Many documents give a schema an `$id` and go on addressing it from the document's root.
            let found = root.at(&inside).is_some();
            return (found && !(uri.is_empty() && resource.is_root())).then_some(inside);
        }
        let named = self.anchors.iter().filter(|(name, _)| name == fragment);
        let named: Vec<&Pointer> = named.map(|(_, at)| at).collect();
        let mut here = named.iter().filter(|at| self.resource(at).1 == resource);
        match (here.next(), named.as_slice()) {
            (Some(at), _) => Some((*at).clone()),
            (None, [only]) => Some((*only).clone()),
            _ => None,
        }
    }

    /// What a dynamic reference always means: the one schema with that dynamic anchor, or a place that has none.
    fn dynamic_target(&self, root: &Node, at: &Pointer, text: &str) -> Option<Pointer> {
        let (_, fragment) = text.split_once('#')?;
        let mut same = self.dynamic.iter().filter(|(name, _)| name == fragment);
        match (same.next(), same.next()) {
            (Some((_, only)), None) => Some(only.clone()),
            (Some(_), Some(_)) => None,
            // Without a dynamic anchor it is a plain reference.
            (None, _) => self.target(root, at, text, true).or_else(|| {
                let pointer = Pointer::from_fragment(text.strip_prefix('#')?)?;
                (!pointer.is_root() && root.at(&pointer).is_some()).then_some(pointer)
            }),
        }
    }
}

/// A reference against the name that it is relative to (RFC 3986, section 5.2, without queries).
fn join(base: &str, reference: &str) -> String {
    if reference.contains("://") || reference.starts_with("urn:") || base.is_empty() {
        return reference.to_owned();
    }
    let host = base.find("://").map_or(0, |at| {
        let from = at + "://".len();
        base[from..]
            .find('/')
            .map_or(base.len(), |slash| from + slash)
    });
    let (origin, path) = base.split_at(host);
    if reference.starts_with('/') {
        return format!("{origin}{reference}");
    }
    let folder = path.rfind('/').map_or("/", |slash| &path[..=slash]);
    let mut segments: Vec<&str> = folder.trim_end_matches('/').split('/').collect();
    for segment in reference.split('/') {
        match segment {
            "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    format!("{origin}{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn names_are_relative_to_the_one_around_them() {
        let rows = [
            ("", "order.json", "order.json"),
            (
                "https://a.example/s/b.json",
                "c.json",
                "https://a.example/s/c.json",
            ),
            (
                "https://a.example/s/b.json",
                "/c.json",
                "https://a.example/c.json",
            ),
            (
                "https://a.example/s/t/b.json",
                "../c.json",
                "https://a.example/s/c.json",
            ),
            ("https://a.example", "c.json", "https://a.example/c.json"),
            (
                "https://a.example/b",
                "https://c.example/d",
                "https://c.example/d",
            ),
            ("https://a.example/b", "urn:x:y", "urn:x:y"),
        ];
        for (base, reference, expected) in rows {
            assert_eq!(join(base, reference), expected, "{base} {reference}");
        }
    }
}
