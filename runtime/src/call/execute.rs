//! One call from start to end: the loop over its attempts. Nothing here is generic, so it is compiled once.

mod attempt;
mod authorise;
mod classify;
mod end;
mod ended;
#[cfg(feature = "keys")]
mod keep;
mod next;
mod peek;
mod prepare;
mod turn;

use std::pin::pin;
use std::time::Duration;

pub(crate) use end::cut;
pub(crate) use prepare::path_and_query;

use self::attempt::{Begun, Outcome, Watched};
pub(crate) use self::authorise::Authorised;
use self::authorise::Unauthorised;
use self::classify::Judged;
use self::ended::Ended;
use self::next::Next;
use self::prepare::Prepared;
use crate::call::answered::Answered;
use crate::call::client::{Core, Seen, Sending, SignError, TooLate};
use crate::call::error::Failed;
use crate::call::idempotency::{self, IdempotencyKey, KeyError};
use crate::call::meta::{Attempt, Meta};
use crate::call::observe;
use crate::call::request::{BuildError, Request};
use crate::facts::{Code, Effect, StopReason};
use crate::model::scrub::scrub_body;
use crate::policy::retry::is_safe;
use crate::transport::IncomingBody;

/// Runs a call: a success, or the reason why it has none.
pub(crate) async fn execute(
    request: Box<Request>,
    codes: &'static [&'static Code],
) -> Result<Answered, Failed> {
    #[cfg(feature = "blocking")]
    if crate::transport::blocking::is_too_deep() {
        let meta = Box::new(Meta::new(request.operation));
        return Err(Failed::build(BuildError::BlockedWithin, meta));
    }
    let span = observe::call(request.operation, &request.client.core().base);
    let mut outcome = observe::within(&span, pin!(run(request, codes))).await;
    observe::ended(&span, outcome.as_ref().map(|answered| &*answered.meta));
    if let Ok(answered) = &mut outcome {
        answered.span = span;
    }
    outcome
}

async fn run(request: Box<Request>, codes: &'static [&'static Code]) -> Result<Answered, Failed> {
    // In a box of its own: the future of every call would hold what few calls need.
    #[cfg(feature = "keys")]
    if keep::may_keep(&request) {
        return Box::pin(run_kept(request, codes)).await;
    }
    run_once(request, codes).await
}

#[cfg(feature = "keys")]
async fn run_kept(
    mut request: Box<Request>,
    codes: &'static [&'static Code],
) -> Result<Answered, Failed> {
    // What earlier calls of the same name did is added here to whatever this one does, and nowhere else.
    let Some(kept) = keep::claim(&mut request).await? else {
        return run_once(request, codes).await;
    };
    let mut outcome = run_once(request, codes).await;
    kept.settle(&mut outcome).await;
    outcome
}

/// Runs a call whose key is settled.
async fn run_once(
    request: Box<Request>,
    codes: &'static [&'static Code],
) -> Result<Answered, Failed> {
    // Both by reference: what an asynchronous function takes by value, its future holds twice.
    let mut run = match Run::new(request, codes) {
        Ok(run) => run,
        Err(failed) => return Err(failed),
    };
    let ended = run.attempts().await;
    run.settle(ended)
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
    /// What the next attempt is sent with. Here like the next field, since every call's future would hold it otherwise.
    authorised: Authorised,
    /// The attempt before, which failed.
    failed: Option<Judged>,
    /// What observers know it by.
    number: u64,
}

