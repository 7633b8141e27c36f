//! Error enums that operations share.
//!
//! A document that was not annotated often lists all its codes at every operation. One enum then serves them all, and each
//! operation's own name stands for it: hundreds of equal enums would multiply the time to compile, and say no more.

use std::collections::BTreeMap;

use super::names::{RustIdent, Scope};
use super::pair::Named;
use super::{Crate, Operation};
use crate::ir::{self, Api, CodeId, ErrorCase, OperationId, Table};
use crate::table::SharedId;

/// One enum of several operations.
#[derive(Clone, Debug)]
pub struct Shared<'a> {
    /// The enum.
    pub name: RustIdent,
    /// Its variants.
    pub cases: Vec<Named<'a, ErrorCase>>,
    /// The first operation that has it.
    pub operation: OperationId,
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
pub(super) fn find<'a>(
    api: &Api,
    operations: &mut Table<OperationId, Operation<'a>>,
    scope: &mut Scope,
) -> Table<SharedId, Shared<'a>> {
    let mut groups: BTreeMap<(bool, Vec<CodeId>), Vec<Vec<OperationId>>> = BTreeMap::new();
    for (id, operation) in api.operations.entries() {
        let native = operation.errors.iter().any(|it| it.origin.is_native());
        let fewest = if native { FEWEST_NATIVE } else { FEWEST };
        // What is there already is read with an operation of its own, which belongs to one enum.
        let mut cases = operation.errors.iter();
        let reads = cases.any(|it| api.codes[it.code].existing.is_some());
        let long = operation.errors.len() >= fewest;
        if !reads && (long || !native) {
            let cases = operation.errors.iter().map(|it| it.code).collect();
            let alike = groups.entry((long, cases)).or_default();
            // Of one list of entries there are few lists of bodies.
            let same = alike.iter_mut().find(|members| {
                let first = members.first().map(|first| &api.operations[*first]);
                first.is_some_and(|first| carries_the_same(first, operation))
            });
            match same {
                Some(members) => members.push(id),
                None => alike.push(vec![id]),
            }
        }
    }
    let groups = groups.into_iter().flat_map(|((long, _), alike)| {
        let fewest = if long { 2 } else { MANY };
        alike
            .into_iter()
            .filter(move |members| members.len() >= fewest)
    });
    let mut groups: Vec<Vec<OperationId>> = groups.collect();
    // The largest first: its name is the plain one.
    groups.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().copied()));
    let mut shared = Table::new();
    for members in groups {
        let Some(first) = members.first() else {
            continue;
        };
        let id = shared.push(Shared {
            name: scope.claim("CommonError", "").ident,
            cases: operations[*first].names.cases.clone(),
            operation: *first,
            operations: members.len(),
        });
        for member in members {
            operations[member].names.shared = Some(id);
        }
    }
    shared
}

/// Whether the variants of two operations with the same entries hold the same.
fn carries_the_same(one: &ir::Operation, other: &ir::Operation) -> bool {
    let of_one = one.errors.iter().map(|case| &case.carried);
    of_one.eq(other.errors.iter().map(|case| &case.carried))
}

impl Crate<'_> {
    /// Whether the errors of an operation are tested: of those that share an enum, the first stands for all.
    pub fn owns_errors(&self, id: OperationId) -> bool {
        let shared = self.operations[id].names.shared;
        shared.is_none_or(|shared| self.shared[shared].operation == id)
    }

    /// Whether the errors of an operation have samples: of those that share an enum, those of the first stand for all. Where
    /// features can take it away, the first of each service has some.
    pub fn shows_errors(&self, id: OperationId) -> bool {
        if self.owns_errors(id) || self.features.names().is_empty() {
            return self.owns_errors(id);
        }
        let operation = &self.operations[id];
        let beside = &self.services[operation.ir.tag].names.operations;
        let shares =
            |it: &&OperationId| self.operations[**it].names.shared == operation.names.shared;
        beside.iter().find(shares) == Some(&id)
    }
}
