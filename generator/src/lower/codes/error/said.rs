//! What says that an operation answers an entry, and how sure that is.

use std::rc::Rc;

use faultcode_facts::{Confidence, Source, Word};

use crate::extension::codes::RawEntry;
use crate::extension::confidence;
use crate::extension::entry::{CONFIDENCE, ORIGIN};
use crate::ir::{Inference, Origin};
use crate::lower::Cx;
use crate::source::Span;
use crate::source::node::Node;

/// What says it.
pub(super) struct Said {
    /// What says that the operation answers the entry.
    pub origin: Origin,
    /// How sure that is.
    pub confidence: Confidence,
    /// What defines the entry, where that does not say so itself.
    pub of_entry: Origin,
}

/// What says it, by the facts of the use, the farthest first, and by the entry. `origin` is what has named it, and `named` where;
/// an entry that is not named is answered for what it says itself.
pub(super) fn of(
    cx: &Cx<'_, '_>,
    facts: &[Rc<Node>],
    entry: &RawEntry,
    origin: Origin,
    named: Option<Span>,
) -> Said {
    let uses = facts.iter().map(Rc::as_ref).rev();
    let asked: Vec<&Node> = match named {
        Some(_) => uses.collect(),
        None => vec![&entry.node],
    };
    let written = |nodes: &[&Node], at: Span| match (origin == Origin::Native, found(nodes)) {
        (true, Some(source)) => Origin::Found(source),
        (true, None) => place(cx, at),
        (false, _) => origin.clone(),
    };
    let word = asked.iter().find_map(|node| confidence::word(node));
    let of_entry = match written(&[], entry.span) {
        // That the operation is one of those which name it is no matter of the entry.
        Origin::Inferred(Inference::Narrowed(at)) => Origin::Inferred(Inference::Enum(at)),
        other => other,
    };
    Said {
        origin: written(&asked, named.unwrap_or(entry.span)),
        confidence: word.unwrap_or_else(|| origin.confidence()),
        of_entry,
    }
}

/// The source that a tool has noted.
fn found(nodes: &[&Node]) -> Option<Source> {
    let words = nodes.iter().filter_map(|node| node.get(ORIGIN)?.as_str());
    words.filter_map(Word::of_word).next()
}

/// The vocabulary, in the document or in an overlay.
fn place(cx: &Cx<'_, '_>, at: Span) -> Origin {
    let overlay = cx.overlays.get(&at.file);
    overlay.map_or(Origin::Native, |name| Origin::Overlay(name.clone()))
}

/// Merged facts as those of the entry: a use says how sure it is that the operation answers it, and nothing about the entry.
pub(super) fn as_entry(merged: Node, entry: &Node) -> Node {
    if !confidence::is_unsure(&merged) || !confidence::is_unsure(entry) {
        return merged;
    }
    let Some(mut map) = merged.as_map().cloned() else {
        return merged;
    };
    for key in [CONFIDENCE, ORIGIN] {
        match entry.get(key) {
            Some(own) => drop(map.insert(key, own.span, own.clone())),
            None => drop(map.remove(key)),
        }
    }
    Node::map(merged.span, map)
}
