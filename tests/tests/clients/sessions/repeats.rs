//! Which answers are repeated, how often, and after which wait.

use std::time::{Duration, Instant};

use faultcode_runtime::errors::{StopReason, Verdict};
use faultcode_runtime::retry::Retry;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Effect, ErrorKind};
use faultcode_tests::{Answer, Deserted, Server};
use sessions::billing::GetBalanceError;
use sessions::errors::{
    AuthInvalidKey, IdempotencyConflict, InsufficientBalance, InvalidRequest, SessionNotFound,
};
use sessions::sessions::{CreateSessionError, GetSessionError, ReportEventError};

use super::setup::{Issuer, balance, client, created, event, new_session, refusal, too_poor};

fn seconds(of: impl IntoIterator<Item = u64>) -> Vec<Duration> {
    of.into_iter().map(Duration::from_secs).collect()
}

/// One status, several codes, and each asks for something else.
#[tokio::test]
async fn fact_2_5_verdicts_differ_within_a_status() {
    let rows = [
        (401, "AUTH_INVALID_KEY", Verdict::Never, 1),
        (401, "AUTH_EXPIRED_TOKEN", Verdict::Reauth, 2),
        (403, "AUTH_INSUFFICIENT_PERMISSION", Verdict::Never, 1),
        (403, "ACCOUNT_DISABLED", Verdict::Never, 1),
        (404, "SESSION_NOT_FOUND", Verdict::Never, 1),
        (404, "PRODUCT_NOT_FOUND", Verdict::Never, 1),
        (409, "PRODUCT_OUT_OF_STOCK", Verdict::Transient, 4),
        (409, "IDEMPOTENCY_CONFLICT", Verdict::Never, 1),
        (429, "RATE_LIMIT_EXCEEDED", Verdict::Throttle, 4),
    ];
    let mut actions = Vec::new();
    for (status, code, verdict, requests) in rows {
        let server = Server::deciding(move |_| refusal(status, code));
        let client = client(&server, &ManualClock::new());
        let error = client.sessions().create_session(&new_session()).await;
        let error = error.unwrap_err();
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.verdict(), Some(verdict), "{code}");
        assert_eq!(server.count(), requests, "{code}");
        actions.push(error.action().unwrap().kind);
    }
    actions.dedup();
    assert_eq!(actions.len(), rows.len(), "each has a reaction of its own");

    let server = Server::deciding(|_| refusal(429, "SESSION_LIMIT_REACHED"));
    let client = client(&server, &ManualClock::new());
    let error = client.sessions().create_session(&new_session()).await;
    assert_eq!(error.unwrap_err().verdict(), Some(Verdict::Never));
    assert_eq!(server.count(), 1);
}

/// `Retry-After` goes before the reset of the window.
#[tokio::test]
async fn fact_2_7_retry_after_goes_before_the_reset() {
    let limited = refusal(429, "RATE_LIMIT_EXCEEDED")
        .header("X-RateLimit-Remaining", "0")
        .header("X-RateLimit-Reset", "1767225640");
    let rows = [
        (limited.clone().header("Retry-After", "7"), 7),
        (limited.clone().header("Retry-After", "90"), 90),
        (limited, 40),
    ];
    for (answer, wait) in rows {
        let server = Server::answering([answer, balance()]);
        let clock = ManualClock::new();
        let client = client(&server, &clock);
        client.billing().get_balance().await.unwrap();
        assert_eq!(clock.waits(), seconds([wait]));
    }
}

#[tokio::test]
async fn fact_2_8_final_codes_cause_one_request() {
    for code in [
        AuthInvalidKey::CODE,
        InsufficientBalance::CODE,
        InvalidRequest::CODE,
        SessionNotFound::CODE,
    ] {
        assert_eq!(code.retry, Retry::Never);
    }
    let rows = [
        refusal(401, "AUTH_INVALID_KEY"),
        too_poor(),
        refusal(400, "INVALID_REQUEST"),
        refusal(404, "SESSION_NOT_FOUND"),
    ];
    for answer in rows {
        let server = Server::deciding(move |_| answer.clone());
        let clock = ManualClock::new();
        let client = client(&server, &clock);
        let error = client.sessions().create_session(&new_session()).await;
        let error = error.unwrap_err();
        assert_eq!(server.count(), 1, "{error:?}");
        assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
        assert_eq!(error.effect(), Effect::Rejected);
        assert!(clock.waits().is_empty());
    }
}

