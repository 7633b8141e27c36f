//! Typed details need a place to be read from.

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, Envelope, ErrorCode, Operation, StatusRange};

/// Reports entries with details that no envelope of their answers places.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    for operation in &api.operations {
        for case in &operation.errors {
            let entry = &api.codes[case.code];
            if places_details(api, operation, entry, &case.statuses) {
                continue;
            }
            if entry.details.is_empty() && entry.details_value.is_none() {
                continue;
            }
            diag.report(&rules::extension::UNRESOLVED_DETAILS, entry.span)
                .arg(entry.label());
        }
    }
}

/// Whether an envelope of answers of these statuses, or of any where there are none, has a place for details beside one for the
/// code: where the body says the code, no other envelope is read.
fn places_details(
    api: &Api,
    operation: &Operation,
    entry: &ErrorCode,
    statuses: &[StatusRange],
) -> bool {
    let wide = operation.envelopes.as_ref().unwrap_or(&api.envelopes);
    let has = |envelopes: &[Envelope]| {
        let places = |one: &Envelope| one.details.is_some();
        let reading = entry.read_by(envelopes);
        match entry.header.is_none() && !reading.is_empty() {
            true => reading.into_iter().any(|(_, one)| places(one)),
            false => envelopes.iter().any(places),
        }
    };
    let of_single = || operation.envelopes_of.iter().any(|(_, own)| has(own));
    let at = |status| has(api.envelopes_at(operation, status));
    match statuses {
        [] => has(wide) || of_single(),
        ranges => ranges.iter().any(|range| at(range.first) || at(range.last)),
    }
}
