//! Figures of calls for whatever counts them.

use std::time::Duration;

use crate::facts::operation::Operation;

/// Receives the figures of calls, under the names and with the attributes of the semantic conventions of OpenTelemetry for
/// HTTP clients. Nothing of a caller or of a server's choice is among them, so the number of series is bounded.
///
/// The methods run on the way of a call and should return at once.
pub trait Metrics: Send + Sync + 'static {
    /// An attempt ended: the histogram `http.client.request.duration`, in seconds.
    fn duration(&self, request: &Measured<'_>, duration: Duration);

    /// A repeat was granted: the counter `faultcode.retries`, by operation.
    fn retry(&self, operation: &'static Operation) {
        let _ = operation;
    }

    /// The retry budget refused a repeat: the counter `faultcode.budget.rejected`, by operation.
    fn budget_rejected(&self, operation: &'static Operation) {
        let _ = operation;
    }
}

/// The attributes of a measured attempt.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Measured<'a> {
    /// The operation, with `http.request.method` and `url.template`.
    pub operation: &'static Operation,
    /// `server.address`.
    pub server_address: &'a str,
    /// `server.port`.
    pub server_port: u16,
    /// `http.response.status_code`.
    pub status: Option<u16>,
    /// `http.request.resend_count`: 0 for the first attempt.
    pub resend_count: u32,
    /// `error.type` of a failed attempt: a declared code, else the status, else the kind of the fault; `_OTHER` for a code
    /// that the document does not declare.
    pub error_type: Option<&'a str>,
}
