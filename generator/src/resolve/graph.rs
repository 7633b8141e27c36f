//! Circles of references that have no meaning: a reference that ends at itself, an object that holds itself.

use std::collections::BTreeMap;

use super::held::Held;
use super::place::{Kind, Place, SECTIONS, reference};
use super::site;
use crate::diagnostics::{Diagnostics, rules};
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// Components by kind and name.
type Key = (Kind, String);

/// What a component refers to, and where.
type Edges = BTreeMap<Key, Vec<(Key, Span)>>;

/// Reports every circle once. Schemas may hold themselves through a property, an item or a branch; everything else must
/// be finite.
pub(super) fn check_cycles(root: &Node, held: &mut Held) {
    let edges = edges(root);
    let mut state: BTreeMap<&Key, State> = BTreeMap::new();
    for start in edges.keys() {
        if !state.contains_key(start) {
            search(start, &edges, &mut state, &mut |target, span, stack| {
                held.about(span, |diag| report(target, span, stack, &edges, diag));
            });
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// Is told each circle: what leads back, where, and the way there.
type Told<'t> = dyn FnMut(&Key, Span, &[(&Key, usize)]) + 't;

/// Depth-first search with its own stack: chains may be as long as the document.
fn search<'a>(
    start: &'a Key,
    edges: &'a Edges,
    state: &mut BTreeMap<&'a Key, State>,
    circle: &mut Told<'_>,
) {
    let mut stack: Vec<(&Key, usize)> = vec![(start, 0)];
    state.insert(start, State::Open);
    while let Some((key, next)) = stack.last_mut() {
        let key = *key;
        let Some((target, span)) = edges.get(key).and_then(|targets| targets.get(*next)) else {
            state.insert(key, State::Done);
            stack.pop();
            continue;
        };
        *next += 1;
        match state.get(target) {
            None if edges.contains_key(target) => {
                state.insert(target, State::Open);
                stack.push((target, 0));
            }
            Some(State::Open) => circle(target, *span, &stack),
            None | Some(State::Done) => {}
        }
    }
}

fn report(
    target: &Key,
    span: Span,
    stack: &[(&Key, usize)],
    edges: &Edges,
    diag: &mut Diagnostics,
) {
    let from = stack
        .iter()
        .position(|(key, _)| *key == target)
        .unwrap_or(0);
    let mut report = diag
        .report(&rules::document::REFERENCE_CYCLE, span)
        .arg(target.0.noun())
        .arg(&target.1);
    let on_circle = stack.iter().skip(from).take(8);
    for (key, next) in on_circle {
        let step = edges
            .get(*key)
            .and_then(|targets| targets.get(next.checked_sub(1)?));
        if let Some((to, at)) = step.filter(|(_, at)| *at != span) {
            report = report.also(*at, rules::document::LEADS_TO.of([&key.1, &to.1]));
        }
    }
}

fn edges(root: &Node) -> Edges {
    let mut edges = Edges::new();
    for kind in SECTIONS {
        let Some(section) = kind.section() else {
            continue;
        };
        let at = Pointer::of(["components", section]);
        for (name, entry) in root.at(&at).into_iter().flat_map(Node::entries) {
            let targets = if kind == Kind::Schema {
                alias(&entry.value)
            } else {
                inside(&entry.value, kind)
            };
            edges.insert((kind, name.to_owned()), targets);
        }
    }
    edges
}

/// A schema that is nothing but a reference, or refers beside other keywords: both need the target first.
fn alias(schema: &Node) -> Vec<(Key, Span)> {
    let target = reference(schema)
        .and_then(|target| Some((site::component_of(target.text()?)?.1, target.span)));
    target
        .map(|(name, span)| ((Kind::Schema, name), span))
        .into_iter()
        .collect()
}

/// Everything but schemas that an object refers to.
fn inside(object: &Node, kind: Kind) -> Vec<(Key, Span)> {
    site::sites(object, Place::One(kind), &Pointer::root(), &|kind, _| {
        kind != Kind::Schema
    })
    .into_iter()
    .filter_map(|site| Some(((site.kind, site::component_of(&site.text)?.1), site.span)))
    .collect()
}

/// The components other than schemas that an operation or a webhook leads to.
pub(super) fn reached(root: &Node) -> std::collections::BTreeSet<Key> {
    let edges = edges(root);
    let mut reached = std::collections::BTreeSet::new();
    let mut open: Vec<Key> = Vec::new();
    for (key, place) in [
        ("paths", Place::One(Kind::Paths)),
        ("webhooks", Place::Map(Kind::PathItem)),
    ] {
        let Some(node) = root.get(key) else { continue };
        let sites = site::sites(node, place, &Pointer::root(), &|kind, _| {
            kind != Kind::Schema
        });
        open.extend(
            sites
                .iter()
                .filter_map(|site| Some((site.kind, site::component_of(&site.text)?.1))),
        );
    }
    while let Some(key) = open.pop() {
        if key.0 == Kind::Schema || !reached.insert(key.clone()) {
            continue;
        }
        open.extend(
            edges
                .get(&key)
                .into_iter()
                .flatten()
                .map(|(target, _)| target.clone()),
        );
    }
    reached
}
