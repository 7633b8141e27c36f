//! What one attempt shows: what the server may have done, and what the answer or the fault asks for.

use std::time::Duration;

use faultcode_runtime::document::{Code, KeyFact, StatusRange};
use faultcode_runtime::errors::{TransportErrorKind, Verdict};
use faultcode_runtime::retry::{Replays, Retry};
use faultcode_runtime::{Effect, RetryPolicy};

use super::super::catalogue::CODES;
use super::super::told::Place;
use super::super::world::{Answer, Call, Event, Outcome, Sent, Shape, Spoken, What};
use super::Model;

/// What one attempt shows.
pub struct Found {
    pub status: Option<u16>,
    pub fault: Option<TransportErrorKind>,
    pub outcome: Outcome,
    pub effect: Effect,
    pub verdict: Verdict,
    /// Whether the server asks for the repeat by its header.
    pub demanded: bool,
    pub hint: Option<Duration>,
}

impl Model<'_> {
    /// What the attempt shows; or the status of its success, and whether that can be read.
    pub fn found(
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
            What::Unstarted => broken(TransportErrorKind::Refused, None, Effect::NotSent),
            What::Silence => broken(TransportErrorKind::Timeout, None, Effect::MaybeApplied),
            // A server that refuses a body it has not taken often resets the connection: what its head says decides.
            What::Broken(answer, TransportErrorKind::BodyInterrupted)
                if answer.status >= 300 && call.body == Sent::Once && !event.takes_body =>
            {
                let head = Answer {
                    body: Shape::Empty,
                    ..answer.clone()
                };
                Ok(self.answered(call, policy, &head, false, keyed))
            }
            What::Broken(answer, kind) => broken(*kind, Some(answer), Effect::MaybeApplied),
            What::Answer(answer) => {
                let success = (200..300).contains(&answer.status);
                match answer.body {
                    Shape::Success if success => return Err((answer.status, Outcome::Success)),
                    Shape::Misfit | Shape::Empty if success => {
                        return Err((answer.status, Outcome::Decode));
                    }
                    Shape::Truncated if success => {
                        let kind = TransportErrorKind::BodyInterrupted;
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
                408 if call.body == Sent::Once && !taken => Effect::Rejected,
                408 | 460 | 499 => Effect::MaybeApplied,
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
            fault: redirect.then_some(TransportErrorKind::UnexpectedRedirect),
            outcome: match redirect {
                true => Outcome::Transport(TransportErrorKind::UnexpectedRedirect.as_str()),
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
            (Some(wanted), None) => Some(code.is_none() && covers(&[wanted], status)),
            (wanted, Some(text)) => {
                let same = code.is_some_and(|it| it.code == Some(text));
                Some(same && wanted.is_none_or(|it| covers(&[it], status)))
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
    pub fn hint_of_success(&self, policy: &RetryPolicy, event: &Event) -> Option<Duration> {
        let What::Answer(answer) = &event.what else {
            return None;
        };
        let stated = answer.told.iter().any(|it| it.at == Place::RetryAfter);
        let hint = || self.hint(policy, answer, Verdict::Never, false);
        stated.then(hint).flatten()
    }
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

pub enum Network {
    Connect,
    Timeout,
    Reset,
    Permanent,
}

pub fn network(kind: TransportErrorKind) -> Network {
    use TransportErrorKind as K;
    match kind {
        K::Dns | K::Connect | K::ConnectTimeout | K::Tls | K::Refused => Network::Connect,
        K::Timeout | K::Stalled => Network::Timeout,
        K::Reset | K::BodyInterrupted => Network::Reset,
        _ => Network::Permanent,
    }
}

fn effect_of_fault(kind: TransportErrorKind) -> Effect {
    match (network(kind), kind) {
        (Network::Connect, _)
        | (
            _,
            TransportErrorKind::Certificate | TransportErrorKind::NoTls | TransportErrorKind::Proxy,
        ) => Effect::NotSent,
        _ => Effect::MaybeApplied,
    }
}
