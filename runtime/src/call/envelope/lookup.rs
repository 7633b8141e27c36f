//! Single values of a body, by JSON pointer.

use super::body_value;
use super::text::BYTE_ORDER_MARK;
use crate::facts::Pointer;
use crate::model::decode::{Decode, DecodeError, DecodeErrorKind, Decoder};
use crate::model::scan::{End, Found, scan};
use crate::model::value::Value;
use crate::policy::hint::BodyValue;

/// The number or text at a JSON pointer (RFC 6901) of a body.
pub(crate) fn lookup(body: &[u8], pointer: &str) -> Option<BodyValue<'static>> {
    at(body, pointer, body_value)
}

/// The text of the scalar at a JSON pointer of a body; numbers keep their digits.
pub(crate) fn text_at(body: &[u8], pointer: &str) -> Option<String> {
    at(body, pointer, |bytes| {
        match Decoder::whole::<Value>(bytes).ok()? {
            Value::Null | Value::Array(_) | Value::Object(_) => None,
            scalar => Some(crate::model::param::value_text(scalar)),
        }
    })
}

fn at<T>(body: &[u8], pointer: &str, read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
    let segments: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|segment| segment.replace("~1", "/").replace("~0", "~"))
        .collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (found, end) = scan(body, &[&segments]);
    if end == End::Broken {
        return None;
    }
    read(found.first()?.bytes(body)?)
}

/// Decodes a value at a pointer of a body, `None` if nothing stands there. What stands there twice is refused.
pub(crate) fn value_at<T: Decode>(body: &[u8], pointer: Pointer) -> Option<Result<T, DecodeError>> {
    let json = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    let before = body.len().saturating_sub(json.len());
    let (found, _) = scan(json, &[pointer]);
    let (read, start) = match found.first()? {
        Found::Absent => return None,
        Found::Twice => (Err(DecodeError::new(DecodeErrorKind::Repeated, 0)), 0),
        Found::At(range) => (
            Decoder::whole(json.get(range.clone())?),
            before.saturating_add(range.start),
        ),
    };
    Some(read.map_err(|error| error.within(pointer, start)))
}
