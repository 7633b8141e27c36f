//! Whatever a server puts into a header, reading it neither panics nor yields an unbounded wait.

use std::time::{Duration, SystemTime};

use faultcode_runtime::document::RateLimitFacts;
use faultcode_runtime::errors::RateLimit;
use faultcode_runtime::retry::{
    BodyValue, Budget, Evidence, HintContext, HintUnit, Situation, gate, hint, verdict,
};
use faultcode_runtime::transports::{Clock, TokioClock};
use faultcode_runtime::{Effect, RetryPolicy};
use http::{HeaderMap, HeaderName, HeaderValue};

const NAMES: [&str; 12] = [
    "retry-after-ms",
    "retry-after",
    "date",
    "ratelimit",
    "ratelimit-policy",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "content-type",
];

const PIECES: [&[u8]; 34] = [
    b"0",
    b"9",
    b"99999999999999999999",
    b".",
    b"-",
    b"+",
    b"e",
    b"E5",
    b" ",
    b"\t",
    b",",
    b";",
    b"=",
    b"\"",
    b"\\",
    b":",
    b"?",
    b"?1",
    b"(",
    b"*",
    b"a",
    b"t=",
    b"r=",
    b"q=",
    b";r=1;t=1",
    b"\"a\";r=0;t=3",
    b"GMT",
    b"Fri, 31 Dec 9999 23:59:59 GMT",
    b"Friday, 29-Feb-00 16:26:57 GMT",
    b"Fri Sep 29 16:26:57 2023",
    b"9999-12-31T23:59:60-23:59",
    b"0000-01-01T00:00:00.5+23:59",
    b"\xc3\xa9",
    b"\xff",
];

#[test]
fn no_header_breaks_the_readers() {
    let clock = TokioClock::seeded(5);
    let pick = |bound: usize| (clock.random() % bound as u64) as usize;
    let (mut found, mut granted) = (0, 0);
    for _ in 0..20_000 {
        let text = || -> Vec<u8> {
            (0..pick(5))
                .flat_map(|_| PIECES[pick(PIECES.len())])
                .copied()
                .collect()
        };
        let mut headers = HeaderMap::new();
        for _ in 0..pick(5) {
            let value = HeaderValue::from_bytes(&text()).expect("no line ends among the pieces");
            headers.append(HeaderName::from_static(NAMES[pick(NAMES.len())]), value);
        }
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(clock.random() >> 32);
        let policy = RetryPolicy::STANDARD;
        let evidence = Evidence {
            status: Some([429, 503, 404][pick(3)]),
            ..Evidence::default()
        };
        let body_text = String::from_utf8_lossy(&text()).into_owned();
        let asked = hint(
            policy.hints.sources,
            &HintContext {
                verdict: verdict(&policy, &evidence),
                headers: &headers,
                now: &|| now,
                rate_limit: &RateLimitFacts::DEFAULT,
                retry_after: Some((BodyValue::Text(body_text.into()), HintUnit::Auto)),
                reset_at: Some((
                    BodyValue::Number(f64::from_bits(clock.random())),
                    HintUnit::EpochMillis,
                )),
                body: &|_| None,
            },
        );
        found += usize::from(RateLimit::read(&headers, &RateLimitFacts::DEFAULT, now).is_some());
        let budget = Budget::new(500);
        let decision = gate(
            &policy,
            &evidence,
            &Situation {
                effect: Effect::Rejected,
                repeat_safe: true,
                replayable: true,
                attempts: 1,
                can_refresh: true,
                key_remaining: None,
                hint: asked,
                remaining: None,
                budget: &budget,
                jitter: clock.jitter(),
            },
        );
        assert!(
            decision.wait <= policy.hints.max,
            "{headers:?}: {decision:?}"
        );
        granted += usize::from(decision.stop.is_none());
    }
    // Without these, the pieces would miss what they are for.
    assert!(
        found > 500 && granted > 500,
        "{found} read, {granted} granted"
    );
}
