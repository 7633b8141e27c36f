//! The presets of retry policies, written down from the table of their specification and not taken from the runtime.

use std::time::Duration;

use faultcode_runtime::RetryPolicy;
use faultcode_runtime::document::StatusRange;
use faultcode_runtime::retry::{
    Backoff, BackoffKind, Beyond, BudgetCosts, HintSource, HintUnit, HintUse, Hints, Idempotent,
    Jitter, NetworkRetry,
};

const fn one(status: u16) -> StatusRange {
    StatusRange {
        first: status,
        last: status,
    }
}

const fn backoff(base: u64, cap: u64, jitter: Jitter, floor: u64) -> Backoff {
    Backoff {
        kind: BackoffKind::Exponential,
        base: Duration::from_millis(base),
        factor: 2.0,
        cap: Duration::from_millis(cap),
        jitter,
        floor: Duration::from_millis(floor),
    }
}

const fn costs(transient: u32, timeout: u32, throttle: u32) -> Option<BudgetCosts> {
    Some(BudgetCosts {
        capacity: 500,
        cost: transient,
        timeout_cost: timeout,
        throttle_cost: throttle,
        refill: 1,
    })
}

const SOURCES: &[HintSource] = &[
    HintSource::Header {
        name: "retry-after-ms",
        unit: HintUnit::Millis,
    },
    HintSource::Header {
        name: "retry-after",
        unit: HintUnit::Seconds,
    },
    HintSource::EnvelopeRetryAfter,
    HintSource::EnvelopeResetAt,
    HintSource::RateLimit,
    HintSource::Reset,
];

const fn hints(max: u64, beyond: Beyond, used: HintUse) -> Hints {
    Hints {
        sources: SOURCES,
        missing: None,
        max: Duration::from_secs(max),
        beyond,
        used,
    }
}

/// The default.
pub const STANDARD: RetryPolicy = RetryPolicy {
    max_attempts: 3,
    max_elapsed: None,
    backoff: backoff(50, 20_000, Jitter::Full, 0),
    throttle: Some(backoff(1000, 20_000, Jitter::Full, 0)),
    network: None,
    transient_on: &[one(408), one(425), one(500), one(502), one(503), one(504)],
    throttle_on: &[one(429)],
    network_on: NetworkRetry {
        connect: true,
        timeout: true,
        reset: true,
    },
    hints: hints(120, Beyond::Fail, HintUse::AtLeastBackoff),
    should_retry_header: None,
    budget: costs(14, 14, 5),
    idempotent: Idempotent::Auto,
    long_poll: false,
};

/// AWS retry behaviour 2.1. Its hints have no limit of their own: they are clamped around the backoff.
pub const AWS_2_1: RetryPolicy = RetryPolicy {
    transient_on: &[one(500), one(502), one(503), one(504)],
    throttle_on: &[],
    hints: hints(
        u64::MAX,
        Beyond::Clamp,
        HintUse::WithinBackoffPlus(Duration::from_secs(5)),
    ),
    ..STANDARD
};

/// AWS retry behaviour 2.0.
pub const AWS_2_0: RetryPolicy = RetryPolicy {
    backoff: backoff(1000, 20_000, Jitter::Full, 0),
    hints: hints(
        u64::MAX,
        Beyond::Clamp,
        HintUse::InsteadUpTo(Duration::from_secs(20)),
    ),
    budget: costs(5, 10, 5),
    ..AWS_2_1
};

/// After Stripe's own clients. There is one wait for every verdict.
pub const STRIPE: RetryPolicy = RetryPolicy {
    backoff: backoff(500, 5000, Jitter::Equal, 500),
    throttle: None,
    transient_on: &[
        one(409),
        StatusRange {
            first: 500,
            last: 599,
        },
    ],
    throttle_on: &[],
    hints: hints(u64::MAX, Beyond::Ignore, HintUse::Ignored),
    should_retry_header: Some("stripe-should-retry"),
    budget: None,
    ..STANDARD
};

/// Exactly one request.
pub const NONE: RetryPolicy = RetryPolicy {
    max_attempts: 1,
    transient_on: &[],
    throttle_on: &[],
    network_on: NetworkRetry {
        connect: false,
        timeout: false,
        reset: false,
    },
    budget: None,
    ..STANDARD
};
