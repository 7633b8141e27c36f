//! Moves targets that are no components into `components`, so that every reference has one form.

use std::collections::BTreeMap;

use super::held::Held;
use super::place::{Kind, Place};
use super::site::{self, Site};
use crate::diagnostics::rules;
use crate::digest::digest_of;
use crate::review::keys;
use crate::source::Span;
use crate::source::node::{Map, Node};
use crate::source::pointer::Pointer;

/// Binds every local reference whose target exists; the others keep their text.
pub(super) fn hoist(root: &mut Node, held: &mut Held) {
    let unbound = |kind: Kind, text: &str| !site::is_bound(root, kind, text);
    let sites = site::sites(root, Place::One(Kind::Root), &Pointer::root(), &unbound);
    let mut moves: BTreeMap<Depth, (Kind, Vec<Site>)> = BTreeMap::new();
    for site in sites {
        match target(root, &site) {
            Target::Component(name) => site::rewrite(root, &site.text_at, site.kind, &name),
            Target::Elsewhere(pointer) => {
                let entry = moves
                    .entry(Depth::of(pointer))
                    .or_insert_with(|| (site.kind, Vec::new()));
                if entry.0 == site.kind {
                    entry.1.push(site);
                }
            }
            Target::ParameterAsHeader(parameter) => {
                held.about(site.span, |diag| {
                    diag.report(&rules::document::PARAMETER_AS_HEADER, site.span)
                        .arg(&parameter)
                        .pointer(&site.text_at);
                });
                let name = header_from_parameter(root, &parameter);
                site::rewrite(root, &site.text_at, site.kind, &name);
            }
            Target::WrongKind(pointer, found) => {
                let there = root.nearest_span(&pointer);
                held.about(site.span, |diag| {
                    diag.report(&rules::document::WRONG_REFERENCE_KIND, site.span)
                        .arg(site.kind.noun())
                        .arg(found)
                        .also(there, &rules::document::THE_TARGET)
                        .pointer(&site.text_at);
                });
            }
            Target::Missing => {}
        }
    }
    // The deepest targets move first, so that the addresses of the others stay valid.
    let mut moved = BTreeMap::new();
    for (Depth { pointer, .. }, (kind, sites)) in moves.into_iter().rev() {
        let Some(section) = kind.section() else {
            continue;
        };
        // What stands outside of the components gets the name of the component that leads there.
        let outside = !pointer.as_str().starts_with("/components/");
        let own = sites
            .iter()
            .filter(|_| outside)
            .find_map(|site| site::alias(site, root));
        let name = own
            .clone()
            .unwrap_or_else(|| free_name(root, section, &pointer));
        let Some(target) = root.at_mut(&pointer) else {
            continue;
        };
        let span = target.span;
        let target = std::mem::replace(target, site::reference_node(span, section, &name));
        insert_component(root, section, &name, span, target);
        moved.insert(pointer, Pointer::of(["components", section, name.as_str()]));
        let there = Pointer::of(["components", section, name.as_str()]);
        for site in sites {
            // The one that gave its name is gone.
            if own.is_some() && site.object_at == there {
                continue;
            }
            // A reference may itself stand in something that has moved.
            site::rewrite(root, &follow(&site.text_at, &moved), kind, &name);
        }
    }
}

/// Orders addresses by depth.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Depth {
    tokens: usize,
    pointer: Pointer,
}

impl Depth {
    fn of(pointer: Pointer) -> Self {
        Self {
            tokens: pointer.tokens().count(),
            pointer,
        }
    }
}

