//! Whether a failed attempt is repeated: the words, the policy, and the two pure decisions.

mod decision;
mod policy;

pub(crate) use decision::verdict_of_word;
pub use decision::{Decision, Evidence, Situation, gate, verdict};
pub(crate) use policy::Policy;
pub use policy::{
    Beyond, BudgetCosts, HintUse, Hints, Idempotent, NetworkRetry, RetryPolicy, StatusRange,
};

use crate::facts::effect::is_idempotent;

/// What a code or status entry of a document says about repeating.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Nothing: the status decides.
    #[default]
    Auto,
    /// The call ends.
    Never,
    /// Repeated with backoff, if the call is repeat-safe.
    Transient,
    /// Repeated after the server's hint or the throttle backoff.
    Throttle,
    /// One credential refresh, then one repeat.
    Reauth,
    /// An earlier request with the same idempotency key is still running: repeated with the same key and backoff.
    InFlight,
    /// The call ends; the caller has to use a new idempotency key.
    NewKey,
}

/// What one failed attempt asks for, before the gates are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A repeat may succeed.
    Transient,
    /// The server asks for fewer requests.
    Throttle,
    /// An earlier request with the same idempotency key is still running.
    InFlight,
    /// The credential has to be refreshed first.
    Reauth,
    /// A repeat would give the same answer.
    Never,
}

impl Verdict {
    /// The word used in traces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::Throttle => "throttle",
            Self::InFlight => "inFlight",
            Self::Reauth => "reauth",
            Self::Never => "never",
        }
    }
}

/// Why a call was not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StopReason {
    /// The answer would stay the same.
    NotRetryable,
    /// The body cannot be sent a second time.
    NotReplayable,
    /// The server may have done the work, and doing it twice is not harmless.
    UnsafeToRepeat,
    /// All attempts are made.
    AttemptsExhausted,
    /// The server no longer remembers the idempotency key.
    KeyExpired,
    /// The server asks for a longer wait than the policy obeys.
    HintTooLong,
    /// The wait would pass the deadline of the call.
    DeadlineExceeded,
    /// The retry budget of the client is empty.
    BudgetExhausted,
}

impl StopReason {
    /// The word used in traces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotRetryable => "notRetryable",
            Self::NotReplayable => "notReplayable",
            Self::UnsafeToRepeat => "unsafeToRepeat",
            Self::AttemptsExhausted => "attemptsExhausted",
            Self::KeyExpired => "keyExpired",
            Self::HintTooLong => "hintTooLong",
            Self::DeadlineExceeded => "deadlineExceeded",
            Self::BudgetExhausted => "budgetExhausted",
        }
    }
}

/// The kind of a transport fault, as far as repeating is concerned. What the server may have done is a separate fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NetworkFault {
    /// No connection: name resolution, refused, timeout while connecting, TLS handshake without a certificate fault.
    Connect,
    /// The attempt took too long, or a body stalled.
    Timeout,
    /// The connection ended before the answer was complete.
    Reset,
    /// Certificate, proxy refusal and protocol faults: a repeat meets the same fault.
    Permanent,
}

/// Whether doing the work twice is harmless: by the method, by an idempotency key, or by contract.
///
/// [`Idempotent::False`] takes the method's safety away, never the key's.
pub fn is_repeat_safe(method: &http::Method, keyed: bool, idempotent: Idempotent) -> bool {
    keyed
        || match idempotent {
            Idempotent::Auto => is_idempotent(method),
            Idempotent::True => true,
            Idempotent::False => false,
        }
}

/// The value of a header by which the server decides about a repeat: exactly `true` or `false`, on one line.
pub fn should_retry(headers: &http::HeaderMap, name: &str) -> Option<bool> {
    let mut lines = headers.get_all(name).iter();
    match (lines.next()?.as_bytes().trim_ascii(), lines.next()) {
        (b"true", None) => Some(true),
        (b"false", None) => Some(false),
        _ => None,
    }
}
