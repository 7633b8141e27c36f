//! Envelopes that answers of several operations or statuses have in common: each list is stated once.

use super::names::{RustIdent, Scope};
use crate::ir::{Api, Envelope};

/// A list of envelopes that is needed more than once, and is not the API's own.
#[derive(Clone, Debug)]
pub struct SharedEnvelopes<'a> {
    /// The list.
    pub list: &'a [Envelope],
    /// Its static.
    pub constant: RustIdent,
}

/// Finds such lists, in the order in which operations have them.
pub(super) fn find<'a>(api: &'a Api, statics: &mut Scope) -> Vec<SharedEnvelopes<'a>> {
    let mut counted: Vec<(usize, &[Envelope])> = Vec::new();
    for operation in &api.operations {
        let of_statuses = operation.envelopes_of.iter().map(|(_, list)| list);
        for list in operation.envelopes.iter().chain(of_statuses) {
            match counted.iter_mut().find(|(_, other)| other == list) {
                Some((count, _)) => *count += 1,
                None => counted.push((1, list)),
            }
        }
    }
    let shared = |(count, list): &(usize, &[Envelope])| {
        *count > 1 && !list.is_empty() && *list != api.envelopes
    };
    let lists = counted.into_iter().filter(shared);
    lists
        .map(|(_, list)| SharedEnvelopes {
            list,
            constant: statics.claim("OTHER_ENVELOPES", "").ident,
        })
        .collect()
}
