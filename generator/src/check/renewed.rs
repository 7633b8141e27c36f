//! Codes that ask for a new credential where a call carries none.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, Operation, Retry};
use crate::source::Span;

/// Reports codes that ask for a new credential, and that none of the operations which take them from one place has one for. An entry
/// of the catalogue holds for what is open to all as well, such as the call that logs in, even if all others say more of it.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    let mut all: BTreeMap<(Span, String), Option<&Operation>> = BTreeMap::new();
    let anonymous = |operation: &Operation| operation.security.iter().all(Vec::is_empty);
    let with_credential = api.operations.iter().filter(|it| !anonymous(it));
    let cases = with_credential.flat_map(|it| &it.errors);
    let renewable: BTreeSet<String> = cases.map(|case| api.codes[case.code].label()).collect();
    for operation in &api.operations {
        let anonymous = anonymous(operation);
        for case in &operation.errors {
            let entry = &api.codes[case.code];
            let of_catalogue = case.span == entry.span && renewable.contains(&entry.label());
            if entry.retry == Retry::Reauth && !of_catalogue {
                let first = all
                    .entry((case.span, entry.label()))
                    .or_insert(Some(operation));
                *first = first.take().filter(|_| anonymous);
            }
        }
    }
    for ((span, label), first) in all {
        let Some(operation) = first else { continue };
        let text = rules::extension::NOTHING_TO_RENEW.of([operation.id.as_str(), &label]);
        diag.report(&rules::extension::UNKNOWN_SCHEME, span)
            .arg(text)
            .also(operation.span, &rules::remarks::THE_OPERATION);
    }
}
