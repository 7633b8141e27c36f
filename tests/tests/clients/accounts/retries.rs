//! What is repeated, how often, and after which waits.

use std::time::Duration;

use faultcode_runtime::Effect;
use faultcode_runtime::errors::{StopReason, TransportErrorKind, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};

use super::setup::{self, new_withdrawal, refusal};

fn seconds(waits: &[u64]) -> Vec<Duration> {
    waits.iter().copied().map(Duration::from_secs).collect()
}

fn limited() -> Answer {
    refusal(429, "rate_limit_exceeded", "slow down", "rate_limit_error")
}

#[tokio::test]
async fn fact_1_6_a_429_waits_for_what_the_header_says_and_otherwise_one_second() {
    let script = [
        limited().header("retry-after", "7"),
        limited(),
        limited().header("retry-after", "soon"),
        setup::withdrawals(),
    ];
    let (server, clock) = (Server::answering(script), ManualClock::new());
    let client = setup::client(&server, &clock);
    let read = client
        .withdrawals()
        .list_withdrawals_of_client("c1")
        .send_with_meta();
    let attempts = read.await.unwrap().meta.attempts().to_vec();
    assert_eq!(clock.waits(), seconds(&[7, 1, 1]));
    assert_eq!(server.count(), 4);
    assert_eq!(attempts[0].verdict, Some(Verdict::Throttle));
    assert_eq!(attempts[0].wait, Duration::from_secs(7));
    assert_eq!(attempts[3].verdict, None);
}

/// Fact 1.6: a 429 is a refusal, so that a withdrawal may be sent again although no key protects it.
#[tokio::test]
async fn fact_1_6_a_refused_withdrawal_is_sent_again() {
    let script = [limited().header("retry-after", "3"), setup::withdrawal()];
    let (server, clock) = (Server::answering(script), ManualClock::new());
    let client = setup::client(&server, &clock);
    let body = new_withdrawal();
    let call = client.withdrawals().create_withdrawal(&body);
    let made = call.await.unwrap();
    assert_eq!(made.amount.unwrap().to_string(), "250.00");
    assert_eq!(clock.waits(), seconds(&[3]));
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
}

