//! What sees every attempt of a client: before it is sent, after its outcome is known, and when it is repeated.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::HeaderMap;

use crate::call::meta::Attempt;
use crate::facts::operation::Operation;
use crate::facts::{Effect, Verdict};

/// Sees what the calls of a client do, beside the traces that it writes anyway: to count, to log in a form of one's own, or to
/// record answers.
///
/// A closure is one: `|seen: &Seen<'_>| …`. It runs on the way of a call and should return at once. A panic in it ends its call
/// and harms no other.
pub trait Observer: Send + Sync + 'static {
    /// Something happened.
    fn see(&self, seen: &Seen<'_>);

    /// How many characters of the body of each answer are shown to it, in [`Ended::body`]: none unless it says so.
    fn body_limit(&self) -> usize {
        0
    }
}

impl<F: Fn(&Seen<'_>) + Send + Sync + 'static> Observer for F {
    fn see(&self, seen: &Seen<'_>) {
        self(seen);
    }
}

/// What an [`Observer`] sees.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Seen<'a> {
    /// An attempt is about to be sent.
    Sending(Sending<'a>),
    /// The outcome of an attempt is known.
    Ended(Ended<'a>),
    /// A repeat was granted: `faultcode.retries` of a counter.
    Retrying(Retrying<'a>),
    /// The retry budget refused a repeat of that operation: `faultcode.budget.rejected` of a counter.
    BudgetEmpty(&'static Operation),
}

/// An attempt that is about to be sent.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Sending<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// Its headers. Credentials and keys are marked as sensitive.
    pub headers: &'a HeaderMap,
}

/// The names of the headers alone: what a caller put into one may be a secret as well.
impl fmt::Debug for Sending<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.keys().map(|name| name.as_str()).collect();
        f.debug_struct("Sending")
            .field("operation", &self.operation.id)
            .field("attempt", &self.attempt)
            .field("headers", &names)
            .finish()
    }
}

/// An attempt whose outcome is known. Names and values are those that the semantic conventions of OpenTelemetry have for the
/// histogram `http.client.request.duration`; nothing but the number of the call, the headers and the body is of a caller's or a
/// server's choice, so the number of series is bounded.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Ended<'a> {
    /// The operation, with `http.request.method` and `url.template`.
    pub operation: &'static Operation,
    /// A number that the attempts of one call share, and no other call of this process has.
    pub call: u64,
    /// The attempt as the log of the call has it: `http.response.status_code`, the duration, and with one less than its number
    /// `http.request.resend_count`.
    pub attempt: &'a Attempt,
    /// What the server may have done; `None` for a success.
    pub effect: Option<Effect>,
    /// `server.address`.
    pub server_address: &'a str,
    /// `server.port`.
    pub server_port: u16,
    /// `error.type` of a failed attempt: a declared code, else the status, else the kind of the fault; `_OTHER` for a code
    /// that the document does not declare.
    pub error_type: Option<&'a str>,
    /// The headers of the answer; none where no answer came.
    pub headers: &'a HeaderMap,
    /// The beginning of the answer's body with credentials taken out, for observers that
    /// [ask for it](Observer::body_limit): of what was read as a whole, so not of a stream.
    pub body: Option<&'a str>,
}

/// Everything but headers and body.
impl fmt::Debug for Ended<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ended")
            .field("operation", &self.operation.id)
            .field("call", &self.call)
            .field("attempt", &self.attempt)
            .field("effect", &self.effect)
            .field("server_address", &self.server_address)
            .field("server_port", &self.server_port)
            .field("error_type", &self.error_type)
            .finish_non_exhaustive()
    }
}

/// A repeat that was granted.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Retrying<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The attempt that is repeated, as the log of the call has it.
    pub attempt: &'a Attempt,
    /// Why it is repeated.
    pub verdict: Verdict,
    /// The wait that begins now; none before a repeat with a new token.
    pub wait: Duration,
}

/// The observers of a client. No lock is held while one runs.
#[derive(Clone, Default)]
pub(crate) struct Observers(Vec<Arc<dyn Observer>>);

impl Observers {
    pub(crate) fn add(&mut self, observer: impl Observer) {
        self.0.push(Arc::new(observer));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of a call; 0 where nobody looks.
    pub(crate) fn number_of_call(&self) -> u64 {
        static LAST: AtomicU64 = AtomicU64::new(0);
        match self.is_empty() {
            true => 0,
            false => LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1),
        }
    }

    pub(crate) fn see(&self, seen: &Seen<'_>) {
        self.0.iter().for_each(|it| it.see(seen));
    }

    /// Shows the end of an attempt, with as much of its body as each wants; `body` takes out what is secret.
    pub(crate) fn ended(&self, ended: Ended<'_>, body: impl Fn(usize) -> String) {
        for observer in &self.0 {
            let text = match observer.body_limit() {
                0 => None,
                limit => Some(body(limit)),
            };
            observer.see(&Seen::Ended(Ended {
                body: text.as_deref(),
                ..ended
            }));
        }
    }
}

impl fmt::Debug for Observers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Observers").field(&self.0.len()).finish()
    }
}
