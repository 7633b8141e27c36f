//! What comes after a failed attempt: a wait and another one, with a new credential if that is why, or the end.

use super::Run;
use super::authorise::Authorised;
use super::classify::Judged;
use crate::call::client::{Retrying, Seen};
use crate::call::request::BuildError;
use crate::call::{idempotency, observe};
use crate::facts::{StopReason, Verdict};
use crate::policy::retry::{Decision, Situation, gate_after};

/// What a failed attempt leads to.
pub(super) enum Next {
    Again {
        cost: Option<u32>,
        /// The credentials that were refreshed for it.
        renewed: Option<Authorised>,
    },
    End,
    NoToken(BuildError),
}

impl Run {
    /// Whether the attempt is repeated. Tokens of the budget are taken here.
    pub(super) fn decide(&mut self, judged: &Judged, refreshes: u8) -> Decision {
        let call = &self.call;
        let core = call.client.core();
        let now = || core.clock.system_time();
        let facts = call.operation.idempotency;
        let key_remaining = facts
            .zip(self.meta.key.as_ref())
            .and_then(|(facts, key)| idempotency::remaining(facts, key, now()));
        let decision = gate_after(
            judged.verdict,
            &call.policy,
            &judged.evidence,
            &Situation {
                effect: self.meta.effect,
                repeat_safe: call.repeat_safe,
                replayable: call.is_replayable(),
                // Repeats after a refresh are none of the policy's.
                attempts: self.attempted().saturating_sub(u32::from(refreshes)),
                can_refresh: self.authorised.can_refresh(refreshes),
                key_remaining,
                hint: judged.hint,
                remaining: call.remaining(),
                budget: &call.budget,
                jitter: core.clock.jitter(),
            },
        );
        self.meta.verdict = Some(decision.verdict);
        self.meta.hint = decision.hint;
        self.meta.retry_at = decision.hint.and_then(|hint| now().checked_add(hint));
        self.meta.stop = decision.stop;
        if decision.stop == Some(StopReason::BudgetExhausted) {
            observe::budget_empty(call.operation);
            core.observers.see(&Seen::BudgetEmpty(call.operation));
        }
        decision
    }

    /// Waits, or refreshes the credential, or ends the call.
    pub(super) async fn next(&mut self, decision: &Decision) -> Next {
        let core = std::sync::Arc::clone(self.call.client.core());
        if decision.stop.is_none() && decision.verdict == Verdict::Reauth {
            return match Box::pin(self.call.authorise(Some(&self.authorised))).await {
                Ok(renewed) => {
                    self.retrying(decision);
                    Next::Again {
                        cost: None,
                        renewed: Some(renewed),
                    }
                }
                Err(problem) => match problem.stop() {
                    Some(stop) => {
                        self.meta.stop = Some(stop);
                        Next::End
                    }
                    None => Next::NoToken(problem.problem()),
                },
            };
        }
        if let Some(attempt) = self.meta.attempts.last_mut() {
            attempt.wait = decision.wait;
        }
        if decision.stop.is_none() {
            observe::retry(&self.span, self.call.operation, decision);
            self.retrying(decision);
        }
        if !decision.wait.is_zero() {
            core.clock.sleep(decision.wait).await;
        }
        match decision.stop {
            Some(_) => Next::End,
            None => Next::Again {
                cost: Some(decision.cost),
                renewed: None,
            },
        }
    }

    /// Tells the observers of a repeat.
    fn retrying(&self, decision: &Decision) {
        if let Some(attempt) = self.meta.attempts.last() {
            let seen = Seen::Retrying(Retrying {
                operation: self.call.operation,
                attempt,
                verdict: decision.verdict,
                wait: decision.wait,
            });
            self.call.client.core().observers.see(&seen);
        }
    }
}
