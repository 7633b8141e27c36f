//! What a server says about its rate limits. Information for the caller: a call is delayed only by wait hints.

mod structured;

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::facts::RateLimitFacts;
use crate::policy::hint::{self, BodyValue, Names};

use structured::{Bare, Member};

/// What an answer says about rate limits. Every part is optional; a malformed one counts as absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests allowed in the window.
    pub limit: Option<u64>,
    /// Requests left in the window.
    pub remaining: Option<u64>,
    /// The time until the window ends.
    pub reset_after: Option<Duration>,
    /// The name of the policy, from the `RateLimit` field.
    pub policy: Option<String>,
}

impl RateLimit {
    /// The facts in the headers of an answer, `None` if there are none.
    ///
    /// Each part comes from the first place that has it: the `RateLimit` and `RateLimit-Policy` fields (RateLimit header
    /// fields draft 11), the older `RateLimit-Limit`, `-Remaining`, `-Reset`, then the declared names. `now` is our own clock.
    pub fn read(headers: &HeaderMap, facts: &RateLimitFacts, now: SystemTime) -> Option<Self> {
        if !Self::may_be_stated(Names::of(headers), facts) {
            return None;
        }
        let mut found = Self::default();
        if facts.standard {
            found.add_standard(headers);
        }
        found.limit = found.limit.or_else(|| count(headers, facts.limit));
        found.remaining = found.remaining.or_else(|| count(headers, facts.remaining));
        if found.reset_after.is_none() && headers.contains_key(facts.reset) {
            let clock = || hint::server_clock(headers, now);
            found.reset_after = hint::in_header(headers, facts.reset, facts.reset_as, &clock);
        }
        found.bound();
        (found != Self::default()).then_some(found)
    }

    /// Callers add the time to an instant, which does not hold every number of seconds.
    fn bound(&mut self) {
        self.reset_after = self.reset_after.map(|reset| reset.min(hint::LONGEST));
    }

    /// Whether an answer with headers of these names may state facts. Most do not.
    pub(crate) fn may_be_stated(names: Names, facts: &RateLimitFacts) -> bool {
        let named = [facts.limit, facts.remaining, facts.reset];
        (facts.standard
            && RateLimitFacts::FIELDS
                .iter()
                .any(|name| names.may_have(name)))
            || named.iter().any(|name| names.may_have(name))
    }

    /// Adds what the headers do not say from an error body. `read` gives the value at a pointer.
    pub fn add_body<'a>(
        &mut self,
        facts: &RateLimitFacts,
        headers: &HeaderMap,
        now: SystemTime,
        read: impl Fn(&str) -> Option<BodyValue<'a>>,
    ) {
        let Some(pointers) = facts.body else { return };
        let number = |at: Option<&str>| whole(&read(at?)?);
        self.limit = self.limit.or_else(|| number(pointers.limit));
        self.remaining = self.remaining.or_else(|| number(pointers.remaining));
        let clock = hint::server_clock(headers, now);
        let reset = || hint::in_body(&read(pointers.reset?)?, facts.reset_as, clock);
        self.reset_after = self.reset_after.or_else(reset);
        self.bound();
    }

    fn add_standard(&mut self, headers: &HeaderMap) {
        let [_, policy, limit, remaining, reset] = RateLimitFacts::FIELDS;
        if let Some(window) = tightest(headers) {
            self.remaining = Some(window.remaining);
            self.reset_after = window.reset_after;
            self.policy = Some(window.policy);
        }
        let policies = structured::list(headers, policy).unwrap_or_default();
        let policy = match &self.policy {
            Some(name) => policies.iter().find(|policy| policy.text() == Some(name)),
            None => Some(policies.as_slice())
                .filter(|all| all.len() == 1)
                .and_then(|all| all.first()),
        };
        if let Some(policy) = policy {
            self.limit = policy.parameter("q");
            self.policy = policy.text().map(str::to_owned);
        }
        // The older form puts the limit first and the policies behind it: `100, 100;w=60`.
        let older = |name| match structured::list(headers, name)?.first()?.value {
            Bare::Integer(number) => u64::try_from(number).ok(),
            _ => None,
        };
        self.limit = self.limit.or_else(|| older(limit));
        self.remaining = self.remaining.or_else(|| older(remaining));
        self.reset_after = self
            .reset_after
            .or_else(|| older(reset).map(Duration::from_secs));
    }
}

struct Window {
    policy: String,
    remaining: u64,
    reset_after: Option<Duration>,
}

/// The window of the `RateLimit` field that leaves least; of equals the one that lasts longest.
fn tightest(headers: &HeaderMap) -> Option<Window> {
    let windows = structured::list(headers, RateLimitFacts::FIELD)?;
    let windows = windows.iter().filter_map(|window: &Member| {
        let reset_after = window.parameter("t").map(Duration::from_secs);
        Some(Window {
            policy: window.text()?.to_owned(),
            remaining: window.parameter("r")?,
            reset_after,
        })
    });
    windows.min_by_key(|window| (window.remaining, std::cmp::Reverse(window.reset_after)))
}

/// The time until the tightest window of the `RateLimit` field ends.
pub(crate) fn standard_reset(headers: &HeaderMap) -> Option<Duration> {
    tightest(headers)?.reset_after
}

fn count(headers: &HeaderMap, name: &str) -> Option<u64> {
    digits(headers.get(name)?.as_bytes().trim_ascii())
}

fn whole(value: &BodyValue<'_>) -> Option<u64> {
    match value {
        BodyValue::Number(number) => digits(number.to_string().as_bytes()),
        BodyValue::Text(text) => digits(text.trim().as_bytes()),
    }
}

fn digits(text: &[u8]) -> Option<u64> {
    // `parse` alone would take a plus sign.
    let text = text.iter().all(u8::is_ascii_digit).then_some(text)?;
    std::str::from_utf8(text).ok()?.parse().ok()
}
