//! What the user wants of a document: leaves operations and webhooks out before anything is judged, so that what is left out
//! neither shapes a type nor fails.
//!
//! ```yaml
//! # --include getOrder
//! /orders/{id}: {get: {operationId: getOrder}, put: {operationId: putOrder}}   # becomes: {get: {operationId: getOrder}}
//! ```
//!
//! Components that only they lead to go with them. What is named in an option and nowhere in the document is an error.

mod choice;
mod drop;
mod reach;

use std::collections::{BTreeMap, BTreeSet};

use crate::Options;
use crate::diagnostics::Diagnostics;
use crate::name::{Names, operations};
use crate::source::node::Node;

use self::choice::Choice;

/// What became of the document.
#[derive(Debug, Default)]
pub struct Selected {
    /// Whether it is less than the whole document.
    pub in_part: bool,
    /// What was left out, so that naming it is no mistake.
    pub left_out: LeftOut,
    /// Whether the whole document says of any operation what it needs of credentials.
    pub says_needs: bool,
    /// What operations need of credentials by their ids, as the user says: alternatives of schemes that go together, or nothing.
    pub needs: BTreeMap<String, Vec<Vec<String>>>,
}

/// What the document names beside what is wanted of it.
#[derive(Debug, Default)]
pub struct LeftOut {
    /// Ids of operations.
    pub operations: BTreeSet<String>,
    /// Names of their parameters.
    pub parameters: BTreeSet<String>,
}

/// Reduces the document to what the options choose, and names to what is left; the names that were made are reported. `None`
/// when an option names what the document does not have, so that nobody knows what is wanted.
pub fn select(
    root: &mut Node,
    names: &mut Names,
    options: &Options,
    diag: &mut Diagnostics,
) -> Option<Selected> {
    if options.include.is_empty()
        && options.exclude.is_empty()
        && options.without_credentials.is_empty()
        && options.auth.named().next().is_none()
    {
        names.report(diag);
        return Some(Selected {
            says_needs: says_needs(root),
            ..Selected::default()
        });
    }
    let choice = Choice::of(root, names, options);
    if choice.report_unknown(diag) {
        return None;
    }
    let needs = choice.needs();
    let says_needs = says_needs(root);
    let in_part = choice.is_in_part();
    let mut left_out = LeftOut::default();
    if in_part {
        let operations = choice.operations();
        let webhooks = choice.webhooks();
        let before = reach::Reached::of(root);
        drop::operations(root, names, &operations, choice.is_by_name(), &mut left_out);
        drop::webhooks(root, &webhooks);
        before.keep(root);
        let mut chosen = operations.into_iter();
        names.all.retain(|_| chosen.next().unwrap_or(true));
    }
    names.report(diag);
    Some(Selected {
        in_part,
        left_out,
        says_needs,
        needs,
    })
}

/// Whether the document, or an operation of it, has a `security`.
fn says_needs(root: &Node) -> bool {
    let says = |node: &Node| node.get("security").is_some_and(|it| !it.is_null());
    let mut paths = root.get("paths").into_iter().flat_map(Node::entries);
    says(root)
        || paths.any(|(path, item)| {
            let mut all = operations(root, path, &item.value).into_iter();
            all.any(|operation| says(operation.node))
        })
}
