//! Names of operations: each has one, and no two are equal. They are decided before anything is left out, so that an operation
//! keeps its name whatever else is generated.
//!
//! ```yaml
//! /orders/{id}:                 # becomes: get: {operationId: get_orders_id}
//!   get: {}
//! ```
//!
//! A second operation of the same name gets its method and path as a suffix. Which one keeps the name depends on path
//! and method, not on the order of the document. Where their first tags tell them apart, the method of each is still called
//! as the document says: `orders().list()` and `users().list()`.

mod group;
mod operations;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostic, Diagnostics, rules};
use crate::normalise::path::meant;
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

pub use group::group;
pub use operations::operations;

/// Every operation of the document by path and method, with its name.
#[derive(Debug, Default)]
pub struct Names {
    /// Sorted by path and method.
    pub all: Vec<Named>,
    /// What operations are called within their group, by the path that is meant and the method, where that is not their name.
    called: BTreeMap<(String, String), String>,
}

/// An operation.
#[derive(Debug)]
pub struct Named {
    /// The key in `paths`.
    pub path: String,
    /// The key in the path item.
    pub method: String,
    /// Its name.
    pub id: String,
    /// Its tags, in the order of the document; without one, the group that its path names.
    pub tags: Vec<String>,
    /// Where the name is to be put, if the document has none or the same twice; what was found then is reported for the
    /// operations that are wanted.
    repair: Option<(Span, Vec<Diagnostic>)>,
}

/// An operation before it has a name.
struct Found {
    /// The key in `paths`, and the path that it means.
    key: String,
    path: String,
    method: String,
    id: Option<String>,
    tags: Vec<String>,
    span: Span,
}

/// Names every operation. The document stays as it is: one path item may stand for several paths.
pub fn name(root: &Node) -> Names {
    let mut found = collect(root);
    found.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    // By each name the operations that have it, with their groups.
    let mut first: BTreeMap<&str, Vec<(Option<&str>, Span)>> = BTreeMap::new();
    let mut called = BTreeMap::new();
    let mut taken: BTreeSet<String> = found
        .iter()
        .filter_map(|operation| operation.id.clone())
        .collect();
    let mut all = Vec::new();
    for operation in &found {
        let pointer = Pointer::of(["paths", &operation.path, &operation.method]);
        let (id, repair) = match &operation.id {
            None => {
                let name = free(derived(operation), &mut taken);
                let ((), found) = Diagnostics::apart(|diag| {
                    diag.report(&rules::operations::MISSING_OPERATION_ID, operation.span)
                        .arg(&name)
                        .pointer(&pointer);
                });
                (name, Some((operation.span, found)))
            }
            Some(id) => {
                let group = operation.tags.first().map(String::as_str);
                let known = first.entry(id.as_str()).or_default();
                let apart = group.is_some() && known.iter().all(|(other, _)| *other != group);
                let before = known.first().map(|(_, span)| *span);
                known.push((group, operation.span));
                match before {
                    Some(before) => {
                        let name = free(format!("{id}_{}", derived(operation)), &mut taken);
                        let rule = if apart {
                            let key = (operation.path.clone(), operation.method.clone());
                            called.insert(key, id.clone());
                            &rules::operations::OPERATION_ID_BY_TAG
                        } else {
                            &rules::operations::DUPLICATE_OPERATION_ID
                        };
                        let ((), found) = Diagnostics::apart(|diag| {
                            diag.report(rule, operation.span)
                                .arg(id)
                                .arg(&name)
                                .also(before, &rules::operations::ALSO_HERE)
                                .pointer(&pointer);
                        });
                        (name, Some((operation.span, found)))
                    }
                    None => (id.clone(), None),
                }
            }
        };
        all.push(Named {
            path: operation.key.clone(),
            method: operation.method.clone(),
            id,
            tags: operation.tags.clone(),
            repair,
        });
    }
    Names { all, called }
}

impl Names {
    /// What an operation is called within its group, where that is not its name.
    pub(crate) fn called(&self, path: &str, method: &str) -> Option<&str> {
        let key = (path.to_owned(), method.to_owned());
        self.called.get(&key).map(String::as_str)
    }

    /// Reports the names that were made.
    pub fn report(&mut self, diag: &mut Diagnostics) {
        let repairs = self.all.iter_mut().filter_map(|it| it.repair.as_mut());
        diag.adopt(repairs.flat_map(|(_, found)| std::mem::take(found)));
    }

    /// Puts the names that were made into the operations, once each of them stands at its path.
    pub(crate) fn write(&self, root: &mut Node) {
        for named in &self.all {
            let Some((span, _)) = named.repair else {
                continue;
            };
            let pointer = Pointer::of(["paths", &named.path, &named.method]);
            if let Some(map) = root.at_mut(&pointer).and_then(Node::as_map_mut) {
                map.insert("operationId", span, Node::string(span, named.id.as_str()));
            }
        }
    }
}

fn collect(root: &Node) -> Vec<Found> {
    let mut found = Vec::new();
    let paths = root.get("paths");
    let meant = paths.and_then(Node::as_map).map(meant).unwrap_or_default();
    for (path, item) in paths.into_iter().flat_map(Node::entries) {
        for operation in operations(root, path, &item.value) {
            let node = operation.node;
            let id = node
                .get("operationId")
                .filter(|id| id.text().is_some_and(|id| !id.trim().is_empty()));
            let tags = node.get("tags").map(Node::items).unwrap_or_default();
            let meant = meant.get(path).map_or(path, String::as_str);
            let tags = tags.iter().filter_map(Node::text);
            let mut tags: Vec<String> = tags.map(str::to_owned).collect();
            if tags.is_empty() {
                tags.extend(group(meant).map(str::to_owned));
            }
            found.push(Found {
                path: meant.to_owned(),
                key: path.to_owned(),
                method: operation.method.to_owned(),
                id: id.and_then(Node::text).map(str::to_owned),
                tags,
                span: id.map_or(operation.key_span, |id| id.span),
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
