//! Error enums that operations share.
//!
//! A document that was not annotated often lists all its codes at every operation. One enum then serves them all, and each
//! operation's own name stands for it: hundreds of equal enums would multiply the time to compile, and say no more.

use std::collections::BTreeMap;

use super::names::{RustIdent, Scope};
use super::{Crate, Operation};
use crate::ir::{Api, CodeId, Origin};

/// One enum of several operations.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The enum.
    pub name: RustIdent,
    /// One variant per error case.
    pub variants: Vec<RustIdent>,
    /// The first operation that has it.
    pub operation: usize,
    /// How many operations have it.
    pub operations: usize,
}

/// Enums with fewer variants are shared only if many operations have them.
const FEWEST: usize = 8;

/// The same where the document lists its codes in the vocabulary: there, an enum of one's own is worth more, however many
/// operations have it.
const FEWEST_NATIVE: usize = 24;

/// As many operations share an enum of any size. Each enum of four variants costs every clean build 4 ms.
const MANY: usize = 16;

/// Finds operations that answer the same.
pub(super) fn find(api: &Api, names: &mut [Operation], scope: &mut Scope) -> Vec<Shared> {
    let mut groups: BTreeMap<(bool, Vec<CodeId>), Vec<usize>> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let native = operation
            .errors
            .iter()
            .any(|it| it.origin == Origin::Native);
        let fewest = if native { FEWEST_NATIVE } else { FEWEST };
        // What is there already is read with an operation of its own, which belongs to one enum.
        let reads = operation.errors.iter().any(|it| {
            let entry = api.codes.get(it.code.0);
            entry.is_some_and(|entry| entry.existing.is_some())
        });
        let long = operation.errors.len() >= fewest;
        if !reads && (long || !native) {
            let cases = operation.errors.iter().map(|it| it.code).collect();
            groups.entry((long, cases)).or_default().push(index);
        }
    }
    let groups = groups.into_iter();
    let groups =
        groups.filter(|((long, _), members)| members.len() >= if *long { 2 } else { MANY });
    let mut groups: Vec<Vec<usize>> = groups.map(|(_, members)| members).collect();
    // The largest first: its name is the plain one.
    groups.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().copied()));
    let mut shared = Vec::new();
    for members in groups {
        let Some((operation, variants)) = members
            .first()
            .and_then(|first| Some((*first, names.get(*first)?.variants.clone())))
        else {
            continue;
        };
        for member in &members {
            if let Some(names) = names.get_mut(*member) {
                names.shared = Some(shared.len());
            }
        }
        shared.push(Shared {
            name: scope.claim("CommonError", "").ident,
            variants,
            operation,
            operations: members.len(),
        });
    }
    shared
}

impl Crate<'_> {
    /// Whether the errors of an operation are shown: of those that share an enum, the first shows them for all.
    pub fn owns_errors(&self, index: usize) -> bool {
        let shared = self.operations.get(index).and_then(|names| names.shared);
        let shared = shared.and_then(|shared| self.shared.get(shared));
        shared.is_none_or(|shared| shared.operation == index)
    }
}
