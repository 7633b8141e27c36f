//! The policy of one call.

use crate::facts::RetryPolicy;

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
