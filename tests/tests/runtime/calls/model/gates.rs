//! The gates that a repeat has to pass, in their order, and its wait.

use std::time::Duration;

use faultcode_runtime::errors::{StopReason, Verdict};
use faultcode_runtime::retry::{Backoff, BackoffKind, Beyond, HintUse, Jitter};
use faultcode_runtime::{Effect, RetryPolicy};

use super::super::world::Bucket;
use super::Model;
use super::judge::{Found, Network, network};

/// What decides beside the attempt itself.
pub struct Situation {
    pub safe: bool,
    pub replayable: bool,
    pub counted: u32,
    pub can_refresh: bool,
    pub key_made: Option<Duration>,
    pub deadline: Option<Duration>,
    pub repeat: u32,
}

impl Model<'_> {
    /// The wait and the cost of a repeat; or the gate that closes, and what is waited all the same.
    pub fn gate(
        &mut self,
        policy: &RetryPolicy,
        found: &Found,
        at: &Situation,
    ) -> Result<(Duration, Option<u32>), (StopReason, Duration)> {
        let ends = |stop| (stop, Duration::ZERO);
        let refresh = found.verdict == Verdict::Reauth;
        if found.verdict == Verdict::Never || (refresh && !at.can_refresh) {
            return Err(ends(StopReason::NotRetryable));
        }
        if !at.replayable {
            return Err(ends(StopReason::NotReplayable));
        }
        let open = match found.effect {
            Effect::NotSent | Effect::Rejected => true,
            Effect::MaybeApplied => at.safe || found.demanded,
            Effect::Applied => false,
        };
        if !open {
            return Err(ends(StopReason::UnsafeToRepeat));
        }
        if !refresh && at.counted >= policy.max_attempts.max(1) {
            return Err(ends(StopReason::AttemptsExhausted));
        }
        let wait = match refresh {
            true => Duration::ZERO,
            false => self.wait(policy, found, at.repeat),
        };
        let ttl = self
            .schedule
            .stated
            .operation
            .idempotency
            .and_then(|it| it.ttl);
        if let (Some(ttl), Some(made)) = (ttl, at.key_made)
            && (self.now + wait).saturating_sub(made) >= ttl
        {
            return Err(ends(StopReason::KeyExpired));
        }
        let hints = &policy.hints;
        let over = found.hint.is_some_and(|it| it > hints.max);
        if !refresh && over && hints.beyond == Beyond::Fail && hints.used != HintUse::Ignored {
            return Err(ends(StopReason::HintTooLong));
        }
        if at.deadline.is_some_and(|end| self.now + wait >= end) {
            return Err(ends(StopReason::DeadlineExceeded));
        }
        let Some(costs) = policy.budget.filter(|_| !refresh) else {
            return Ok((wait, None));
        };
        let mut nothing = (0, 0);
        let own = self.schedule.budget == Bucket::Own;
        let bucket = match costs.capacity {
            0 if own => Some(&mut nothing),
            _ => self.bucket.as_mut(),
        };
        let Some((capacity, tokens)) = bucket else {
            return Ok((wait, None));
        };
        let cost = match (found.verdict, found.fault.map(network)) {
            (Verdict::Throttle, _) => costs.throttle_cost,
            (_, Some(Network::Timeout)) => costs.timeout_cost,
            _ => costs.cost,
        };
        if *tokens < cost || *capacity == 0 {
            let waited = if policy.long_poll {
                wait
            } else {
                Duration::ZERO
            };
            return Err((StopReason::BudgetExhausted, waited));
        }
        *tokens -= cost;
        Ok((wait, Some(cost)))
    }

    fn wait(&self, policy: &RetryPolicy, found: &Found, repeat: u32) -> Duration {
        let backoff = match found.verdict {
            Verdict::Throttle => policy.throttle,
            _ if found.fault.is_some() => policy.network,
            _ => None,
        };
        let own = waits(
            &backoff.unwrap_or(policy.backoff),
            repeat,
            self.schedule.jitter,
        );
        let hints = &policy.hints;
        let hint = match found.hint {
            Some(hint) if hint > hints.max => match hints.beyond {
                Beyond::Clamp => Some(hints.max),
                Beyond::Ignore => None,
                Beyond::Fail => Some(hint),
            },
            hint => hint,
        };
        match (hint, hints.used) {
            (None, _) | (_, HintUse::Ignored) => own,
            (Some(hint), HintUse::AtLeastBackoff) => hint.max(own),
            (Some(hint), HintUse::WithinBackoffPlus(more)) => hint.clamp(own, own + more),
            (Some(hint), HintUse::InsteadUpTo(most)) => hint.min(most),
        }
    }
}

/// The n-th wait.
fn waits(backoff: &Backoff, repeat: u32, random: f64) -> Duration {
    let base = backoff.base.as_secs_f64();
    let grown = match backoff.kind {
        BackoffKind::Fixed => base,
        BackoffKind::Linear => base * f64::from(repeat),
        BackoffKind::Exponential => (1..repeat).fold(base, |wait, _| wait * backoff.factor),
    };
    let capped = grown.min(backoff.cap.as_secs_f64());
    let part = match backoff.jitter {
        Jitter::Full => random,
        Jitter::Equal => 0.5 + random / 2.0,
        Jitter::None => 1.0,
    };
    Duration::from_secs_f64(capped * part).max(backoff.floor)
}