/// Fact 1.6: a wait above two minutes is not obeyed; the caller gets it to read.
#[tokio::test]
async fn fact_1_6_a_long_wait_ends_the_call_and_stays_readable() {
    let server = Server::answering([limited().header("retry-after", "3600")]);
    let clock = ManualClock::new();
    let client = setup::client(&server, &clock);
    let error = client
        .withdrawals()
        .list_withdrawals_of_client("c1")
        .await
        .unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::HintTooLong));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(clock.waits().is_empty());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn fact_1_7_a_server_error_waits_one_two_three_seconds() {
    for status in [500, 502, 503, 504, 599] {
        let server = Server::deciding(move |_| Answer::status(status));
        let clock = ManualClock::new();
        let client = setup::client(&server, &clock);
        let error = client
            .withdrawals()
            .list_withdrawals_of_client("c1")
            .await
            .unwrap_err();
        assert_eq!(clock.waits(), seconds(&[1, 2, 3]), "{status}");
        assert_eq!(server.count(), 4, "{status}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
        let log = error.attempts().iter();
        let log: Vec<_> = log
            .map(|it| (it.number, it.status, it.wait.as_secs()))
            .collect();
        let status = Some(status);
        assert_eq!(
            log,
            [
                (1, status, 1),
                (2, status, 2),
                (3, status, 3),
                (4, status, 0)
            ]
        );
    }
}

/// Fact 1.7: the server may have moved the money, and no key protects a second withdrawal.
#[tokio::test]
async fn fact_1_7_a_withdrawal_is_not_repeated_after_a_server_error() {
    for answer in [Answer::status(500), Answer::nothing()] {
        let always = answer.clone();
        let server = Server::deciding(move |_| always.clone());
        let clock = ManualClock::new();
        let client = setup::client(&server, &clock);
        let call = client.withdrawals().create_withdrawal(&new_withdrawal());
        let error = call.await.unwrap_err();
        assert_eq!(server.count(), 1, "{answer:?}");
        assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
        assert_eq!(error.effect(), Effect::MaybeApplied);
        assert!(error.is_ambiguous() && !error.is_retry_safe());
        assert!(clock.waits().is_empty());
    }
}

#[tokio::test]
async fn fact_1_7_a_network_fault_waits_one_second_each_time() {
    let faults = [
        (Answer::nothing(), TransportErrorKind::Reset),
        (Answer::nothing().reset(), TransportErrorKind::Reset),
        (
            setup::withdrawals().cut_body(9),
            TransportErrorKind::BodyInterrupted,
        ),
    ];
    for (answer, kind) in faults {
        let always = answer.clone();
        let server = Server::deciding(move |_| always.clone());
        let clock = ManualClock::new();
        let client = setup::client(&server, &clock);
        let error = client
            .withdrawals()
            .list_withdrawals_of_client("c1")
            .await
            .unwrap_err();
        assert_eq!(clock.waits(), seconds(&[1, 1, 1]), "{answer:?}");
        assert_eq!(server.count(), 4, "{answer:?}");
        let accounts::ErrorKind::Transport(fault) = error.kind() else {
            panic!("{answer:?}: {error:?}");
        };
        assert_eq!(fault.kind(), kind);
    }
}

/// Fact 1.7: what never left this machine may be sent again, whatever it is.
#[tokio::test]
async fn fact_1_7_a_refused_connection_waits_one_second_each_time() {
    let clock = ManualClock::new();
    let server = Server::deserted();
    let client = setup::client(&server, &clock);
    let call = client.withdrawals().create_withdrawal(&new_withdrawal());
    let error = call.await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(error.attempts().len(), 4);
    assert_eq!(clock.waits(), seconds(&[1, 1, 1]));
}

/// Fact 1.7: a server that recovers is asked no further.
#[tokio::test]
async fn fact_1_7_a_success_ends_the_repeats() {
    let script = [Answer::status(503), Answer::nothing(), setup::withdrawals()];
    let (server, clock) = (Server::answering(script), ManualClock::new());
    let client = setup::client(&server, &clock);
    client
        .withdrawals()
        .list_withdrawals_of_client("c1")
        .await
        .unwrap();
    assert_eq!(clock.waits(), seconds(&[1, 1]));
    assert_eq!(server.count(), 3);
}

/// Fact 1.11: the values of the test environment travel as any other, and what they provoke is typed.
#[tokio::test]
async fn fact_1_11_test_values_provoke_errors() {
    let decide = |request: &faultcode_tests::Request| {
        let key = request.header("authorization").unwrap_or_default();
        let body = serde_json::from_slice::<serde_json::Value>(&request.body).unwrap_or_default();
        match (key.rsplit('_').next(), body["person"]["email"].as_str()) {
            (Some("400"), _) => refusal(400, "invalid_request", "no", "invalid_request_error"),
            (Some("401"), _) => refusal(401, "invalid_api_key", "no", "authentication_error"),
            (Some("500"), _) => Answer::status(500),
            (_, Some("error@400.com")) => {
                refusal(400, "invalid_parameter", "no", "invalid_request_error")
            }
            (_, Some("error@404.com")) => {
                refusal(404, "resource_not_found", "no", "invalid_request_error")
            }
            (_, Some("error@429.com")) => limited(),
            _ => setup::individual(),
        }
    };
    let rows = [
        (
            "eyJhb...error_400",
            "a@b.example",
            400,
            Some("invalid_request"),
            1,
        ),
        (
            "eyJhb...error_401",
            "a@b.example",
            401,
            Some("invalid_api_key"),
            1,
        ),
        ("eyJhb...error_500", "a@b.example", 500, None, 1),
        (
            "eyJhb...",
            "error@400.com",
            400,
            Some("invalid_parameter"),
            1,
        ),
        (
            "eyJhb...",
            "error@404.com",
            404,
            Some("resource_not_found"),
            1,
        ),
        (
            "eyJhb...",
            "error@429.com",
            429,
            Some("rate_limit_exceeded"),
            4,
        ),
    ];
    for (key, email, status, code, requests) in rows {
        let server = Server::deciding(decide);
        let builder = setup::builder(&server, &ManualClock::new()).api_key(key);
        let client = builder.build().unwrap();
        let call = client
            .banking()
            .register_individual(&setup::new_individual(email));
        let error = call.await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(status), code));
        assert_eq!(server.count(), requests, "{key} {email}");
    }
}
