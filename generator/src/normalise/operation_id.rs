//! Names of operations: each has one, and no two are equal.
//!
//! ```yaml
//! /orders/{id}:                 # becomes: get: {operationId: get_orders_id}
//!   get: {}
//! ```
//!
//! A second operation of the same name gets its method and path as a suffix. Which one keeps the name depends on path
//! and method, not on the order of the document.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostics, rules};
use crate::resolve::place::is_method;
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

struct Found {
    path: String,
    method: String,
    id: Option<String>,
    span: Span,
}

pub(super) fn complete(root: &mut Node, diag: &mut Diagnostics) {
    let mut found = collect(root);
    found.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    let mut taken: BTreeSet<String> = found
        .iter()
        .filter_map(|operation| operation.id.clone())
        .collect();
    let mut names = Vec::new();
    for operation in &found {
        let pointer = Pointer::of(["paths", &operation.path, &operation.method]);
        match &operation.id {
            None => {
                let name = free(derived(operation), &mut taken);
                let report = diag.report(&rules::operations::MISSING_OPERATION_ID, operation.span);
                report.arg(&name).pointer(&pointer);
                names.push((pointer, name, operation.span));
            }
            Some(id) => {
                if let Some(span) = first.get(id.as_str()) {
                    let name = free(format!("{id}_{}", derived(operation)), &mut taken);
                    let report =
                        diag.report(&rules::operations::DUPLICATE_OPERATION_ID, operation.span);
                    report
                        .arg(id)
                        .arg(&name)
                        .also(*span, "also here")
                        .pointer(&pointer);
                    names.push((pointer, name, operation.span));
                } else {
                    first.insert(id, operation.span);
                }
            }
        }
    }
    for (pointer, name, span) in names {
        if let Some(map) = root.at_mut(&pointer).and_then(Node::as_map_mut) {
            map.insert("operationId", span, Node::string(span, name));
        }
    }
}

fn collect(root: &Node) -> Vec<Found> {
    let mut found = Vec::new();
    for (path, item) in root.get("paths").into_iter().flat_map(Node::entries) {
        let operations = item.value.entries();
        let operations = operations.filter(|(key, entry)| is_method(key) && entry.value.is_map());
        for (method, entry) in operations {
            let id = entry
                .value
                .get("operationId")
                .filter(|id| id.text().is_some_and(|id| !id.trim().is_empty()));
            found.push(Found {
                path: path.to_owned(),
                method: method.to_owned(),
                id: id.and_then(Node::text).map(str::to_owned),
                span: id.map_or(entry.key_span, |id| id.span),
            });
        }
    }
    found
}

/// Method and path as one word.
fn derived(operation: &Found) -> String {
    let path = operation
        .path
        .split(|character: char| !character.is_alphanumeric());
    let words: Vec<&str> = path.filter(|word| !word.is_empty()).collect();
    format!("{}_{}", operation.method.to_lowercase(), words.join("_"))
        .trim_end_matches('_')
        .to_owned()
}

fn free(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    candidate
}
