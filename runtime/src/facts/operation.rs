//! One operation of an API, as data: what a generated crate states and the runtime acts on.

use crate::facts::code::Code;
use crate::facts::envelope::{Envelope, When};
use crate::facts::pagination::Pagination;
use crate::facts::rate_limit::RateLimitFacts;
use crate::facts::scheme::Need;
use crate::facts::server::Server;
use crate::facts::{Idempotency, RetryPolicy, StatusRange};

/// An operation: its route and every fact that decides how a call of it behaves.
///
/// A generated crate states only what differs from the API's own defaults:
/// `Operation { id: "createOrder", …, ..crate::api::OPERATION }`.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The `operationId`, or the name made from method and path.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path as the document writes it, such as `/v1/orders/{order_id}`.
    pub template: &'static str,
    /// A server of its own: a URL, or a path on the origin of the client's base URL. `None`: the base URL.
    pub server: Option<&'static Server>,
    /// The fixed pieces of the path; a path parameter stands between each two of them.
    pub path: &'static [&'static str],
    /// The statuses that are successes.
    pub success: &'static [StatusRange],
    /// Statuses that are errors although `success` or their class says otherwise. Of both, the narrower range counts.
    pub failure: &'static [StatusRange],
    /// What the status of a success says by itself.
    pub presence: Presence,
    /// Statuses of successes that made nothing, because it was there already.
    pub existing: &'static [StatusRange],
    /// The value of the `Accept` header.
    pub accept: &'static str,
    /// When a failed attempt is repeated.
    pub retry: &'static RetryPolicy,
    /// How an idempotency key travels; `None` where the operation takes none.
    pub idempotency: Option<&'static Idempotency>,
    /// Where the facts of an answer stand in its body; the first that fits is taken.
    pub envelopes: &'static [Envelope],
    /// Envelopes of single statuses, which stand before `envelopes`.
    pub envelopes_of: &'static [(StatusRange, &'static [Envelope])],
    /// Where rate limits are stated.
    pub rate_limit: &'static RateLimitFacts,
    /// Alternatives of credentials; all needs of one alternative together. Empty: none is needed.
    pub security: &'static [&'static [Need]],
    /// The class of API key that the operation takes.
    pub key_class: Option<&'static str>,
    /// Whom to ask when an error persists.
    pub support: Option<&'static Support>,
    /// Status entries: facts of answers without a known code that make no variant of their own but still decide retries.
    pub statuses: &'static [Code],
    /// The codes of the API that say more than their name: one that the operation does not list keeps its facts.
    pub known: &'static [Code],
    /// Members by which an item of a stream is told to be an error, beside the conditions of the envelopes.
    pub in_stream: &'static [When],
    /// How the list it returns is handed out page by page; `None` where it comes in one answer.
    pub pagination: Option<&'static Pagination>,
}

impl Operation {
    /// An operation about which nothing is stated; the base of an API's own defaults.
    pub const DEFAULT: Self = Self {
        id: "",
        method: Method::Get,
        template: "",
        server: None,
        path: &[],
        success: &[StatusRange::class(2)],
        failure: &[],
        presence: Presence::Body,
        existing: &[],
        accept: "application/json",
        retry: &RetryPolicy::STANDARD,
        idempotency: None,
        envelopes: &[],
        envelopes_of: &[],
        rate_limit: &RateLimitFacts::DEFAULT,
        security: &[],
        key_class: None,
        support: None,
        statuses: &[],
        known: &[],
        in_stream: &[],
        pagination: None,
    };