enum Target {
    Component(String),
    /// A header is a parameter without name and place, and some documents share one object for both.
    ParameterAsHeader(String),
    Elsewhere(Pointer),
    WrongKind(Pointer, &'static str),
    Missing,
}

fn target(root: &Node, site: &Site) -> Target {
    let Some(section) = site.kind.section() else {
        return Target::Missing;
    };
    let component = |name: &str| {
        root.at(Pointer::of(["components", section, name]))
            .is_some()
    };
    if site.mapping && component(&site.text) {
        return Target::Component(site.text.clone());
    }
    let Some(fragment) = site.text.strip_prefix('#') else {
        return Target::Missing;
    };
    let Some(pointer) =
        Pointer::from_fragment(fragment).filter(|pointer| root.at(pointer).is_some())
    else {
        return Target::Missing;
    };
    match (
        site::component_of(&format!("#{pointer}")),
        Place::of(&pointer),
    ) {
        (Some((found, name)), _) if found == section => Target::Component(name),
        (Some((_, name)), Some(Place::One(Kind::Parameter))) if site.kind == Kind::Header => {
            Target::ParameterAsHeader(name)
        }
        (_, Some(Place::One(kind))) if kind == site.kind => Target::Elsewhere(pointer),
        (_, Some(Place::One(kind))) => Target::WrongKind(pointer, kind.noun()),
        (_, Some(Place::Map(_) | Place::List(_))) => {
            Target::WrongKind(pointer, "collection of objects")
        }
        (_, None) if is_part(&pointer) => Target::WrongKind(pointer, "part of another object"),
        (_, None) if root.at(&pointer).is_some_and(Node::is_map) => Target::Elsewhere(pointer),
        (_, None) => Target::WrongKind(pointer, "plain value"),
    }
}

/// Whether an address lies in something of its own kind that OpenAPI defines, such as `info` or the flows of a scheme, and so is
/// no place where somebody keeps an object.
fn is_part(pointer: &Pointer) -> bool {
    let mut place = Some(Place::One(Kind::Root));
    for token in pointer.tokens() {
        let Some(here) = place else { break };
        place = here.child(&token);
        if let (None, Place::One(kind)) = (place, here) {
            return keys::is_defined(kind, &token);
        }
    }
    false
}

/// The header made from a shared parameter, once per parameter.
fn header_from_parameter(root: &mut Node, parameter: &str) -> String {
    let name = format!("{parameter}_parameter");
    let made = root
        .at(Pointer::of(["components", "headers", name.as_str()]))
        .is_some();
    let source = root
        .at(Pointer::of(["components", "parameters", parameter]))
        .cloned();
    if let Some(mut header) = source.filter(|_| !made) {
        let span = header.span;
        if let Some(map) = header.as_map_mut() {
            map.remove("name");
            map.remove("in");
        }
        insert_component(root, "headers", &name, span, header);
    }
    name
}

/// Where an address is after the moves so far: below the deepest target that has moved, under its new address.
fn follow(pointer: &Pointer, moved: &BTreeMap<Pointer, Pointer>) -> Pointer {
    let mut from = pointer.clone();
    loop {
        if let Some(to) = moved.get(&from) {
            let rest = pointer.as_str().get(from.as_str().len()..).unwrap_or("");
            return Pointer::parse(&format!("{to}{rest}")).unwrap_or_default();
        }
        match from.parent() {
            Some(parent) => from = parent,
            None => return pointer.clone(),
        }
    }
}

/// Adds a component; `components` and the section are made as needed.
pub(super) fn insert_component(
    root: &mut Node,
    section: &str,
    name: &str,
    span: Span,
    value: Node,
) {
    for key in ["components", section] {
        let parent = if key == "components" {
            Some(&mut *root)
        } else {
            root.get_mut("components")
        };
        let Some(map) = parent.and_then(Node::as_map_mut) else {
            return;
        };
        if map.get(key).is_none_or(|node| !node.is_map()) {
            map.insert(key, span, Node::map(span, Map::new()));
        }
    }
    let section = root
        .get_mut("components")
        .and_then(|components| components.get_mut(section));
    if let Some(map) = section.and_then(Node::as_map_mut) {
        map.insert(name, span, value);
    }
}

/// A name for the component at `pointer` that no other component has. It depends on the address only.
pub(super) fn free_name(root: &Node, section: &str, pointer: &Pointer) -> String {
    let words: Vec<String> = pointer
        .tokens()
        .filter(|token| {
            !STRUCTURE.contains(&&**token) && !token.contains('/') || token.starts_with('/')
        })
        .map(|token| word(&token))
        .filter(|word| !word.is_empty())
        .collect();
    let name = words.join("_");
    unique(root, section, &name, pointer.as_str())
}

/// `name`, with a suffix made from `seed` when a component of that name exists.
pub(super) fn unique(root: &Node, section: &str, name: &str, seed: &str) -> String {
    let section = root.at(Pointer::of(["components", section]));
    let is_free = |name: &str| section.is_none_or(|section| section.get(name).is_none());
    let name = if name.is_empty() { "Unnamed" } else { name };
    if is_free(name) {
        return name.to_owned();
    }
    let hex = digest_of(seed);
    // Eight digits tell apart what one document can hold; the loop is for the document that tries.
    (8..=hex.len())
        .map(|length| format!("{name}_{}", hex.get(..length).unwrap_or(&hex)))
        .find(|name| is_free(name))
        .unwrap_or_else(|| format!("{name}_{hex}_"))
}

/// Keys that say where in the grammar a value stands and nothing about it.
const STRUCTURE: [&str; 16] = [
    "components",
    "schemas",
    "responses",
    "parameters",
    "headers",
    "requestBodies",
    "pathItems",
    "paths",
    "properties",
    "content",
    "schema",
    "$defs",
    "definitions",
    "allOf",
    "anyOf",
    "oneOf",
];

/// A token as part of a component name: letters, digits and underscores.
pub(super) fn word(token: &str) -> String {
    let mut word = String::new();
    for character in token.chars() {
        if character.is_alphanumeric() {
            word.push(character);
        } else if !word.is_empty() && !word.ends_with('_') {
            word.push('_');
        }
    }
    word.trim_end_matches('_').to_owned()
}
