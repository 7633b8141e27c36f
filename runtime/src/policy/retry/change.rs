//! The policy of a call as somebody changes it.

use std::time::Duration;

use crate::facts::{Backoff, Evidence, RetryPolicy, StatusRange, Verdict};

/// How a call is repeated, in the making: what the document says of its operation, but for what is set here.
///
/// ```
/// # use faultcode_runtime::Client;
/// # use faultcode_runtime::document::Api;
/// # static API: Api = Api::DEFAULT;
/// // Both numbers may come from a configuration file.
/// let (attempts, slow_down) = (2, vec![429, 503]);
/// let client = Client::builder(&API)
///     .base_url("https://shop.example")
///     .retry_with(move |retries| retries.max_attempts(attempts).throttle_on(slow_down.iter().copied()))
///     .build()?;
/// # Ok::<(), faultcode_runtime::BuildError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Retries {
    policy: RetryPolicy,
    /// In place of the lists of the policy, which stand in the program.
    transient_on: Option<Vec<StatusRange>>,
    throttle_on: Option<Vec<StatusRange>>,
}

impl Retries {
    pub(crate) fn of(policy: RetryPolicy) -> Self {
        Self {
            policy,
            transient_on: None,
            throttle_on: None,
        }
    }

    /// Attempts in total, the first one included: 1 sends exactly one request.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.policy.max_attempts = attempts;
        self
    }

    /// The longest time from start to end of a call, waits included.
    #[must_use]
    pub fn max_elapsed(mut self, time: Duration) -> Self {
        self.policy.max_elapsed = Some(time);
        self
    }

    /// The waits, but for those that have some of their own.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.policy.backoff = backoff;
        self
    }

    /// The statuses that are transient, in place of all others.
    #[must_use]
    pub fn transient_on(
        mut self,
        statuses: impl IntoIterator<Item = impl Into<StatusRange>>,
    ) -> Self {
        self.transient_on = Some(statuses.into_iter().map(Into::into).collect());
        self
    }

    /// The statuses that are throttling, in place of all others; they go before the transient ones.
    #[must_use]
    pub fn throttle_on(
        mut self,
        statuses: impl IntoIterator<Item = impl Into<StatusRange>>,
    ) -> Self {
        self.throttle_on = Some(statuses.into_iter().map(Into::into).collect());
        self
    }

    /// Another policy in place of everything, such as [`RetryPolicy::NONE`].
    #[must_use]
    pub fn policy(self, policy: RetryPolicy) -> Self {
        Self::of(policy)
    }

    /// Changes the policy in any other way.
    #[must_use]
    pub fn change(mut self, change: impl FnOnce(&mut RetryPolicy)) -> Self {
        change(&mut self.policy);
        self
    }

    /// All of it but the lists that a caller gave.
    pub(crate) fn stated(&self) -> &RetryPolicy {
        &self.policy
    }

    fn verdict(&self, evidence: &Evidence) -> Verdict {
        let policy = &self.policy;
        policy.verdict_on(
            evidence,
            self.throttle_on.as_deref().unwrap_or(policy.throttle_on),
            self.transient_on.as_deref().unwrap_or(policy.transient_on),
        )
    }
}

/// The policy of one call: as the document states it, or a copy that someone changed.
pub(crate) enum Policy {
    Stated(&'static RetryPolicy),
    Own(Box<Retries>),
}

impl Policy {
    /// What an attempt asks for.
    pub(crate) fn verdict(&self, evidence: &Evidence) -> Verdict {
        match self {
            Self::Stated(policy) => policy.verdict(evidence),
            Self::Own(retries) => retries.verdict(evidence),
        }
    }
}

impl std::ops::Deref for Policy {
    type Target = RetryPolicy;

    fn deref(&self) -> &RetryPolicy {
        match self {
            Self::Stated(policy) => policy,
            Self::Own(retries) => retries.stated(),
        }
    }
}
