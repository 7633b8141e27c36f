//! One call from start to end: the loop over its attempts. Nothing here is generic, so it is compiled once.

mod attempt;
mod authorise;
mod classify;
mod end;
mod ended;
#[cfg(feature = "keys")]
mod keep;
mod peek;
mod prepare;

use std::pin::pin;
use std::time::Duration;

pub(crate) use end::cut;
pub(crate) use prepare::path_and_query;

use self::attempt::{Begun, Outcome};
pub(crate) use self::authorise::Authorised;
use self::classify::Judged;
use self::ended::Ended;
use self::prepare::Prepared;
use crate::client::{Classified, Core, Retrying, Sending};
use crate::code::Code;
use crate::effect::{Effect, is_safe};
use crate::error::{BuildError, Failed};
use crate::meta::{Attempt, Meta};
use crate::observe;
use crate::request::{BuildProblem, Request};
use crate::retry::{Decision, Situation, StopReason, Verdict, gate};
use crate::stream::Answered;
use crate::transport::IncomingBody;

/// Runs a call: a success, or the reason why it has none.
pub(crate) async fn execute(
    request: Box<Request>,
    codes: &'static [&'static Code],
) -> Result<Answered, Failed> {
    let span = observe::call(request.operation, &request.client.core().base);
    let mut outcome = observe::within(&span, pin!(run(request, codes))).await;
    observe::ended(&span, outcome.as_ref().map(|answered| &*answered.meta));
    if let Ok(answered) = &mut outcome {
        answered.span = span;
    }
    outcome
}

#[cfg(feature = "keys")]
async fn run(
    mut request: Box<Request>,
    codes: &'static [&'static Code],
) -> Result<Answered, Failed> {
    let claim = match keep::claim(&mut request).await {
        Ok(Some(claim)) => claim,
        Ok(None) => return run_once(request, codes, Effect::NotSent).await,
        Err(problem) => return Err(build(problem, Box::new(Meta::new(request.operation)))),
    };
    let mut outcome = run_once(request, codes, claim.effect()).await;
    let effect = keep::meta(&mut outcome).effect;
    if !claim.settle(effect).await {
        keep::meta(&mut outcome).notes.push("key-not-settled");
    }
    outcome
}

#[cfg(not(feature = "keys"))]
async fn run(request: Box<Request>, codes: &'static [&'static Code]) -> Result<Answered, Failed> {
    run_once(request, codes, Effect::NotSent).await
}

/// Runs a call whose key is settled. `before` is what earlier calls with that key may have done.
async fn run_once(
    request: Box<Request>,
    codes: &'static [&'static Code],
    before: Effect,
) -> Result<Answered, Failed> {
    // Both by reference: what an asynchronous function takes by value, its future holds twice.
    let mut run = match Run::new(request, codes, before) {
        Ok(run) => run,
        Err(failed) => return Err(failed),
    };
    let ended = run.attempts().await;
    run.settle(ended)
}

fn build(problem: BuildProblem, meta: Box<Meta>) -> Failed {
    Failed::Build(Box::new(BuildError::new(problem, meta)))
}

struct Run {
    call: Prepared,
    codes: &'static [&'static Code],
    meta: Box<Meta>,
    /// The span of the last attempt.
    span: tracing::Span,
    /// The body of the last answer where it is handed out while it arrives.
    open: Option<IncomingBody>,
    /// The worst effect of all attempts: a refusal says nothing of the work that an earlier attempt may have done.
    effect: Effect,
}

/// What a failed attempt leads to.
enum Next {
    Again {
        cost: Option<u32>,
        authorised: Option<Authorised>,
    },
    End,
    NoToken(BuildProblem),
}

