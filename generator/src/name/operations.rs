//! The operations of a path, where they stand before normalisation: in the path item, in the one that it refers to, and among
//! the additional operations of 3.2.

use std::collections::BTreeSet;

use crate::normalise::{is_additional, target_of_path_item};
use crate::resolve::place::is_method;
use crate::source::Span;
use crate::source::node::{Entry, Node};

/// An operation in its path item.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'n> {
    /// The key in the path item.
    pub method: &'n str,
    /// Where that stands.
    pub key_span: Span,
    /// The operation.
    pub node: &'n Node,
}

/// The operations of a path item. Its own keys go before those of the one that it refers to.
pub fn operations<'n>(root: &'n Node, path: &str, item: &'n Node) -> Vec<Operation<'n>> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut keys: Vec<(&'n str, &'n Entry)> = Vec::new();
    for layer in layers(root, path, item) {
        keys.extend(layer.entries().filter(|(key, _)| seen.insert(key)));
    }
    let additional = keys
        .iter()
        .find(|(key, _)| *key == "additionalOperations" && path.starts_with('/'));
    let additional = additional
        .into_iter()
        .flat_map(|(_, it)| it.value.entries());
    let additional: Vec<_> = additional
        .filter(|(method, _)| is_additional(method) && !seen.contains(method))
        .collect();
    let own = keys.into_iter().filter(|(key, _)| is_method(key));
    own.chain(additional)
        .filter(|(_, entry)| entry.value.is_map())
        .map(|(method, entry)| Operation {
            method,
            key_span: entry.key_span,
            node: &entry.value,
        })
        .collect()
}

/// A path item and what it refers to, one after the other.
pub(super) fn layers<'n>(root: &'n Node, path: &str, item: &'n Node) -> Vec<&'n Node> {
    let next = |node: &&'n Node| target_of_path_item(root, node);
    // What is no path has no path item that references could be followed from.
    let most = if path.starts_with('/') { MOST } else { 1 };
    std::iter::successors(Some(item), next).take(most).collect()
}

/// References that lead to references, at most; circles are refused later.
const MOST: usize = 33;
