//! One operation of an API, as data: what a generated crate states and the runtime acts on.

use faultcode_facts::{ACCEPT, SUCCESS, is_success};

use crate::facts::scheme::Need;
use crate::facts::server::Server;
use crate::facts::{
    Code, Envelope, Idempotency, Method, Pagination, Presence, RateLimitFacts, RetryPolicy,
    StatusRange, Support, When,
};

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
        success: SUCCESS,
        failure: &[],
        presence: Presence::Body,
        existing: &[],
        accept: ACCEPT,
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

    /// Whether a call that has a key may be repeated for that: the document vouches for the key.
    pub(crate) fn is_protected(&self, keyed: bool) -> bool {
        keyed && self.idempotency.is_none_or(|facts| !facts.unsure)
    }

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
        is_success(self.success, self.failure, status)
    }
}
