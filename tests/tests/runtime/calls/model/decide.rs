//! The decision, written a second time from its description: what an attempt proves, what it asks for, whether the call is
//! repeated, after which wait and under which key, and how it ends. The steps of a call stand together.
//!
//! Where the description leaves something open, the choice is that of somebody who pays for what is done twice:
//!
//! - A key has to be known to the server when the repeat arrives, so its age is looked at for the end of the wait.
//! - A 408 proves nothing once the body was asked for, and a body in memory goes out with its head; a 460 or 499 proves nothing
//!   at all: whoever stands before the server may have handed the request on.
//! - Every limit of a call holds, so the earliest ends it: the caller's or else the client's, and the policy's.
//! - A header that says `true` turns "no" into "transient"; a more exact verdict keeps its own wait.
//! - Of a body that breaks off there is a head: its status, its hints and the header of the policy count. `true` counts only
//!   where the status is no success, since nobody says of a success that it may be done again.
//! - What an answer says of a key is of no concern to a call that has none.
//! - A wait that the document puts in place of a missing hint is a hint in every respect.
//! - A known code without a word of its own asks the entry of its status what to do, and not what was done: the entry speaks of
//!   answers without a known code, and "nothing was done" is not to be had from hearsay.
//! - An entry of a status does not say what was done where the answer is about the key: an earlier request exists.
//! - A success that does not fit its type succeeded as far as server, budget and log are concerned.
//! - A name is not taken for a call whose time is over before it begins: it has no key, unless its record has one.
//! - A repeat with another token counts neither as an attempt nor as a retry for the growth of the wait.
//! - A token that runs out during a wait is renewed before the repeat; if that fails, the old one is sent.

#[path = "gates.rs"]
mod gates;
#[path = "judge.rs"]
mod judge;

use std::time::{Duration, SystemTime};

use faultcode_runtime::document::{KeyMode, Method};
use faultcode_runtime::errors::{StopReason, TransportErrorKind, Verdict};
use faultcode_runtime::retry::Idempotent;
use faultcode_runtime::{Effect, RetryPolicy};

use self::gates::Situation;
use self::judge::Found;
use super::world::{
    Attempt, Bucket, Call, Change, Credential, Ended, Event, Issued, Key, Outcome, Request, START,
    Schedule, Sent, What,
};

/// What outlives a call.
pub struct Model<'s> {
    schedule: &'s Schedule,
    /// The wall clock, since 1970.
    now: Duration,
    bucket: Option<(u32, u32)>,
    bucket_is_made: bool,
    source: Source,
    record: Option<Record>,
    keys_made: usize,
}

#[derive(Default)]
struct Source {
    asked: usize,
    /// The number of the token and when it ends.
    token: Option<(usize, Option<Duration>)>,
    refreshed: Option<Duration>,
    down_until: Option<Duration>,
    revoked: bool,
}

#[derive(Clone, Copy)]
struct Record {
    key: Key,
    made: Duration,
    done: bool,
}

impl<'s> Model<'s> {
    pub fn new(schedule: &'s Schedule) -> Self {
        let bucket = match schedule.budget {
            Bucket::Holding { capacity, tokens } => Some((capacity, tokens.min(capacity))),
            Bucket::Own | Bucket::Unlimited => None,
        };
        Self {
            schedule,
            now: START,
            bucket,
            bucket_is_made: schedule.budget != Bucket::Own,
            source: Source::default(),
            record: None,
            keys_made: 0,
        }
    }

    fn policy(&self, call: &Call) -> RetryPolicy {
        let stated = self.schedule.stated.policy;
        match (call.policy, self.schedule.change) {
            (Some(policies), _) | (None, Change::Replaced(policies)) => policies.modelled,
            (None, Change::Attempts(attempts)) => RetryPolicy {
                max_attempts: attempts,
                ..stated
            },
            (None, Change::Nothing) => stated,
        }
    }

    /// How the call ends.
    pub fn end(&mut self, call: &Call) -> Ended {
        self.now += call.after;
        let policy = self.policy(call);
        let limit = call.timeout.or(self.schedule.call_timeout);
        let limits = limit.into_iter().chain(policy.max_elapsed);
        let deadline = limits.min().map(|limit| self.now + limit);
        let mut run = Run::default();
        let before = self.record;
        if call.named && before.is_none() && deadline.is_some_and(|end| self.now >= end) {
            run.end_late();
        } else {
            match self.key(call) {
                Ok(key) => run.key = key,
                Err((outcome, key)) => {
                    run.key = key;
                    run.outcome = Some(outcome);
                }
            }
        }
        if run.outcome.is_none() {
            // A policy that affords nothing has no share in the client's own bucket.
            let costs = policy.budget.filter(|it| it.capacity > 0);
            if let (false, Some(costs)) = (self.bucket_is_made, costs) {
                self.bucket = Some((costs.capacity, costs.capacity));
                self.bucket_is_made = true;
            }
            self.attempts(call, &policy, deadline, &mut run);
        }
        let done = run.outcome == Some(Outcome::Success);
        if call.named {
            self.keep(before, run.effect);
            if let Some(record) = before.filter(|_| !done) {
                let left = match record.done {
                    true => Effect::Applied,
                    false => Effect::MaybeApplied,
                };
                run.effect = worse(run.effect, left);
            }
        }
        Ended {
            outcome: run.outcome.expect("every call ends"),
            effect: run.effect,
            verdict: run.verdict,
            stop: run.stop,
            status: run.status,
            attempts: run.attempts,
            requests: run.requests,
            retry_after: run.hint,
            key: run.key.map(|(key, _)| key),
            tokens: self.bucket.map(|(_, tokens)| tokens),
        }
    }

