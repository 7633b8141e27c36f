//! When a call is repeated: the words of codes, the policy (`x-retry`), and its presets.
//!
//! It is long because it is one vocabulary, read together with the page that defines it.

use std::time::Duration;

use crate::effect::is_idempotent;
use crate::form::Document;
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

fact! {
    /// When, how often and after which wait a call is repeated.
    ///
    /// Generated crates state their policy as data; callers change parts of it at run time. Start from a preset, since later
    /// versions may add fields: `RetryPolicy { max_attempts: 4, ..RetryPolicy::STANDARD }`.
    pub struct RetryPolicy<F>;
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
    transient_on: F::List<StatusRange> = &[
        StatusRange::one(408),
        StatusRange::one(425),
        StatusRange::one(500),
        StatusRange { first: 502, last: 504 },
    ],
    /// Statuses that are throttling; they go before the transient ones.
    throttle_on: F::List<StatusRange> = &[StatusRange::one(429)],
    /// Transport faults that are transient.
    network_on: NetworkRetry = NetworkRetry::ALL,
    /// How waits asked for by the server are read and obeyed.
    hints: Hints<F> = Hints::STANDARD,
    /// A header whose value `true` or `false` decides first.
    should_retry_header: Option<F::Text> = None,
    /// What a repeat costs, `None` for no limit.
    budget: Option<BudgetCosts> = Some(BudgetCosts::STANDARD),
    /// Whether repeating is harmless by contract.
    idempotent: Idempotent = Idempotent::Auto,
    /// Whether a call that the empty budget ends still waits as if it were repeated. For loops that poll: without the
    /// wait, the caller's own loop would send the next request at once.
    long_poll: bool = false,
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
    pub fn stated(self) -> RetryPolicy<Document> {
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
    /// The shape of the waits between attempts.
    pub struct Backoff;
    /// 50 ms, doubling up to 20 s, full jitter.
    const STANDARD;
    /// How the wait grows.
    kind: BackoffKind = BackoffKind::Exponential,
    /// The first wait.
    base: Duration = Duration::from_millis(50),
    /// The growth of an exponential wait per repeat.
    factor: f64 = 2.0,
    /// The longest wait, before jitter.
    cap: Duration = Duration::from_secs(20),
    /// How much of the wait is random.
    jitter: Jitter = Jitter::Full,
    /// The shortest wait, after jitter.
    floor: Duration = Duration::ZERO,
}

impl Backoff {
    /// The standard waits after a throttle verdict: 1 s, doubling up to 20 s, full jitter.
    pub const THROTTLE: Self = Self {
        base: Duration::from_secs(1),
        ..Self::STANDARD
    };
}

words! {
    /// How a wait grows with the number of the repeat.
    pub enum BackoffKind {
        /// `base * factor^(n-1)`
        Exponential = "exponential",
        /// `base * n`
        Linear = "linear",
        /// `base`
        Fixed = "fixed",
    }
}

words! {
    /// How much of a wait is random. Clients that failed together must not come back together.
    pub enum Jitter {
        /// Between nothing and the whole wait.
        Full = "full",
        /// Between half and the whole wait.
        Equal = "equal",
        /// The wait as it stands.
        None = "none",
    }
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
    /// How waits asked for by the server are read and obeyed.
    pub struct Hints<F>;
    /// All known sources, obeyed up to 120 s; a longer hint ends the call.
    const STANDARD;
    /// Where hints stand; the first usable one wins.
    sources: F::List<HintSource<F>> = HintSource::STANDARD,
    /// The hint of a throttle verdict that brings none.
    missing: Option<Duration> = None,
    /// The longest hint that is obeyed.
    max: Duration = Duration::from_secs(120),
    /// What a longer one does.
    beyond: Beyond = Beyond::Fail,
    /// How a hint and the backoff give one wait.
    used: HintUse = HintUse::AtLeastBackoff,
}

cases! {
    /// A place where a server may ask for a wait.
    #[derive(Eq)]
    pub enum HintSource<F> {
        /// A header.
        Header {
            /// Its name.
            name: F::Text,
            /// How its value is read.
            unit: HintUnit,
        },
        /// A member of the error body.
        Body {
            /// Its JSON pointer (RFC 6901).
            at: F::Text,
            /// How its value is read.
            unit: HintUnit,
        },
        /// The `retryAfter` of the envelope.
        EnvelopeRetryAfter,
        /// The `resetAt` of the envelope; on a throttle verdict only.
        EnvelopeResetAt,
        /// The parameter `t` of the `RateLimit` field; on a throttle verdict only.
        RateLimit,
        /// The declared reset header; on a throttle verdict, or when nothing remains.
        Reset,
    }
}

impl HintSource {
    /// All known sources in their order.
    pub const STANDARD: &'static [Self] = &[
        Self::Header {
            name: "retry-after-ms",
            unit: HintUnit::Millis,
        },
        Self::Header {
            name: "retry-after",
            unit: HintUnit::Seconds,
        },
        Self::EnvelopeRetryAfter,
        Self::EnvelopeResetAt,
        Self::RateLimit,
        Self::Reset,
    ];
}

