//! Takes what is not wanted out of `paths` and `webhooks`.

use std::collections::{BTreeMap, BTreeSet};

use super::LeftOut;
use crate::extension::codes::resolve;
use crate::name::{Names, operations as of_path};
use crate::normalise::target_of_path_item;
use crate::resolve::place::is_method;
use crate::source::node::{Map, Node};

/// Takes out the operations for which `chosen` does not say that they stay, and paths without any other. With `named_only`,
/// paths go of which no operation is known.
pub(super) fn operations(
    root: &mut Node,
    names: &Names,
    chosen: &[bool],
    named_only: bool,
    left_out: &mut LeftOut,
) {
    let mut of: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for (named, chosen) in names.all.iter().zip(chosen) {
        let (kept, dropped) = of.entry(&named.path).or_default();
        if *chosen {
            kept.insert(&named.method);
        } else {
            dropped.insert(&named.method);
            left_out.operations.insert(named.id.clone());
        }
    }
    let mut items: BTreeMap<String, Option<Node>> = BTreeMap::new();
    for (path, entry) in root.get("paths").into_iter().flat_map(Node::entries) {
        let Some((kept, dropped)) = of.get(path) else {
            // A path item that cannot be had is none of those that were asked for by name.
            if named_only && !path.starts_with("x-") {
                items.insert(path.to_owned(), None);
            }
            continue;
        };
        if dropped.is_empty() {
            continue;
        }
        for operation in of_path(root, path, &entry.value) {
            if dropped.contains(operation.method) {
                note_parameters(root, operation.node, left_out);
            }
        }
        let item = (!kept.is_empty()).then(|| without(root, &entry.value, dropped));
        if item.is_none() {
            note_parameters(root, &entry.value, left_out);
        }
        items.insert(path.to_owned(), item);
    }
    if let Some(paths) = root.get_mut("paths").and_then(Node::as_map_mut) {
        paths.retain(|path, entry| match items.remove(path) {
            Some(Some(item)) => {
                entry.value = item;
                true
            }
            Some(None) => false,
            None => true,
        });
    }
}

/// Takes out the webhooks for which `chosen` does not say that they stay.
pub(super) fn webhooks(root: &mut Node, chosen: &[bool]) {
    let mut chosen = chosen.iter();
    if let Some(webhooks) = root.get_mut("webhooks").and_then(Node::as_map_mut) {
        webhooks.retain(|_, _| chosen.next().copied().unwrap_or(true));
    }
}

/// A path item of its own without these operations, whether they stand in it or in the one that it refers to.
fn without(root: &Node, item: &Node, dropped: &BTreeSet<&str>) -> Node {
    let mut own = item.clone();
    let layers = std::iter::successors(Some(item), |item| target_of_path_item(root, item));
    let layers: Vec<&Node> = layers.take(CHAIN).collect();
    if let Some(map) = own.as_map_mut() {
        if layers.len() > 1 {
            map.remove("$ref");
        }
        for (key, entry) in layers.iter().skip(1).flat_map(|layer| layer.entries()) {
            if !map.contains(key) && (key != "$ref" || layers.len() == CHAIN) {
                map.insert(key, entry.key_span, entry.value.clone());
            }
        }
        drop_methods(map, dropped);
        let additional = map.get_mut("additionalOperations");
        if let Some(additional) = additional.and_then(Node::as_map_mut) {
            additional.retain(|method, _| !dropped.contains(method));
        }
    }
    own
}

fn drop_methods(item: &mut Map, dropped: &BTreeSet<&str>) {
    item.retain(|key, _| !(is_method(key) && dropped.contains(key)));
}

/// The names of the parameters of a path item or of an operation.
fn note_parameters(root: &Node, holder: &Node, left_out: &mut LeftOut) {
    let list = holder.get("parameters").map(Node::items);
    for parameter in list.unwrap_or_default() {
        let name = resolve(root, parameter).get("name").and_then(Node::text);
        left_out.parameters.extend(name.map(str::to_owned));
    }
}

/// Path items that refer to each other, at most; circles are refused later.
const CHAIN: usize = 33;