#[tokio::test]
async fn fact_2_10_a_rate_limit_waits_what_retry_after_says() {
    let limited = |wait| refusal(429, "RATE_LIMIT_EXCEEDED").header("Retry-After", wait);
    let server = Server::answering([limited("3"), limited("11"), created()]);
    let clock = ManualClock::new();
    let client = client(&server, &clock);
    let call = client.sessions().create_session(&new_session());
    let rented = call.send_with_meta().await.unwrap();
    assert_eq!(clock.waits(), seconds([3, 11]));
    assert_eq!(server.count(), 3);
    let over = "the success asks for no wait";
    assert_eq!(rented.meta.retry_after(), None, "{over}");
    assert_eq!(rented.meta.retry_at(), None, "{over}");
    let log: Vec<_> = rented
        .meta
        .attempts()
        .iter()
        .map(|it| (it.number, it.status, it.verdict, it.wait.as_secs()))
        .collect();
    let throttle = Some(Verdict::Throttle);
    assert_eq!(
        log,
        [
            (1, Some(429), throttle, 3),
            (2, Some(429), throttle, 11),
            (3, Some(200), None, 0),
        ]
    );
}

/// A wait beyond two minutes, or beyond the call's own time, is the caller's to decide on.
#[tokio::test]
async fn fact_2_10_a_wait_that_is_too_long_ends_the_call() {
    let limited = refusal(429, "RATE_LIMIT_EXCEEDED").header("Retry-After", "121");
    let server = Server::answering([limited]);
    let clock = ManualClock::new();
    let error = client(&server, &clock).billing().get_balance().await;
    let error = error.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::HintTooLong));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(121)));

    let limited = refusal(429, "RATE_LIMIT_EXCEEDED").header("Retry-After", "30");
    let server = Server::answering([limited]);
    let client = client(&server, &clock);
    let call = client.billing().get_balance();
    let error = call.timeout(Duration::from_secs(20)).await.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert!(matches!(
        error.api(),
        Some(GetBalanceError::RateLimitExceeded(_))
    ));
    assert!(clock.waits().is_empty());
}

