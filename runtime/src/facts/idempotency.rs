//! Where and how an operation sends its idempotency key, and what the server answers about it.

use std::time::Duration;

use crate::policy::retry::StatusRange;

/// How an operation sends its idempotency key, and what the server answers about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// Where the key travels.
    pub place: KeyPlace,
    /// Who supplies it.
    pub mode: KeyMode,
    /// The longest key, in bytes.
    pub max_length: u16,
    /// The text before generated keys.
    pub prefix: &'static str,
    /// Whether the header carries a structured-field string (RFC 9651 §3.3.3), which is quoted.
    pub structured: bool,
    /// The path parameter to whose value keys belong: under another value, the same key is another one.
    pub scope: Option<&'static str>,
    /// How long the server remembers a key.
    pub ttl: Option<Duration>,
    /// The answer to a known key with another body.
    pub mismatch: Option<KeyFact>,
    /// The answer while the first request is still running.
    pub in_flight: Option<KeyFact>,
    /// The answer to a missing key.
    pub missing: Option<KeyFact>,
    /// Which outcomes the server answers again when the key comes again; `None`: not stated.
    pub replays: Option<Replays>,
    /// The header that marks an answer as one that was given before.
    pub replayed_header: Option<&'static str>,
}

/// Which outcomes a server answers again when their key comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Replays {
    /// Successes. What failed is tried again.
    Success,
    /// Everything that happened once the work had begun, a failure within it included.
    Executed,
    /// Everything.
    All,
}

/// Where an idempotency key travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the header of this name.
    Header(&'static str),
    /// In the request body at this JSON pointer (RFC 6901).
    Body(&'static str),
}

/// Who supplies an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyMode {
    /// The runtime, unless the caller gives one.
    Auto,
    /// The caller.
    Required,
    /// The caller, who may also leave it out.
    Optional,
    /// Nobody: the operation takes no key.
    None,
}

/// How an answer about the key is recognised: by its status, its code, or both. With neither it is never recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyFact {
    /// The statuses.
    pub status: Option<StatusRange>,
    /// The code.
    pub code: Option<&'static str>,
}

impl KeyFact {
    /// Neither.
    pub const NEITHER: Self = Self {
        status: None,
        code: None,
    };
}

/// What an answer says about the idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAnswer {
    /// The key belongs to another body. The call ends; a new key is needed.
    Mismatch,
    /// The first request with the key is still running.
    InFlight,
    /// The server requires a key.
    Missing,
}

impl Idempotency {
    /// A generated key in `Idempotency-Key`.
    pub const HEADER: Self = Self {
        place: KeyPlace::Header("Idempotency-Key"),
        mode: KeyMode::Auto,
        max_length: 255,
        prefix: "",
        structured: false,
        scope: None,
        ttl: None,
        mismatch: None,
        in_flight: None,
        missing: None,
        replays: None,
        replayed_header: None,
    };

    /// Whether the key travels in the body at that pointer.
    pub(crate) fn is_in_body(&self, at: &str) -> bool {
        matches!(self.place, KeyPlace::Body(place) if place == at)
    }

    /// Whether a failure of that status is all that this key will ever get: the work was begun and failed, and the server
    /// remembers that. Other 5xx come from whoever stands before the server and remembers nothing.
    pub(crate) fn repeats_failure(&self, status: u16) -> bool {
        status == 500 && matches!(self.replays, Some(Replays::Executed | Replays::All))
    }

    /// What an answer says about the key. `code` is the answer's code, `known` whether the document declares it: a fact
    /// without a code holds for the bare status only.
    pub fn answer(&self, status: u16, code: Option<&str>, known: bool) -> Option<KeyAnswer> {
        let facts = [
            (self.mismatch, KeyAnswer::Mismatch),
            (self.in_flight, KeyAnswer::InFlight),
            (self.missing, KeyAnswer::Missing),
        ];
        let status_fits =
            |fact: KeyFact| fact.status.is_none_or(|declared| declared.contains(status));
        let by_code = |fact: KeyFact| fact.code.is_some() && fact.code == code && status_fits(fact);
        let by_status = |fact: KeyFact| {
            fact.code.is_none() && fact.status.is_some() && status_fits(fact) && !known
        };
        // A fact with a code says more than a bare status, so it goes first.
        let find = |matches: &dyn Fn(KeyFact) -> bool| {
            facts
                .iter()
                .find(|(fact, _)| fact.is_some_and(matches))
                .map(|(_, answer)| *answer)
        };
        find(&by_code).or_else(|| find(&by_status))
    }
}

#[cfg(test)]
mod tests {
    use super::{Idempotency, KeyAnswer, KeyFact};
    use crate::policy::retry::StatusRange;

    #[test]
    fn answers_are_recognised_by_code_before_status() {
        let fact = |status, code| Some(KeyFact { status, code });
        let facts = Idempotency {
            mismatch: fact(Some(StatusRange::one(409)), None),
            in_flight: fact(Some(StatusRange::one(409)), Some("KEY_BUSY")),
            missing: fact(None, None),
            ..Idempotency::HEADER
        };
        let rows = [
            (409, None, false, Some(KeyAnswer::Mismatch)),
            (409, Some("STRANGE"), false, Some(KeyAnswer::Mismatch)),
            (409, Some("SOLD_OUT"), true, None),
            (409, Some("KEY_BUSY"), true, Some(KeyAnswer::InFlight)),
            (400, Some("KEY_BUSY"), true, None),
            (400, None, false, None),
        ];
        for (status, code, known, expected) in rows {
            assert_eq!(
                facts.answer(status, code, known),
                expected,
                "{status} {code:?}"
            );
        }
    }
}
