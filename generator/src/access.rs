//! Where credentials go, as the user of a document says: operations that are called without any, and origins beside the
//! API's own that may have them.

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, WireName};
use crate::lower::origin;
use crate::source::{FileId, Span};

/// Takes the credentials of these operations away, and allows these origins. What is no origin is an error: it would be
/// without effect, and nobody would notice.
pub(crate) fn access(
    api: &mut Api,
    without_credentials: &BTreeSet<String>,
    allow_origins: &[String],
    diag: &mut Diagnostics,
) {
    for operation in &mut api.operations {
        if without_credentials.contains(operation.id.as_str()) {
            operation.security.clear();
        }
    }
    for given in allow_origins {
        match origin(given) {
            Some(origin) => api.credential_origins.push(WireName::new(origin)),
            None => {
                // The option stands in no file of the document.
                let at = Span::at(FileId(0), 0);
                diag.report(&rules::operations::BAD_ORIGIN, at).arg(given);
            }
        }
    }
}
