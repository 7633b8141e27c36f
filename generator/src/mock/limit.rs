//! How many requests each credential has sent within the present window, and the headers that say so.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::answer::Answer;
use super::clock::{Clock, date_time};
use super::settings::{RateLimit, Settings};
use super::site::Site;
use crate::examples::{follow, set};
use crate::ir::{HintUnit, OperationId, RateLimitFacts, WireName, segments};

/// The windows of each credential.
#[derive(Debug, Default)]
pub(super) struct Limits {
    windows: BTreeMap<u64, Window>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    until: Duration,
    left: u32,
}

/// What is left of a window after a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    pub limit: RateLimit,
    pub left: u32,
    /// When the window ends, by the clock of the mock.
    pub until: Duration,
    /// Whether this request is one too many.
    pub beyond: bool,
}

impl Limits {
    /// Counts a request. `None`: nothing is limited.
    pub fn count(&mut self, who: u64, now: Duration, settings: &Settings) -> Option<Left> {
        let limit = settings.rate_limit?;
        if self.windows.len() >= settings.most_kept.max(1) && !self.windows.contains_key(&who) {
            self.windows.retain(|_, window| window.until > now);
            if self.windows.len() >= settings.most_kept.max(1) {
                self.windows.pop_first();
            }
        }
        let fresh = Window {
            until: now.saturating_add(limit.per),
            left: limit.requests,
        };
        let window = self.windows.entry(who).or_insert(fresh);
        if window.until <= now {
            *window = fresh;
        }
        let beyond = window.left == 0;
        window.left = window.left.saturating_sub(1);
        Some(Left {
            limit,
            left: window.left,
            until: window.until,
            beyond,
        })
    }
}

/// The facts of an operation.
fn facts(site: &Site, id: OperationId) -> &RateLimitFacts {
    let own = site.api.operations[id].rate_limit.as_ref();
    own.unwrap_or(&site.api.rate_limit)
}

/// Says what is left in the headers that the document names.
pub(super) fn dress(site: &Site, id: OperationId, left: &Left, clock: &Clock, answer: &mut Answer) {
    let facts = facts(site, id);
    let reset = instant(facts.reset_as, left.until, clock);
    answer.header(facts.limit.as_str(), &left.limit.requests.to_string());
    answer.header(facts.remaining.as_str(), &left.left.to_string());
    answer.header(facts.reset.as_str(), &text(&reset));
}

/// Says how long to wait: in `Retry-After`, and in the body where the document has a place for it.
pub(super) fn refuse(
    site: &Site,
    id: OperationId,
    left: &Left,
    clock: &Clock,
    answer: &mut Answer,
) {
    let wait = left.until.saturating_sub(clock.now());
    // A client that came back within the last second would be refused again.
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    answer.header(
        faultcode_facts::HintSource::RETRY_AFTER,
        &seconds.to_string(),
    );
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else {
        return;
    };
    let facts = facts(site, id);
    let mut places: Vec<(Vec<WireName>, Value)> = Vec::new();
    if let Some(body) = &facts.body {
        let reset = instant(facts.reset_as, left.until, clock);
        let all = [
            (&body.limit, Value::from(left.limit.requests)),
            (&body.remaining, Value::from(0)),
            (&body.reset, reset),
        ];
        let stated = all.into_iter();
        places.extend(stated.filter_map(|(at, value)| Some((segments(at.as_ref()?), value))));
    }
    for envelope in site.envelopes(id, answer.status) {
        if let Some((at, unit)) = &envelope.retry_after {
            let wait = match unit {
                HintUnit::Millis => seconds.saturating_mul(1_000),
                _ => seconds,
            };
            places.push((at.clone(), Value::from(wait)));
        }
        if let Some((at, unit)) = &envelope.reset_at {
            places.push((at.clone(), instant(*unit, left.until, clock)));
        }
    }
    for (at, value) in places {
        // What the body has there says its form: a text stays one.
        let value = match follow(&body, &at) {
            Some(Value::String(_)) if value.is_number() => match instant_like(&body, &at) {
                true => Value::from(date_time(clock.since_epoch(left.until))),
                false => Value::from(text(&value)),
            },
            Some(Value::Number(_)) if value.is_string() => continue,
            Some(_) => value,
            None => continue,
        };
        set(&mut body, &at, value);
    }
    answer.body = body.to_string().into();
}

/// Whether the text at a place is a date and time.
fn instant_like(body: &Value, at: &[WireName]) -> bool {
    let text = follow(body, at).and_then(Value::as_str);
    text.is_some_and(crate::examples::is_date_time)
}

/// An instant in a unit.
fn instant(unit: HintUnit, at: Duration, clock: &Clock) -> Value {
    let since_epoch = clock.since_epoch(at);
    match unit {
        HintUnit::Seconds => Value::from(at.saturating_sub(clock.now()).as_secs()),
        HintUnit::Millis => {
            let left = at.saturating_sub(clock.now()).as_millis();
            Value::from(u64::try_from(left).unwrap_or(u64::MAX))
        }
        HintUnit::EpochMillis => {
            Value::from(u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX))
        }
        HintUnit::DateTime => Value::from(date_time(since_epoch)),
        HintUnit::EpochSeconds | HintUnit::Auto => Value::from(since_epoch.as_secs()),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
