//! What the extensions state: envelopes, retries, keys, rate limits, support, signatures. After merging and checking.
//!
//! It is long because it is one flat vocabulary: plain data, read together with the page that defines it.

use std::time::Duration;

use faultcode_facts::{Document, HintUnit, StatusRange};

use super::text::WireName;
use crate::source::Span;

/// `x-retry`, complete: what the document leaves out has the preset's value.
pub type RetryPolicy = faultcode_facts::RetryPolicy<Document>;

/// A method of HTTP.
pub type Method = faultcode_facts::Method<Document>;

/// Where a hint is read.
pub type HintSource = faultcode_facts::HintSource<Document>;

/// `x-idempotency`.
pub type Idempotency = faultcode_facts::Idempotency<Document>;

/// Where a key travels.
pub type KeyPlace = faultcode_facts::KeyPlace<Document>;

/// How an answer about a key is recognised.
pub type KeyFact = faultcode_facts::KeyFact<Document>;

/// A JSON pointer, split into its unescaped segments; empty: the whole body.
pub type Pointer = Vec<WireName>;

/// `x-error-envelope`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of that name in the vocabulary"
)]
pub struct Envelope {
    pub when: Vec<When>,
    pub code: Option<CodeAt>,
    pub message: Option<MessageAt>,
    pub category: Option<Pointer>,
    pub param: Option<Pointer>,
    pub details: Option<Pointer>,
    pub field_errors: Option<FieldErrors>,
    pub status_echo: Option<Pointer>,
    pub request_id: Option<Pointer>,
    pub request_id_header: Option<WireName>,
    pub retry_after: Option<(Pointer, HintUnit)>,
    pub reset_at: Option<(Pointer, HintUnit)>,
    pub data: Option<Pointer>,
    /// An array of errors; the pointers that lead into its items then lead into the first.
    pub items: Option<Pointer>,
    /// Whether the document may not list all codes, because nothing says that it does.
    pub open: bool,
}

/// A predicate over a body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of that name in the vocabulary"
)]
pub struct When {
    pub at: Pointer,
    pub equals: Option<ScalarValue>,
    pub exists: bool,
}

/// A scalar to compare with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the JSON type of that name")]
pub enum ScalarValue {
    Null,
    Bool(bool),
    Number(WireName),
    Text(WireName),
}

/// Where the machine code stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of that name in the vocabulary"
)]
pub struct CodeAt {
    pub at: Pointer,
    pub integer: bool,
    pub pattern: Option<WireName>,
}

/// Where the message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of that name in the vocabulary"
)]
pub struct MessageAt {
    pub at: Pointer,
    pub join: WireName,
    pub sensitive: bool,
}

/// Where messages per field stand.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of that name in the vocabulary"
)]
pub struct FieldErrors {
    pub at: Pointer,
    pub shape: FieldErrorShape,
}

/// The shape of messages per field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each variant and field is the word of that name in the vocabulary"
)]
pub enum FieldErrorShape {
    Map,
    List,
    Objects {
        field: Option<Pointer>,
        message: Option<Pointer>,
        code: Option<Pointer>,
    },
    Pointers,
}

/// `existing` of a code: the operation that reads what is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Existing {
    /// Its `operationId`.
    pub operation: WireName,
    /// Its parameters by name, and where their values come from.
    pub arguments: Vec<(WireName, Expression)>,
    /// Where it stands.
    pub span: Span,
}

/// `token` of a security scheme: the operation whose success is a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenOperation {
    /// Its `operationId`.
    pub operation: WireName,
    /// Its parameters by name, and where their values come from: the path of the call that needs the token, or a text.
    pub arguments: Vec<(WireName, Expression)>,
    /// What it is sent.
    pub body: Option<TokenBody>,
    /// Where the token stands in the answer.
    pub access_token: Pointer,
    /// Where its lifetime stands.
    pub expires_in: Pointer,
    /// Where it stands.
    pub span: Span,
}

/// A body that is always the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenBody {
    /// The body as JSON.
    pub json: WireName,
    /// The names of its members.
    pub members: Vec<WireName>,
    /// Where it stands.
    pub span: Span,
}

