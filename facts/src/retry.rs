//! When a call is repeated: the words of codes, the policy (`x-retry`), and its presets.
//!
//! It is long because it is one vocabulary, read together with the page that defines it.

use std::time::Duration;

use crate::backoff::{Backoff, Jitter};
use crate::effect::is_idempotent;
use crate::form::{List, Text};
use crate::hints::HintUse;
use crate::restate::Restate;
use crate::status::StatusRange;

words! {
    /// What a code or status entry of a document says about repeating.
    #[derive(Default)]
    pub enum Retry {
        /// Nothing: the status decides.
        #[default]
        Auto = "auto",
        /// The call ends.
        Never = "never",
        /// Repeated with backoff, if the call is repeat-safe.
        Transient = "transient",
        /// Repeated after the server's hint or the throttle backoff.
        Throttle = "throttle",
        /// One credential refresh, then one repeat.
        Reauth = "reauth",
        /// An earlier request with the same idempotency key is still running: repeated with the same key and backoff.
        InFlight = "inFlight",
        /// The call ends; the caller has to use a new idempotency key.
        NewKey = "newKey",
    }
}

facts! {
    use hints::Hints;

    fact {
        /// When, how often and after which wait a call is repeated.
        ///
        /// Generated crates state their policy as data; callers change parts of it at run time. Start from a preset, since later
        /// versions may add fields: `RetryPolicy { max_attempts: 4, ..RetryPolicy::STANDARD }`.
        pub struct RetryPolicy;
        /// The default: three attempts, 50 ms (1 s when throttled) doubling up to 20 s, hints obeyed up to 120 s.
        const STANDARD;
        /// Attempts in total, the first one included. 1 sends exactly one request; 0 counts as 1.
        max_attempts: u32 = 3,
        /// The longest time from start to end of a call, waits included.
        max_elapsed: Option<Duration> = None,
        /// The waits.
        backoff: Backoff = Backoff::STANDARD,
        /// The waits after a throttle verdict, where they differ.
        throttle: Option<Backoff> = Some(Backoff::THROTTLE),
        /// The waits after a transport fault, where they differ.
        network: Option<Backoff> = None,
        /// Statuses that are transient.
        transient_on: List<StatusRange> = &[
            StatusRange::one(408),
            StatusRange::one(425),
            StatusRange::one(500),
            StatusRange { first: 502, last: 504 },
        ],
        /// Statuses that are throttling; they go before the transient ones.
        throttle_on: List<StatusRange> = &[StatusRange::one(429)],
        /// Transport faults that are transient.
        network_on: NetworkRetry = NetworkRetry::ALL,
        /// How waits asked for by the server are read and obeyed.
        hints: Hints = Hints::STANDARD,
        /// A header whose value `true` or `false` decides first.
        should_retry_header: Option<Text> = None,
        /// What a repeat costs, `None` for no limit.
        budget: Option<BudgetCosts> = Some(BudgetCosts::STANDARD),
        /// Whether repeating is harmless by contract.
        idempotent: Idempotent = Idempotent::Auto,
        /// Whether a call that the empty budget ends still waits as if it were repeated. For loops that poll: without the
        /// wait, the caller's own loop would send the next request at once.
        long_poll: bool = false,
    }
}

words! {
    /// The presets of `x-retry`.
    pub enum Preset {
        /// [`RetryPolicy::STANDARD`].
        Standard = "standard",
        /// [`RetryPolicy::AWS_2_1`].
        Aws21 = "aws-2.1",
        /// [`RetryPolicy::AWS_2_0`].
        Aws20 = "aws-2.0",
        /// [`RetryPolicy::STRIPE`].
        Stripe = "stripe",
        /// [`RetryPolicy::NONE`].
        None = "none",
    }
}

impl Preset {
    /// Its policy, and the name of the constant that holds it.
    pub const fn policy(self) -> (RetryPolicy, &'static str) {
        match self {
            Self::Standard => (RetryPolicy::STANDARD, "STANDARD"),
            Self::Aws21 => (RetryPolicy::AWS_2_1, "AWS_2_1"),
            Self::Aws20 => (RetryPolicy::AWS_2_0, "AWS_2_0"),
            Self::Stripe => (RetryPolicy::STRIPE, "STRIPE"),
            Self::None => (RetryPolicy::NONE, "NONE"),
        }
    }

    /// Its policy as a document's.
    pub fn stated(self) -> document::RetryPolicy {
        self.policy().0.restate()
    }
}

/// The statuses that AWS and its clients call transient.
const AWS_TRANSIENT: &[StatusRange] = &[
    StatusRange::one(500),
    StatusRange {
        first: 502,
        last: 504,
    },
];

impl RetryPolicy {
    /// The waits and costs published as AWS retry behaviour 2.1. Throttling is told by code, not by status.
    pub const AWS_2_1: Self = Self {
        transient_on: AWS_TRANSIENT,
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
        transient_on: &[StatusRange::one(409), StatusRange::class(5)],
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

fact! {
    /// Which transport faults are transient. Certificate, proxy and protocol faults never are.
    #[derive(Eq)]
    pub struct NetworkRetry;
    /// All faults that can be transient.
    const ALL;
    /// No connection.
    connect: bool = true,
    /// The attempt took too long.
    timeout: bool = true,
    /// The connection ended before the answer was complete.
    reset: bool = true,
}

impl NetworkRetry {
    /// The words of `on.network`, each with what a list of it alone says.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        (
            "connect",
            Self {
                connect: true,
                ..Self::NONE
            },
        ),
        (
            "timeout",
            Self {
                timeout: true,
                ..Self::NONE
            },
        ),
        (
            "reset",
            Self {
                reset: true,
                ..Self::NONE
            },
        ),
    ];

    /// What either of two says.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self {
            connect: self.connect || other.connect,
            timeout: self.timeout || other.timeout,
            reset: self.reset || other.reset,
        }
    }

    /// None.
    pub const NONE: Self = Self {
        connect: false,
        timeout: false,
        reset: false,
    };
}

fact! {
    /// What repeats cost and successes give back.
    #[derive(Eq)]
    pub struct BudgetCosts;
    /// 500 tokens; a repeat takes 14, after a throttle verdict 5; a success on the first attempt adds 1.
    const STANDARD;
    /// Tokens a full bucket holds. 0: no repeats.
    capacity: u32 = 500,
    /// Tokens a repeat takes.
    cost: u32 = 14,
    /// Tokens a repeat after a timeout takes.
    timeout_cost: u32 = 14,
    /// Tokens a repeat after a throttle verdict takes.
    throttle_cost: u32 = 5,
    /// Tokens a success on the first attempt adds.
    refill: u32 = 1,
}

words! {
    /// Whether repeating an operation is harmless.
    #[derive(Default)]
    pub enum Idempotent {
        /// By method and idempotency key.
        #[default]
        Auto = "auto",
        /// By contract.
        True = "true",
        /// Not even where the method says so; a key still makes it harmless.
        False = "false",
    }
}

impl Idempotent {
    /// Whether doing the work twice is harmless: by the method, by an idempotency key, or by contract.
    ///
    /// [`False`](Self::False) takes the method's safety away, never the key's.
    #[inline]
    pub fn is_repeat_safe(self, method: &str, keyed: bool) -> bool {
        keyed
            || match self {
                Self::Auto => is_idempotent(method),
                Self::True => true,
                Self::False => false,
            }
    }
}
