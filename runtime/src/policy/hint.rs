//! The wait that a server asks for, read from headers and error bodies.

mod names;
mod time;

use std::borrow::Cow;
use std::cell::LazyCell;
use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::facts::{HintSource, HintUnit, RateLimitFacts, Verdict};
use crate::policy::rate_limit::{RateLimit, standard_reset};

pub(crate) use names::Names;
pub(crate) use time::since_epoch;

/// A number or text of an error body. Other JSON values are no hints.
#[derive(Clone, Debug, PartialEq)]
pub enum BodyValue<'a> {
    /// A JSON number.
    Number(f64),
    /// A JSON string.
    Text(Cow<'a, str>),
}

/// What a hint is read from.
pub struct HintContext<'a> {
    /// What the attempt asks for: some sources count only for some verdicts.
    pub verdict: Verdict,
    /// The headers of the answer.
    pub headers: &'a HeaderMap,
    /// Asks our own clock, for answers without a readable `Date`.
    pub now: &'a dyn Fn() -> SystemTime,
    /// The declared rate-limit headers.
    pub rate_limit: &'a RateLimitFacts,
    /// The value and unit of the envelope's `retryAfter`.
    pub retry_after: Option<(BodyValue<'a>, HintUnit)>,
    /// The value and format of the envelope's `resetAt`.
    pub reset_at: Option<(BodyValue<'a>, HintUnit)>,
    /// Reads any other member of the body by its pointer.
    pub body: &'a dyn Fn(&str) -> Option<BodyValue<'a>>,
}

/// The longest wait that is handed out. Callers add it to an instant, and no clock holds every number of seconds.
///
/// A hundred years are beyond every limit that makes sense, so nothing is decided otherwise for it.
pub(crate) const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// The wait that the server asks for: the first usable source. An unusable value is passed over, never an error.
///
/// It is read whatever the verdict, since who does not repeat by himself may do so later; only some sources count for some
/// verdicts. One of more than a hundred years is cut to that, so that it can be added to an instant.
pub fn hint(sources: &[HintSource], from: &HintContext<'_>) -> Option<Duration> {
    let clock = LazyCell::new(|| server_clock(from.headers, (from.now)()));
    let mut sources = sources.iter();
    let hint = sources.find_map(|source| read(*source, from, &|| *clock));
    hint.map(|hint| hint.min(LONGEST))
}

fn read(
    source: HintSource,
    from: &HintContext<'_>,
    clock: &dyn Fn() -> Duration,
) -> Option<Duration> {
    let throttled = from.verdict == Verdict::Throttle;
    match source {
        HintSource::Header { name, unit } => in_header(from.headers, name, unit, clock),
        HintSource::Body { at, unit } => in_body(&(from.body)(at)?, unit, clock()),
        HintSource::EnvelopeRetryAfter => {
            let (value, unit) = from.retry_after.as_ref()?;
            in_body(value, *unit, clock())
        }
        HintSource::EnvelopeResetAt => {
            let (value, unit) = from.reset_at.as_ref().filter(|_| throttled)?;
            in_body(value, *unit, clock())
        }
        HintSource::RateLimit => throttled.then(|| standard_reset(from.headers)).flatten(),
        HintSource::Reset => {
            let used_up = || {
                let facts = RateLimit::read(from.headers, from.rate_limit, (from.now)());
                facts.is_some_and(|facts| facts.remaining == Some(0))
            };
            let rate_limit = from.rate_limit;
            let reset = in_header(from.headers, rate_limit.reset, rate_limit.reset_as, clock);
            reset.filter(|_| throttled || used_up())
        }
    }
}

/// The server's clock as the time since 1970: the answer's `Date`, or our own clock where that is missing or unreadable.
pub(crate) fn server_clock(headers: &HeaderMap, now: SystemTime) -> Duration {
    let date = headers
        .get(http::header::DATE)
        .and_then(|date| time::http_date(date.as_bytes()));
    date.unwrap_or_else(|| since_epoch(now))
}

/// The longest usable value among the lines of a header.
pub(crate) fn in_header(
    headers: &HeaderMap,
    name: &str,
    unit: HintUnit,
    clock: &dyn Fn() -> Duration,
) -> Option<Duration> {
    // Looking at each of a few names is cheaper than making a name of the text to look that up.
    let mut names = headers.keys();
    let name = names.find(|other| other.as_str().eq_ignore_ascii_case(name))?;
    let lines = headers.get_all(name).iter();
    lines
        .filter_map(|line| in_text(line.as_bytes(), unit, clock()))
        .max()
}

pub(crate) fn in_body(value: &BodyValue<'_>, unit: HintUnit, clock: Duration) -> Option<Duration> {
    match value {
        // Written out rather than parsed by hand, so that texts and numbers have one set of rules. Display never writes
        // an exponent, so a sign, `NaN` and `inf` are the only texts that are no decimal numbers.
        BodyValue::Number(number) => in_text(number.to_string().as_bytes(), unit, clock),
        BodyValue::Text(text) => in_text(text.as_bytes(), unit, clock),
    }
}

fn in_text(text: &[u8], unit: HintUnit, clock: Duration) -> Option<Duration> {
    const LARGEST_DELTA: Duration = Duration::from_secs(1_000_000);
    const LARGEST_EPOCH: Duration = Duration::from_secs(100_000_000_000);

    let text = text.trim_ascii();
    let until = |instant: Duration| instant.saturating_sub(clock);
    let millis = |number: Duration| number.checked_div(1000).unwrap_or_default();
    let Some(number) = time::decimal(text) else {
        let instant = match unit {
            HintUnit::Millis => None,
            HintUnit::DateTime | HintUnit::Auto => {
                time::date_time(text).or_else(|| time::http_date(text))
            }
            _ => time::http_date(text),
        };
        return instant.map(until);
    };
    Some(match unit {
        HintUnit::Seconds => number,
        HintUnit::Millis => millis(number),
        HintUnit::EpochSeconds => until(number),
        HintUnit::EpochMillis => until(millis(number)),
        HintUnit::DateTime => return None,
        HintUnit::Auto if number < LARGEST_DELTA => number,
        HintUnit::Auto if number < LARGEST_EPOCH => until(number),
        HintUnit::Auto => until(millis(number)),
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::{HeaderMap, HeaderValue};

    use super::HintUnit::{Auto, DateTime, EpochMillis, EpochSeconds, Millis, Seconds};
    use super::{BodyValue, HintContext, HintSource, hint, in_body, in_text};
    use crate::facts::RateLimitFacts;
    use crate::facts::Verdict::{self, InFlight, Never, Reauth, Throttle, Transient};

    const NOW: Duration = Duration::from_secs(1_696_004_797);

    #[test]
    fn units_read_as_declared() {
        let date = "Fri, 29 Sep 2023 16:26:57 GMT";
        let rows = [
            ("20", Seconds, Some(20.0)),
            (date, Seconds, Some(20.0)),
            ("1500.5", Millis, Some(1.5005)),
            (date, Millis, None),
            ("1696004827", EpochSeconds, Some(30.0)),
            ("1696004827.5", EpochSeconds, Some(30.5)),
            ("1", EpochSeconds, Some(0.0)),
            ("1696004827250", EpochMillis, Some(30.25)),
            ("2023-09-29T18:27:07+02:00", DateTime, Some(30.0)),
            (date, DateTime, Some(20.0)),
            ("30", DateTime, None),
            ("999999.5", Auto, Some(999_999.5)),
            ("1000000", Auto, Some(0.0)),
            ("99999999999", Auto, Some(98_303_995_202.0)),
            ("100000000000", Auto, Some(0.0)),
            ("1696004827000", Auto, Some(30.0)),
            (date, Auto, Some(20.0)),
            ("soon", Auto, None),
        ];
        for (text, unit, expected) in rows {
            let expected = expected.map(Duration::from_secs_f64);
            assert_eq!(
                in_text(text.as_bytes(), unit, NOW),
                expected,
                "{text} as {unit:?}"
            );
        }
    }

    #[test]
    fn body_numbers_follow_the_rules_of_texts() {
        let rows = [
            (60.0, Some(Duration::from_secs(60))),
            (0.5, Some(Duration::from_millis(500))),
            (1e19, Some(Duration::from_secs(10_000_000_000_000_000_000))),
            (1e300, Some(Duration::from_secs(u64::MAX))),
            (-1.0, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ];
        for (number, expected) in rows {
            assert_eq!(
                in_body(&BodyValue::Number(number), Seconds, NOW),
                expected,
                "{number}"
            );
        }
    }

    #[test]
    fn sources_count_for_their_verdicts_only() {
        let headers = |rows: &[(&'static str, &'static str)]| -> HeaderMap {
            let row = |(name, value): &(&'static str, &'static str)| {
                (
                    http::HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            };
            rows.iter().map(row).collect()
        };
        let after = headers(&[("retry-after", "3")]);
        let reset = headers(&[("x-ratelimit-reset", "5")]);
        let used_up = headers(&[("x-ratelimit-reset", "5"), ("x-ratelimit-remaining", "0")]);
        let standard = headers(&[("ratelimit", "\"a\";r=0;t=7")]);
        let wrong_clock = headers(&[
            ("date", "Thu, 01 Jan 1970 00:00:10 GMT"),
            ("x-ratelimit-reset", "1000020"),
        ]);
        let empty = HeaderMap::new();
        let rows: &[(&HeaderMap, Verdict, Option<u64>)] = &[
            (&after, Throttle, Some(3)),
            (&after, Transient, Some(3)),
            (&after, InFlight, Some(3)),
            (&after, Never, Some(3)),
            (&after, Reauth, Some(3)),
            (&standard, Never, None),
            (&reset, Throttle, Some(5)),
            (&reset, Transient, None),
            (&used_up, Transient, Some(5)),
            (&standard, Throttle, Some(7)),
            (&standard, Transient, None),
            (&wrong_clock, Throttle, Some(1_000_010)),
            (&empty, Throttle, Some(9)),
            (&empty, Transient, None),
        ];
        for (headers, verdict, expected) in rows {
            let from = HintContext {
                verdict: *verdict,
                headers,
                now: &|| SystemTime::UNIX_EPOCH + NOW,
                rate_limit: &RateLimitFacts::DEFAULT,
                retry_after: None,
                reset_at: Some((BodyValue::Text("2023-09-29T16:26:46Z".into()), DateTime)),
                body: &|_| None,
            };
            // The envelope's fact goes last here, so that it shows only where no header speaks.
            let (last, mut sources): (Vec<_>, Vec<_>) = HintSource::STANDARD
                .iter()
                .partition(|it| **it == HintSource::EnvelopeResetAt);
            sources.extend(last);
            let found = hint(&sources, &from);
            assert_eq!(
                found,
                expected.map(Duration::from_secs),
                "{headers:?} {verdict:?}"
            );
        }
    }

    #[test]
    fn a_wait_beyond_all_clocks_is_cut_to_a_hundred_years() {
        let year = 31_536_000;
        for (seconds, wanted) in [
            ("3153599999", 100 * year - 1),
            ("3153600001", 100 * year),
            ("99999999999999", 100 * year),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-wait", HeaderValue::from_static(seconds));
            let source = HintSource::Header {
                name: "X-Wait",
                unit: Seconds,
            };
            let from = HintContext {
                verdict: Transient,
                headers: &headers,
                now: &|| SystemTime::UNIX_EPOCH + NOW,
                rate_limit: &RateLimitFacts::DEFAULT,
                retry_after: None,
                reset_at: None,
                body: &|_| None,
            };
            let found = hint(&[source], &from);
            assert_eq!(found, Some(Duration::from_secs(wanted)), "{seconds}");
        }
    }

    #[test]
    fn declared_sources_replace_the_known_ones() {
        let sources = [
            HintSource::Body {
                at: "/wait",
                unit: Millis,
            },
            HintSource::Header {
                name: "X-Wait",
                unit: Auto,
            },
        ];
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", HeaderValue::from_static("3"));
        headers.insert("x-wait", HeaderValue::from_static("8"));
        let found = |number: Option<f64>| {
            let body = |at: &str| number.filter(|_| at == "/wait").map(BodyValue::Number);
            hint(
                &sources,
                &HintContext {
                    verdict: Transient,
                    headers: &headers,
                    now: &|| SystemTime::UNIX_EPOCH + NOW,
                    rate_limit: &RateLimitFacts::DEFAULT,
                    retry_after: None,
                    reset_at: None,
                    body: &body,
                },
            )
        };
        assert_eq!(found(Some(250.0)), Some(Duration::from_millis(250)));
        assert_eq!(found(Some(-1.0)), Some(Duration::from_secs(8)));
        assert_eq!(found(None), Some(Duration::from_secs(8)));
    }
}
