//! Names of the details of a code that operations declare differently: each operation has one of its own, which stays when others
//! change.

use std::collections::{BTreeMap, BTreeSet};

use crate::given::Given;
use crate::ir::{Api, CodeId, OperationId};

use super::codes;
use super::names::{Case, RustIdent, Scope, Wish, joined, wanted};

/// The names of each operation, by code.
pub(super) type Details = BTreeMap<OperationId, Vec<(CodeId, RustIdent)>>;

/// Names them.
pub(super) fn names(api: &Api, scope: &mut Scope, given: &Given) -> Details {
    let parted: BTreeSet<CodeId> = api.codes.iter().filter_map(|code| code.facts_of).collect();
    let is_parted = |id: &CodeId| parted.contains(id) || api.codes[*id].facts_of.is_some();
    let asking = api.operations.entries().flat_map(|(id, operation)| {
        let codes = operation.errors.iter().map(|case| case.code);
        let codes = codes.filter(|code| is_parted(code) && api.codes[*code].has_details());
        codes.map(move |code| (id, code))
    });
    let wish = |(id, code): &(OperationId, CodeId)| {
        let (operation, code) = (&api.operations[*id], &api.codes[*code]);
        let text = operation.id.as_str();
        let end = joined(codes::variant(code), "Details");
        let end = end.as_str();
        Wish::new(
            format!("{text} {}", codes::key(code)),
            joined(wanted(text, Case::Camel), end),
        )
        .given_before(given.operation(operation), Case::Camel, end)
    };
    let mut names = Details::new();
    for ((operation, code), name) in scope.claim_all(asking, wish, "OfCode") {
        names.entry(operation).or_default().push((code, name.ident));
    }
    names
}
