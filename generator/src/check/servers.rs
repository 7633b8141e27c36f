//! Servers of single operations at another origin: requests go there, credentials only if somebody allows that.

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::Api;
use crate::lower::origin_of;

/// Reports each such server once, whatever the number of its operations.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    // Without a server of its own the API is where its user says, and every operation goes there.
    let Some(shared) = api.servers.first() else {
        return;
    };
    let shared = origin_of(shared.url.as_str());
    let mut seen = BTreeSet::new();
    for operation in &api.operations {
        let Some(server) = &operation.server else {
            continue;
        };
        let Some(origin) = origin_of(server.url.as_str()) else {
            continue;
        };
        let allowed = &api.credential_origins;
        let is_allowed = allowed.iter().any(|it| it.as_str() == origin);
        if Some(&origin) == shared.as_ref() || is_allowed || !seen.insert(server.span) {
            continue;
        }
        diag.report(&rules::operations::FOREIGN_SERVER, server.span)
            .arg(operation.id.as_str())
            .arg(origin);
    }
}