    /// What stays of a named call.
    fn keep(&mut self, before: Option<Record>, effect: Effect) {
        match (before, effect) {
            (_, Effect::Applied) => {
                if let Some(record) = &mut self.record {
                    record.done = true;
                }
            }
            (None, Effect::NotSent | Effect::Rejected) => self.record = None,
            _ => {}
        }
    }

    /// The key and when it was made, or why the call is not sent.
    #[expect(
        clippy::type_complexity,
        reason = "the key is reported with the refusal"
    )]
    fn key(
        &mut self,
        call: &Call,
    ) -> Result<Option<(Key, Option<Duration>)>, (Outcome, Option<(Key, Option<Duration>)>)> {
        let Some(facts) = self.schedule.stated.operation.idempotency else {
            return match &call.key {
                Some(_) => Err((Outcome::KeyNotTaken, None)),
                None => Ok(None),
            };
        };
        let key = match (&call.key, facts.mode) {
            (Some(_), KeyMode::None) => return Err((Outcome::KeyNotTaken, None)),
            (None, KeyMode::None | KeyMode::Optional) => return Ok(None),
            (None, KeyMode::Required) => return Err((Outcome::KeyRequired, None)),
            (Some(key), _) => {
                let since = |at: SystemTime| at.duration_since(SystemTime::UNIX_EPOCH).ok();
                let made = key.created().and_then(since);
                (Key::Given, made)
            }
            (None, KeyMode::Auto) => match self.record.filter(|_| call.named) {
                Some(record) => (record.key, Some(record.made)),
                None => {
                    self.keys_made += 1;
                    (Key::Made(self.keys_made), Some(self.now))
                }
            },
        };
        if call.named && self.record.is_none() {
            let made = self.now;
            let key = key.0;
            self.record = Some(Record {
                key,
                made,
                done: false,
            });
        }
        match (facts.ttl, key.1) {
            (Some(ttl), Some(made)) if self.now.saturating_sub(made) >= ttl => {
                Err((Outcome::KeyExpired, Some(key)))
            }
            _ => Ok(Some(key)),
        }
    }

    fn attempts(
        &mut self,
        call: &Call,
        policy: &RetryPolicy,
        deadline: Option<Duration>,
        run: &mut Run,
    ) {
        let mut events = call.events.iter();
        let (mut counted, mut repeats, mut refreshes) = (0, 0, 0);
        let mut last_cost = None;
        let (mut fresh, mut begun) = (false, false);
        loop {
            if deadline.is_some_and(|end| self.now >= end) {
                run.end_late();
                return;
            }
            // A token may have run out during a wait; if there is no other, the server is asked what it thinks of it.
            let Some(token) = self.token(None).or(run.requests.last().map(|it| it.token)) else {
                run.outcome = Some(Outcome::NoToken);
                return;
            };
            // A request that provably never left is sent again, twice at most, and on a new connection.
            let mut left = if policy.max_attempts > 1 { 2 } else { 0 };
            let event = loop {
                run.requests.push(Request {
                    key: run.key.map(|(key, _)| key),
                    token,
                    fresh,
                });
                let event = events.next().cloned().unwrap_or_else(Event::success);
                self.now += event.took;
                if !matches!(event.what, What::Unstarted) || left == 0 {
                    break event;
                }
                left -= 1;
                fresh = true;
            };
            begun |= call.body == Sent::Once && event.takes_body;
            counted += 1;
            let found = match self.found(call, policy, &event, run.key.is_some()) {
                Ok(found) => found,
                Err((status, outcome)) => {
                    run.end_well(status, outcome);
                    run.hint = self.hint_of_success(policy, &event);
                    if let (Some((capacity, tokens)), Some(costs)) =
                        (&mut self.bucket, policy.budget)
                    {
                        let back = last_cost.unwrap_or(costs.refill);
                        *tokens = tokens.saturating_add(back).min(*capacity);
                    }
                    return;
                }
            };
            run.take(&found, self.reads());
            let renewable = matches!(self.schedule.credential, Credential::Source(_));
            let can_refresh = renewable && refreshes < self.scheme().max_refreshes;
            let situation = Situation {
                safe: self.is_safe(policy, run.key.is_some()),
                replayable: !begun,
                counted: counted - u32::from(refreshes),
                can_refresh,
                key_made: run.key.and_then(|(_, made)| made),
                deadline,
                repeat: repeats + 1,
            };
            match self.gate(policy, &found, &situation) {
                Err((stop, wait)) => {
                    self.now += wait;
                    run.waited(wait);
                    run.stop = Some(stop);
                    run.outcome = Some(found.outcome);
                    return;
                }
                Ok((wait, _)) if found.verdict == Verdict::Reauth => {
                    debug_assert!(wait.is_zero());
                    refreshes += 1;
                    if self.has_just_refreshed() {
                        run.stop = Some(StopReason::NotRetryable);
                        run.outcome = Some(found.outcome);
                        return;
                    }
                    if self.token(Some(token)).is_none() {
                        run.outcome = Some(Outcome::NoToken);
                        return;
                    }
                }
                Ok((wait, cost)) => {
                    self.now += wait;
                    run.waited(wait);
                    repeats += 1;
                    last_cost = cost;
                }
            }
            fresh = found.fault.is_some() || found.status == Some(503);
        }
    }

    fn reads(&self) -> bool {
        is_read(self.schedule.stated.operation.method)
    }

    fn is_safe(&self, policy: &RetryPolicy, keyed: bool) -> bool {
        let method = self.schedule.stated.operation.method;
        let by_method = is_read(method) || matches!(method, Method::Put | Method::Delete);
        match policy.idempotent {
            Idempotent::True => true,
            Idempotent::Auto => keyed || by_method,
            Idempotent::False => keyed,
        }
    }

    fn scheme(&self) -> &'static faultcode_runtime::document::Scheme {
        self.schedule.stated.operation.security[0][0].scheme
    }

    /// A token for the next request; `refused` is one that the server did not take. `None`: there is none to be had.
    fn token(&mut self, refused: Option<usize>) -> Option<usize> {
        let Credential::Source(answers) = &self.schedule.credential else {
            return Some(0);
        };
        let (now, early) = (self.now, self.has_just_refreshed());
        let source = &mut self.source;
        if let (Some((number, ends)), None) = (source.token, refused) {
            let near = ends.is_some_and(|ends| now + Duration::from_secs(10) >= ends);
            if !near || early {
                return Some(number);
            }
        }
        if source.revoked || source.down_until.is_some_and(|until| now < until) {
            return None;
        }
        let answer = answers.get(source.asked).copied();
        source.asked += 1;
        match answer.unwrap_or(Issued::Token(None)) {
            Issued::Token(lifetime) => {
                source.refreshed = source.token.map(|_| now);
                source.token = Some((source.asked, lifetime.map(|it| now + it)));
                Some(source.asked)
            }
            Issued::Down => {
                source.down_until = Some(now + Duration::from_secs(1));
                None
            }
            Issued::Revoked => {
                source.revoked = true;
                None
            }
        }
    }

    /// Whether the server refuses what was issued a moment ago.
    fn has_just_refreshed(&self) -> bool {
        let lately = |at: Duration| self.now < at + Duration::from_secs(10);
        self.source.refreshed.is_some_and(lately)
    }
}

