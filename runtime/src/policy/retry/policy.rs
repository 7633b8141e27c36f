//! The retry policy: every key of `x-retry` as data, and the presets.

use std::time::Duration;

use crate::facts::backoff::{Backoff, Jitter};
use crate::policy::hint::HintSource;

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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryPolicy {
    /// Attempts in total, the first one included. 1 sends exactly one request; 0 counts as 1.
    pub max_attempts: u32,
    /// The longest time from start to end of a call, waits included.
    pub max_elapsed: Option<Duration>,
    /// The waits.
    pub backoff: Backoff,
    /// The waits after a throttle verdict, where they differ.
    pub throttle: Option<Backoff>,
    /// The waits after a transport fault, where they differ.
    pub network: Option<Backoff>,
    /// Statuses that are transient.
    pub transient_on: &'static [StatusRange],
    /// Statuses that are throttling; they go before the transient ones.
    pub throttle_on: &'static [StatusRange],
    /// Transport faults that are transient.
    pub network_on: NetworkRetry,
    /// How waits asked for by the server are read and obeyed.
    pub hints: Hints,
    /// A header whose value `true` or `false` decides first.
    pub should_retry_header: Option<&'static str>,
    /// What a repeat costs, `None` for no limit.
    pub budget: Option<BudgetCosts>,
    /// Whether repeating is harmless by contract.
    pub idempotent: Idempotent,
    /// Whether a call that the empty budget ends still waits as if it were repeated. For loops that poll: without the
    /// wait, the caller's own loop would send the next request at once.
    pub long_poll: bool,
}

/// The policy of one call: as the document states it, or a copy that someone changed.
pub(crate) enum Policy {
    Stated(&'static RetryPolicy),
    Own(Box<RetryPolicy>),
}

impl std::ops::Deref for Policy {
    type Target = RetryPolicy;

    fn deref(&self) -> &RetryPolicy {
        match self {
            Self::Stated(policy) => policy,
            Self::Own(policy) => policy,
        }
    }
}

/// An inclusive range of statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusRange {
    /// The first status.
    pub first: u16,
    /// The last status, included.
    pub last: u16,
}

impl StatusRange {
    /// A single status.
    pub const fn one(status: u16) -> Self {
        Self {
            first: status,
            last: status,
        }
    }

    /// Every status.
    pub const fn all() -> Self {
        Self {
            first: 0,
            last: u16::MAX,
        }
    }

    /// A class of statuses: 5 is 500-599.
    pub const fn class(hundreds: u8) -> Self {
        let first = (hundreds as u16).saturating_mul(100);
        Self {
            first,
            last: first.saturating_add(99),
        }
    }

    /// Whether the status lies in the range.
    pub const fn contains(self, status: u16) -> bool {
        self.first <= status && status <= self.last
    }

    /// Whether the status lies in one of the ranges.
    pub fn any(ranges: &[Self], status: u16) -> bool {
        ranges.iter().any(|range| range.contains(status))
    }
}

/// Which transport faults are transient. Certificate, proxy and protocol faults never are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkRetry {
    /// No connection.
    pub connect: bool,
    /// The attempt took too long.
    pub timeout: bool,
    /// The connection ended before the answer was complete.
    pub reset: bool,
}

impl NetworkRetry {
    /// All faults that can be transient.
    pub const ALL: Self = Self {
        connect: true,
        timeout: true,
        reset: true,
    };
    /// None.
    pub const NONE: Self = Self {
        connect: false,
        timeout: false,
        reset: false,
    };
}

/// How waits asked for by the server are read and obeyed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hints {
    /// Where hints stand; the first usable one wins.
    pub sources: &'static [HintSource],
    /// The hint of a throttle verdict that brings none.
    pub missing: Option<Duration>,
    /// The longest hint that is obeyed.
    pub max: Duration,
    /// What a longer one does.
    pub beyond: Beyond,
    /// How a hint and the backoff give one wait.
    pub used: HintUse,
}

/// What a hint above the limit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// The call ends and reports the hint: a shorter wait would only be refused again.
    Fail,
    /// The limit is waited.
    Clamp,
    /// The backoff is waited.
    Ignore,
}

/// How a hint and the backoff give one wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HintUse {
    /// The longer of the two.
    AtLeastBackoff,
    /// The hint, but at least the backoff and at most this much more than it.
    WithinBackoffPlus(Duration),
    /// The hint, but at most this.
    InsteadUpTo(Duration),
    /// The backoff.
    Ignored,
}

