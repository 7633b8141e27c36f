//! Where an API states its rate limits.

use crate::facts::HintUnit;

/// Where an API states its rate limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimitFacts {
    /// The header of the limit.
    pub limit: &'static str,
    /// The header of what remains.
    pub remaining: &'static str,
    /// The header of the window's end.
    pub reset: &'static str,
    /// How the window's end is read.
    pub reset_as: HintUnit,
    /// Whether the standard fields are read as well: `RateLimit`, `RateLimit-Policy` and the older `RateLimit-*`.
    pub standard: bool,
    /// Where the same facts stand in an error body.
    pub body: Option<RateLimitPointers>,
}

/// Where rate limits stand in an error body, as JSON pointers (RFC 6901).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RateLimitPointers {
    /// The limit.
    pub limit: Option<&'static str>,
    /// What remains.
    pub remaining: Option<&'static str>,
    /// The window's end, read as [`RateLimitFacts::reset_as`].
    pub reset: Option<&'static str>,
}

impl RateLimitFacts {
    /// The common `X-RateLimit-*` names beside the standard fields.
    pub const DEFAULT: Self = Self {
        limit: "X-RateLimit-Limit",
        remaining: "X-RateLimit-Remaining",
        reset: "X-RateLimit-Reset",
        reset_as: HintUnit::Auto,
        standard: true,
        body: None,
    };
}

impl Default for RateLimitFacts {
    fn default() -> Self {
        Self::DEFAULT
    }
}
