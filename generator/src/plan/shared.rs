//! Error enums that operations share.
//!
//! A document that was not annotated often lists all its codes at every operation. One enum then serves them all, and each
//! operation's own name stands for it: hundreds of equal enums would multiply the time to compile, and say no more.

use std::collections::BTreeMap;

use super::names::{RustIdent, Scope};
use super::pair::Named;
use super::{Crate, Operation};
use crate::ir::{Api, CodeId, ErrorCase, OperationId, Origin, Table};
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
    let mut groups: BTreeMap<(bool, Vec<CodeId>), Vec<OperationId>> = BTreeMap::new();
    for (id, operation) in api.operations.entries() {
        let native = operation
            .errors
            .iter()
            .any(|it| it.origin == Origin::Native);
        let fewest = if native { FEWEST_NATIVE } else { FEWEST };
        // What is there already is read with an operation of its own, which belongs to one enum.
        let mut cases = operation.errors.iter();
        let reads = cases.any(|it| api.codes[it.code].existing.is_some());
        let long = operation.errors.len() >= fewest;
        if !reads && (long || !native) {
            let cases = operation.errors.iter().map(|it| it.code).collect();
            groups.entry((long, cases)).or_default().push(id);
        }
    }
    let groups = groups.into_iter();
    let groups =
        groups.filter(|((long, _), members)| members.len() >= if *long { 2 } else { MANY });
    let mut groups: Vec<Vec<OperationId>> = groups.map(|(_, members)| members).collect();
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

impl Crate<'_> {
    /// Whether the errors of an operation are shown: of those that share an enum, the first shows them for all.
    pub fn owns_errors(&self, id: OperationId) -> bool {
        let shared = self.operations[id].names.shared;
        shared.is_none_or(|shared| self.shared[shared].operation == id)
    }
}
