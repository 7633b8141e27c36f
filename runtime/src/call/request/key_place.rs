//! The idempotency key as a member of a JSON body.

use bytes::Bytes;

use super::BuildError;
use super::body::Content;
use crate::call::idempotency::{IdempotencyKey, KeyError};
use crate::facts::{Idempotency, KeyPlace};
use crate::model::encode::Encoder;
use crate::policy::hint::BodyValue;

/// The key that the caller wrote into the body.
pub(super) fn of_body(
    facts: &Idempotency,
    body: &Content,
) -> Result<Option<IdempotencyKey>, BuildError> {
    let KeyPlace::Body(at) = facts.place else {
        return Ok(None);
    };
    let Some((body, at)) = body.keyed(at) else {
        return Ok(None);
    };
    match crate::call::envelope::lookup(body, at) {
        Some(BodyValue::Text(text)) if !text.is_empty() => Ok(Some(IdempotencyKey::new(&text)?)),
        Some(BodyValue::Number(_)) => Err(BuildError::KeyPlace(at)),
        _ => Ok(None),
    }
}

/// The key that the caller gave: with the call, in its body, or the same one in both places.
pub(super) fn given(
    facts: &Idempotency,
    body: &Content,
    with_call: Option<&IdempotencyKey>,
) -> Result<Option<IdempotencyKey>, BuildError> {
    match (of_body(facts, body)?, with_call) {
        (Some(inside), Some(given)) if inside.as_str() != given.as_str() => {
            Err(KeyError::TwoKeys.into())
        }
        // That of the call, which may know its age.
        (inside, given) => Ok(given.cloned().or(inside)),
    }
}

/// The body with the key at that pointer. Everything else keeps its bytes.
pub(super) fn write(
    body: Option<&[u8]>,
    at: &'static str,
    key: &IdempotencyKey,
) -> Result<Bytes, BuildError> {
    let refused = || BuildError::KeyPlace(at);
    let body = body.ok_or_else(refused)?;
    let text = Encoder::whole(key.as_str())?;
    super::member::write(body, at, text).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::call::idempotency::IdempotencyKey;

    #[test]
    fn the_key_is_one_more_member() {
        let key = IdempotencyKey::new(r#"k"1"#).unwrap();
        let rows = [
            ("{}", "/id", Some(r#"{"id":"k\"1"}"#)),
            ("{ }", "/id", Some(r#"{"id":"k\"1" }"#)),
            (r#"{"a": 1}"#, "/id", Some(r#"{"id":"k\"1","a": 1}"#)),
            (
                r#"{"a":1,"id":null}"#,
                "/id",
                Some(r#"{"a":1,"id":"k\"1"}"#),
            ),
            (
                r#"{"a":{"b":[]}}"#,
                "/a/i~1d",
                Some(r#"{"a":{"i/d":"k\"1","b":[]}}"#),
            ),
            (r#"{"a":[1]}"#, "/a/id", None),
            ("[]", "/id", None),
            ("{}", "/a/id", None),
            ("{}", "", None),
        ];
        for (body, at, expected) in rows {
            let written = write(Some(body.as_bytes()), at, &key).ok();
            assert_eq!(
                written.as_deref(),
                expected.map(str::as_bytes),
                "{body} {at}"
            );
        }
        assert!(write(None, "/id", &key).is_err());
    }
}
