//! What a document says, as data that generated crates state. The ground: it knows nothing of this crate.

pub(crate) mod code;
pub(crate) mod envelope;
pub(crate) mod operation;
pub(crate) mod pagination;
pub(crate) mod rate_limit;
pub(crate) mod scheme;
pub(crate) mod server;

use faultcode_facts::Static;
pub use faultcode_facts::{
    Backoff, BackoffKind, Beyond, BudgetCosts, Effect, Evidence, HintUnit, HintUse, Idempotent,
    Jitter, KeyAnswer, KeyMode, NetworkFault, NetworkRetry, Refusal, Replays, Retry, State,
    StatusRange, StopReason, Verdict,
};

// Names of their own, so that `RetryPolicy { … }` is the one of statics before its members are looked at: lists and texts
// in it then need no type.

/// When, how often and after which wait a call is repeated.
///
/// Generated crates state their policy as data; callers change parts of it at run time:
///
/// ```
/// # use faultcode_runtime::RetryPolicy;
/// static POLICY: RetryPolicy = RetryPolicy { max_attempts: 4, ..RetryPolicy::STANDARD };
/// # use faultcode_runtime::StatusRange;
/// let mut policy = POLICY;
/// policy.transient_on = const { &[StatusRange::one(409), StatusRange::class(5)] };
/// ```
///
/// Start from a preset, as above: later versions may add fields.
pub type RetryPolicy = faultcode_facts::RetryPolicy<Static>;

/// How waits asked for by the server are read and obeyed.
pub type Hints = faultcode_facts::Hints<Static>;

/// A place where a server may ask for a wait.
pub type HintSource = faultcode_facts::HintSource<Static>;

/// How an operation sends its idempotency key, and what the server answers about it.
pub type Idempotency = faultcode_facts::Idempotency<Static>;

/// Where an idempotency key travels.
pub type KeyPlace = faultcode_facts::KeyPlace<Static>;

/// How an answer about the key is recognised: by its status, its code, or both. With neither it is never recognised.
pub type KeyFact = faultcode_facts::KeyFact<Static>;