words! {
    /// How a value is read as a wait.
    ///
    /// Every unit but [`Millis`](Self::Millis) also takes an HTTP date (RFC 9110 §5.6.7) in a text. An instant counts from
    /// the response's own `Date`, so that a server with a wrong clock is still understood.
    pub enum HintUnit {
        /// A number of seconds.
        Seconds = "s",
        /// A number of milliseconds.
        Millis = "ms",
        /// An instant in seconds since 1970.
        EpochSeconds = "epochSeconds",
        /// An instant in milliseconds since 1970.
        EpochMillis = "epochMillis",
        /// An instant as a date and time of RFC 3339.
        DateTime = "dateTime",
        /// By the value: a date and time, seconds below 10^6, epoch seconds below 10^11, otherwise epoch milliseconds.
        Auto = "auto",
    }
}

impl HintUnit {
    /// The units of `hints.from`.
    pub const OF_HINTS: &'static [(&'static str, Self)] = &[
        (Self::Seconds.as_str(), Self::Seconds),
        (Self::Millis.as_str(), Self::Millis),
        (Self::Auto.as_str(), Self::Auto),
    ];

    /// The units of the envelope's `retryAfter`.
    pub const OF_WAITS: &'static [(&'static str, Self)] = &[
        (Self::Seconds.as_str(), Self::Seconds),
        (Self::Millis.as_str(), Self::Millis),
    ];

    /// The formats of the envelope's `resetAt`.
    pub const OF_INSTANTS: &'static [(&'static str, Self)] = &[
        (Self::DateTime.as_str(), Self::DateTime),
        (Self::EpochSeconds.as_str(), Self::EpochSeconds),
        (Self::EpochMillis.as_str(), Self::EpochMillis),
    ];

    /// The words of `resetAs`, which may be an instant or a wait.
    pub const OF_RESETS: &'static [(&'static str, Self)] = &[
        (Self::EpochSeconds.as_str(), Self::EpochSeconds),
        (Self::EpochMillis.as_str(), Self::EpochMillis),
        ("deltaSeconds", Self::Seconds),
        (Self::DateTime.as_str(), Self::DateTime),
        (Self::Auto.as_str(), Self::Auto),
    ];
}

words! {
    /// What a hint above the limit does.
    pub enum Beyond {
        /// The call ends and reports the hint: a shorter wait would only be refused again.
        Fail = "fail",
        /// The limit is waited.
        Clamp = "clamp",
        /// The backoff is waited.
        Ignore = "ignore",
    }
}

cases! {
    /// How a hint and the backoff give one wait.
    #[derive(Eq)]
    pub enum HintUse {
        /// The longer of the two.
        AtLeastBackoff,
        /// The hint, but at least the backoff and at most this much more than it.
        WithinBackoffPlus(more: Duration),
        /// The hint, but at most this.
        InsteadUpTo(most: Duration),
        /// The backoff.
        Ignored,
    }
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
