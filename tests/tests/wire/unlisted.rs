//! What a document says of an error that the operation does not list, and of one that only a header tells.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use faultcode_runtime::errors::{StopReason, TransportErrorKind, Verdict};
use faultcode_runtime::testing::{ManualClock, Reply, check_errors};
use faultcode_runtime::{Effect, Error};
use faultcode_tests::{Answer, Server};

use crate::wire::clients::unlisted::shop::*;
use crate::wire::clients::unlisted::{Client, testing};

/// A client of a server that gives these answers, and how long it waited.
fn answering(answers: impl IntoIterator<Item = Answer>) -> (Server, Client, ManualClock) {
    let server = Server::answering(answers);
    let clock = ManualClock::new();
    let builder = Client::builder().base_url(server.url());
    let client = builder.clock(Arc::new(clock.clone())).build();
    (server, client.expect("a loopback URL"), clock)
}

#[tokio::test]
async fn a_code_keeps_its_facts_at_an_operation_that_does_not_list_it() {
    // By the status alone these would be repeated.
    for code in ["DAILY_LIMIT", "DAY_LIMIT"] {
        let limit = Answer::json(429, format!(r#"{{"code": "{code}"}}"#));
        let (server, client, _) = answering([limit, Answer::status(200)]);
        let error = client.shop().buy().await.unwrap_err();
        assert_eq!(server.count(), 1, "{error:?}");
        assert!(
            matches!(error.api(), Some(BuyError::Unrecognized(rest)) if rest.code() == Some(code))
        );
        assert_eq!(error.verdict(), Some(Verdict::Never));
        assert_eq!(error.category(), Some("quota"));
        assert_eq!(
            error.action().map(|action| action.kind),
            Some("comeBackTomorrow")
        );
    }
    let (server, client, _) = answering([Answer::json(500, r#"{"code": "DONE_ALREADY"}"#)]);
    let error = client.shop().look("o1").await.unwrap_err();
    assert_eq!((error.effect(), server.count()), (Effect::Applied, 1));
    // What may hold credentials stays hidden wherever it is answered.
    let leak = r#"{"code": "LEAKY", "message": "the password is xyzzy"}"#;
    let (_server, client, _) = answering([Answer::json(400, leak)]);
    let error = client.shop().buy().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("xyzzy"), "{error:?}");
    // A code that no entry has is judged by its status.
    let (server, client, _) = answering([
        Answer::json(429, r#"{"code": "ELSE"}"#),
        Answer::status(200),
    ]);
    client.shop().buy().await.unwrap();
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_member_that_an_answer_leaves_out_leaves_the_code_known() {
    let poor = |rest: &str| Answer::json(402, format!(r#"{{"code": "POOR"{rest}}}"#));
    let rows = [
        (
            poor(r#", "balance": 5, "missing": ["a"]"#),
            Some(5),
            Some(1),
        ),
        (poor(r#", "balance": null"#), None, None),
        (poor(""), None, None),
    ];
    for (answer, balance, missing) in rows {
        let (_server, client, _) = answering([answer]);
        let error = client.shop().buy().await.unwrap_err();
        let Some(BuyError::Poor(poor)) = error.api() else {
            panic!("{error:?}");
        };
        assert_eq!(
            (poor.balance, poor.missing.as_ref().map(Vec::len)),
            (balance, missing)
        );
    }
    // One that does not fit is said to be wrong.
    let (_server, client, _) = answering([poor(r#", "balance": "5 EUR""#)]);
    let error = client.shop().buy().await.unwrap_err();
    assert!(matches!(error.api(), Some(BuyError::Unrecognized(rest)) if rest.cause().is_some()));
}

#[tokio::test]
async fn a_header_tells_a_rate_limit_from_a_refusal() {
    let refused = |body: &str| Answer::json(403, body.to_owned());
    for body in [
        r#"{"message": "API rate limit exceeded"}"#,
        r#"{"code": "FORBIDDEN"}"#,
        "",
        "<html>",
    ] {
        let limited = refused(body)
            .header("x-ratelimit-remaining", "0")
            .header("retry-after", "7");
        let (server, client, clock) = answering([limited, Answer::status(200)]);
        client.shop().look("o1").await.unwrap();
        assert_eq!(server.count(), 2, "{body}");
        assert_eq!(clock.waits(), [Duration::from_secs(7)], "{body}");
        // Where it is not listed, it is repeated as well.
        let limited = refused(body).header("x-ratelimit-remaining", "0");
        let (server, client, _) = answering([limited, Answer::status(200)]);
        client.shop().buy().await.unwrap();
        assert_eq!(server.count(), 2, "{body}");
    }
    let limited = refused("{}").header("x-ratelimit-remaining", "0");
    let (_server, client, _) = answering([limited]);
    let call = client
        .shop()
        .look("o1")
        .retry(faultcode_runtime::RetryPolicy::NONE);
    let error = call.await.unwrap_err();
    assert!(
        matches!(error.api(), Some(LookError::RateLimited(_))),
        "{error:?}"
    );
    assert_eq!(error.verdict(), Some(Verdict::Throttle));

    let plain = [
        refused(r#"{"code": "FORBIDDEN"}"#).header("x-ratelimit-remaining", "00"),
        refused(r#"{"code": "FORBIDDEN"}"#),
    ];
    for answer in plain {
        let (server, client, _) = answering([answer]);
        let error = client.shop().look("o1").await.unwrap_err();
        assert!(
            matches!(error.api(), Some(LookError::ForbiddenCode(_))),
            "{error:?}"
        );
        assert_eq!((error.verdict(), server.count()), (Some(Verdict::Never), 1));
    }
}

#[tokio::test]
async fn a_status_entry_with_a_header_holds_for_answers_that_have_it() {
    let (server, client, _) =
        answering([Answer::status(503).header("x-maintenance", "until noon")]);
    let error = client.shop().look("o1").await.unwrap_err();
    assert!(
        matches!(
            error.api(),
            Some(LookError::ServiceUnavailableMaintenance(_))
        ),
        "{error:?}"
    );
    assert_eq!(server.count(), 1);
    // Any other 503 passes, and is the declared status where it does not.
    let (server, client, _) = answering([Answer::status(503), Answer::status(200)]);
    client.shop().look("o1").await.unwrap();
    assert_eq!(server.count(), 2);
}

#[test]
fn the_cases_that_a_header_tells_have_samples() {
    check_errors::<LookError>(&LOOK, testing::SAMPLES);
    check_errors::<BuyError>(&BUY, testing::SAMPLES);
    let error: Error<LookError> = testing::fake().error_of(&LOOK, "RATE_LIMITED");
    assert!(
        matches!(error.api(), Some(LookError::RateLimited(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn the_wait_that_a_server_asks_for_shows_whether_the_call_is_repeated_or_not() {
    let rows = [
        (404, Some(9)),
        (403, Some(9)),
        (302, Some(9)),
        (409, Some(9)),
    ];
    for (status, expected) in rows {
        let (server, client, clock) =
            answering([Answer::status(status).header("retry-after", "9")]);
        let error = client.shop().look("o1").await.unwrap_err();
        assert_eq!(
            error.retry_after(),
            expected.map(Duration::from_secs),
            "{status}"
        );
        assert!(error.retry_at().is_some());
        assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
        assert_eq!((server.count(), clock.waits().len()), (1, 0));
    }
    let (_server, client, _) = answering([
        Answer::status(202).header("retry-after", "9"),
        Answer::status(200),
    ]);
    let later = client.shop().look("o1").send_with_meta().await.unwrap();
    assert_eq!(later.meta.retry_after(), Some(Duration::from_secs(9)));
    let now = client.shop().look("o1").send_with_meta().await.unwrap();
    assert_eq!((now.meta.retry_after(), now.meta.retry_at()), (None, None));
}

#[tokio::test]
async fn a_wait_can_be_added_to_an_instant_however_long_it_is() {
    let waits = [
        "18446744073709551615",
        "99999999999999999999",
        &"9".repeat(35),
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ];
    for wait in waits {
        for status in [503, 404] {
            let answer = Answer::status(status)
                .header("retry-after", wait)
                .header("x-ratelimit-reset", wait)
                .header("x-ratelimit-remaining", "3");
            let (server, client, _) = answering([answer]);
            let error = client.shop().look("o1").await.unwrap_err();
            let hint = error.retry_after().unwrap();
            // As callers do it.
            let _ = Instant::now() + hint;
            let _ = SystemTime::now() + hint;
            assert!(hint > Duration::from_secs(365 * 24 * 3600), "{wait}");
            assert!(error.retry_at().unwrap() > SystemTime::now());
            if let Some(reset) = error.rate_limit().and_then(|limit| limit.reset_after) {
                let _ = Instant::now() + reset;
            }
            assert_eq!(server.count(), 1);
            if status == 503 {
                assert_eq!(error.stop_reason(), Some(StopReason::HintTooLong), "{wait}");
            }
        }
    }
}

#[tokio::test]
async fn a_lost_answer_to_a_method_that_only_reads_is_not_ambiguous() {
    let fake = testing::fake();
    let builder = Client::builder().base_url("https://unlisted.example");
    let client = builder
        .transport(fake.clone())
        .clock(Arc::new(ManualClock::new()));
    let client = client.build().unwrap();
    for kind in [
        TransportErrorKind::Timeout,
        TransportErrorKind::Reset,
        TransportErrorKind::BodyInterrupted,
    ] {
        fake.then(&LOOK, Reply::fault(kind))
            .then(&BUY, Reply::fault(kind));
        let read = client.shop().look("o1").await.unwrap_err();
        assert!(!read.is_ambiguous() && read.is_retry_safe(), "{read:?}");
        assert!(!read.to_string().contains("may have done"), "{read}");
        let bought = client.shop().buy().await.unwrap_err();
        assert!(
            bought.is_ambiguous() && !bought.is_retry_safe(),
            "{bought:?}"
        );
        assert!(bought.to_string().contains("may have done"), "{bought}");
    }
}
