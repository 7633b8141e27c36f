//! Typed details need a place to be read from.

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, Operation};

/// Reports entries with details that no envelope of their operation places.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    for operation in &api.operations {
        if places_details(api, operation) {
            continue;
        }
        for case in &operation.errors {
            let entry = &api.codes[case.code];
            if entry.details.is_empty() && entry.details_value.is_none() {
                continue;
            }
            let label = match (&entry.code, entry.statuses.first()) {
                (Some(code), _) => code.as_str().to_owned(),
                (None, Some(status)) => status.first.to_string(),
                (None, None) => String::new(),
            };
            diag.report(&rules::extension::UNRESOLVED_DETAILS, entry.span)
                .arg(label);
        }
    }
}

fn places_details(api: &Api, operation: &Operation) -> bool {
    let wide = operation.envelopes.as_ref().unwrap_or(&api.envelopes);
    let single = operation.envelopes_of.iter().flat_map(|(_, own)| own);
    wide.iter()
        .chain(single)
        .any(|envelope| envelope.details.is_some())
}
