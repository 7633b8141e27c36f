//! Keys that would travel where a credential does.

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, KeyPlace, SchemeKind};

/// Reports operations whose idempotency key has the header of a credential that they take.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for operation in &api.operations {
        let own = operation.idempotency.as_ref();
        let Some(KeyPlace::Header(header)) = own.map(|facts| &facts.place) else {
            continue;
        };
        for need in operation.security.iter().flatten() {
            let scheme = &api.schemes[need.scheme];
            let SchemeKind::Header(name) = &scheme.kind else {
                continue;
            };
            let is_same = name.as_str().eq_ignore_ascii_case(header.as_str());
            if is_same && seen.insert(need.scheme) {
                let why = rules::extension::SET_BY_SCHEME.of([scheme.name.as_str()]);
                diag.report(&rules::extension::KEY_HEADER_TAKEN, operation.span)
                    .arg(header.as_str())
                    .arg(why)
                    .also(scheme.span, &rules::extension::THE_SCHEME);
            }
        }
    }
}