impl Run {
    fn new(mut request: Box<Request>, codes: &'static [&'static Code]) -> Result<Self, Failed> {
        let mut meta = Box::new(Meta::new(request.operation));
        match prepare::prepare(&mut request) {
            Ok(call) => Ok(Self {
                number: call.client.core().observers.number_of_call(),
                call,
                codes,
                meta,
                span: tracing::Span::none(),
                open: None,
                effect: Effect::NotSent,
                authorised: Authorised::default(),
                failed: None,
            }),
            Err(problem) => {
                // A key that the operation does not take is none of the call.
                let takes_key =
                    |_: &IdempotencyKey| !matches!(problem, BuildError::Key(KeyError::NotTaken));
                meta.key = request.key.take().filter(takes_key);
                Err(Failed::build(problem, meta))
            }
        }
    }

    async fn attempts(&mut self) -> Ended {
        self.meta.key = self.call.key.clone();
        // Nobody is asked for a token that cannot be used any more.
        if self.call.remaining().is_some_and(|left| left.is_zero()) {
            return Ended::TooLate;
        }
        let Ok(_place) = self.call.place().await else {
            return Ended::TooLate;
        };
        match self.call.authorise(None).await {
            Ok(authorised) => self.authorised = authorised,
            Err(problem) => return Ended::NoToken(problem.problem()),
        }
        if self.call.remaining().is_some_and(|left| left.is_zero()) {
            return Ended::TooLate;
        }
        let mut refreshes = 0_u8;
        let mut last_cost = None;
        loop {
            if self.turn().await.is_err() {
                return self.ends(StopReason::DeadlineExceeded, Ended::TooLate);
            }
            // Token and turn may have been long in coming, and the server may have forgotten the key by now.
            if self.key_has_expired() {
                return self.ends(
                    StopReason::KeyExpired,
                    Ended::NoToken(KeyError::Expired.into()),
                );
            }
            let judged = match self.attempt().await {
                Ok(Some(judged)) => judged,
                Ok(None) => {
                    if let Some(costs) = &self.call.policy.budget {
                        self.call.budget.settle(costs, last_cost);
                    }
                    return Ended::Answered;
                }
                Err(problem) => {
                    self.meta.effect = self.effect;
                    return Ended::NoToken(BuildError::Signing(problem));
                }
            };
            let decision = self.decide(&judged, refreshes);
            self.failed = Some(judged);
            let renewed = match self.next(&decision).await {
                Next::Again { cost, renewed } => {
                    last_cost = cost.or(last_cost);
                    renewed
                }
                Next::End => return Ended::Failed,
                Next::NoToken(problem) => {
                    self.meta.effect = self.effect;
                    return Ended::NoToken(problem);
                }
            };
            if let Some(renewed) = renewed {
                refreshes = refreshes.saturating_add(1);
                self.authorised = renewed;
                continue;
            }
            if self.authorise_again().await.is_err() {
                return self.ends(StopReason::DeadlineExceeded, Ended::TooLate);
            }
        }
    }

    /// Waits until the next request may go, with the credentials that there are then.
    async fn turn(&mut self) -> Result<(), TooLate> {
        while self.call.turn().await? {
            let clock = &self.call.client.core().clock;
            let before = clock.instant();
            self.authorise_again().await?;
            // A new token was waited for: meanwhile others have gone.
            if self.call.client.core().clock.instant() == before {
                break;
            }
        }
        Ok(())
    }

    /// Takes the credentials as they are after a wait: a token may have run out, or been replaced. Boxed: few calls come here,
    /// and every call's future would hold it.
    async fn authorise_again(&mut self) -> Result<(), TooLate> {
        match Box::pin(self.call.authorise(None)).await {
            Ok(current) => self.authorised = current,
            Err(Unauthorised::Deadline) => return Err(TooLate),
            // What the server thinks of the last one, it says itself.
            Err(_) => self.call.take_newest(&mut self.authorised),
        }
        Ok(())
    }

    /// Ends before another attempt: with the failure of the last one, or as it is said where there was none.
    fn ends(&mut self, stop: StopReason, before_any: Ended) -> Ended {
        self.meta.stop = Some(stop);
        match self.failed {
            Some(_) => Ended::Failed,
            None => before_any,
        }
    }

    /// Whether the server no longer knows the key of a request that it may have seen: one that is repeated, or of an earlier
    /// call.
    fn key_has_expired(&self) -> bool {
        let seen = self.failed.is_some() || self.call.key_is_given;
        let facts = self.call.operation.idempotency.filter(|_| seen);
        let now = || self.call.client.core().clock.system_time();
        let left = facts
            .zip(self.meta.key.as_ref())
            .and_then(|(facts, key)| idempotency::remaining(facts, key, now()));
        left.is_some_and(|left| left.is_zero())
    }

    /// Sends once. `None` is a success.
    ///
    /// # Errors
    ///
    /// The request could not be signed, and was not sent.
    async fn attempt(&mut self) -> Result<Option<Judged>, SignError> {
        let core = self.call.client.core();
        let number = self.attempted().saturating_add(1);
        self.span = observe::attempt(number);
        // Who signs and who tells of traces is within the span of the attempt.
        let begun = self.span.in_scope(|| self.begin(core, number))?;
        let started = core.clock.instant();
        let mut outcome = {
            let sending = pin!(self.call.send(begun, &mut self.authorised));
            observe::within(&self.span, sending).await
        };
        self.open = outcome.take_open();
        self.call.fresh = outcome.makes_suspect();
        let core = self.call.client.core();
        let elapsed = core.clock.instant().saturating_duration_since(started);
        let judged = self
            .call
            .judge(self.codes, outcome, &self.authorised, &mut self.meta);
        // A method that only reads leaves nothing behind.
        if judged.is_some() && is_safe(&self.call.method) {
            self.effect = self.meta.effect;
        } else if judged.is_some() {
            self.effect = self.effect.max(self.meta.effect);
        }
        // Most calls have one.
        self.meta.attempts.reserve_exact(1);
        let number = self.attempted().saturating_add(1);
        self.meta.attempts.push(Attempt {
            number,
            status: self.meta.status,
            fault: judged.as_ref().and_then(Judged::fault),
            verdict: judged.as_ref().map(|judged| judged.verdict),
            wait: Duration::ZERO,
            // Moved: whoever asks the call for it looks here.
            request_id: self.meta.read.request_id.take(),
            elapsed,
        });
        if let Some(attempt) = self.meta.attempts.last() {
            observe::classified(&self.span, attempt, judged.as_ref().and_then(|it| it.hint));
            let base = self.call.base();
            observe::attempt_ended(
                &core.observers,
                base,
                self.number,
                &self.meta,
                judged.is_some(),
                |limit| {
                    let body = String::from_utf8_lossy(&self.meta.body);
                    self.authorised
                        .with_secrets(|secrets| scrub_body(&body, secrets, limit))
                },
            );
        }
        Ok(judged)
    }

    /// How many attempts have ended.
    fn attempted(&self) -> u32 {
        u32::try_from(self.meta.attempts.len()).unwrap_or(u32::MAX)
    }

    /// Hands the request over. Not in [`attempt`](Self::attempt), so that it lies in no future of ours.
    fn begin<'c>(&self, core: &'c Core, number: u32) -> Result<Begun<'c>, SignError> {
        let outgoing = self.call.outgoing(&self.authorised)?;
        core.observers.see(&Seen::Sending(Sending {
            operation: self.call.operation,
            attempt: number,
            headers: outgoing.request.headers(),
        }));
        Ok(Begun {
            sent: Watched::new(&outgoing),
            head: core.transport.send(outgoing),
        })
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
