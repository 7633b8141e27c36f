//! The idempotency key of a call: where it comes from, and how it travels.

mod key;

use std::time::{Duration, SystemTime};

use http::HeaderValue;

use crate::facts::{Idempotency, KeyMode};

pub use key::{IdempotencyKey, KeyError};

/// The key of one call, before its body is serialised. `given` is the caller's, `bits` are random.
///
/// Without a key, and with mode [`KeyMode::None`], the call is unkeyed.
pub(crate) fn key(
    facts: &Idempotency,
    given: Option<IdempotencyKey>,
    bits: impl FnOnce() -> u128,
    now: SystemTime,
) -> Result<Option<IdempotencyKey>, KeyError> {
    let key = match (facts.mode, given) {
        (KeyMode::None, _) | (KeyMode::Optional, None) => return Ok(None),
        (KeyMode::Required, None) => return Err(KeyError::Required),
        (KeyMode::Auto, None) => IdempotencyKey::from_random(facts.prefix, bits(), now)?,
        (_, Some(key)) => key,
    };
    checked(facts, key, now).map(Some)
}

/// The key, if the operation takes it at this time.
pub(crate) fn checked(
    facts: &Idempotency,
    key: IdempotencyKey,
    now: SystemTime,
) -> Result<IdempotencyKey, KeyError> {
    key::check(key.as_str(), facts.max_length.into())?;
    let left = remaining(facts, &key, now);
    if left.is_some_and(|left| left.is_zero()) {
        return Err(KeyError::Expired);
    }
    Ok(key)
}

/// How long the server will still know the key, where both its age and the server's memory are known.
pub(crate) fn remaining(
    facts: &Idempotency,
    key: &IdempotencyKey,
    now: SystemTime,
) -> Option<Duration> {
    key.remaining(facts.ttl?, now)
}

/// The header value of a key, marked as sensitive.
pub(crate) fn header_value(facts: &Idempotency, key: &IdempotencyKey) -> HeaderValue {
    let text = key.as_str();
    let value = if facts.structured {
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
pub(crate) fn is_replayed(facts: &Idempotency, headers: &http::HeaderMap) -> bool {
    let value = facts.replayed_header.and_then(|name| headers.get(name));
    // Servers send `true`; a header that is there and says no is no mark.
    value.is_some_and(|value| !value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"false"))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{Idempotency, IdempotencyKey, KeyError, KeyMode, header_value, key, remaining};

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
            let facts = Idempotency {
                mode,
                ..Idempotency::HEADER
            };
            let key = key(&facts, given, || 0, NOW);
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
            key(&short, given(), || 0, NOW),
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
                remaining(&facts, &stored, at(now)),
                left.map(Duration::from_secs),
                "{now}"
            );
        }
        assert_eq!(
            key(&facts, Some(stored.clone()), || 0, at(160)),
            Err(KeyError::Expired)
        );
        assert_eq!(
            key(&facts, Some(stored.clone()), || 0, at(159)),
            Ok(Some(stored))
        );
        let bare = IdempotencyKey::new("mine").unwrap();
        assert_eq!(remaining(&facts, &bare, at(900)), None);
    }

    #[test]
    fn structured_keys_are_quoted() {
        let facts = Idempotency {
            structured: true,
            ..Idempotency::HEADER
        };
        let key = IdempotencyKey::new(r#"a"b\c"#).unwrap();
        let value = header_value(&facts, &key);
        assert_eq!(value.as_bytes(), br#""a\"b\\c""#);
        assert!(value.is_sensitive());
        assert_eq!(
            header_value(&Idempotency::HEADER, &key).as_bytes(),
            br#"a"b\c"#
        );
    }
}
