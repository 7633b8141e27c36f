//! The idempotency key as a member of a JSON body.

use bytes::Bytes;

use super::BuildProblem;
use crate::encode::Encoder;
use crate::hint::BodyValue;
use crate::idempotency::{Idempotency, IdempotencyKey, KeyPlace};
use crate::scan::{Found, scan};

/// The key that the caller wrote into the body.
pub(super) fn of_body(
    facts: &Idempotency,
    body: Option<&[u8]>,
) -> Result<Option<IdempotencyKey>, BuildProblem> {
    let (KeyPlace::Body(at), Some(body)) = (facts.place, body) else {
        return Ok(None);
    };
    match crate::envelope::read::lookup(body, at) {
        Some(BodyValue::Text(text)) if !text.is_empty() => Ok(Some(IdempotencyKey::new(&text)?)),
        Some(BodyValue::Number(_)) => Err(BuildProblem::KeyPlace(at)),
        _ => Ok(None),
    }
}

/// The body with the key at that pointer. Everything else keeps its bytes.
pub(super) fn write(
    body: Option<&[u8]>,
    at: &'static str,
    key: &IdempotencyKey,
) -> Result<Bytes, BuildProblem> {
    let refused = || BuildProblem::KeyPlace(at);
    let body = body.ok_or_else(refused)?;
    let (parent, member) = at.rsplit_once('/').ok_or_else(refused)?;
    let unescape = |segment: &str| segment.replace("~1", "/").replace("~0", "~");
    let member = unescape(member);
    let parents: Vec<String> = parent.split('/').skip(1).map(unescape).collect();
    let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
    let mut path = parents.clone();
    path.push(&member);

    let (found, _) = scan(body, &[&parents, &path]);
    let text = Encoder::whole(key.as_str())?;
    let (before, written, after) = match found.as_slice() {
        [_, Found::At(old)] => (&body[..old.start], text, &body[old.end..]),
        [Found::At(parent), Found::Absent] if body.get(parent.start) == Some(&b'{') => {
            let (before, after) = body.split_at(parent.start + 1);
            let mut written = Encoder::whole(member.as_str())?;
            written.push(b':');
            written.extend(text);
            if after.trim_ascii_start().first() != Some(&b'}') {
                written.push(b',');
            }
            (before, written, after)
        }
        _ => return Err(refused()),
    };
    Ok([before, &written, after].concat().into())
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::idempotency::IdempotencyKey;

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
