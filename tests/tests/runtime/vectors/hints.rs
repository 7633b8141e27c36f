//! The texts of wait hints, on a real socket.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use faultcode_runtime::RetryPolicy;
use faultcode_runtime::errors::StopReason;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::payments::Client;
use faultcode_tests::{Answer, Server};

use super::data::{HintRow, Hints, close, seconds};

pub async fn check(hints: &Hints) -> usize {
    let limit = RetryPolicy::STANDARD.hints.max;
    assert_eq!(limit.as_secs(), hints.max_seconds);
    for row in &hints.rows {
        let id = &row.id;
        let (waits, stop, hint) = call(hints.now_unix, row).await;
        match &row.expect {
            expect if expect.beyond => {
                assert_eq!(stop, Some(StopReason::HintTooLong), "{id}");
                assert!(waits.is_empty() && hint > Some(limit), "{id}: {hint:?}");
                if let Some(expected) = expect.seconds {
                    assert!(hint.is_some_and(|it| close(it, seconds(expected))), "{id}");
                }
            }
            expect if expect.ignore => {
                assert_eq!(stop, Some(StopReason::AttemptsExhausted), "{id}");
                assert_eq!((waits.as_slice(), hint), (&[][..], None), "{id}");
            }
            expect => {
                let expected = expect.used.map(seconds);
                let expected = expected.expect("a row says what it expects");
                assert_eq!(stop, Some(StopReason::AttemptsExhausted), "{id}");
                let waited = waits.iter().sum();
                assert!(close(waited, expected), "{id}: {waited:?}");
                // The clock has moved on, so that a date is nearer now.
                assert!(hint.is_some_and(|hint| hint <= expected), "{id}: {hint:?}");
            }
        }
    }
    hints.rows.len()
}

/// Refuses a call twice in the same way; without jitter only the hint is waited.
async fn call(now: u64, row: &HintRow) -> (Vec<Duration>, Option<StopReason>, Option<Duration>) {
    let mut answer = match &row.body {
        Some(body) => Answer::json(row.status, body.to_string()),
        None => Answer::json(row.status, "{}"),
    };
    if let Some(hint) = &row.body_hint {
        let declared = ["/details/retry_after", "/details/reset_time"];
        assert!(declared.contains(&hint.at.as_str()), "{}", row.id);
    }
    for (name, value) in &row.headers {
        answer = answer.header(name, value);
    }
    let server = Server::deciding(move |_| answer.clone());
    let clock = ManualClock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(now));
    clock.set_jitter(0.0);
    let client = Client::builder()
        .base_url(server.url())
        .clock(Arc::new(clock.clone()))
        .token("t")
        .retry_with(|retries| retries.max_attempts(2))
        .build()
        .expect("a usable client");
    let error = client.payments().look("c1").await.unwrap_err();
    assert_eq!(error.status(), Some(row.status), "{}", row.id);
    (clock.waits(), error.stop_reason(), error.retry_after())
}
