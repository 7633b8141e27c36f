//! Typed details need a place to be read from.

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, Envelope, Operation, StatusRange};

/// Reports entries with details that no envelope of their answers places.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    for operation in &api.operations {
        for case in &operation.errors {
            if places_details(api, operation, &case.statuses) {
                continue;
            }
            let entry = &api.codes[case.code];
            if entry.details.is_empty() && entry.details_value.is_none() {
                continue;
            }
            diag.report(&rules::extension::UNRESOLVED_DETAILS, entry.span)
                .arg(entry.label());
        }
    }
}

/// Whether an envelope of answers of these statuses, or of any where there are none, has a place for details.
fn places_details(api: &Api, operation: &Operation, statuses: &[StatusRange]) -> bool {
    let wide = operation.envelopes.as_ref().unwrap_or(&api.envelopes);
    let has = |envelopes: &[Envelope]| envelopes.iter().any(|it| it.details.is_some());
    let of_single = || operation.envelopes_of.iter().any(|(_, own)| has(own));
    let at = |status| has(api.envelopes_at(operation, status));
    match statuses {
        [] => has(wide) || of_single(),
        ranges => ranges.iter().any(|range| at(range.first) || at(range.last)),
    }
}