impl Run {
    fn new(
        request: Box<Request>,
        codes: &'static [&'static Code],
        before: Effect,
    ) -> Result<Box<Self>, Failed> {
        let meta = Box::new(Meta::new(request.operation));
        match prepare::prepare(*request) {
            Ok(call) => Ok(Box::new(Self {
                call,
                codes,
                meta,
                span: tracing::Span::none(),
                open: None,
                effect: before,
            })),
            Err(problem) => Err(build(problem, meta)),
        }
    }

    async fn attempts(&mut self) -> Ended {
        self.meta.key = self.call.key.take();
        let mut authorised = match self.call.authorise(None).await {
            Ok(authorised) => authorised,
            Err(problem) => return Ended::NoToken(problem.problem()),
        };
        if self.call.remaining().is_some_and(|left| left.is_zero()) {
            self.meta.stop = Some(StopReason::DeadlineExceeded);
            return Ended::TooLate;
        }
        // Attempts made, and those of them that were no repeats after a refresh.
        let (mut number, mut counted, mut refreshes) = (0, 0, 0);
        let mut last_cost = None;
        let mut repeats_refresh = false;
        let mut failed: Option<Judged> = None;
        loop {
            if !self.call.waits_its_turn().await {
                self.meta.stop = Some(StopReason::DeadlineExceeded);
                return match failed {
                    Some(judged) => Ended::Failed(judged, authorised),
                    None => Ended::TooLate,
                };
            }
            number += 1;
            counted += u32::from(!repeats_refresh);
            let judged = self.attempt(number, &authorised).await;
            let Some(judged) = judged else {
                if let Some(costs) = &self.call.policy.budget {
                    self.call.budget.settle(costs, last_cost);
                }
                return Ended::Answered(authorised);
            };
            let decision = self.decide(&judged, counted, refreshes, &authorised);
            match self.next(&decision, &authorised).await {
                Next::Again {
                    cost,
                    authorised: renewed,
                } => {
                    repeats_refresh = renewed.is_some();
                    if let Some(renewed) = renewed {
                        refreshes += 1;
                        authorised = renewed;
                    }
                    last_cost = cost.or(last_cost);
                    failed = Some(judged);
                }
                Next::End => return Ended::Failed(judged, authorised),
                Next::NoToken(problem) => {
                    self.meta.effect = self.effect;
                    return Ended::NoToken(problem);
                }
            }
        }
    }

    /// Sends once. `None` is a success.
    async fn attempt(&mut self, number: u32, authorised: &Authorised) -> Option<Judged> {
        let operation = self.call.operation;
        let core = std::sync::Arc::clone(self.call.client.core());
        self.span = observe::attempt(number);
        let begun = self.begin(&core, number, authorised);
        let started = core.clock.instant();
        let mut outcome = {
            let sending = pin!(self.call.send(begun, authorised));
            observe::within(&self.span, sending).await
        };
        self.open = outcome.take_open();
        let elapsed = core.clock.instant().saturating_duration_since(started);
        self.call.fresh = outcome.makes_suspect();
        let judged = self
            .call
            .judge(self.codes, outcome, authorised, &mut self.meta);
        // A method that only reads leaves nothing behind.
        if judged.is_some() && is_safe(&self.call.method) {
            self.effect = self.meta.effect;
        } else if judged.is_some() {
            self.effect = self.effect.max(self.meta.effect);
        }
        if let (Some(rate), Some(_)) = (&core.send_rate, self.meta.status) {
            let verdict = judged.as_ref().map(|judged| judged.verdict);
            rate.answered(core.clock.instant(), verdict == Some(Verdict::Throttle));
        }
        // Most calls have one.
        self.meta.attempts.reserve_exact(1);
        self.meta.attempts.push(Attempt {
            number,
            status: self.meta.status,
            fault: judged.as_ref().and_then(Judged::fault),
            verdict: judged.as_ref().map(|judged| judged.verdict),
            wait: Duration::ZERO,
            request_id: self.meta.read.request_id.clone(),
            elapsed,
        });
        if let Some(attempt) = self.meta.attempts.last() {
            observe::classified(&self.span, attempt, judged.as_ref().and_then(|it| it.hint));
            core.hooks.classified(&Classified {
                operation,
                attempt,
                effect: judged.as_ref().map(|_| self.meta.effect),
            });
            observe::measure(&core.hooks, self.call.base(), &self.meta, judged.is_some());
        }
        judged
    }

    /// Hands the request over. Not in [`attempt`](Self::attempt), so that it lies in no future of ours.
    fn begin<'c>(&self, core: &'c Core, number: u32, authorised: &Authorised) -> Begun<'c> {
        let outgoing = self.call.outgoing(authorised);
        core.hooks.sending(&Sending {
            operation: self.call.operation,
            attempt: number,
            headers: outgoing.request.headers(),
        });
        Begun {
            progress: outgoing.request.body().progress(),
            head: core.transport.send(outgoing),
        }
    }

    /// Whether the attempt is repeated. Tokens of the budget are taken here.
    fn decide(
        &mut self,
        judged: &Judged,
        counted: u32,
        refreshes: u8,
        authorised: &Authorised,
    ) -> Decision {
        let call = &self.call;
        let core = call.client.core();
        let now = || core.clock.system_time();
        let facts = call.operation.idempotency;
        let key_remaining = facts
            .zip(self.meta.key.as_ref())
            .and_then(|(facts, key)| facts.key_remaining(key, now()));
        let decision = gate(
            &call.policy,
            &judged.evidence,
            &Situation {
                effect: self.meta.effect,
                repeat_safe: call.repeat_safe,
                replayable: call.is_replayable(),
                attempts: counted,
                can_refresh: authorised.can_refresh(refreshes),
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
            core.hooks.budget_rejected(call.operation);
        }
        decision
    }

    /// Waits, or refreshes the credential, or ends the call.
    async fn next(&mut self, decision: &Decision, authorised: &Authorised) -> Next {
        let core = std::sync::Arc::clone(self.call.client.core());
        if decision.stop.is_none() && decision.verdict == Verdict::Reauth {
            return match self.call.authorise(Some(authorised)).await {
                Ok(renewed) => {
                    self.retrying(decision);
                    Next::Again {
                        cost: None,
                        authorised: Some(renewed),
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
                authorised: None,
            },
        }
    }
}

impl Run {
    /// Tells the hooks of a repeat.
    fn retrying(&self, decision: &Decision) {
        if let Some(attempt) = self.meta.attempts.last() {
            self.call.client.core().hooks.retrying(&Retrying {
                operation: self.call.operation,
                attempt,
                verdict: decision.verdict,
                wait: decision.wait,
            });
        }
    }
}

impl Outcome {
    /// Whether the next attempt had better take another connection.
    fn makes_suspect(&self) -> bool {
        match self {
            Self::Answer(answer) => answer.status == 503,
            Self::Fault { .. } => true,
        }
    }
}
