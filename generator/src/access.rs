//! Where credentials go, as the user of a document says: operations that are called without any, and origins beside the
//! API's own that may have them.

use crate::Options;
use crate::diagnostics::{Diagnostics, nearest, rules};
use crate::ir::{Api, WireName};
use crate::lower::origin;
use crate::source::{FileId, Span};

/// Applies the options to an API. What names nothing is an error: it would be without effect, and nobody would notice.
pub(crate) fn apply(api: &mut Api, options: &Options, diag: &mut Diagnostics) {
    for name in &options.without_credentials {
        without_credentials(api, name, diag);
    }
    for given in &options.allow_origins {
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

/// Takes the credentials of an operation, or of all of a tag, away.
fn without_credentials(api: &mut Api, name: &str, diag: &mut Diagnostics) {
    let tag = api.tags.iter().position(|tag| tag.name.as_str() == name);
    let mut found = false;
    for operation in &mut api.operations {
        if operation.id.as_str() == name || tag == Some(operation.tag) {
            operation.security.clear();
            found = true;
        }
    }
    if found {
        return;
    }
    let ids = api.operations.iter().map(|operation| operation.id.as_str());
    let tags = api.tags.iter().map(|tag| tag.name.as_str());
    let report = diag
        .report(
            &rules::operations::NO_SUCH_OPERATION,
            Span::at(FileId(0), 0),
        )
        .arg(name);
    if let Some(near) = nearest(name, ids.chain(tags)) {
        report.help(format!("did you mean {near}?"));
    }
}