    /// The envelopes of an answer of that status: those of the status before the operation's.
    pub(crate) fn envelopes_at(&self, status: u16) -> &'static [Envelope] {
        self.own_envelopes(status).unwrap_or(self.envelopes)
    }

    fn own_envelopes(&self, status: u16) -> Option<&'static [Envelope]> {
        let mut own = self.envelopes_of.iter();
        let own = own.find(|(range, _)| range.contains(status));
        own.map(|(_, envelopes)| *envelopes)
    }

    /// Whether an answer of a success status can still be an error, by what its body says.
    ///
    /// A condition is one on 2xx bodies. Where the document calls another status a success, it has said so of that status
    /// alone, and only a condition that stands there as well is nearer.
    pub(crate) fn may_fail_as_success(&self, status: u16) -> bool {
        let own = self.own_envelopes(status);
        let asked = own.is_some() || (200..300).contains(&status);
        let envelopes = own.unwrap_or(self.envelopes);
        asked && envelopes.iter().any(|envelope| !envelope.when.is_empty())
    }

    /// Whether a status is a success: a declared one, or any 2xx, since servers exchange 200 and 201 freely; but not one
    /// that the document calls an error.
    #[inline]
    pub(crate) fn is_success(&self, status: u16) -> bool {
        // Asked several times per call, and nearly every document says nothing else.
        if self.failure.is_empty() && (200..300).contains(&status) {
            return true;
        }
        let failure = narrowest(self.failure, status);
        let success = narrowest(self.success, status);
        match (success, failure) {
            (_, None) => success.is_some() || (200..300).contains(&status),
            (None, Some(_)) => false,
            (Some(success), Some(failure)) => success < failure,
        }
    }
}

/// How many statuses the narrowest of the ranges holds beside `status`; `None` where none holds it.
fn narrowest(ranges: &[StatusRange], status: u16) -> Option<u16> {
    let holding = ranges.iter().filter(|range| range.contains(status));
    holding
        .map(|range| range.last.saturating_sub(range.first))
        .min()
}

/// What the status of a success says by itself, where a document calls a status such as 404 an ordinary result
/// (`x-error: false`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Nothing: the body is the value.
    Body,
    /// Under these statuses there is no value, whatever their body holds.
    NoneUnder(&'static [StatusRange]),
    /// The status is the value: `false` under these, `true` under every other success.
    FalseUnder(&'static [StatusRange]),
}

impl Presence {
    /// Whether a status says that there is no value.
    pub(crate) fn is_absent(self, status: u16) -> bool {
        match self {
            Self::Body => false,
            Self::NoneUnder(ranges) | Self::FalseUnder(ranges) => StatusRange::any(ranges, status),
        }
    }

    /// Whether a success of another status has to have a value: nothing else says that it is there.
    pub(crate) fn needs_value(self) -> bool {
        matches!(self, Self::NoneUnder(_))
    }

    /// The value that the status is, as JSON; `None` where the body holds it.
    pub(crate) fn stated(self, status: u16) -> Option<&'static [u8]> {
        match (self, self.is_absent(status)) {
            (Self::Body, _) | (Self::NoneUnder(_), false) => None,
            (Self::NoneUnder(_), true) => Some(b"null"),
            (Self::FalseUnder(_), true) => Some(b"false"),
            (Self::FalseUnder(_), false) => Some(b"true"),
        }
    }
}

/// HTTP methods, as data that a static can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is the method of that name")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
    Trace,
    /// A method that `http` has no constant for, such as `QUERY`.
    Other(&'static str),
}

impl Method {
    /// The method on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
            Self::Other(name) => name,
        }
    }
}

/// Whom to ask, and what to tell them (`x-support`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Support {
    /// A mail address.
    pub email: Option<&'static str>,
    /// A page that shows ongoing incidents.
    pub status_page: Option<&'static str>,
    /// Where issues are reported.
    pub issues: Option<&'static str>,
    /// What a report holds.
    pub include: &'static [Include],
}

impl Support {
    /// Nobody to ask; everything in the report.
    pub const DEFAULT: Self = Self {
        email: None,
        status_page: None,
        issues: None,
        include: Include::ALL,
    };
}

/// One line of a support report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the fact of that name")]
pub enum Include {
    RequestId,
    Message,
    Code,
    Status,
    Operation,
    Attempts,
}

impl Include {
    /// Every line.
    pub const ALL: &'static [Self] = &[
        Self::RequestId,
        Self::Message,
        Self::Code,
        Self::Status,
        Self::Operation,
        Self::Attempts,
    ];
}
