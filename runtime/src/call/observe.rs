//! Traces of calls and attempts: names, numbers and templates, and of what a server chose its request id and unknown codes.

use std::borrow::Cow;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use tracing::field::Empty;
use tracing::{Span, debug, debug_span, info_span, warn};

use crate::call::client::{Base, Ended, Observers};
use crate::call::error::{Cause, Failed};
use crate::call::meta::{Attempt, Meta};
use crate::facts::operation::Operation;
use crate::model::decode::DecodeError;
use crate::model::scrub::scrub;
use crate::policy::retry::Decision;

/// Runs a future inside a span, where it lies: that of a call is some kilobytes large, and is not worth moving into a
/// wrapper.
pub(crate) fn within<'f, F: Future>(
    span: &'f Span,
    mut future: Pin<&'f mut F>,
) -> impl Future<Output = F::Output> + use<'f, F> {
    poll_fn(move |cx| {
        let _inside = span.enter();
        future.as_mut().poll(cx)
    })
}

/// The span of a call.
pub(crate) fn call(operation: &'static Operation, base: &Base) -> Span {
    info_span!(
        "faultcode.call",
        operation = operation.id,
        method = operation.method.as_str(),
        path_template = operation.template,
        attempts = Empty,
        status = Empty,
        code = Empty,
        effect = Empty,
        stop_reason = Empty,
        request_id = Empty,
        elapsed_ms = Empty,
        http.request.method = operation.method.as_str(),
        url.template = operation.template,
        server.address = base.host(),
        server.port = base.port(),
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        error.type = Empty,
    )
}

/// Fills the span of a call that ended.
pub(crate) fn ended(span: &Span, outcome: Result<&Meta, &Failed>) {
    if span.is_disabled() {
        return;
    }
    let (meta, fault) = match outcome {
        Ok(meta) => (meta, None),
        Err(failed) => match &failed.cause {
            Cause::Api(_) => (&*failed.meta, None),
            Cause::Transport(error) => (&*failed.meta, Some(error.kind().as_str())),
            Cause::Build(_) => (&*failed.meta, Some("build")),
        },
    };
    let spans = meta.attempts.iter().flat_map(|it| [it.elapsed, it.wait]);
    let elapsed = spans.fold(Duration::ZERO, Duration::saturating_add);
    span.record("attempts", meta.attempts.len());
    span.record("elapsed_ms", millis(elapsed));
    span.record(
        "http.request.resend_count",
        meta.attempts.len().saturating_sub(1),
    );
    if let Some(status) = meta.status {
        span.record("status", status);
        span.record("http.response.status_code", status);
    }
    if let Some(id) = meta.request_id() {
        span.record("request_id", scrub(id, &[]));
    }
    if outcome.is_ok() {
        return;
    }
    span.record("effect", meta.effect.as_str());
    if let Some(stop) = meta.stop {
        span.record("stop_reason", stop.as_str());
    }
    // Only declared codes: a server must not choose the names of somebody's metrics.
    if let Some(code) = meta.case.and_then(|case| case.code) {
        span.record("code", code);
    }
    if let Some(error_type) = error_type(meta, fault) {
        span.record("error.type", &*error_type);
    }
    for note in meta.notes() {
        debug!(parent: span, note = note.as_str(), "envelope_note");
    }
}

/// What a failure is counted under: a declared code, else the status, else the fault.
fn error_type(meta: &Meta, fault: Option<&'static str>) -> Option<Cow<'static, str>> {
    let declared = meta.case.and_then(|case| case.code);
    match (declared, meta.code(), fault) {
        (Some(code), ..) => Some(code.into()),
        (None, _, Some(fault)) => Some(fault.into()),
        (None, Some(_), None) => Some("_OTHER".into()),
        (None, None, None) => meta.status.map(|status| status.to_string().into()),
    }
}

/// Marks a call whose success could not be decoded.
pub(crate) fn undecodable(span: &Span, error: &DecodeError) {
    span.record("effect", crate::facts::Effect::Applied.as_str());
    span.record("error.type", "decode");
    debug!(parent: span, at = error.offset(), "undecodable");
}

/// Shows the observers how the last attempt ended.
pub(crate) fn attempt_ended(
    observers: &Observers,
    base: &Base,
    call: u64,
    meta: &Meta,
    failed: bool,
    body: impl Fn(usize) -> String,
) {
    let Some(attempt) = meta.attempts.last().filter(|_| !observers.is_empty()) else {
        return;
    };
    let fault = attempt.fault.map(|fault| fault.as_str());
    let error_type = if failed {
        error_type(meta, fault)
    } else {
        None
    };
    let ended = Ended {
        operation: meta.operation,
        call,
        attempt,
        effect: failed.then_some(meta.effect),
        server_address: base.host(),
        server_port: base.port(),
        error_type: error_type.as_deref(),
        headers: &meta.headers,
        body: None,
    };
    observers.ended(ended, body);
}

/// The span of an attempt.
pub(crate) fn attempt(number: u32) -> Span {
    debug_span!(
        "faultcode.attempt",
        attempt = number,
        status = Empty,
        fault = Empty,
        verdict = Empty,
        wait_ms = Empty,
        hint_ms = Empty,
    )
}

/// Fills the span of an attempt whose outcome is known.
pub(crate) fn classified(span: &Span, attempt: &Attempt, hint: Option<Duration>) {
    if span.is_disabled() {
        return;
    }
    if let Some(status) = attempt.status {
        span.record("status", status);
    }
    if let Some(fault) = attempt.fault {
        span.record("fault", fault.as_str());
    }
    if let Some(verdict) = attempt.verdict {
        span.record("verdict", verdict.as_str());
    }
    if let Some(hint) = hint {
        span.record("hint_ms", millis(hint));
    }
}

/// A repeat is granted.
pub(crate) fn retry(attempt: &Span, operation: &Operation, decision: &Decision) {
    attempt.record("wait_ms", millis(decision.wait));
    debug!(
        operation = operation.id,
        verdict = decision.verdict.as_str(),
        wait_ms = millis(decision.wait),
        "retry"
    );
}

/// The retry budget refused a repeat.
pub(crate) fn budget_empty(operation: &Operation) {
    warn!(operation = operation.id, "budget_empty");
}

/// A server uses a code that this version does not know; it is scrubbed already.
pub(crate) fn unknown_code(operation: &Operation, status: u16, code: &str) {
    warn!(operation = operation.id, status, code, "unknown_code");
}

/// A token was asked for.
pub(crate) fn refresh(scheme: &str, outcome: &'static str) {
    debug!(scheme, outcome, "refresh");
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
