//! Which components operations lead to, so that those that only left-out ones do go with them.

use std::collections::{BTreeMap, BTreeSet};

use crate::resolve::place::{Kind, Place, SECTIONS, reference};
use crate::resolve::{Site, component_of, sites};
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// Section and name of a component.
type Key = (&'static str, String);

/// What the whole document leads to.
pub(super) struct Reached {
    edges: BTreeMap<Key, Vec<Key>>,
    from_document: BTreeSet<Key>,
}

impl Reached {
    pub fn of(root: &Node) -> Self {
        let edges = edges(root);
        let from_document = closure(outside(root), &edges);
        Self {
            edges,
            from_document,
        }
    }

    /// Takes the components out that were reached before and are not any more. What nothing led to stays, as it does where
    /// nothing is left out, and what it leads to.
    pub fn keep(self, root: &mut Node) {
        let mut open = outside(root);
        let never = self.edges.keys();
        open.extend(
            never
                .filter(|key| !self.from_document.contains(key))
                .cloned(),
        );
        let kept = closure(open, &self.edges);
        for kind in SECTIONS {
            let Some(section) = kind.section().filter(|_| kind != Kind::SecurityScheme) else {
                continue;
            };
            let components = root.get_mut("components");
            let components = components.and_then(|components| components.get_mut(section));
            if let Some(map) = components.and_then(Node::as_map_mut) {
                map.retain(|name, _| {
                    let key = (section, name.to_owned());
                    kept.contains(&key) || !self.from_document.contains(&key)
                });
            }
        }
    }
}

/// What a component leads to: what it refers to, and the heirs of a schema that chooses among them.
fn edges(root: &Node) -> BTreeMap<Key, Vec<Key>> {
    let mut edges: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
    for kind in SECTIONS {
        let Some(section) = kind.section() else {
            continue;
        };
        let components = root.at(Pointer::of(["components", section]));
        for (name, entry) in components.into_iter().flat_map(Node::entries) {
            let own = (section, name.to_owned());
            if kind == Kind::Schema {
                for base in bases(root, &entry.value) {
                    edges.entry(base).or_default().push(own.clone());
                }
            }
            let targets = targets(&entry.value, Place::One(kind));
            edges.entry(own).or_default().extend(targets);
        }
    }
    edges
}

/// The components with a discriminator that a schema builds on.
fn bases(root: &Node, schema: &Node) -> Vec<Key> {
    let schemas = root.at("/components/schemas");
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        for part in schema.get("allOf").map(Node::items).unwrap_or_default() {
            let name = reference(part).and_then(Node::text).and_then(component_of);
            let Some((_, name)) = name.filter(|(section, _)| section == "schemas") else {
                continue;
            };
            let Some(base) = schemas.and_then(|schemas| schemas.get(&name)) else {
                continue;
            };
            if seen.insert(name.clone()) {
                if base.get("discriminator").is_some() {
                    found.push(("schemas", name));
                }
                open.push(base);
            }
        }
    }
    found
}

/// The components that the document refers to outside of them.
fn outside(root: &Node) -> Vec<Key> {
    let mut found = Vec::new();
    let catalogue = root
        .get("components")
        .and_then(|components| components.get("x-error-codes"));
    if let Some(catalogue) = catalogue {
        found.extend(targets(catalogue, Place::One(Kind::ErrorCodes)));
    }
    for (key, entry) in root.entries().filter(|(key, _)| *key != "components") {
        if let Some(place) = Place::One(Kind::Root).child(key) {
            found.extend(targets(&entry.value, place));
        }
    }
    found
}

/// The components that what stands at a place refers to.
fn targets(node: &Node, place: Place) -> Vec<Key> {
    let sites = sites(node, place, &Pointer::root(), &|_, _| true);
    sites.iter().filter_map(target).collect()
}

fn target(site: &Site) -> Option<Key> {
    let (section, name) = component_of(&site.text)?;
    let section = site.kind.section().filter(|own| *own == section)?;
    Some((section, name))
}

fn closure(mut open: Vec<Key>, edges: &BTreeMap<Key, Vec<Key>>) -> BTreeSet<Key> {
    let mut reached = BTreeSet::new();
    while let Some(key) = open.pop() {
        if reached.insert(key.clone()) {
            open.extend(edges.get(&key).into_iter().flatten().cloned());
        }
    }
    reached
}
