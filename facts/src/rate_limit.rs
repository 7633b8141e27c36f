//! Where rate limits are stated (`x-rate-limit`).

use crate::hints::HintUnit;

fact! {
    /// Where an API states its rate limits.
    #[derive(Eq)]
    pub struct RateLimitFacts<F>;
    /// The common `X-RateLimit-*` names beside the standard fields.
    const DEFAULT;
    /// The header of the limit.
    limit: F::Text = "X-RateLimit-Limit",
    /// The header of what remains.
    remaining: F::Text = "X-RateLimit-Remaining",
    /// The header of the window's end.
    reset: F::Text = "X-RateLimit-Reset",
    /// How the window's end is read.
    reset_as: HintUnit = HintUnit::Auto,
    /// Whether the standard fields are read as well: `RateLimit`, `RateLimit-Policy` and the older `RateLimit-*`.
    standard: bool = true,
    /// Where the same facts stand in an error body.
    body: Option<RateLimitPointers<F>> = None,
}

impl RateLimitFacts {
    /// The words for how the window's end is read.
    pub const RESET_AS: &'static [(&'static str, HintUnit)] = &[
        ("epochSeconds", HintUnit::EpochSeconds),
        ("epochMillis", HintUnit::EpochMillis),
        ("deltaSeconds", HintUnit::Seconds),
        ("dateTime", HintUnit::DateTime),
        ("auto", HintUnit::Auto),
    ];
}

fact! {
    /// Where rate limits stand in an error body, as JSON pointers (RFC 6901).
    #[derive(Eq)]
    pub struct RateLimitPointers<F>;
    /// Nowhere.
    const DEFAULT;
    /// The limit.
    limit: Option<F::Text> = None,
    /// What remains.
    remaining: Option<F::Text> = None,
    /// The window's end, read as [`RateLimitFacts::reset_as`].
    reset: Option<F::Text> = None,
}
