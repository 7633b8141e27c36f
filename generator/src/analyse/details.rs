//! The details of entries that state none: what the operations that answer them declare.
//!
//! Most operations of an API declare one body for one code, and then share its details. Where some declare another one, they
//! have an entry with the same facts and details of their own.

use std::collections::BTreeMap;

use crate::ir::{Api, Carried, CodeId, Members, OperationId};

/// Members, and the operations that declare them.
type Listed = (Members, Vec<OperationId>);

/// What operations declare of one entry.
#[derive(Default)]
struct Declared {
    lists: Vec<Listed>,
    /// Operations that declare none.
    silent: Vec<(Members, OperationId)>,
}

impl Declared {
    fn add(&mut self, members: Members, operation: OperationId) {
        if members.facts.is_empty() {
            self.silent.push((members, operation));
            return;
        }
        let mut lists = self.lists.iter_mut();
        match lists.find(|(known, _)| known.says_the_same(&members)) {
            Some((known, operations)) => {
                known.also_read(&members);
                operations.push(operation);
            }
            None => self.lists.push((members, vec![operation])),
        }
    }

    /// The members that most operations declare, and the others.
    fn parted(mut self) -> Option<(Members, Vec<Listed>)> {
        // Of equals the first, so that the outcome follows the document.
        let most = self.lists.iter().map(|(_, all)| all.len()).max()?;
        let usual = self.lists.iter().position(|(_, all)| all.len() == most)?;
        let (usual, _) = self.lists.remove(usual);
        // Who declares none has the usual ones, where these can stand in its bodies.
        let contradicts = |own: &Members| {
            let mut facts = usual.facts.iter();
            facts.any(|fact| own.contradicts(&usual, fact))
        };
        let apart = self.silent.iter().filter(|(own, _)| contradicts(own));
        let apart: Vec<_> = apart.map(|(_, operation)| *operation).collect();
        if !apart.is_empty() {
            self.lists.push((Members::default(), apart));
        }
        Some((usual, self.lists))
    }
}

/// Hands the members of declared bodies over to the entries.
pub(super) fn settle(api: &mut Api) {
    let mut found: BTreeMap<CodeId, Declared> = BTreeMap::new();
    for (id, operation) in api.operations.entries_mut() {
        for case in &mut operation.errors {
            let members = std::mem::take(&mut case.members);
            found.entry(case.code).or_default().add(members, id);
        }
    }
    for (code, declared) in found {
        let Some((usual, others)) = declared.parted() else {
            continue;
        };
        for (members, operations) in others {
            let first = operations.first();
            let first = first.map(|first| api.operations[*first].id.clone());
            let mut own = api.codes[code].clone();
            own.facts = members.facts;
            own.only_for = first;
            own.facts_of = Some(code);
            let own = api.codes.push(own);
            for operation in operations {
                replace(api, operation, code, own);
            }
        }
        api.codes[code].facts = usual.facts;
    }
    for operation in &mut api.operations {
        for case in &mut operation.errors {
            if case.carried == Carried::Nothing && api.codes[case.code].has_details() {
                case.carried = Carried::Details;
            }
        }
    }
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
