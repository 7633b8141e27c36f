//! Reads the headers of a delivery: each once, ASCII, of bounded length.

use http::HeaderMap;

/// The longest header that is read, in bytes.
const MAX_LENGTH: usize = 4096;

/// The value of a header, or why it cannot be used.
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, &'static str> {
    optional(headers, name)?.ok_or("a signature header is missing")
}

/// The value of a header that may be absent.
pub(super) fn optional<'a>(
    headers: &'a HeaderMap,
    name: &str,
) -> Result<Option<&'a str>, &'static str> {
    let mut lines = headers.get_all(name).iter();
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err("a header is repeated");
    }
    if line.len() > MAX_LENGTH {
        return Err("a header is too long");
    }
    match std::str::from_utf8(line.as_bytes()) {
        Ok(text) if text.is_ascii() => Ok(Some(text)),
        _ => Err("a header is not ASCII"),
    }
}

/// The seconds since 1970 in a timestamp of 1 to 12 ASCII digits.
pub(super) fn timestamp(text: &str) -> Result<u64, &'static str> {
    let digits = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if digits { text.parse().ok() } else { None };
    seconds.ok_or("the timestamp is malformed")
}

/// A full stop in an id would let id and timestamp exchange bytes without a change of the signed text.
pub(super) fn id(text: &str) -> Result<&str, &'static str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let valid = !text.is_empty() && text.bytes().all(allowed);
    valid.then_some(text).ok_or("the id is malformed")
}
