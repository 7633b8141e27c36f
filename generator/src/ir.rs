//! The intermediate representation: an API as it will be generated, free of OpenAPI's syntax and of Rust's.
//!
//! Lowering makes it, checking reads it, planning names it, emission prints it. Text of the document is wrapped by
//! purpose (see [`text`]); nothing here is an identifier yet.

pub mod api;
pub mod body;
pub mod errors;
pub mod facts;
pub mod limits;
mod members;
pub mod page;
pub mod success;
pub mod text;
pub mod trigger;
pub mod types;

pub use faultcode_facts::{
    Backoff, BackoffKind, Beyond, BudgetCosts, CodeKind, Effect, HeaderForm, HintUnit, HintUse,
    Idempotent, Jitter, KeyMode, NetworkRetry, ParamPlace, ParamPlace as Place, Preset, Retry,
    StatusRange, Style,
};

pub use self::api::{
    Api, ClientCredentials, Operation, Parameter, PathPiece, Scheme, SecurityNeed, Server,
    ServerVariable, Tag, Webhook,
};
pub use self::body::{Body, BodyKind, FormRule, Part, PartForm};
pub use self::errors::{Carried, ErrorCase, ErrorCode, Fact, Inference, Origin, Sample};
pub use self::facts::{
    Action, Answers, Code, CodeAt, Deliveries, Envelope, Existing, Expression, FieldErrorShape,
    FieldErrorsAt, HeaderIs, HeaderNames, HintSource, Idempotency, KeyFact, KeyPlace, MessageAt,
    Method, NoCode, PagePlace, PageTurn, Pointer, Presence, RateLimitFacts, RateLimitPointers,
    RetryPolicy, Scalar, SchemeKind, SentParameter, Support, TokenBody, TokenOperation,
    WebhookFacts, WebhookSignature, When, joined, number_of_code, segments,
};
pub use self::limits::{Bound, Extent, Limits};
pub use self::members::{Members, places_read};
pub use self::page::Pagination;
pub use self::success::{Framing, ResponseHeader, Stream, Success, SuccessCase, SuccessKind};
pub use self::text::{DocText, WireName};
pub use self::trigger::{Trigger, TriggerInput, TriggerText};
pub use self::types::{
    Branch, Constant, EnumValue, EventKind, Field, MOST_VARIANTS, Shape, Type, TypeDef, TypeKind,
    Variant,
};
pub use crate::table::{
    CodeId, Id, Moved, OperationId, ParameterId, SchemeId, SharedId, Table, TagId, TypeId,
};
