//! Rate-limit facts from headers and bodies.

use std::time::{Duration, Instant, SystemTime};

use faultcode_runtime::document::{RateLimitFacts, RateLimitPointers};
use faultcode_runtime::errors::RateLimit;
use faultcode_runtime::retry::{BodyValue, HintUnit};
use http::{HeaderMap, HeaderName, HeaderValue};

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_696_004_797)
}

fn headers(rows: &[(&str, &str)]) -> HeaderMap {
    let row = |(name, value): &(&str, &str)| {
        let name: HeaderName = name.parse().expect("header name");
        (name, HeaderValue::from_str(value).expect("header value"))
    };
    let mut headers = HeaderMap::new();
    for (name, value) in rows.iter().map(row) {
        headers.append(name, value);
    }
    headers
}

/// Limit, remaining, seconds until the reset, policy.
type Parts<'a> = (Option<u64>, Option<u64>, Option<u64>, Option<&'a str>);

/// Header lines and what is found in them.
type Row = (
    &'static [(&'static str, &'static str)],
    Option<Parts<'static>>,
);

fn parts(found: Option<&RateLimit>) -> Option<Parts<'_>> {
    found.map(|it| {
        let reset_after = it.reset_after.map(|reset| reset.as_secs());
        (it.limit, it.remaining, reset_after, it.policy.as_deref())
    })
}

#[test]
fn headers_are_read_in_order() {
    let rows: &[Row] = &[
        (&[], None),
        (&[("Content-Type", "text/plain")], None),
        // The standard fields.
        (
            &[("RateLimit", "\"default\";r=50;t=30")],
            Some((None, Some(50), Some(30), Some("default"))),
        ),
        (
            &[
                ("RateLimit", "\"a\";r=50;t=30"),
                ("RateLimit-Policy", "\"b\";q=9;w=1, \"a\";q=100;w=60"),
            ],
            Some((Some(100), Some(50), Some(30), Some("a"))),
        ),
        (
            &[
                ("RateLimit", "\"hour\";r=9;t=900, \"minute\";r=0;t=3"),
                ("RateLimit", "\"day\";r=0;t=80"),
            ],
            Some((None, Some(0), Some(80), Some("day"))),
        ),
        (
            &[("RateLimit", "\"a \\\" b\";pk=:Y2FuYXJ5:;r=1;x;y=?1;z=1.5")],
            Some((None, Some(1), None, Some("a \" b"))),
        ),
        (
            &[("RateLimit-Policy", "\"a\";q=100;w=60")],
            Some((Some(100), None, None, Some("a"))),
        ),
        // Malformed in one place is malformed altogether.
        (&[("RateLimit", "default r=0 t=30")], None),
        (&[("RateLimit", "\"a\";r=1, ")], None),
        (&[("RateLimit", "\"a\";r=1,, \"b\";r=2")], None),
        (&[("RateLimit", "\"a;r=1")], None),
        (&[("RateLimit", "\"a\";r=-1;t=3")], None),
        (&[("RateLimit", "\"a\";r=1.5")], None),
        (&[("RateLimit", "\"a\";r=1234567890123456")], None),
        (&[("RateLimit", "\"a\";R=1")], None),
        // A name begins with a small letter or a star (RFC 9651 section 3.1.2), and a decimal has up to twelve digits and three
        // more (section 3.3.2).
        (
            &[("RateLimit", "\"a\";*x=1;r=1")],
            Some((None, Some(1), None, Some("a"))),
        ),
        (&[("RateLimit", "\"a\";1x=1;r=1")], None),
        (&[("RateLimit", "\"a\";-x=1;r=1")], None),
        (
            &[("RateLimit", "\"a\";z=123456789012.125;r=1")],
            Some((None, Some(1), None, Some("a"))),
        ),
        (&[("RateLimit", "\"a\";z=1.1250;r=1")], None),
        (&[("RateLimit", "\"a\";z=1.;r=1")], None),
        (&[("RateLimit", "\"a\";z=1234567890123.5;r=1")], None),
        (&[("RateLimit", "(\"a\" \"b\");r=1")], None),
        // The older standard form.
        (
            &[
                ("RateLimit-Limit", "100, 100;w=60"),
                ("RateLimit-Remaining", "7"),
                ("RateLimit-Reset", "30"),
            ],
            Some((Some(100), Some(7), Some(30), None)),
        ),
        // The common names, one bad part leaves the others.
        (
            &[
                ("X-RateLimit-Limit", " 100 "),
                ("X-RateLimit-Remaining", "7"),
                ("X-RateLimit-Reset", "1696004827"),
            ],
            Some((Some(100), Some(7), Some(30), None)),
        ),
        (
            &[
                ("X-RateLimit-Limit", "+100"),
                ("X-RateLimit-Remaining", "-1"),
                ("X-RateLimit-Reset", "30"),
            ],
            Some((None, None, Some(30), None)),
        ),
        (&[("X-RateLimit-Limit", "99999999999999999999")], None),
        (&[("X-RateLimit-Limit", "")], None),
        // Part by part, the standard field goes first.
        (
            &[
                ("RateLimit", "\"a\";r=5"),
                ("X-RateLimit-Remaining", "7"),
                ("X-RateLimit-Reset", "30"),
            ],
            Some((None, Some(5), Some(30), Some("a"))),
        ),
        (
            &[
                ("RateLimit", "\"a\";r=5;t=20"),
                ("X-RateLimit-Remaining", "7"),
                ("X-RateLimit-Reset", "30"),
            ],
            Some((None, Some(5), Some(20), Some("a"))),
        ),
    ];
    for (rows, expected) in rows {
        let found = RateLimit::read(&headers(rows), &RateLimitFacts::DEFAULT, now());
        assert_eq!(parts(found.as_ref()), *expected, "{rows:?}");
    }
}