impl TokenOperation {
    /// The path parameter of calls each of whose values has a token of its own.
    pub fn parameter(&self) -> Option<&WireName> {
        let mut arguments = self.arguments.iter();
        arguments.find_map(|(_, from)| match from {
            Expression::RequestPath(name) => Some(name),
            _ => None,
        })
    }
}

/// A runtime expression that a client can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// `$request.body#/…`
    RequestBody(Pointer),
    /// `$request.path.…`
    RequestPath(WireName),
    /// `$request.query.…`
    RequestQuery(WireName),
    /// `$response.body#/…`
    ResponseBody(Pointer),
    /// A constant.
    Text(WireName),
}

/// What a caller does next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of that name in the vocabulary"
)]
pub struct Action {
    pub kind: WireName,
    pub text: Option<WireName>,
    pub operation: Option<WireName>,
    pub link: Option<WireName>,
}

/// `x-rate-limit`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of that name in the vocabulary"
)]
pub struct RateLimit {
    pub limit: WireName,
    pub remaining: WireName,
    pub reset: WireName,
    pub reset_as: HintUnit,
    pub standard: bool,
    /// Pointers as text: limit, remaining, reset.
    pub body: Option<[Option<WireName>; 3]>,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            limit: WireName::new("X-RateLimit-Limit"),
            remaining: WireName::new("X-RateLimit-Remaining"),
            reset: WireName::new("X-RateLimit-Reset"),
            reset_as: HintUnit::Auto,
            standard: true,
            body: None,
        }
    }
}

/// `x-support`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of that name in the vocabulary"
)]
pub struct Support {
    pub email: Option<WireName>,
    pub status_page: Option<WireName>,
    pub issues: Option<WireName>,
    /// Words of the vocabulary, all of them known.
    pub include: Vec<WireName>,
}

/// `x-webhook-signature`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of that name in the vocabulary"
)]
pub struct WebhookSignature {
    pub scheme: WebhookScheme,
    pub header: Option<WireName>,
    pub prefix: Option<WireName>,
    pub base64: bool,
    pub tolerance: Duration,
    pub respond_signature: u16,
    pub respond_timestamp: u16,
    pub id: Option<Pointer>,
    pub headers: WebhookHeaders,
    pub schedule: Vec<Duration>,
    pub disable_after: Option<u32>,
    pub attempts: Option<u32>,
    pub answer_within: Option<Duration>,
    pub repeats_for: Option<Duration>,
    pub answers: WebhookAnswers,
}

/// The headers beside a signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of that name in the vocabulary"
)]
pub struct WebhookHeaders {
    pub event: Option<WireName>,
    pub id: Option<WireName>,
    pub delivery: Option<WireName>,
    pub endpoint: Option<WireName>,
}

/// What the answer to a delivery does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the key of that name in the vocabulary"
)]
pub struct WebhookAnswers {
    pub acknowledge: Vec<StatusRange>,
    pub repeat: Vec<StatusRange>,
    pub stop: Vec<StatusRange>,
    pub disable: Vec<StatusRange>,
}

impl WebhookSignature {
    /// How long an event may be delivered again: as stated, or as the schedule takes. Where only the id of an event is
    /// known, three days, which is what most senders take.
    pub fn repeats_for(&self) -> Duration {
        let waits = self.schedule.iter();
        let answer = self.answer_within.unwrap_or_default();
        let all = waits.fold(Duration::ZERO, |sum, wait| {
            sum.saturating_add(*wait).saturating_add(answer)
        });
        let usual = match self.id {
            Some(_) if self.schedule.is_empty() => Duration::from_secs(3 * 86_400),
            _ => all,
        };
        self.repeats_for.unwrap_or(usual)
    }
}

/// The signature schemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each variant is the scheme of that name in the vocabulary"
)]
pub enum WebhookScheme {
    Standard,
    StandardEd25519,
    Timestamped,
    Plain,
    Other,
}

impl WebhookScheme {
    /// Whether the runtime verifies it.
    pub fn is_verified(self) -> bool {
        self != Self::Other
    }

    /// Whether Standard Webhooks fixes the headers and the encoding.
    pub fn is_standard(self) -> bool {
        matches!(self, Self::Standard | Self::StandardEd25519)
    }
}
