//! What the typed errors of an operation were taken from, in words.

use std::collections::BTreeSet;

use faultcode::ir::{Api, Operation};

/// The sources of an operation's error cases; none when it has no typed error.
pub(super) fn sources(api: &Api, operation: &Operation) -> BTreeSet<&'static str> {
    let entries = operation
        .errors
        .iter()
        .filter_map(|case| api.codes.get(case.code.0));
    entries
        .map(|entry| {
            if entry.code.is_some() {
                "codes"
            } else {
                "statuses"
            }
        })
        .collect()
}
