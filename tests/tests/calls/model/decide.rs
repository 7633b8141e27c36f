//! The decision, written a second time from its description: what an attempt proves, what it asks for, whether the call is
//! repeated, after which wait and under which key, and how it ends.
//!
//! Where the description leaves something open, the choice is that of somebody who pays for what is done twice:
//!
//! - A key has to be known to the server when the repeat arrives, so its age is looked at for the end of the wait.
//! - A 408 proves nothing once the body was asked for, and a 499 nothing at all: whoever stands before the server may have
//!   handed the request on.
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
//! - A repeat with another token counts neither as an attempt nor as a retry for the growth of the wait.
//! - A token that runs out during a wait is renewed before the repeat; if that fails, the old one is sent.

use std::time::{Duration, SystemTime};

use faultcode_runtime::{
    Backoff, BackoffKind, Beyond, Code, Effect, HintUse, Idempotent, Jitter, KeyFact, KeyMode,
    Method, Replays, Retry, RetryPolicy, StatusRange, StopReason, TransportKind, Verdict,
};

use super::catalogue::CODES;
use super::told::Place;
use super::world::{
    ATTEMPT, Answer, Attempt, Bucket, Call, Change, Credential, Ended, Event, Issued, Key, Outcome,
    Request, START, Schedule, Sent, Shape, Spoken, What,
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

/// What one attempt shows.
struct Found {
    status: Option<u16>,
    fault: Option<TransportKind>,
    outcome: Outcome,
    effect: Effect,
    verdict: Verdict,
    /// Whether the server asks for the repeat by its header.
    demanded: bool,
    hint: Option<Duration>,
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
        match self.key(call) {
            Ok(key) => run.key = key,
            Err((outcome, key)) => {
                run.key = key;
                run.outcome = Some(outcome);
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
                run.outcome = Some(Outcome::Transport(TransportKind::Timeout.as_str()));
                run.stop = Some(StopReason::DeadlineExceeded);
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
                        run.hint = None;
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

    fn scheme(&self) -> &'static faultcode_runtime::Scheme {
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

    /// What the attempt shows; or the status of its success, and whether that can be read.
    fn found(
        &self,
        call: &Call,
        policy: &RetryPolicy,
        event: &Event,
        keyed: bool,
    ) -> Result<Found, (u16, Outcome)> {
        let broken = |kind, answer: Option<&Answer>, effect| {
            let of_status = answer.and_then(|it| self.of_status(policy, it.status));
            let verdict = match (network(kind), policy.network_on) {
                (_, _) if of_status.is_some() => of_status.unwrap_or(Verdict::Never),
                (Network::Connect, on) if on.connect => Verdict::Transient,
                (Network::Timeout, on) if on.timeout => Verdict::Transient,
                (Network::Reset, on) if on.reset => Verdict::Transient,
                _ => Verdict::Never,
            };
            // Nobody says of a success that it may be done again.
            let head = answer.filter(|it| it.status >= 300 || it.should_retry != Some("true"));
            let (verdict, demanded) = commanded(policy, head, verdict);
            Ok(Found {
                status: answer.map(|it| it.status),
                fault: Some(kind),
                outcome: Outcome::Transport(kind.as_str()),
                effect,
                verdict,
                demanded,
                hint: answer.and_then(|it| self.hint(policy, it, verdict, false)),
            })
        };
        match &event.what {
            What::Fault(kind) => broken(*kind, None, effect_of_fault(*kind)),
            What::Unstarted => broken(TransportKind::Refused, None, Effect::NotSent),
            What::Silence => broken(TransportKind::Timeout, None, Effect::MaybeApplied),
            What::Broken(answer, kind) => broken(*kind, Some(answer), Effect::MaybeApplied),
            What::Answer(answer) => {
                let success = (200..300).contains(&answer.status);
                match answer.body {
                    Shape::Success if success => return Err((answer.status, Outcome::Success)),
                    Shape::Misfit | Shape::Empty if success => {
                        return Err((answer.status, Outcome::Decode));
                    }
                    Shape::Truncated if success => {
                        let kind = TransportKind::BodyInterrupted;
                        return broken(kind, Some(answer), Effect::MaybeApplied);
                    }
                    _ => {}
                }
                Ok(self.answered(call, policy, answer, event.takes_body, keyed))
            }
        }
    }

    /// What an answer shows that is no success.
    fn answered(
        &self,
        call: &Call,
        policy: &RetryPolicy,
        answer: &Answer,
        taken: bool,
        keyed: bool,
    ) -> Found {
        let status = answer.status;
        let operation = self.schedule.stated.operation;
        let known = match (answer.body, answer.code) {
            (Shape::Error, Some(Spoken::Known(index))) => Some(index),
            _ => None,
        };
        let code: Option<&Code> = known.map(|index| &CODES[index]);
        let entry = self.entry(status);
        let redirect = (300..400).contains(&status);
        let about_key = self.about_key(status, code).filter(|_| keyed && !redirect);

        let stated = code.and_then(|it| it.effect).filter(|_| !redirect);
        let effect = if let Some(effect) = stated {
            effect
        } else if about_key.is_some() {
            Effect::MaybeApplied
        } else if let Some(effect) = entry.filter(|_| code.is_none()).and_then(|it| it.effect) {
            effect
        } else {
            match status {
                301..=303 if !self.reads() => Effect::MaybeApplied,
                408 | 499 if status == 499 || taken || call.body == Sent::Nothing => {
                    Effect::MaybeApplied
                }
                300..=499 => Effect::Rejected,
                _ => Effect::MaybeApplied,
            }
        };

        let asked = if redirect {
            Verdict::Never
        } else {
            self.asked(policy, status, code, about_key)
        };
        let (mut verdict, mut demanded) = match redirect {
            true => (asked, false),
            false => commanded(policy, Some(answer), asked),
        };
        let failed_for_good = operation.idempotency.filter(|_| keyed).is_some_and(|it| {
            let marked =
                it.replayed_header.is_some() && answer.replayed.is_some_and(|it| it != "false");
            let kept =
                matches!(it.replays, Some(Replays::Executed | Replays::All)) && status == 500;
            let stated = |it: &Code| word(it.retry).or_else(|| self.refreshes(it)).is_some();
            marked || (kept && !code.is_some_and(stated) && !entry.is_some_and(stated))
        });
        if failed_for_good && !redirect {
            (verdict, demanded) = (Verdict::Never, false);
        }
        Found {
            status: Some(status),
            fault: redirect.then_some(TransportKind::UnexpectedRedirect),
            outcome: match redirect {
                true => Outcome::Transport(TransportKind::UnexpectedRedirect.as_str()),
                false => Outcome::Api(known),
            },
            effect,
            verdict,
            demanded,
            hint: self.hint(policy, answer, verdict, answer.body == Shape::Error),
        }
    }

    /// What the rules from the code's down to the status' say.
    fn asked(
        &self,
        policy: &RetryPolicy,
        status: u16,
        code: Option<&Code>,
        about_key: Option<Verdict>,
    ) -> Verdict {
        code.and_then(|it| word(it.retry))
            .or_else(|| code.and_then(|it| self.refreshes(it)))
            .or(about_key)
            .or_else(|| self.of_status(policy, status))
            .unwrap_or(Verdict::Never)
    }

    /// Whether the scheme lists the code among those that ask for a new token.
    fn refreshes(&self, code: &Code) -> Option<Verdict> {
        let name = code.code.unwrap_or_default();
        let listed = self.scheme().refresh_codes.contains(&name);
        listed.then_some(Verdict::Reauth)
    }

    /// What the entry of a status, the scheme and the lists of the policy say of it.
    fn of_status(&self, policy: &RetryPolicy, status: u16) -> Option<Verdict> {
        let on = |ranges: &[StatusRange], verdict| covers(ranges, status).then_some(verdict);
        let entry = self.entry(status);
        entry
            .and_then(|it| word(it.retry))
            .or_else(|| on(self.scheme().refresh_statuses, Verdict::Reauth))
            .or_else(|| on(policy.throttle_on, Verdict::Throttle))
            .or_else(|| on(policy.transient_on, Verdict::Transient))
    }

    /// The entry of a status: the narrowest that covers it.
    fn entry(&self, status: u16) -> Option<&'static Code> {
        let entries = self.schedule.stated.operation.statuses.iter();
        entries
            .filter(|it| covers(it.status, status))
            .min_by_key(|it| it.status[0].last - it.status[0].first)
    }

    /// What the answer says of the key.
    fn about_key(&self, status: u16, code: Option<&Code>) -> Option<Verdict> {
        let facts = self.schedule.stated.operation.idempotency?;
        let fits = |fact: Option<KeyFact>| match (fact?.status, fact?.code) {
            (Some(wanted), None) => Some(code.is_none() && wanted == status),
            (wanted, Some(text)) => {
                let same = code.is_some_and(|it| it.code == Some(text));
                Some(same && wanted.is_none_or(|it| it == status))
            }
            (None, None) => None,
        };
        if fits(facts.mismatch) == Some(true) {
            return Some(Verdict::Never);
        }
        (fits(facts.in_flight) == Some(true)).then_some(Verdict::InFlight)
    }

    /// The first usable wait that the answer asks for, or the one that stands in for it. `body`: whether one arrived that can
    /// be read.
    fn hint(
        &self,
        policy: &RetryPolicy,
        answer: &Answer,
        verdict: Verdict,
        body: bool,
    ) -> Option<Duration> {
        let clocks = answer.clocks(self.now);
        let throttled = verdict == Verdict::Throttle;
        let spent = answer.left() == Some(0);
        let applies = |place| match place {
            Place::EnvelopeReset | Place::RateLimit => throttled,
            Place::Reset => throttled || spent,
            _ => true,
        };
        let told = policy.hints.sources.iter().find_map(|source| {
            let place = Place::of(source);
            let told = answer.told.iter().find(|it| it.at == place)?;
            let read = applies(place) && (body || !place.is_in_body());
            told.form.wait(&clocks).filter(|_| read)
        });
        told.or_else(|| policy.hints.missing.filter(|_| throttled))
    }

    /// A success may say when to ask again, as with 202; only the header made for that counts.
    fn hint_of_success(&self, policy: &RetryPolicy, event: &Event) -> Option<Duration> {
        let What::Answer(answer) = &event.what else {
            return None;
        };
        let stated = answer.told.iter().any(|it| it.at == Place::RetryAfter);
        let hint = || self.hint(policy, answer, Verdict::Never, false);
        stated.then(hint).flatten()
    }

    /// The wait and the cost of a repeat; or the gate that closes, and what is waited all the same.
    fn gate(
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

/// What decides beside the attempt itself.
struct Situation {
    safe: bool,
    replayable: bool,
    counted: u32,
    can_refresh: bool,
    key_made: Option<Duration>,
    deadline: Option<Duration>,
    repeat: u32,
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

fn covers(ranges: &[StatusRange], status: u16) -> bool {
    ranges
        .iter()
        .any(|it| (it.first..=it.last).contains(&status))
}

fn word(retry: Retry) -> Option<Verdict> {
    match retry {
        Retry::Auto => None,
        Retry::Never | Retry::NewKey => Some(Verdict::Never),
        Retry::Transient => Some(Verdict::Transient),
        Retry::Throttle => Some(Verdict::Throttle),
        Retry::Reauth => Some(Verdict::Reauth),
        Retry::InFlight => Some(Verdict::InFlight),
    }
}

/// The rule that goes before all others but the replayed answer.
fn commanded(policy: &RetryPolicy, answer: Option<&Answer>, asked: Verdict) -> (Verdict, bool) {
    let says = policy
        .should_retry_header
        .and(answer)
        .and_then(|it| it.should_retry);
    match says {
        Some("false") => (Verdict::Never, false),
        Some("true") if asked == Verdict::Never => (Verdict::Transient, true),
        Some("true") => (asked, true),
        _ => (asked, false),
    }
}

enum Network {
    Connect,
    Timeout,
    Reset,
    Permanent,
}

fn network(kind: TransportKind) -> Network {
    use TransportKind as K;
    match kind {
        K::Dns | K::Connect | K::ConnectTimeout | K::Tls | K::Refused => Network::Connect,
        K::Timeout | K::Stalled => Network::Timeout,
        K::Reset | K::BodyInterrupted => Network::Reset,
        _ => Network::Permanent,
    }
}

fn effect_of_fault(kind: TransportKind) -> Effect {
    match (network(kind), kind) {
        (Network::Connect, _) | (_, TransportKind::Certificate | TransportKind::Proxy) => {
            Effect::NotSent
        }
        _ => Effect::MaybeApplied,
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

impl Event {
    /// What every request meets for which nothing is scripted.
    pub fn success() -> Self {
        Self {
            took: Duration::ZERO,
            takes_body: true,
            what: What::Answer(Answer {
                status: 200,
                code: None,
                body: Shape::Success,
                should_retry: None,
                replayed: None,
                told: Vec::new(),
                date: None,
                remaining: None,
            }),
        }
    }

    /// A request to which nothing comes until the time of the attempt is over.
    pub fn silence() -> Self {
        Self {
            took: ATTEMPT,
            what: What::Silence,
            ..Self::success()
        }
    }
}
