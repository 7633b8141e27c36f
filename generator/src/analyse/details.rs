//! The details of entries that state none: what the operations that answer them declare.
//!
//! Most operations of an API declare one body for one code, and then share its details. Where some declare another one, they
//! have an entry with the same facts and details of their own.

use std::collections::BTreeMap;

use crate::ir::{Api, Carried, CodeId, Fact, OperationId};

/// A list of members, and the operations that declare it.
struct Declared {
    members: Vec<Fact>,
    operations: Vec<OperationId>,
}

/// Hands the members of declared bodies over to the entries.
pub(super) fn settle(api: &mut Api) {
    let mut found: BTreeMap<CodeId, Vec<Declared>> = BTreeMap::new();
    for (id, operation) in api.operations.entries_mut() {
        for case in &mut operation.errors {
            let members = std::mem::take(&mut case.members);
            if members.is_empty() {
                continue;
            }
            let lists = found.entry(case.code).or_default();
            match lists.iter_mut().find(|it| same(&it.members, &members)) {
                Some(known) => known.operations.push(id),
                None => lists.push(Declared {
                    members,
                    operations: vec![id],
                }),
            }
        }
    }
    for (code, mut lists) in found {
        // Of equals the first, so that the outcome follows the document.
        let most = lists.iter().map(|it| it.operations.len()).max();
        let usual = lists
            .iter()
            .position(|it| Some(it.operations.len()) == most);
        let usual = lists.remove(usual.unwrap_or_default());
        for other in lists {
            let first = other.operations.first();
            let first = first.map(|first| api.operations[*first].id.clone());
            let mut own = api.codes[code].clone();
            own.facts = other.members;
            own.only_for = first;
            own.facts_of = Some(code);
            let own = api.codes.push(own);
            for operation in other.operations {
                replace(api, operation, code, own);
            }
        }
        api.codes[code].facts = usual.members;
    }
    for operation in &mut api.operations {
        for case in &mut operation.errors {
            if case.carried == Carried::Nothing && api.codes[case.code].has_details() {
                case.carried = Carried::Details;
            }
        }
    }
}

fn same(one: &[Fact], other: &[Fact]) -> bool {
    let mut pairs = one.iter().zip(other);
    one.len() == other.len() && pairs.all(|(one, other)| one.says_the_same(other))
}

/// Lets an operation answer another entry.
fn replace(api: &mut Api, operation: OperationId, code: CodeId, own: CodeId) {
    let operation = &mut api.operations[operation];
    let cases = operation.errors.iter_mut().map(|case| &mut case.code);
    let samples = operation.samples.iter_mut();
    let samples = samples.filter_map(|sample| sample.case.as_mut());
    for id in cases.chain(samples).filter(|id| **id == code) {
        *id = own;
    }
}
