//! One operation of an API, as data: what a generated crate states and the runtime acts on.

use crate::client::Server;
use crate::code::Code;
use crate::credential::Need;
use crate::envelope::Envelope;
use crate::idempotency::Idempotency;
use crate::page::Pagination;
use crate::rate_limit::RateLimitFacts;
use crate::retry::{RetryPolicy, StatusRange};

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
        pagination: None,
    };

    /// Whether an answer of a success status can still be an error, by what its body says.
    pub(crate) fn may_fail_as_success(&self, status: u16) -> bool {
        let mut own = self.envelopes_of.iter();
        let own = own.find(|(range, _)| range.contains(status));
        let envelopes = own.map_or(self.envelopes, |(_, envelopes)| envelopes);
        envelopes.iter().any(|envelope| !envelope.when.is_empty())
    }

    /// Whether a status is a success: a declared one, or any 2xx, since servers exchange 200 and 201 freely.
    pub(crate) fn is_success(&self, status: u16) -> bool {
        (200..300).contains(&status) || StatusRange::any(self.success, status)
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
