//! What a caller of one operation can expect after an error: whether the runtime repeats the call.

use crate::ir::{Api, ErrorCode, KeyMode, Operation, Retry, RetryPolicy};

/// Whether and how the runtime repeats a call after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// The call ends.
    No,
    /// After a wait that grows.
    Yes,
    /// The error would be repeated, but doing the work twice is not harmless.
    Unsafe,
    /// As above, unless the caller gives an idempotency key.
    WithKey,
    /// After the wait that the server asks for.
    AfterWait,
    /// Once, after the credential was refreshed.
    AfterRefresh,
    /// With the same idempotency key, until the first request is done.
    SameKey,
    /// The call ends; a new idempotency key is needed.
    NewKey,
}

impl Repeat {
    /// A phrase for a table.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Yes => "yes",
            Self::Unsafe => "no, not safe to repeat",
            Self::WithKey => "only with a key",
            Self::AfterWait => "after a wait",
            Self::AfterRefresh => "once, with a fresh credential",
            Self::SameKey => "yes, with the same key",
            Self::NewKey => "no, needs a new key",
        }
    }
}

/// The policy of an operation.
pub fn policy<'a>(api: &'a Api, operation: &'a Operation) -> &'a RetryPolicy {
    operation.retry.as_ref().unwrap_or(&api.retry)
}

/// What follows on an error of an operation.
pub fn repeat(api: &Api, operation: &Operation, code: &ErrorCode) -> Repeat {
    let policy = policy(api, operation);
    if policy.max_attempts <= 1 && code.retry != Retry::Reauth {
        return if code.retry == Retry::NewKey {
            Repeat::NewKey
        } else {
            Repeat::No
        };
    }
    let all_in = |ranges: &[crate::ir::StatusRange]| {
        !code.statuses.is_empty()
            && code.statuses.iter().all(|own| {
                ranges
                    .iter()
                    .any(|range| range.contains(own.first) && range.contains(own.last))
            })
    };
    let transient = match safety(operation, policy) {
        Safety::Safe => Repeat::Yes,
        Safety::WithKey => Repeat::WithKey,
        Safety::Unsafe => Repeat::Unsafe,
    };
    match code.retry {
        Retry::Never => Repeat::No,
        Retry::Transient => transient,
        Retry::Throttle => Repeat::AfterWait,
        Retry::Reauth => Repeat::AfterRefresh,
        Retry::InFlight => Repeat::SameKey,
        Retry::NewKey => Repeat::NewKey,
        Retry::Auto if all_in(&policy.throttle_on) => Repeat::AfterWait,
        Retry::Auto if all_in(&policy.transient_on) => transient,
        Retry::Auto => Repeat::No,
    }
}

enum Safety {
    Safe,
    WithKey,
    Unsafe,
}

fn safety(operation: &Operation, policy: &RetryPolicy) -> Safety {
    let harmless = policy
        .idempotent
        .is_repeat_safe(operation.method.as_str(), false);
    match operation.idempotency.as_ref().map(|facts| facts.mode) {
        _ if harmless => Safety::Safe,
        Some(KeyMode::Auto | KeyMode::Required) => Safety::Safe,
        Some(KeyMode::Optional) => Safety::WithKey,
        Some(KeyMode::None) | None => Safety::Unsafe,
    }
}
