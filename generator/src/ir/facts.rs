//! What the extensions state, after merging and checking: [`faultcode_facts`] in the form of a document, and what of it only
//! the generator holds.

pub use faultcode_facts::document::{
    Action, Answers, Code, CodeAt, Deliveries, Envelope, Expression, FieldErrorShape,
    FieldErrorsAt, HeaderIs, HeaderNames, HintSource, Idempotency, KeyFact, KeyPlace, MessageAt,
    Method, PagePlace, PageTurn, Parameter as SentParameter, Pointer, Presence, RateLimitFacts,
    RateLimitPointers, RetryPolicy, Scalar, SchemeKind, Support, WebhookFacts, When,
};

use std::str::FromStr;

use faultcode_facts::{is_number, says_nothing};
use regex_lite::Regex;
use serde_json::Number;

use super::text::WireName;
use crate::source::{self, Span};

/// Why a text is no code at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCode<'a> {
    /// It is no number, and codes there are.
    Text,
    /// It says no more than a status does.
    SaysNothing,
    /// Codes there have another form: the pattern.
    Form(&'a str),
}

impl NoCode<'_> {
    /// Why a text is none there; `None`: it is one.
    pub fn of<'a>(at: &'a CodeAt, text: &str) -> Option<NoCode<'a>> {
        if !at.kind.has_texts() && !is_number(text) {
            return Some(NoCode::Text);
        }
        if says_nothing(text) {
            return Some(NoCode::SaysNothing);
        }
        let pattern = at.pattern.as_ref()?.as_str();
        let regex = Regex::new(pattern).ok()?;
        (!regex.is_match(text)).then_some(NoCode::Form(pattern))
    }
}

/// The number that is this code, digit by digit.
pub fn number_of_code(code: &str) -> Option<Number> {
    Number::from_str(code).ok().filter(|_| is_number(code))
}

/// `existing` of a code: the operation that reads what is there already.
///
/// The runtime's `ExistingAt` points to that operation, which here is a name until the plan is made.
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
///
/// The runtime's has a function to that operation and its errors, which here is a name until the plan is made.
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

/// A body that is always the same. How it is written depends on the operation, and is found with that.
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
        Expression::path_parameter(self.arguments.iter().map(|(_, from)| from))
    }
}

/// `x-webhook-signature`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WebhookSignature {
    /// How deliveries are signed; `None`: in a way that nothing here verifies.
    pub signed: Option<WebhookFacts>,
    /// When and how often they come.
    pub deliveries: Deliveries,
}

/// A pointer as one text, which is how facts hold those that lead into bodies which are not read otherwise.
pub fn joined(at: &[WireName]) -> WireName {
    WireName::new(source::pointer::Pointer::of(at.iter().map(WireName::as_str)).to_string())
}

/// The segments of such a text.
pub fn segments(at: &WireName) -> Pointer {
    let at = source::pointer::Pointer::parse(at.as_str()).unwrap_or_default();
    at.tokens().map(WireName::new).collect()
}
