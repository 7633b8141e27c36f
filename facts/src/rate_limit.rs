//! Where rate limits are stated (`x-rate-limit`).

use crate::form::Text;
use crate::hints::HintUnit;

facts! {
    fact {
        /// Where an API states its rate limits.
        #[derive(Eq)]
        pub struct RateLimitFacts;
        /// The common `X-RateLimit-*` names beside the standard fields.
        const DEFAULT;
        /// The header of the limit.
        limit: Text = "X-RateLimit-Limit",
        /// The header of what remains.
        remaining: Text = "X-RateLimit-Remaining",
        /// The header of the window's end.
        reset: Text = "X-RateLimit-Reset",
        /// How the window's end is read.
        reset_as: HintUnit = HintUnit::Auto,
        /// Whether the standard fields are read as well: `RateLimit`, `RateLimit-Policy` and the older `RateLimit-*`.
        standard: bool = true,
        /// Where the same facts stand in an error body.
        body: Option<RateLimitPointers> = None,
    }

    fact {
        /// Where rate limits stand in an error body, as JSON pointers (RFC 6901).
        #[derive(Eq)]
        pub struct RateLimitPointers;
        /// Nowhere.
        const DEFAULT;
        /// The limit.
        limit: Option<Text> = None,
        /// What remains.
        remaining: Option<Text> = None,
        /// The window's end, read as [`RateLimitFacts::reset_as`].
        reset: Option<Text> = None,
    }
}

impl RateLimitFacts {
    /// The field of the standard that says what is left (RateLimit header fields draft 11).
    pub const FIELD: &'static str = "ratelimit";

    /// The fields of the standard, and the older ones for limit, remaining and reset.
    pub const FIELDS: [&'static str; 5] = [
        Self::FIELD,
        "ratelimit-policy",
        "ratelimit-limit",
        "ratelimit-remaining",
        "ratelimit-reset",
    ];
}