/// What repeats cost and successes give back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetCosts {
    /// Tokens a full bucket holds. 0: no repeats.
    pub capacity: u32,
    /// Tokens a repeat takes.
    pub cost: u32,
    /// Tokens a repeat after a timeout takes.
    pub timeout_cost: u32,
    /// Tokens a repeat after a throttle verdict takes.
    pub throttle_cost: u32,
    /// Tokens a success on the first attempt adds.
    pub refill: u32,
}

/// Whether repeating an operation is harmless.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Idempotent {
    /// By method and idempotency key.
    #[default]
    Auto,
    /// By contract.
    True,
    /// Not even where the method says so; a key still makes it harmless.
    False,
}

const fn one(status: u16) -> StatusRange {
    StatusRange::one(status)
}

impl RetryPolicy {
    /// The default: three attempts, 50 ms (1 s when throttled) doubling up to 20 s, hints obeyed up to 120 s.
    pub const STANDARD: Self = Self {
        max_attempts: 3,
        max_elapsed: None,
        backoff: Backoff::STANDARD,
        throttle: Some(Backoff::THROTTLE),
        network: None,
        transient_on: &[
            one(408),
            one(425),
            one(500),
            StatusRange {
                first: 502,
                last: 504,
            },
        ],
        throttle_on: &[one(429)],
        network_on: NetworkRetry::ALL,
        hints: Hints::STANDARD,
        should_retry_header: None,
        budget: Some(BudgetCosts::STANDARD),
        idempotent: Idempotent::Auto,
        long_poll: false,
    };

    /// The waits and costs published as AWS retry behaviour 2.1. Throttling is told by code, not by status.
    pub const AWS_2_1: Self = Self {
        transient_on: &[
            one(500),
            StatusRange {
                first: 502,
                last: 504,
            },
        ],
        throttle_on: &[],
        hints: Hints {
            max: Duration::MAX,
            used: HintUse::WithinBackoffPlus(Duration::from_secs(5)),
            ..Hints::STANDARD
        },
        ..Self::STANDARD
    };

    /// The waits and costs published as AWS retry behaviour 2.0.
    pub const AWS_2_0: Self = Self {
        backoff: Backoff {
            base: Duration::from_secs(1),
            ..Backoff::STANDARD
        },
        hints: Hints {
            used: HintUse::InsteadUpTo(Duration::from_secs(20)),
            ..Self::AWS_2_1.hints
        },
        budget: Some(BudgetCosts {
            cost: 5,
            timeout_cost: 10,
            ..BudgetCosts::STANDARD
        }),
        ..Self::AWS_2_1
    };

    /// A rule of thumb after Stripe's own clients: half a second to five, the server's header decides first.
    pub const STRIPE: Self = Self {
        backoff: Backoff {
            base: Duration::from_millis(500),
            cap: Duration::from_secs(5),
            jitter: Jitter::Equal,
            floor: Duration::from_millis(500),
            ..Backoff::STANDARD
        },
        throttle: None,
        transient_on: &[one(409), StatusRange::class(5)],
        throttle_on: &[],
        hints: Hints {
            used: HintUse::Ignored,
            ..Hints::STANDARD
        },
        should_retry_header: Some("Stripe-Should-Retry"),
        budget: None,
        ..Self::STANDARD
    };

    /// Exactly one request.
    pub const NONE: Self = Self {
        max_attempts: 1,
        transient_on: &[],
        throttle_on: &[],
        network_on: NetworkRetry::NONE,
        budget: None,
        ..Self::STANDARD
    };
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::STANDARD
    }
}

impl Hints {
    /// All known sources, obeyed up to 120 s; a longer hint ends the call.
    pub const STANDARD: Self = Self {
        sources: HintSource::STANDARD,
        missing: None,
        max: Duration::from_secs(120),
        beyond: Beyond::Fail,
        used: HintUse::AtLeastBackoff,
    };
}

impl BudgetCosts {
    /// 500 tokens; a repeat takes 14, after a throttle verdict 5; a success on the first attempt adds 1.
    pub const STANDARD: Self = Self {
        capacity: 500,
        cost: 14,
        timeout_cost: 14,
        throttle_cost: 5,
        refill: 1,
    };
}
