//! Precedence between positions: the nearer value stands, objects are merged key by key, lists are replaced whole.
//!
//! ```yaml
//! # far: {maxAttempts: 4, backoff: {base: 2s}}   near: {backoff: {cap: 5s}, maxAttempts: null}
//! # merged: {maxAttempts: null, backoff: {base: 2s, cap: 5s}}
//! ```
//!
//! A null stays as a null, so that a reader can tell what was taken away from what was never there. A `preset` is a statement
//! of every key, so nothing farther shows through it:
//!
//! ```yaml
//! # far: {maxAttempts: 4}   near: {preset: none}
//! # merged: {preset: none}
//! ```

use crate::source::node::{Kind, Node};

/// `near` over `far`.
pub(crate) fn over(far: &Node, near: &Node) -> Node {
    let (Kind::Map(below), Kind::Map(above)) = (&far.kind, &near.kind) else {
        return near.clone();
    };
    let mut merged = below.clone();
    for (key, entry) in above.iter() {
        let value = match below.get(key) {
            Some(inherited) => over(inherited, &entry.value),
            None => entry.value.clone(),
        };
        merged.insert(key, entry.key_span, value);
    }
    Node::map(near.span, merged)
}

/// All layers on top of each other, the farthest first. `None` when there is none, or the nearest one is null.
pub(crate) fn layers<'n>(layers: impl IntoIterator<Item = Option<&'n Node>>) -> Option<Node> {
    let mut merged: Option<Node> = None;
    for layer in layers.into_iter().flatten() {
        let starts_anew = layer.get("preset").is_some_and(|it| !it.is_null());
        merged = match merged {
            Some(below) if !starts_anew => Some(over(&below, layer)),
            _ => Some(layer.clone()),
        };
    }
    merged.filter(|node| !node.is_null())
}
