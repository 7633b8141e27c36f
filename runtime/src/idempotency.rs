//! Where and how an operation sends its idempotency key, and what the server answers about it.

mod key;

use std::time::{Duration, SystemTime};

use http::HeaderValue;

pub use key::{IdempotencyKey, KeyError};

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
    /// The status.
    pub status: Option<u16>,
    /// The code.
    pub code: Option<&'static str>,
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

    /// The key of one call, before its body is serialised. `given` is the caller's, `bits` are random.
    ///
    /// Without a key, and with mode [`KeyMode::None`], the call is unkeyed.
    pub fn key(
        &self,
        given: Option<IdempotencyKey>,
        bits: impl FnOnce() -> u128,
        now: SystemTime,
    ) -> Result<Option<IdempotencyKey>, KeyError> {
        let key = match (self.mode, given) {
            (KeyMode::None, _) | (KeyMode::Optional, None) => return Ok(None),
            (KeyMode::Required, None) => return Err(KeyError::Required),
            (KeyMode::Auto, None) => IdempotencyKey::from_random(self.prefix, bits(), now)?,
            (_, Some(key)) => key,
        };
        self.checked(key, now).map(Some)
    }

    /// Whether the key travels in the body at that pointer.
    pub(crate) fn is_in_body(&self, at: &str) -> bool {
        matches!(self.place, KeyPlace::Body(place) if place == at)
    }

    /// The key, if the operation takes it at this time.
    pub(crate) fn checked(
        &self,
        key: IdempotencyKey,
        now: SystemTime,
    ) -> Result<IdempotencyKey, KeyError> {
        key::check(key.as_str(), self.max_length.into())?;
        let left = self.key_remaining(&key, now);
        if left.is_some_and(|left| left.is_zero()) {
            return Err(KeyError::Expired);
        }
        Ok(key)
    }

    /// How long the server will still know the key, where both its age and the server's memory are known.
    pub fn key_remaining(&self, key: &IdempotencyKey, now: SystemTime) -> Option<Duration> {
        key.remaining(self.ttl?, now)
    }

    /// The header value of a key, marked as sensitive.
    pub fn header_value(&self, key: &IdempotencyKey) -> HeaderValue {
        let text = key.as_str();
        let value = if self.structured {
            HeaderValue::from_str(&format!(
                "\"{}\"",
                text.replace('\\', "\\\\").replace('"', "\\\"")
            ))
        } else {
            HeaderValue::from_str(text)
        };
        #[expect(
            clippy::expect_used,
            reason = "IdempotencyKey::new refuses whatever a header cannot hold"
        )]
        let mut value = value.expect("a key is visible ASCII, which IdempotencyKey checks");
        value.set_sensitive(true);
        value
    }

    /// Whether an answer is marked as one that was given before to the same key.
    pub fn is_replayed(&self, headers: &http::HeaderMap) -> bool {
        let value = self.replayed_header.and_then(|name| headers.get(name));
        // Servers send `true`; a header that is there and says no is no mark.
        value.is_some_and(|value| !value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"false"))
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
        let status_fits = |fact: KeyFact| fact.status.is_none_or(|declared| declared == status);
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
    use std::time::{Duration, SystemTime};

    use super::{Idempotency, IdempotencyKey, KeyAnswer, KeyError, KeyFact, KeyMode};

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    #[test]
    fn the_mode_decides_who_supplies_the_key() {
        let given = || Some(IdempotencyKey::new("mine").unwrap());
        let rows = [
            (
                KeyMode::Auto,
                None,
                Ok(Some("00000000-0000-4000-8000-000000000000")),
            ),
            (KeyMode::Auto, given(), Ok(Some("mine"))),
            (KeyMode::Required, None, Err(KeyError::Required)),
            (KeyMode::Required, given(), Ok(Some("mine"))),
            (KeyMode::Optional, None, Ok(None)),
            (KeyMode::Optional, given(), Ok(Some("mine"))),
            (KeyMode::None, given(), Ok(None)),
        ];
        for (mode, given, expected) in rows {
            let key = Idempotency {
                mode,
                ..Idempotency::HEADER
            }
            .key(given, || 0, NOW);
            assert_eq!(
                key.as_ref().map(|key| key.as_ref().map(|it| it.as_str())),
                expected.as_ref().copied()
            );
        }
        let short = Idempotency {
            max_length: 3,
            ..Idempotency::HEADER
        };
        assert_eq!(
            short.key(given(), || 0, NOW),
            Err(KeyError::TooLong { longest: 3 })
        );
    }

    #[test]
    fn a_key_expires_with_the_memory_of_the_server() {
        let facts = Idempotency {
            ttl: Some(Duration::from_secs(60)),
            ..Idempotency::HEADER
        };
        let at = |seconds| NOW + Duration::from_secs(seconds);
        let stored = IdempotencyKey::restore("mine", at(100)).unwrap();
        let rows = [
            (0, Some(60)),
            (100, Some(60)),
            (159, Some(1)),
            (160, Some(0)),
            (900, Some(0)),
        ];
        for (now, left) in rows {
            assert_eq!(
                facts.key_remaining(&stored, at(now)),
                left.map(Duration::from_secs),
                "{now}"
            );
        }
        assert_eq!(
            facts.key(Some(stored.clone()), || 0, at(160)),
            Err(KeyError::Expired)
        );
        assert_eq!(
            facts.key(Some(stored.clone()), || 0, at(159)),
            Ok(Some(stored))
        );
        let bare = IdempotencyKey::new("mine").unwrap();
        assert_eq!(facts.key_remaining(&bare, at(900)), None);
    }

    #[test]
    fn structured_keys_are_quoted() {
        let facts = Idempotency {
            structured: true,
            ..Idempotency::HEADER
        };
        let key = IdempotencyKey::new(r#"a"b\c"#).unwrap();
        let value = facts.header_value(&key);
        assert_eq!(value.as_bytes(), br#""a\"b\\c""#);
        assert!(value.is_sensitive());
        assert_eq!(
            Idempotency::HEADER.header_value(&key).as_bytes(),
            br#"a"b\c"#
        );
    }

    #[test]
    fn answers_are_recognised_by_code_before_status() {
        let fact = |status, code| Some(KeyFact { status, code });
        let facts = Idempotency {
            mismatch: fact(Some(409), None),
            in_flight: fact(Some(409), Some("KEY_BUSY")),
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
