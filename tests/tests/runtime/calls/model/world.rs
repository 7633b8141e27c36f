//! What a schedule consists of: an operation, a client, calls, and what the network and the server do to each request.
//!
//! Facts of documents are the runtime's own plain data; nothing here decides anything.

use std::time::Duration;

use faultcode_runtime::document::Operation;
use faultcode_runtime::errors::{StopReason, TransportErrorKind, Verdict};
use faultcode_runtime::{Effect, IdempotencyKey, RetryPolicy};

use super::told::{Clocks, Form, Told};

/// An operation, and the policy that its document states, as the model has it.
#[derive(Clone, Copy, Debug)]
pub struct Stated {
    pub operation: &'static Operation,
    pub policy: RetryPolicy,
}

/// One client, and the calls made with it, one after the other.
#[derive(Debug)]
pub struct Schedule {
    pub stated: Stated,
    pub change: Change,
    pub call_timeout: Option<Duration>,
    pub credential: Credential,
    pub budget: Bucket,
    pub jitter: f64,
    pub calls: Vec<Call>,
}

/// What the client says of the policies of documents.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum Change {
    Nothing,
    Attempts(u32),
    Replaced(Policies),
}

/// A policy as the runtime is given it, and as the model has it: for presets, two tables written apart.
#[derive(Clone, Copy, Debug)]
pub struct Policies {
    pub given: RetryPolicy,
    pub modelled: RetryPolicy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bucket {
    /// The client's own, of the policy's capacity.
    Own,
    Unlimited,
    Holding {
        capacity: u32,
        tokens: u32,
    },
}

/// What the client authenticates with.
#[derive(Clone, Debug)]
pub enum Credential {
    Fixed,
    /// A source, and what it answers each time it is asked; beyond the list it hands out tokens.
    Source(Vec<Issued>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issued {
    Token(Option<Duration>),
    Down,
    Revoked,
}

#[derive(Debug)]
pub struct Call {
    /// Time that passes before the call.
    pub after: Duration,
    pub policy: Option<Policies>,
    pub timeout: Option<Duration>,
    pub key: Option<IdempotencyKey>,
    pub named: bool,
    pub body: Sent,
    pub events: Vec<Event>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    Nothing,
    Bytes,
    /// A stream that can be read once.
    Once,
}

/// What becomes of one request.
#[derive(Clone, Debug)]
pub struct Event {
    pub took: Duration,
    /// Whether the body was asked for before the answer came.
    pub takes_body: bool,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    Answer(Answer),
    /// The head of an answer, and a fault in its body.
    Broken(Answer, TransportErrorKind),
    Fault(TransportErrorKind),
    /// Handed back, with proof that nothing of it was sent.
    Unstarted,
    /// Nothing comes, until the attempt's time is over.
    Silence,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub code: Option<Spoken>,
    pub body: Shape,
    pub should_retry: Option<&'static str>,
    pub replayed: Option<&'static str>,
    pub told: Vec<Told>,
    /// The `Date` header, in seconds from our own clock.
    pub date: Option<i64>,
    pub remaining: Option<u64>,
}

/// The code in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// The entry of that number in the catalogue.
    Known(usize),
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// What the operation returns.
    Success,
    /// JSON that does not fit what the operation returns.
    Misfit,
    /// JSON that ends in the middle.
    Truncated,
    /// An error, which says so also under a success status.
    Error,
    /// No body at all.
    Empty,
}

/// What the clock shows at first, since 1970: 1 January 2026, a full second.
pub const START: Duration = Duration::from_secs(1_767_225_600);

/// The length of the attempt's time limit in every schedule.
pub const ATTEMPT: Duration = Duration::from_secs(60);

/// How a call ends, and what was sent for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    pub outcome: Outcome,
    pub effect: Effect,
    pub verdict: Option<Verdict>,
    pub stop: Option<StopReason>,
    pub status: Option<u16>,
    pub attempts: Vec<Attempt>,
    pub requests: Vec<Request>,
    pub retry_after: Option<Duration>,
    pub key: Option<Key>,
    /// Tokens of the bucket afterwards; `None` where there is no limit.
    pub tokens: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    Success,
    /// An error of the API; the entry of its code, if it has one.
    Api(Option<usize>),
    Transport(TransportWord),
    Decode,
    KeyRequired,
    KeyNotTaken,
    KeyExpired,
    NoToken,
}

/// A kind of transport faults, by its word, so that kinds can be sorted.
pub type TransportWord = &'static str;

/// One line of the log of attempts.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    pub status: Option<u16>,
    pub fault: Option<TransportErrorKind>,
    pub verdict: Option<Verdict>,
    pub wait: Duration,
}

/// One request as it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub key: Option<Key>,
    /// The number of the token from the source; 0 for a fixed one.
    pub token: usize,
    /// Whether a new connection is wanted.
    pub fresh: bool,
}

/// Which key: the caller's, or the n-th one that the client made in this schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Given,
    Made(usize),
}

impl Answer {
    /// How many requests are left: what the standard field says goes before the older header.
    pub fn left(&self) -> Option<u64> {
        let windows = self.told.iter().filter_map(|it| match it.form {
            Form::Window(left, _) => Some(left),
            _ => None,
        });
        windows.into_iter().next().or(self.remaining)
    }

    /// The clocks by which its instants are read.
    pub fn clocks(&self, now: Duration) -> Clocks {
        Clocks {
            now,
            date: self.date,
        }
    }
}

impl Event {
    /// What every request meets for which nothing is scripted.
    pub fn success() -> Self {
        Self {
            took: Duration::ZERO,
            takes_body: true,
            what: What::Answer(Answer {
                status: 200,
                code: None,
                body: Shape::Success,
                should_retry: None,
                replayed: None,
                told: Vec::new(),
                date: None,
                remaining: None,
            }),
        }
    }

    /// A request to which nothing comes until the time of the attempt is over.
    pub fn silence() -> Self {
        Self {
            took: ATTEMPT,
            what: What::Silence,
            ..Self::success()
        }
    }
}
