//! What happens to a POST whose connection dies after the request was sent: only a key makes it safe to repeat.

use faultcode_runtime::errors::{StopReason, TransportErrorKind};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Effect, ErrorKind, IdempotencyKey};
use faultcode_tests::{Answer, Server};

use super::setup::{balance, client, created, event, new_session, renewal, success};

/// The ways in which a connection ends after the whole request was read.
fn deaths() -> [(Answer, TransportErrorKind); 4] {
    [
        (Answer::nothing(), TransportErrorKind::Reset),
        (Answer::nothing().reset(), TransportErrorKind::Reset),
        (created().cut_body(9), TransportErrorKind::BodyInterrupted),
        (
            created().chunked().cut_body(9),
            TransportErrorKind::BodyInterrupted,
        ),
    ]
}

#[tokio::test]
async fn a_keyed_post_is_repeated_with_the_same_key() {
    for (death, kind) in deaths() {
        let server = Server::answering([death.clone(), death, created()]);
        let client = client(&server, &ManualClock::new());
        let call = client.sessions().create_session(&new_session());
        let rented = call.send_with_meta().await.unwrap();
        assert_eq!(rented.value.session_id, "ses-1");
        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        let key = rented.meta.idempotency_key().unwrap();
        let uuid = faultcode_runtime::Uuid::try_parse(key.as_str()).unwrap();
        assert_eq!(uuid.get_version_num(), 4);
        for request in &requests {
            assert_eq!(request.header("idempotency-key"), Some(key.as_str()));
            assert_eq!(request.body, requests[0].body);
        }
        let faults: Vec<_> = rented.meta.attempts().iter().map(|it| it.fault).collect();
        assert_eq!(faults, [Some(kind), Some(kind), None]);
    }
}

#[tokio::test]
async fn an_unkeyed_post_is_not_repeated() {
    for (death, kind) in deaths() {
        let server = Server::answering([death]);
        let clock = ManualClock::new();
        let client = client(&server, &clock);
        let error = client.sessions().report_event("ses-1", &event()).await;
        let error = error.unwrap_err();
        let ErrorKind::Transport(fault) = error.kind() else {
            panic!("{error:?}");
        };
        assert_eq!(fault.kind(), kind);
        assert_eq!(error.effect(), Effect::MaybeApplied);
        assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
        assert!(error.is_ambiguous() && !error.is_retry_safe());
        assert_eq!(error.idempotency_key(), None);
        assert_eq!(server.request().header("idempotency-key"), None);
        assert!(clock.waits().is_empty());
    }
}

#[tokio::test]
async fn a_get_is_repeated_without_a_key() {
    for (death, _) in deaths() {
        let server = Server::answering([death, balance()]);
        let client = client(&server, &ManualClock::new());
        client.billing().get_balance().await.unwrap();
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[1].header("idempotency-key"), None);
    }
}

/// After all attempts the key is on the error, and a later call with it continues the same rental.
#[tokio::test]
async fn a_call_that_died_is_continued_with_its_key() {
    let mut answers = vec![Answer::nothing(); 4];
    answers.push(created());
    let server = Server::answering(answers);
    let client = client(&server, &ManualClock::new());
    let error = client.sessions().create_session(&new_session()).await;
    let error = error.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    assert!(error.is_ambiguous() && error.is_retry_safe());
    let key: IdempotencyKey = error.idempotency_key().unwrap().clone();
    let again = client.sessions().create_session(&new_session());
    again.idempotency_key(key.clone()).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 5);
    for request in requests {
        assert_eq!(request.header("idempotency-key"), Some(key.as_str()));
    }
}

/// Two sessions are two sessions.
#[tokio::test]
async fn two_calls_have_two_keys() {
    let server = Server::answering([created(), created()]);
    let client = client(&server, &ManualClock::new());
    for _ in 0..2 {
        client
            .sessions()
            .create_session(&new_session())
            .await
            .unwrap();
    }
    let requests = server.requests();
    assert_ne!(
        requests[0].header("idempotency-key"),
        requests[1].header("idempotency-key")
    );
}

/// A key may be stored before the call is sent.
#[tokio::test]
async fn a_key_is_known_before_the_call_is_sent() {
    let server = Server::answering([Answer::nothing(), success("{}")]);
    let client = client(&server, &ManualClock::new());
    let renewal = renewal();
    let mut call = client.sessions().renew_session("ses-1", &renewal);
    let key = call.key().unwrap().clone();
    call.await.unwrap();
    for request in server.requests() {
        assert_eq!(request.header("idempotency-key"), Some(key.as_str()));
    }
}
