//! The verdict on one failed attempt, and the gates that a repeat has to pass.

use std::time::Duration;

use crate::facts::{
    Beyond, Effect, Evidence, HintUse, NetworkFault, RetryPolicy, State, StopReason, Verdict,
};
use crate::policy::budget::Budget;

/// The state of the call in which a repeat is considered.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// What the server may have done.
    pub effect: Effect,
    /// Whether doing the work twice is harmless.
    pub repeat_safe: bool,
    /// Whether the body can be sent again.
    pub replayable: bool,
    /// Attempts made, the failed one included, repeats after a refresh not counted.
    pub attempts: u32,
    /// Whether the credential can be refreshed and this call has not used up its refreshes.
    pub can_refresh: bool,
    /// How long the server will remember the idempotency key, where that is known.
    pub key_remaining: Option<Duration>,
    /// The wait that the server asks for.
    pub hint: Option<Duration>,
    /// The time left until the deadline of the call.
    pub remaining: Option<Duration>,
    /// The bucket that pays for the repeat.
    pub budget: &'a Budget,
    /// A random number in `[0, 1)`.
    pub jitter: f64,
}

/// What happens after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// What the attempt asks for.
    pub verdict: Verdict,
    /// Why the call ends, `None` if it is repeated.
    pub stop: Option<StopReason>,
    /// The wait before the repeat. Zero when the call ends, except for a long poll on an empty budget, which waits first.
    pub wait: Duration,
    /// The hint in force, also when it ended the call.
    pub hint: Option<Duration>,
    /// Tokens taken for the repeat. A success that follows gives the last cost back
    /// ([`Budget::settle`]).
    pub cost: u32,
}

/// What an attempt asks for: the first rule that speaks.
pub fn verdict(policy: &RetryPolicy, evidence: &Evidence) -> Verdict {
    policy.verdict(evidence)
}

/// Whether a repeat is granted: the first gate that closes names the reason.
///
/// The tokens are taken here, and only when every other gate is open.
pub fn gate(policy: &RetryPolicy, evidence: &Evidence, situation: &Situation<'_>) -> Decision {
    gate_after(policy.verdict(evidence), policy, evidence, situation)
}

/// The same after a verdict that is known.
pub(crate) fn gate_after(
    verdict: Verdict,
    policy: &RetryPolicy,
    evidence: &Evidence,
    situation: &Situation<'_>,
) -> Decision {
    let hint = hint_in_force(policy, verdict, situation.hint);
    let mut decision = Decision {
        verdict,
        stop: None,
        wait: Duration::ZERO,
        hint,
        cost: 0,
    };

    // A refresh is no attempt: it waits for nothing and costs nothing.
    let refresh = verdict == Verdict::Reauth;
    let wait = if refresh || verdict == Verdict::Never {
        Duration::ZERO
    } else {
        wait(policy, evidence, verdict, hint, situation)
    };
    decision.stop = closed_gate(policy, evidence, situation, &decision, wait);
    if decision.stop.is_some() || refresh {
        return decision;
    }

    if let Some(costs) = policy.budget {
        let cost = match (verdict, evidence.fault) {
            (Verdict::Throttle, _) => costs.throttle_cost,
            (_, Some(NetworkFault::Timeout)) => costs.timeout_cost,
            _ => costs.cost,
        };
        if !situation.budget.try_take(cost) {
            decision.stop = Some(StopReason::BudgetExhausted);
            if policy.long_poll {
                decision.wait = wait;
            }
            return decision;
        }
        decision.cost = cost;
    }
    decision.wait = wait;
    decision
}

/// The first closed gate before the budget.
fn closed_gate(
    policy: &RetryPolicy,
    evidence: &Evidence,
    situation: &Situation<'_>,
    decision: &Decision,
    wait: Duration,
) -> Option<StopReason> {
    let state = State {
        effect: situation.effect,
        repeat_safe: situation.repeat_safe,
        replayable: situation.replayable,
        attempts: situation.attempts,
        can_refresh: situation.can_refresh,
    };
    let closed = policy.closed(decision.verdict, evidence, &state);
    if closed.is_some() {
        return closed;
    }
    let refresh = decision.verdict == Verdict::Reauth;
    // What counts is the age when the repeat arrives: a key forgotten during the wait would do the work twice.
    if situation.key_remaining.is_some_and(|left| wait >= left) {
        return Some(StopReason::KeyExpired);
    }
    let too_long = decision.hint.is_some_and(|hint| hint > policy.hints.max);
    if !refresh && too_long && obeys_limit(policy) && policy.hints.beyond == Beyond::Fail {
        return Some(StopReason::HintTooLong);
    }
    // A repeat that arrives at the deadline has no time left: it would be sent for nothing.
    if situation.remaining.is_some_and(|left| wait >= left) {
        return Some(StopReason::DeadlineExceeded);
    }
    None
}

fn obeys_limit(policy: &RetryPolicy) -> bool {
    policy.hints.used != HintUse::Ignored
}

fn hint_in_force(
    policy: &RetryPolicy,
    verdict: Verdict,
    hint: Option<Duration>,
) -> Option<Duration> {
    match verdict {
        Verdict::Throttle => hint.or(policy.hints.missing),
        _ => hint,
    }
}

fn wait(
    policy: &RetryPolicy,
    evidence: &Evidence,
    verdict: Verdict,
    hint: Option<Duration>,
    situation: &Situation<'_>,
) -> Duration {
    let backoff = match (verdict, evidence.fault) {
        (Verdict::Throttle, _) => policy.throttle.unwrap_or(policy.backoff),
        (_, Some(_)) => policy.network.unwrap_or(policy.backoff),
        _ => policy.backoff,
    };
    let wait = backoff.wait(situation.attempts, situation.jitter);
    let hints = policy.hints;
    let hint = match hint {
        Some(hint) if hint > hints.max => match hints.beyond {
            Beyond::Fail => Some(hint),
            Beyond::Clamp => Some(hints.max),
            Beyond::Ignore => None,
        },
        hint => hint,
    };
    match (hint, hints.used) {
        (None, _) | (_, HintUse::Ignored) => wait,
        (Some(hint), HintUse::AtLeastBackoff) => hint.max(wait),
        (Some(hint), HintUse::WithinBackoffPlus(more)) => {
            hint.clamp(wait, wait.saturating_add(more))
        }
        (Some(hint), HintUse::InsteadUpTo(most)) => hint.min(most),
    }
}
