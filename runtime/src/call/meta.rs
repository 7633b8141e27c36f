//! Everything that is known of a call after it ended, kept for errors and on request for successes.

mod parts;

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderMap;

use crate::call::envelope::{ErrorItem, FieldError, Read};
use crate::call::execute::Authorised;
use crate::call::idempotency::IdempotencyKey;
use crate::facts::StatusRange;
use crate::facts::operation::Operation;
use crate::facts::{Action, Code};
use crate::facts::{Effect, Idempotent, KeyAnswer, StopReason, Verdict};
use crate::facts::{Include, Support};
use crate::model::scrub::scrub;
use crate::policy::hint::Names;
use crate::policy::rate_limit::RateLimit;
use crate::policy::retry::is_safe;
use crate::transport::TransportKind;

/// Everything that is known of a call after it ended.
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
    pub(crate) notes: Vec<&'static str>,
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
    pub fault: Option<TransportKind>,
    /// What the attempt asked for; `None` after a success.
    pub verdict: Option<Verdict>,
    /// The wait that followed.
    pub wait: Duration,
    /// The request id of the answer.
    pub request_id: Option<String>,
    /// How long the attempt took.
    pub elapsed: Duration,
}

impl Meta {
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
            authorised: Authorised::default(),
        }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The HTTP status, if an answer came.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The headers of the answer, as they came.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The server's id of the request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        let of_last = || self.attempts.last()?.request_id.as_deref();
        self.read.request_id.as_deref().or_else(of_last)
    }

    /// The machine code as sent, whether this version knows it or not.
    pub fn code(&self) -> Option<&str> {
        self.read.code.as_deref()
    }

    /// The server's message for people, with credentials taken out. For programs there is the code.
    pub fn message(&self) -> Option<&str> {
        self.read.message.as_deref()
    }

    /// The message if it may be shown and logged: messages that the document calls sensitive may not.
    pub(crate) fn shown_message(&self) -> Option<&str> {
        let sensitive = self.read.sensitive || self.case.is_some_and(|case| case.sensitive);
        if sensitive { None } else { self.message() }
    }

    /// The group of the error: the document's, else the server's.
    pub fn category(&self) -> Option<&str> {
        self.case
            .and_then(|case| case.category)
            .or(self.wire_category())
    }

    /// The group of the error as the server sent it.
    pub fn wire_category(&self) -> Option<&str> {
        self.read.category.as_deref()
    }

    /// The parameter that the server objects to.
    pub fn param(&self) -> Option<&str> {
        self.read.param.as_deref()
    }

    /// What the server says of single fields.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.read.field_errors
    }

    /// Every error of an answer that lists several, the one that decided the variant first. Empty where the API answers
    /// with one error at a time.
    pub fn errors(&self) -> &[ErrorItem] {
        &self.read.items
    }

    /// What to do next, as the document says for this code.
    pub fn action(&self) -> Option<&'static Action> {
        self.case.and_then(|case| case.action)
    }

    /// What the server may have done. `MaybeApplied` is the outcome to look into, unless the method only reads: see
    /// [`is_ambiguous`](Self::is_ambiguous).
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// What the last attempt asked for; `None` after a success or before any attempt.
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// Why the call was not repeated once more.
    pub fn stop_reason(&self) -> Option<StopReason> {
        self.stop
    }

    /// Every attempt, in order.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The wait that the server asks for before a repeat.
    pub fn retry_after(&self) -> Option<Duration> {
        self.hint
    }

    /// The wall-clock time before which a repeat is not welcome.
    pub fn retry_at(&self) -> Option<SystemTime> {
        self.retry_at
    }

    /// What the server says of its rate limits.
    pub fn rate_limit(&self) -> Option<&RateLimit> {
        self.rate_limit.as_ref()
    }

    /// The key that the call carried; passing it again with the same arguments continues the same logical call.
    pub fn idempotency_key(&self) -> Option<&IdempotencyKey> {
        self.key.as_ref()
    }

    /// Whether the server answered an earlier request with the same key once more, as the document lets it say
    /// (`replayedHeader`). A failure that is replayed is final for its key: nothing but the same answer comes of it.
    pub fn is_replayed(&self) -> bool {
        self.replayed
    }

    /// Whether the status of a success says that nothing was made, because it was there already (`x-existing`).
    ///
    /// What was there may come from this very call: an attempt whose answer was lost made it, and the next one found it. So
    /// the effect is `Applied` as that of every success, and only `true` after a single attempt says that the call changed
    /// nothing.
    pub fn is_existing(&self) -> bool {
        let statuses = self.operation.existing;
        let stated = |status| StatusRange::any(statuses, status);
        self.status.is_some_and(stated) && !self.read.is_error
    }

    /// What the answer says of the key: that it belongs to another body, that its first request is still running, or that
    /// one is missing.
    pub fn key_answer(&self) -> Option<KeyAnswer> {
        self.key_answer
    }

    /// The value of the `Content-Type` header.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(http::header::CONTENT_TYPE)?.to_str().ok()
    }

    /// Where a redirect points to, without query, user information and credentials, to be shown. Redirects are not followed.
    pub fn location(&self) -> Option<String> {
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

    fn scrubbed(&self, text: &str) -> String {
        self.authorised.with_secrets(|secrets| scrub(text, secrets))
    }

    /// The body as it came, up to the limit. It may hold what the server echoes, credentials included: do not log it.
    pub fn expose_raw(&self) -> &Bytes {
        &self.body
    }

    /// Whether the body was longer than what is kept.
    pub fn body_truncated(&self) -> bool {
        self.body_truncated
    }

    /// Oddities of the answer, as short words such as `status-echo`.
    pub fn notes(&self) -> impl Iterator<Item = &'static str> {
        self.read.notes.iter().chain(&self.notes).copied()
    }

    /// Whether the server may have done the work although the call failed.
    ///
    /// A method that only reads leaves nothing behind (RFC 9110 section 9.2.1), so its call never ends so, unless the document
    /// says of it that it is not to be repeated (`idempotent: false`).
    pub fn is_ambiguous(&self) -> bool {
        self.effect == Effect::MaybeApplied && !self.only_reads()
    }

    fn only_reads(&self) -> bool {
        let is_safe = self.method().is_some_and(|method| is_safe(&method));
        is_safe && self.operation.retry.idempotent != Idempotent::False
    }

    fn method(&self) -> Option<http::Method> {
        http::Method::from_bytes(self.operation.method.as_str().as_bytes()).ok()
    }

    /// Whether sending the same call again, with the same key, cannot do the work twice.
    pub fn is_retry_safe(&self) -> bool {
        let safe = self.method().is_some_and(|method| {
            let idempotent = self.operation.retry.idempotent;
            crate::policy::retry::is_repeat_safe(&method, self.key.is_some(), idempotent)
        });
        self.effect.allows_repeat(safe)
    }

    /// What to send to the API's support: facts that name the call, without bodies, keys or credentials.
    pub fn support_report(&self) -> String {
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
