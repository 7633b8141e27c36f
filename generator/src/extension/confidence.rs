//! Entries of which nobody is sure beside those that somebody has stated: what is stated holds, in whatever order they come.
//!
//! ```yaml
//! # stated: {status: 409}      derived: {status: 402, description: Sold out., retry: transient, confidence: derived}
//! # joined: {status: 409, description: Sold out.}
//! ```
//!
//! A stated entry takes from the other what explains an answer, and of what decides about repeating only what makes a client more
//! careful.

use std::collections::BTreeSet;

use faultcode_facts::{Confidence, Effect, Retry, Verdict, Word};

use super::entry::CONFIDENCE;
use super::merge;
use crate::source::Span;
use crate::source::node::{Map, Node};
use crate::source::pointer::Pointer;

/// What a stated entry takes from one of which nobody is sure.
const TAKEN: [&str; 6] = [
    "description",
    "category",
    "action",
    "details",
    "fields",
    "sensitive",
];

/// Facts of which two entries cannot both be right.
const DECIDED: [&str; 5] = ["status", "retry", "effect", "header", "body"];

/// A fact that is stated, and said otherwise where nobody is sure.
#[derive(Clone, Debug)]
pub(crate) struct Contradiction {
    /// Its key.
    pub key: &'static str,
    /// Where it is stated.
    pub stated: Span,
    /// Where it is said otherwise.
    pub other: Span,
}

/// Whether nobody is sure of what an entry says.
pub(crate) fn is_unsure(entry: &Node) -> bool {
    word(entry).is_some_and(Confidence::is_unsure)
}

/// How sure an entry says that it is.
pub(crate) fn word(entry: &Node) -> Option<Confidence> {
    entry.get(CONFIDENCE)?.as_str().and_then(Word::of_word)
}

/// Whether an entry that may be unsure stands there: one of codes, or the key of calls.
pub(crate) fn may_stand(at: &Pointer) -> bool {
    let mut tokens: Vec<_> = at.tokens().collect();
    let last = tokens.pop();
    let holder = tokens.pop();
    let above = tokens.pop();
    last.as_deref() == Some("x-idempotency")
        || holder.as_deref() == Some("x-error-codes")
        || holder.as_deref() == Some("include") && above.as_deref() == Some("x-error-codes")
}

/// `near` over `far`; `None` where both are stated, or the nearer one vouches for all.
pub(crate) fn join(far: &Node, near: &Node) -> Option<(Node, Vec<Contradiction>)> {
    if word(near) == Some(Confidence::Stated) {
        return None;
    }
    let says = |entry: &Node| entry.entries().next().is_some();
    match (is_unsure(far), is_unsure(near)) {
        (true, false) if says(near) => Some(keep(near, far)),
        (false, true) if says(far) => Some(keep(far, near)),
        (true, true) => Some((both(far, near), Vec::new())),
        _ => None,
    }
}

/// Two entries of which nobody is sure: a code may come with the statuses of either, and the nearer one says all else.
fn both(far: &Node, near: &Node) -> Node {
    let joined = merge::over(far, near);
    let (Some(one), Some(other)) = (far.get("status"), near.get("status")) else {
        return joined;
    };
    let mut statuses: Vec<Node> = values(one).to_vec();
    for status in values(other) {
        if !statuses.iter().any(|it| it.text() == status.text()) {
            statuses.push(status.clone());
        }
    }
    let Some(mut map) = joined.as_map().cloned() else {
        return joined;
    };
    map.insert("status", other.span, Node::list(other.span, statuses));
    Node::map(joined.span, map)
}

/// The items of a list, or a value alone.
fn values(node: &Node) -> &[Node] {
    match node.is_list() {
        true => node.items(),
        false => std::slice::from_ref(node),
    }
}

/// `near` over `far`, what is stated in either above what is not.
pub(crate) fn over(far: &Node, near: &Node) -> Node {
    join(far, near).map_or_else(|| merge::over(far, near), |(joined, _)| joined)
}

/// A stated entry with what it may take from another one.
fn keep(stated: &Node, unsure: &Node) -> (Node, Vec<Contradiction>) {
    let mut kept = stated.as_map().cloned().unwrap_or_else(Map::new);
    let mut found = Vec::new();
    for (key, entry) in unsure.entries() {
        match kept.get(key) {
            Some(own) => {
                let decided = DECIDED.into_iter().find(|it| *it == key);
                let differs = !own.is_null() && !says_the_same(own, &entry.value);
                if let Some(key) = decided.filter(|_| differs) {
                    found.push(Contradiction {
                        key,
                        stated: own.span,
                        other: entry.value.span,
                    });
                }
            }
            None if TAKEN.contains(&key) || is_careful(key, &entry.value) => {
                kept.insert(key, entry.key_span, entry.value.clone());
            }
            None => {}
        }
    }
    (Node::map(stated.span, kept), found)
}

/// Whether two values are one, where a value alone is a list of one.
fn says_the_same(one: &Node, other: &Node) -> bool {
    let texts = |node: &Node| -> Option<BTreeSet<String>> {
        let values = values(node).iter();
        values.map(|it| it.text().map(str::to_owned)).collect()
    };
    match (texts(one), texts(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.same_value(other),
    }
}

/// Whether a fact only makes a client repeat less.
fn is_careful(key: &str, fact: &Node) -> bool {
    let text = fact.as_str();
    match key {
        "retry" => {
            let retry = text.and_then(<Retry as Word>::of_word);
            retry.is_some_and(|it| it.verdict() == Some(Verdict::Never))
        }
        "effect" => {
            let effect = text.and_then(<Effect as Word>::of_word);
            effect.is_some_and(|it| it > Effect::Rejected)
        }
        _ => false,
    }
}
