//! The wait that a server asks for: where it stands, how it is read, and what it is worth.

use crate::form::{List, Text};

use std::time::Duration;

facts! {
    fact {
        /// How waits asked for by the server are read and obeyed.
        pub struct Hints;
        /// All known sources, obeyed up to 120 s; a longer hint ends the call.
        const STANDARD;
        /// Where hints stand; the first usable one wins.
        sources: List<HintSource> = HintSource::STANDARD,
        /// The hint of a throttle verdict that brings none.
        missing: Option<Duration> = None,
        /// The longest hint that is obeyed.
        max: Duration = Duration::from_secs(120),
        /// What a longer one does.
        beyond: Beyond = Beyond::Fail,
        /// How a hint and the backoff give one wait.
        used: HintUse = HintUse::AtLeastBackoff,
    }

    cases {
        /// A place where a server may ask for a wait.
        #[derive(Eq)]
        pub enum HintSource {
            /// A header.
            Header {
                /// Its name.
                name: Text,
                /// How its value is read.
                unit: HintUnit,
            },
            /// A member of the error body.
            Body {
                /// Its JSON pointer (RFC 6901).
                at: Text,
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
}

impl HintSource {
    /// The header of a wait (RFC 9110, section 10.2.3).
    pub const RETRY_AFTER: &'static str = "retry-after";

    /// All known sources in their order.
    pub const STANDARD: &'static [Self] = &[
        Self::Header {
            name: "retry-after-ms",
            unit: HintUnit::Millis,
        },
        Self::Header {
            name: Self::RETRY_AFTER,
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
