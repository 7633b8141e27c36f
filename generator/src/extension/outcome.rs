//! Which declared answers are errors: by their status, unless the document says otherwise with `x-error`.

use super::flag;
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::StatusRange;
use crate::source::node::Node;

/// What a declared answer says of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    /// `None`: `default`.
    pub status: Option<StatusRange>,
    /// What the document says of it with `x-error`.
    pub said: Option<bool>,
    /// Whether it is an error.
    pub error: bool,
}

impl Outcome {
    /// The outcome of a response, looked at alone.
    pub fn of(status: Option<StatusRange>, response: &Node, diag: &mut Diagnostics) -> Self {
        let said = said(response, diag);
        Self {
            status,
            said,
            error: said.unwrap_or_else(|| is_error(status)),
        }
    }

    /// Whether its status says that the value is elsewhere, or as it was.
    fn is_redirect(&self) -> bool {
        self.status.is_some_and(|status| status.first / 100 == 3)
    }

    /// Whether a call ends with it and returns what it holds. Informational answers come before the one that counts.
    pub fn is_returned(&self) -> bool {
        let ends = self.status.is_none_or(|status| status.first >= 200);
        !self.error && ends
    }
}

/// Whether a status is that of an error.
pub(crate) fn is_error(status: Option<StatusRange>) -> bool {
    status.is_none_or(|status| status.first >= 400)
}

/// Settles what the answers of one operation are beside each other.
pub(crate) fn settle(all: &mut [Outcome]) {
    // Without a declared success, `default` describes it, unless the document says that it does not.
    if !all
        .iter()
        .any(|one| one.is_returned() && one.status.is_some())
        && let Some(default) = all.iter_mut().find(|one| one.status.is_none())
        && default.said.is_none()
    {
        default.error = false;
    }
    // A redirect or a "not modified" beside a success is a way not to get it, unless the document says that it is one; alone
    // it is the success.
    if all
        .iter()
        .any(|one| one.is_returned() && !one.is_redirect())
    {
        for one in all.iter_mut().filter(|one| one.is_redirect()) {
            one.error |= one.said != Some(false);
        }
    }
}

/// `x-error`, or `x-ms-error-response` where it is absent.
fn said(response: &Node, diag: &mut Diagnostics) -> Option<bool> {
    let own = flag::error(response, diag);
    let foreign = response.get("x-ms-error-response").and_then(Node::as_bool);
    if let (Some(own), Some(foreign)) = (own, foreign)
        && own != foreign
        && let Some(at) = response.key_span("x-ms-error-response")
    {
        let report = diag.report(&rules::extension::DIALECT_SHADOWED, at);
        let report = report.arg("x-ms-error-response").arg("x-error");
        if let Some(span) = response.key_span("x-error") {
            report.also(span, &rules::remarks::THIS_ONE_STANDS);
        }
    }
    own.or(foreign)
}