/// A call on its way.
struct Run {
    outcome: Option<Outcome>,
    effect: Effect,
    verdict: Option<Verdict>,
    stop: Option<StopReason>,
    status: Option<u16>,
    attempts: Vec<Attempt>,
    requests: Vec<Request>,
    hint: Option<Duration>,
    key: Option<(Key, Option<Duration>)>,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            outcome: None,
            effect: Effect::NotSent,
            verdict: None,
            stop: None,
            status: None,
            attempts: Vec::new(),
            requests: Vec::new(),
            hint: None,
            key: None,
        }
    }
}

impl Run {
    fn take(&mut self, found: &Found, reads: bool) {
        self.attempts.push(Attempt {
            status: found.status,
            fault: found.fault,
            verdict: Some(found.verdict),
            wait: Duration::ZERO,
        });
        self.effect = match reads {
            true => found.effect,
            false => worse(self.effect, found.effect),
        };
        self.verdict = Some(found.verdict);
        self.status = found.status;
        self.hint = found.hint;
    }

    fn waited(&mut self, wait: Duration) {
        if let Some(line) = self.attempts.last_mut() {
            line.wait = wait;
        }
    }

    /// Nobody is asked any more.
    fn end_late(&mut self) {
        self.outcome = Some(Outcome::Transport(TransportErrorKind::Timeout.as_str()));
        self.stop = Some(StopReason::DeadlineExceeded);
    }

    fn end_well(&mut self, status: u16, outcome: Outcome) {
        self.attempts.push(Attempt {
            status: Some(status),
            fault: None,
            verdict: None,
            wait: Duration::ZERO,
        });
        self.outcome = Some(outcome);
        self.effect = Effect::Applied;
        self.verdict = None;
        self.status = Some(status);
        self.hint = None;
    }
}

fn worse(one: Effect, other: Effect) -> Effect {
    let rank = |it| match it {
        Effect::NotSent => 0,
        Effect::Rejected => 1,
        Effect::MaybeApplied => 2,
        Effect::Applied => 3,
    };
    if rank(one) < rank(other) { other } else { one }
}

fn is_read(method: Method) -> bool {
    matches!(
        method,
        Method::Get | Method::Head | Method::Options | Method::Trace | Method::Other("QUERY")
    )
}