#[test]
fn declared_names_and_units_are_used() {
    static FACTS: RateLimitFacts = RateLimitFacts {
        limit: "X-Quota",
        remaining: "X-Quota-Left",
        reset: "X-Quota-End",
        reset_as: HintUnit::EpochSeconds,
        standard: false,
        body: None,
    };
    let rows: &[Row] = &[
        (
            &[
                ("x-quota", "10"),
                ("x-quota-left", "3"),
                ("x-quota-end", "1696004827"),
            ],
            Some((Some(10), Some(3), Some(30), None)),
        ),
        (&[("X-Quota-End", "30")], Some((None, None, Some(0), None))),
        (
            &[("RateLimit", "\"a\";r=5"), ("X-RateLimit-Limit", "9")],
            None,
        ),
    ];
    for (rows, expected) in rows {
        let found = RateLimit::read(&headers(rows), &FACTS, now());
        assert_eq!(parts(found.as_ref()), *expected, "{rows:?}");
    }
}

#[test]
fn a_body_fills_what_the_headers_leave_open() {
    let facts = RateLimitFacts {
        body: Some(RateLimitPointers {
            limit: Some("/details/limit"),
            remaining: Some("/details/remaining"),
            reset: Some("/details/reset_time"),
        }),
        ..RateLimitFacts::DEFAULT
    };
    let body = |at: &str| match at {
        "/details/limit" => Some(BodyValue::Number(100.0)),
        "/details/remaining" => Some(BodyValue::Number(-3.0)),
        "/details/reset_time" => Some(BodyValue::Text("2023-09-29T16:27:40Z".into())),
        _ => None,
    };
    let headers = headers(&[("X-RateLimit-Limit", "60")]);
    let mut found = RateLimit::read(&headers, &facts, now()).unwrap_or_default();
    found.add_body(&facts, &headers, now(), body);
    assert_eq!(parts(Some(&found)), Some((Some(60), None, Some(63), None)));

    let mut empty = RateLimit::default();
    empty.add_body(&facts, &HeaderMap::new(), now(), body);
    assert_eq!(parts(Some(&empty)), Some((Some(100), None, Some(63), None)));
    let mut untouched = RateLimit::default();
    untouched.add_body(&RateLimitFacts::DEFAULT, &headers, now(), body);
    assert_eq!(untouched, RateLimit::default());
}

/// Callers do so to know when the window ends.
#[test]
fn a_reset_can_be_added_to_an_instant() {
    const ENDLESS: &str = "99999999999999999999";
    let facts = RateLimitFacts {
        reset_as: HintUnit::Seconds,
        body: Some(RateLimitPointers {
            limit: None,
            remaining: None,
            reset: Some("/reset"),
        }),
        ..RateLimitFacts::DEFAULT
    };
    let of_headers = RateLimit::read(&headers(&[("X-RateLimit-Reset", ENDLESS)]), &facts, now());
    let mut of_body = RateLimit::default();
    let body = |_: &str| Some(BodyValue::Text(ENDLESS.into()));
    of_body.add_body(&facts, &HeaderMap::new(), now(), body);
    for found in [of_headers.as_ref(), Some(&of_body)] {
        let reset = found.and_then(|it| it.reset_after).expect("a reset");
        assert!(reset > Duration::from_secs(1_000_000_000), "{reset:?}");
        assert!(Instant::now().checked_add(reset).is_some(), "{reset:?}");
        assert!(now().checked_add(reset).is_some(), "{reset:?}");
    }
}