/// A real clock waits as well.
#[tokio::test]
async fn fact_2_10_a_real_clock_waits_for_real() {
    let limited = refusal(429, "RATE_LIMIT_EXCEEDED").header("Retry-After", "1");
    let server = Server::answering([limited, balance()]);
    let client = sessions::Client::builder()
        .base_url(server.url())
        .access_token("t")
        .build()
        .unwrap();
    let started = Instant::now();
    client.billing().get_balance().await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn fact_2_11_backend_failures_wait_two_four_and_eight_seconds() {
    for (status, code) in [(502, "BACKEND_ERROR"), (504, "BACKEND_TIMEOUT")] {
        let server = Server::deciding(move |_| refusal(status, code));
        let clock = ManualClock::new();
        let client = client(&server, &clock);
        let safe = client.billing().get_balance().await.unwrap_err();
        assert_eq!(clock.waits(), seconds([2, 4, 8]), "{code}");
        let keyed = client.sessions().create_session(&new_session()).await;
        assert_eq!(clock.waits(), seconds([2, 4, 8, 2, 4, 8]), "{code}");
        assert_eq!(server.count(), 8);
        for (stop, code_seen) in [(safe.stop_reason(), safe.code()), {
            let keyed = keyed.as_ref().unwrap_err();
            (keyed.stop_reason(), keyed.code())
        }] {
            assert_eq!(stop, Some(StopReason::AttemptsExhausted));
            assert_eq!(code_seen, Some(code));
        }
    }
}

/// With a jitter of one half the waits are half as long.
#[tokio::test]
async fn fact_2_11_the_waits_have_full_jitter() {
    let server = Server::deciding(|_| refusal(502, "BACKEND_ERROR"));
    let clock = ManualClock::new();
    clock.set_jitter(0.5);
    let client = client(&server, &clock);
    client.billing().get_balance().await.unwrap_err();
    assert_eq!(clock.waits(), seconds([1, 2, 4]));
}

/// Nothing keeps an event from being counted twice, so a failure behind the API is not repeated there.
#[tokio::test]
async fn fact_2_11_an_unkeyed_post_is_not_repeated() {
    let server = Server::deciding(|_| refusal(502, "BACKEND_ERROR"));
    let clock = ManualClock::new();
    let client = client(&server, &clock);
    let error = client.sessions().report_event("ses-1", &event()).await;
    let error = error.unwrap_err();
    assert!(
        matches!(error.api(), Some(ReportEventError::BackendError(_))),
        "{error:?}"
    );
    assert_eq!(error.verdict(), Some(Verdict::Transient));
    assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
    assert!(error.is_ambiguous());
    assert_eq!(server.count(), 1);
}

/// 500 is transient by its status alone, but the code says that it is not.
#[tokio::test]
async fn fact_2_12_an_internal_error_causes_one_request() {
    let server = Server::deciding(|_| refusal(500, "INTERNAL_ERROR"));
    let clock = ManualClock::new();
    let client = client(&server, &clock);
    let error = client.sessions().get_session("ses-1").await;
    let error = error.unwrap_err();
    assert!(
        matches!(error.api(), Some(GetSessionError::InternalError(_))),
        "{error:?}"
    );
    assert_eq!(server.count(), 1);
    assert!(clock.waits().is_empty());

    // The same status without the code is repeated.
    let server = Server::deciding(|_| Answer::status(500));
    let client = super::setup::client(&server, &clock);
    let again = client.sessions().get_session("ses-1").await;
    again.unwrap_err();
    assert_eq!(server.count(), 4);
}

/// 429 is throttling by its status alone, but waiting frees no session, whatever `Retry-After` says.
#[tokio::test]
async fn fact_2_13_a_session_limit_causes_one_request_and_names_the_way_out() {
    let answer = refusal(429, "SESSION_LIMIT_REACHED").header("Retry-After", "1");
    let server = Server::deciding(move |_| answer.clone());
    let clock = ManualClock::new();
    let client = client(&server, &clock);
    let error = client.sessions().create_session(&new_session()).await;
    let error = error.unwrap_err();
    assert!(
        matches!(
            error.api(),
            Some(CreateSessionError::SessionLimitReached(_))
        ),
        "{error:?}"
    );
    assert_eq!(server.count(), 1);
    assert!(clock.waits().is_empty());
    let action = error.action().unwrap();
    assert_eq!(action.kind, "terminateSessions");
    assert_eq!(action.operation, Some("terminateSession"));
}

#[tokio::test]
async fn fact_2_13_actions_name_the_operation_that_helps() {
    let rows = [
        (410, "SESSION_EXPIRED", "createSession", 1),
        (404, "PRODUCT_NOT_FOUND", "listProducts", 1),
        (409, "PRODUCT_OUT_OF_STOCK", "listProducts", 4),
    ];
    for (status, code, operation, requests) in rows {
        let server = Server::deciding(move |_| refusal(status, code));
        let client = client(&server, &ManualClock::new());
        let error = client.sessions().create_session(&new_session()).await;
        let error = error.unwrap_err();
        assert_eq!(error.action().unwrap().operation, Some(operation));
        assert_eq!(server.count(), requests, "{code}");
    }
}

/// Out of stock may pass while the call waits.
#[tokio::test]
async fn fact_2_13_out_of_stock_is_tried_again() {
    let server = Server::answering([refusal(409, "PRODUCT_OUT_OF_STOCK"), created()]);
    let clock = ManualClock::new();
    let client = client(&server, &clock);
    client
        .sessions()
        .create_session(&new_session())
        .await
        .unwrap();
    assert_eq!(clock.waits(), seconds([2]));
    let requests = server.requests();
    assert_eq!(
        requests[0].header("idempotency-key"),
        requests[1].header("idempotency-key")
    );
}

#[tokio::test]
async fn fact_2_14_a_conflict_of_keys_is_never_solved_automatically() {
    assert_eq!(IdempotencyConflict::CODE.retry, Retry::NewKey);
    let server = Server::deciding(|_| refusal(409, "IDEMPOTENCY_CONFLICT"));
    let clock = ManualClock::new();
    let client = client(&server, &clock);
    let call = client.sessions().create_session(&new_session());
    let error = call.idempotency_key("rental-17").await.unwrap_err();
    assert!(
        matches!(
            error.api(),
            Some(CreateSessionError::IdempotencyConflict(_))
        ),
        "{error:?}"
    );
    assert_eq!(
        server.request().header("idempotency-key"),
        Some("rental-17")
    );
    assert!(clock.waits().is_empty());
    assert_eq!(error.verdict(), Some(Verdict::Never));
    assert_eq!(error.effect(), Effect::MaybeApplied, "of an earlier call");
    let action = error.action().unwrap();
    assert_eq!(action.kind, "useNewKey");
    assert_eq!(
        action.text,
        Some("Send under a new key or use the answer to the earlier request")
    );
    let key = error.idempotency_key().unwrap();
    assert_eq!(key.as_str(), "rental-17");
}

/// A server that is not there did nothing: even an unkeyed POST is tried to the end.
#[tokio::test]
async fn a_refused_connection_is_repeated_whatever_the_operation() {
    let server = Server::answering([]);
    let clock = ManualClock::new();
    let nobody = Deserted::new();
    let builder = Issuer::default().builder(&server, &clock);
    let client = builder
        .base_url(nobody.url())
        .build()
        .expect("a loopback URL");
    let error = client.sessions().report_event("ses-1", &event()).await;
    let error = error.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert!(matches!(error.kind(), ErrorKind::Transport(_)));
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(error.attempts().len(), 4);
    assert_eq!(clock.waits(), seconds([2, 4, 8]));
}

/// Two codes that the page of errors does not list: neither is helped by a repeat, and nothing was charged.
#[tokio::test]
async fn a_spent_budget_and_another_price_cause_one_request() {
    for (status, code, kind) in [
        (402, "BUDGET_EXCEEDED", "askOwner"),
        (409, "PRICE_MISMATCH", "reviewPrice"),
    ] {
        let server = Server::deciding(move |_| refusal(status, code));
        let clock = ManualClock::new();
        let client = client(&server, &clock);
        let error = client.sessions().create_session(&new_session()).await;
        let error = error.unwrap_err();
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.effect(), Effect::Rejected, "{code}");
        assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
        assert_eq!(error.action().map(|it| it.kind), Some(kind));
        assert_eq!((server.count(), clock.waits().len()), (1, 0));
    }
}
