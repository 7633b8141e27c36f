//! Which headers a caller and an operation may set, and what a header can hold.

use http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE,
    COOKIE, EXPECT, HOST, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::BuildError;
use crate::facts::KeyPlace;
use crate::facts::operation::Operation;

/// Headers that decide where a message ends, where it goes, or who sends it: the runtime writes them, nobody else.
const OWNED: [HeaderName; 14] = [
    ACCEPT_ENCODING,
    AUTHORIZATION,
    CONNECTION,
    CONTENT_ENCODING,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    COOKIE,
    EXPECT,
    HOST,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// A header that a caller or a parameter sets.
pub(crate) fn checked(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), BuildError> {
    let refused = || BuildError::Header(name.to_owned());
    let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
    // Bytes beyond ASCII have no agreed meaning in a header.
    if OWNED.contains(&parsed) || parsed == "keep-alive" || !value.is_ascii() {
        return Err(refused());
    }
    let value = HeaderValue::from_str(value).map_err(|_| refused())?;
    Ok((parsed, value))
}

/// How many headers a call may have of its caller, and a client of its builder. What holds them ends the process beyond some
/// 24,000, and servers refuse far fewer.
const MOST: usize = 4096;

/// Sets a header that was [`checked`].
pub(crate) fn set(
    headers: &mut HeaderMap,
    (name, value): (HeaderName, HeaderValue),
) -> Result<(), BuildError> {
    if headers.len() >= MOST && !headers.contains_key(&name) {
        return Err(BuildError::Header(name.as_str().to_owned()));
    }
    headers.insert(name, value);
    Ok(())
}

/// Whether the operation's idempotency key travels in that header.
pub(super) fn is_key_header(operation: &Operation, name: &HeaderName) -> bool {
    operation.idempotency.is_some_and(
        |facts| matches!(facts.place, KeyPlace::Header(place) if name.as_str().eq_ignore_ascii_case(place)),
    )
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::{MOST, checked, set};

    #[test]
    fn no_number_of_headers_ends_the_process() {
        let mut headers = HeaderMap::new();
        let put = |headers: &mut HeaderMap, index: usize| {
            set(
                headers,
                checked(&format!("x-{index}"), "1").expect("a header"),
            )
        };
        let refused = (0..40_000).filter(|index| put(&mut headers, *index).is_err());
        assert_eq!(refused.count(), 40_000 - MOST);
        assert!(put(&mut headers, 0).is_ok(), "it is there already");
    }

    #[test]
    fn only_harmless_headers_pass() {
        let rows = [
            ("X-Trace", "abc", true),
            ("Accept-Language", "de", true),
            ("x-trace", "a\tb", true),
            ("x-trace", "a\r\nb", false),
            ("x-trace", "a\nb", false),
            ("x-trace", "a\0b", false),
            ("x-trace", "\u{e4}", false),
            ("x trace", "a", false),
            ("x-trace:", "a", false),
            ("", "a", false),
            ("Authorization", "a", false),
            ("HOST", "a", false),
            ("Content-Length", "1", false),
            ("transfer-encoding", "chunked", false),
            ("Connection", "close", false),
            ("cookie", "a=b", false),
            ("Keep-Alive", "5", false),
        ];
        for (name, value, expected) in rows {
            assert_eq!(checked(name, value).is_ok(), expected, "{name}: {value:?}");
        }
    }
}
