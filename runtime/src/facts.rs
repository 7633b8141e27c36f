//! What a document says, as data that generated crates state: the types of `faultcode_facts`, and what refers to more of them.
//! The ground: it knows nothing of this crate.

pub(crate) mod operation;
pub(crate) mod scheme;
pub(crate) mod server;

pub use faultcode_facts::{
    Action, Backoff, BackoffKind, Beyond, BudgetCosts, Code, CodeAt, CodeKind, Effect, Envelope,
    Evidence, Expression, FieldErrorShape, FieldErrorsAt, HeaderForm, HeaderIs, HintSource,
    HintUnit, HintUse, Hints, Idempotency, Idempotent, Include, Jitter, KeyAnswer, KeyFact,
    KeyMode, KeyPlace, MessageAt, Method, NetworkFault, NetworkRetry, PagePlace, PageTurn,
    Pagination, ParamPlace, Parameter, Pointer, Presence, RateLimitFacts, RateLimitPointers,
    Refusal, Replays, Retry, RetryPolicy, Scalar, SchemeKind, State, StatusRange, StopReason,
    Style, Support, Verdict, When,
};
