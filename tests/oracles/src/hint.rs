//! The wait that a server asks for.

use std::time::{Duration, SystemTime};

use faultcode_runtime::document::RateLimitFacts;
use faultcode_runtime::errors::Verdict;
use faultcode_runtime::retry::{HintContext, HintSource, HintUnit, hint as read};
use http::{HeaderMap, HeaderValue, header};

/// A number of seconds is that many, a date is as far ahead as it is, and no text makes more than a hundred years of it
/// (RFC 9110, section 10.2.3).
pub fn hint(data: &[u8]) {
    let (now, text) = crate::number(data);
    // Any second of the next two hundred years.
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(now % 6_000_000_000);
    let Ok(value) = HeaderValue::from_bytes(text) else {
        return;
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::RETRY_AFTER, value);
    let facts = RateLimitFacts::DEFAULT;
    let sources = [HintSource::Header {
        name: "retry-after",
        unit: HintUnit::Seconds,
    }];
    let found = read(
        &sources,
        &HintContext {
            verdict: Verdict::Throttle,
            headers: &headers,
            now: &|| now,
            rate_limit: &facts,
            retry_after: None,
            reset_at: None,
            body: &|_| None,
        },
    );
    let longest = Duration::from_secs(100 * 365 * 24 * 3600);
    assert!(found.is_none_or(|it| it <= longest), "{found:?}");
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && text.len() < 10 {
        let seconds = text.parse().expect("digits");
        assert_eq!(found, Some(Duration::from_secs(seconds)), "{text:?}");
    } else if let Ok(date) = httpdate::parse_http_date(text) {
        let ahead = date.duration_since(now).unwrap_or_default();
        let found = found.unwrap_or_else(|| panic!("{text:?} is a date"));
        assert_eq!(found, ahead.min(longest), "{text:?}");
    }
}
