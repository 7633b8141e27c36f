//! What a document says of an API beyond OpenAPI, as data: each type, word, default and preset stands here once.
//!
//! The generator reads facts from documents and writes them into generated crates; the runtime acts on them. A generated crate
//! has them as statics, which is what stands here; the generator has texts of a document, which never become code by
//! themselves: the same types in [`document`].
//!
//! Facts are declared by macros. `words!` takes an enum with its words in documents, `fact!` a struct with its defaults,
//! `cases!` an enum whose variants hold something; `facts!` takes those that hold texts or lists, and gives both forms. What is
//! declared so can be restated in the form of a document ([`Restate`]) and written by any [`Describer`], without a list of its
//! members anywhere else.
#![warn(missing_docs)]

/// The lowest compiler for this crate, for the runtime, and for what is generated.
pub const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

mod describe;
mod form;
#[macro_use]
mod restate;
#[macro_use]
mod declare;
mod backoff;
mod code;
mod confidence;
mod effect;
mod envelope;
mod hints;
mod idempotency;
mod operation;
mod pagination;
mod parameter;
mod rate_limit;
mod retry;
mod security;
mod spelling;
mod status;
mod support;
mod verdict;
mod webhook;
mod word;

pub use self::backoff::{Backoff, BackoffKind, Jitter};
pub use self::code::{Action, Code, Condition, HeaderIs, covers};
pub use self::confidence::{Confidence, Source};
pub use self::describe::{Describe, Describer, Fact, Members};
pub use self::effect::{Effect, is_idempotent, is_safe};
pub use self::envelope::{
    CodeAt, CodeKind, Envelope, EnvelopePreset, FieldErrorShape, FieldErrorWord, FieldErrorsAt,
    MessageAt, Scalar, When,
};
pub use self::form::{Pointer, WireName};
pub use self::hints::{Beyond, HintSource, HintUnit, HintUse, Hints};
pub use self::idempotency::{
    Idempotency, KEY_HEADER, KEYED_METHODS, KeyAnswer, KeyFact, KeyMode, KeyPlace, Replays,
};
pub use self::operation::{
    ACCEPT, Expression, HeaderForm, JSON, Method, Presence, SUCCESS, is_bodiless, is_success,
};
pub use self::pagination::{PageKind, PagePlace, PageTurn, Pagination};
pub use self::parameter::{ParamPlace, Parameter, Style};
pub use self::rate_limit::{RateLimitFacts, RateLimitPointers};
pub use self::restate::Restate;
pub use self::retry::{BudgetCosts, Idempotent, NetworkRetry, Preset, Retry, RetryPolicy};
pub use self::security::{ACCESS_TOKEN, EXPIRES_IN, MAX_REFRESHES, SchemeKind};
pub use self::spelling::{
    Spelling, code_rank, is_member_name, is_number, is_shown_code, names_code, plain_name,
    says_nothing,
};
pub use self::status::StatusRange;
pub use self::support::{Include, Support};
pub use self::verdict::{Evidence, Keyed, NetworkFault, Refusal, State, StopReason, Verdict};
pub use self::webhook::{
    AfterAnswer, Answers, Deliveries, HeaderNames, SignatureAlgorithm, SignatureEncoding,
    Verifiable, WebhookFacts, WebhookScheme,
};
pub use self::word::Word;

/// Facts as documents have them.
pub mod document {
    pub use crate::code::document::*;
    pub use crate::envelope::document::*;
    pub use crate::form::document::Pointer;
    pub use crate::hints::document::*;
    pub use crate::idempotency::document::*;
    pub use crate::operation::document::*;
    pub use crate::pagination::document::*;
    pub use crate::parameter::document::*;
    pub use crate::rate_limit::document::*;
    pub use crate::retry::document::*;
    pub use crate::security::document::*;
    pub use crate::support::document::*;
    pub use crate::webhook::document::*;
}
