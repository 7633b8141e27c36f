//! Everything that is known of a call after it ended, kept for errors and on request for successes.

mod accessors;
mod note;
mod parts;

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderMap;

pub use self::note::Note;
use crate::call::envelope::Read;
use crate::call::execute::Authorised;
use crate::call::idempotency::IdempotencyKey;
use crate::facts::operation::Operation;
use crate::facts::{Code, Effect, Idempotent, Include, KeyAnswer, StopReason, Support, Verdict};
use crate::model::scrub::scrub;
use crate::policy::hint::Names;
use crate::policy::rate_limit::RateLimit;
use crate::policy::retry::is_safe;
use crate::transport::TransportErrorKind;

/// Everything that is known of a call after it ended: beside a success that was asked for
/// [with it](crate::Call::send_with_meta), and in every [`Error`](crate::Error), which has the same methods.
///
/// Server text in it is scrubbed of credentials; the untouched bytes come only from [`Meta::expose_raw`].
#[derive(Clone)]
pub struct Meta {
    pub(crate) operation: &'static Operation,
    pub(crate) status: Option<u16>,
    pub(crate) headers: HeaderMap,
    pub(crate) names: Names,
    pub(crate) read: Read,
    pub(crate) body: Bytes,
    pub(crate) body_truncated: bool,
    pub(crate) effect: Effect,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) stop: Option<StopReason>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) hint: Option<Duration>,
    pub(crate) retry_at: Option<SystemTime>,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) key: Option<IdempotencyKey>,
    pub(crate) case: Option<&'static Code>,
    pub(crate) replayed: bool,
    pub(crate) key_answer: Option<KeyAnswer>,
    pub(crate) notes: Vec<Note>,
    /// The error that a fake tells as a value.
    #[cfg(feature = "testing")]
    pub(crate) told: Option<crate::transport::told::Told>,
    /// What the call was sent with, to take it out of whatever the server says.
    pub(crate) authorised: Authorised,
}

/// One attempt of a call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// Its number, from 1.
    pub number: u32,
    /// The status, if an answer came.
    pub status: Option<u16>,
    /// The transport fault, if none came or it broke off.
    pub fault: Option<TransportErrorKind>,
    /// What the attempt asked for; `None` after a success.
    pub verdict: Option<Verdict>,
    /// The wait that followed.
    pub wait: Duration,
    /// The request id of the answer.
    pub request_id: Option<String>,
    /// How long the attempt took.
    pub elapsed: Duration,
}

/// How much of the body an error keeps, in bytes.
const KEPT: usize = 64 << 10;

impl Meta {
    /// What is kept of a body that is too large to be kept as a whole, in memory of its own.
    pub(crate) fn beginning(&self) -> Option<Bytes> {
        let large = self.body.len() > KEPT;
        let kept = self.body.get(..KEPT).filter(|_| large)?;
        Some(Bytes::copy_from_slice(kept))
    }

    /// A call of which nothing is known yet.
    pub(crate) fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            status: None,
            headers: HeaderMap::new(),
            names: Names::default(),
            read: Read::default(),
            body: Bytes::new(),
            body_truncated: false,
            effect: Effect::NotSent,
            verdict: None,
            stop: None,
            attempts: Vec::new(),
            hint: None,
            retry_at: None,
            rate_limit: None,
            key: None,
            case: None,
            replayed: false,
            key_answer: None,
            notes: Vec::new(),
            #[cfg(feature = "testing")]
            told: None,
            authorised: Authorised::default(),
        }
    }

    /// The message if it may be shown and logged: messages that the document calls sensitive may not.
    pub(crate) fn shown_message(&self) -> Option<&str> {
        let sensitive = self.read.sensitive || self.case.is_some_and(|case| case.sensitive);
        if sensitive { None } else { self.message() }
    }

    fn scrubbed(&self, text: &str) -> String {
        self.authorised.with_secrets(|secrets| scrub(text, secrets))
    }

    fn only_reads(&self) -> bool {
        let is_safe = self.http_method().is_some_and(|method| is_safe(&method));
        is_safe && self.operation.retry.idempotent != Idempotent::False
    }

    fn http_method(&self) -> Option<http::Method> {
        http::Method::from_bytes(self.operation.method.as_str().as_bytes()).ok()
    }

    /// Where a redirect points to, without what may be secret in it.
    fn shown_location(&self) -> Option<String> {
        let text = self.headers.get(http::header::LOCATION)?.to_str().ok()?;
        let text = text.split(['?', '#']).next().unwrap_or("");
        // User information stands between `//` and the last `@` of the authority, with a scheme before it or without.
        let Some((scheme, rest)) = text.split_once("//") else {
            return Some(self.scrubbed(text));
        };
        let end = rest.find(['/', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let host = authority.rsplit('@').next().unwrap_or(authority);
        Some(self.scrubbed(&format!("{scheme}//{host}{path}")))
    }

    fn report(&self) -> String {
        use fmt::Write as _;
        let support = self.operation.support.unwrap_or(&Support::DEFAULT);
        let mut report = String::new();
        // Writing to a string does not fail.
        let mut line = |name: &str, value: Option<&dyn fmt::Display>| {
            if let Some(value) = value {
                let _ = writeln!(report, "{name}: {value}");
            }
        };
        for include in support.include {
            match include {
                Include::RequestId => {
                    line("request id", self.request_id().as_ref().map(|v| v as _))
                }
                Include::Message => line("message", self.shown_message().as_ref().map(|v| v as _)),
                Include::Code => line("code", self.code().as_ref().map(|v| v as _)),
                Include::Status => line("status", self.status.as_ref().map(|v| v as _)),
                Include::Operation => {
                    let method = self.operation.method.as_str();
                    line(
                        "operation",
                        Some(&format!(
                            "{} ({method} {})",
                            self.operation.id, self.operation.template
                        )),
                    );
                }
                Include::Attempts => line("attempts", Some(&self.attempts.len())),
            }
        }
        for (name, place) in [
            ("mail", support.email),
            ("status page", support.status_page),
            ("issues", support.issues),
        ] {
            line(name, place.as_ref().map(|v| v as _));
        }
        report
    }
}

/// Everything but bodies, headers and keys.
impl fmt::Debug for Meta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meta")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("code", &self.code())
            .field("message", &self.shown_message())
            .field("request_id", &self.request_id())
            .field("effect", &self.effect)
            .field("verdict", &self.verdict)
            .field("stop_reason", &self.stop)
            .field("attempts", &self.attempts)
            .field("retry_after", &self.hint)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
