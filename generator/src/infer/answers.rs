//! The declared answers of every operation.

use super::schema::Document;
use crate::diagnostics::Diagnostics;
use crate::extension::outcome::{Outcome, settle};
use crate::extension::received::received;
use crate::extension::value::parse_status;
use crate::ir::StatusRange;
use crate::resolve::place::is_method;
use crate::source::node::Node;

/// A declared answer.
pub(super) struct Answer<'s> {
    pub node: &'s Node,
    /// `None`: `default`.
    pub status: Option<StatusRange>,
    pub error: bool,
}

impl<'s> Answer<'s> {
    /// The body to read, and its media type: JSON before text before bytes.
    pub fn content(&self) -> Option<(&'s str, &'s Node)> {
        let offered = self.node.get("content").into_iter().flat_map(Node::entries);
        let (name, entry) = offered.min_by_key(|(name, _)| received(name))?;
        Some((name, &entry.value))
    }
}

/// Calls `visit` for the answers of every operation.
pub(super) fn each<'s>(document: Document<'s>, visit: &mut dyn FnMut(&Answer<'s>)) {
    operations(document, &mut |_, answers| {
        answers.iter().for_each(&mut *visit)
    });
}

/// Calls `visit` for every operation, with its answers.
pub(super) fn operations<'s>(
    document: Document<'s>,
    visit: &mut dyn FnMut(&'s Node, &[Answer<'s>]),
) {
    let paths = document.root.get("paths").into_iter();
    let paths = paths.flat_map(Node::entries);
    for (_, path) in paths.filter(|(path, _)| path.starts_with('/')) {
        let operations = path.value.entries().filter(|(key, _)| is_method(key));
        for (_, operation) in operations {
            visit(&operation.value, &of(document, &operation.value));
        }
    }
}

fn of<'s>(document: Document<'s>, operation: &'s Node) -> Vec<Answer<'s>> {
    let entries = operation.get("responses").into_iter();
    let entries = entries.flat_map(Node::entries);
    let mut nodes = Vec::new();
    let mut outcomes = Vec::new();
    for (key, entry) in entries {
        let status = parse_status(key);
        if status.is_none() && key != "default" {
            continue;
        }
        let Some(node) = document.resolve(&entry.value) else {
            continue;
        };
        // What is wrong with the flags of a response is reported where the operation is lowered.
        let (outcome, _) = Diagnostics::apart(|diag| Outcome::of(status, node, diag));
        nodes.push(node);
        outcomes.push(outcome);
    }
    settle(&mut outcomes);
    let both = nodes.into_iter().zip(outcomes);
    both.map(|(node, outcome)| Answer {
        node,
        status: outcome.status,
        error: outcome.error,
    })
    .collect()
}
