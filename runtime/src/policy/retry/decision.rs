//! The verdict on one failed attempt, and the gates that a repeat has to pass.

use std::time::Duration;

use super::policy::{Beyond, HintUse, NetworkRetry, RetryPolicy, StatusRange};
use super::{NetworkFault, Retry, StopReason, Verdict};
use crate::facts::effect::Effect;
use crate::facts::idempotency::KeyAnswer;
use crate::policy::budget::Budget;

/// What one attempt brought to light. `Default` is an attempt about which nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The status, if a complete head arrived.
    pub status: Option<u16>,
    /// The transport fault, if the answer is missing or incomplete.
    pub fault: Option<NetworkFault>,
    /// What the entry of the answer's code says.
    pub code_retry: Retry,
    /// What the entry of the answer's status says.
    pub status_retry: Retry,
    /// What the answer means for the idempotency key.
    pub key_answer: Option<KeyAnswer>,
    /// Whether the same key would only bring the same failure again.
    pub replayed: bool,
    /// What the server says in the declared header (see [`should_retry`](super::should_retry)).
    pub should_retry: Option<bool>,
}

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
    // What the server says of a repeat, it said the first time.
    if evidence.replayed {
        return Verdict::Never;
    }
    let declared = declared_verdict(policy, evidence);
    match evidence.should_retry {
        Some(false) => Verdict::Never,
        // The header says only that a repeat is wanted; the kind still comes from the other rules.
        Some(true) if declared == Verdict::Never => Verdict::Transient,
        _ => declared,
    }
}

fn declared_verdict(policy: &RetryPolicy, evidence: &Evidence) -> Verdict {
    if let Some(verdict) = verdict_of_word(evidence.code_retry) {
        return verdict;
    }
    match evidence.key_answer {
        Some(KeyAnswer::Mismatch) => return Verdict::Never,
        Some(KeyAnswer::InFlight) => return Verdict::InFlight,
        Some(KeyAnswer::Missing) | None => {}
    }
    if let Some(verdict) = verdict_of_word(evidence.status_retry) {
        return verdict;
    }
    match (evidence.status, evidence.fault) {
        (Some(status), _) if StatusRange::any(policy.throttle_on, status) => Verdict::Throttle,
        (Some(status), _) if StatusRange::any(policy.transient_on, status) => Verdict::Transient,
        (_, Some(fault)) if is_transient(policy.network_on, fault) => Verdict::Transient,
        _ => Verdict::Never,
    }
}

/// What a word of the document asks for; `None` where it leaves that to others.
pub(crate) const fn verdict_of_word(word: Retry) -> Option<Verdict> {
    match word {
        Retry::Auto => None,
        Retry::Never | Retry::NewKey => Some(Verdict::Never),
        Retry::Transient => Some(Verdict::Transient),
        Retry::Throttle => Some(Verdict::Throttle),
        Retry::Reauth => Some(Verdict::Reauth),
        Retry::InFlight => Some(Verdict::InFlight),
    }
}

const fn is_transient(on: NetworkRetry, fault: NetworkFault) -> bool {
    match fault {
        NetworkFault::Connect => on.connect,
        NetworkFault::Timeout => on.timeout,
        NetworkFault::Reset => on.reset,
        NetworkFault::Permanent => false,
    }
}

/// Whether a repeat is granted: the first gate that closes names the reason.
///
/// The tokens are taken here, and only when every other gate is open.
pub fn gate(policy: &RetryPolicy, evidence: &Evidence, situation: &Situation<'_>) -> Decision {
    let verdict = verdict(policy, evidence);
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
    let refresh = decision.verdict == Verdict::Reauth;
    if decision.verdict == Verdict::Never || (refresh && !situation.can_refresh) {
        return Some(StopReason::NotRetryable);
    }
    if !situation.replayable {
        return Some(StopReason::NotReplayable);
    }
    let lifted = evidence.should_retry == Some(true);
    if !situation
        .effect
        .allows_repeat(situation.repeat_safe || lifted)
    {
        return Some(StopReason::UnsafeToRepeat);
    }
    if !refresh && situation.attempts >= policy.max_attempts {
        return Some(StopReason::AttemptsExhausted);
    }
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
