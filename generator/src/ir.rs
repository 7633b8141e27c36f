//! The intermediate representation: an API as it will be generated, free of OpenAPI's syntax and of Rust's.
//!
//! Lowering makes it, checking reads it, planning names it, emission prints it. Text of the document is wrapped by
//! purpose (see [`text`]); nothing here is an identifier yet.

pub mod api;
pub mod body;
pub mod errors;
pub mod facts;
pub mod page;
pub mod success;
pub mod text;
pub mod types;

pub use faultcode_facts::{
    Backoff, BackoffKind, Beyond, BudgetCosts, Effect, HintUnit, HintUse, Idempotent, Jitter,
    KeyMode, NetworkRetry, Preset, Retry, StatusRange,
};

pub use self::api::{
    Api, Operation, Parameter, PathPiece, Place, Scheme, SchemeKind, SecurityNeed, Server,
    ServerVariable, Style, Tag, Webhook,
};
pub use self::body::{Body, BodyKind, FormMember, FormRule, Part, PartForm};
pub use self::errors::{ErrorCase, ErrorCode, Fact, HeaderIs, Inference, Origin, Sample};
pub use self::facts::{
    Action, CodeAt, Envelope, Existing, Expression, FieldErrorShape, FieldErrors, HintSource,
    Idempotency, KeyFact, KeyPlace, MessageAt, Method, Pointer, RateLimit, RetryPolicy,
    ScalarValue, Support, TokenBody, TokenOperation, WebhookAnswers, WebhookHeaders, WebhookScheme,
    WebhookSignature, When,
};
pub use self::page::{PagePlace, PageTurn, Pagination};
pub use self::success::{
    Framing, HeaderForm, ResponseHeader, Stream, Success, SuccessCase, SuccessKind,
};
pub use self::text::{DocText, WireName};
pub use self::types::{
    Branch, Constant, EnumValue, EventKind, Field, MOST_VARIANTS, Shape, Type, TypeDef, TypeKind,
    Variant,
};
pub use crate::table::{
    CodeId, Id, Moved, OperationId, ParameterId, SchemeId, SharedId, Table, TagId, TypeId,
};
