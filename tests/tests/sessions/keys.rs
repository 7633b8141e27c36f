//! What happens to a POST whose connection dies after the request was sent: only a key makes it safe to repeat.

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Effect, Error, IdempotencyKey, StopReason, TransportKind};
use faultcode_tests::{Answer, Server};

use super::setup::{balance, client, key_grant, new_order, new_session, order};

/// The ways in which a connection ends after the whole request was read.
fn deaths() -> [(Answer, TransportKind); 4] {
    [
        (Answer::nothing(), TransportKind::Reset),
        (Answer::nothing().reset(), TransportKind::Reset),
        (order().cut_body(9), TransportKind::BodyInterrupted),
        (
            order().chunked().cut_body(9),
            TransportKind::BodyInterrupted,
        ),
    ]
}

#[tokio::test]
async fn a_keyed_post_is_repeated_with_the_same_key() {
    for (death, kind) in deaths() {
        let server = Server::answering([death.clone(), death, order()]);
        let client = client(&server, &ManualClock::new());
        let call = client.orders().create_order(&new_order());
        let placed = call.send_with_meta().await.unwrap();
        assert_eq!(placed.value.id, "ord_1");
        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        let key = placed.meta.idempotency_key().unwrap();
        let uuid = faultcode_runtime::Uuid::try_parse(key.as_str()).unwrap();
        assert_eq!(uuid.get_version_num(), 4);
        for request in &requests {
            assert_eq!(request.header("idempotency-key"), Some(key.as_str()));
            assert_eq!(request.body, requests[0].body);
        }
        let faults: Vec<_> = placed.meta.attempts().iter().map(|it| it.fault).collect();
        assert_eq!(faults, [Some(kind), Some(kind), None]);
    }
}

#[tokio::test]
async fn an_unkeyed_post_is_not_repeated() {
    for (death, kind) in deaths() {
        let server = Server::answering([death]);
        let clock = ManualClock::new();
        let client = client(&server, &clock);
        let error = client.auth().refresh_token(&key_grant()).await;
        let error = error.unwrap_err();
        let Error::Transport(fault) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(fault.kind(), kind);
        assert_eq!(error.effect(), Effect::MaybeApplied);
        assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
        assert!(error.is_ambiguous() && !error.is_retry_safe());
        assert_eq!(error.idempotency_key(), None);
        assert_eq!(server.request().header("idempotency-key"), None);
        assert_eq!(clock.waits(), []);
    }
}

#[tokio::test]
async fn a_get_is_repeated_without_a_key() {
    for (death, _) in deaths() {
        let server = Server::answering([death, balance()]);
        let client = client(&server, &ManualClock::new());
        client.balance().get_balance().await.unwrap();
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[1].header("idempotency-key"), None);
    }
}

/// After all attempts the key is on the error, and a later call with it continues the same order.
#[tokio::test]
async fn a_call_that_died_is_continued_with_its_key() {
    let mut answers = vec![Answer::nothing(); 4];
    answers.push(order());
    let server = Server::answering(answers);
    let client = client(&server, &ManualClock::new());
    let error = client.orders().create_order(&new_order()).await;
    let error = error.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    assert!(error.is_ambiguous() && error.is_retry_safe());
    let key: IdempotencyKey = error.idempotency_key().unwrap().clone();
    let again = client.orders().create_order(&new_order());
    again.idempotency_key(key.clone()).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 5);
    for request in requests {
        assert_eq!(request.header("idempotency-key"), Some(key.as_str()));
    }
}

/// Two orders are two orders.
#[tokio::test]
async fn two_calls_have_two_keys() {
    let server = Server::answering([order(), order()]);
    let client = client(&server, &ManualClock::new());
    for _ in 0..2 {
        client.orders().create_order(&new_order()).await.unwrap();
    }
    let requests = server.requests();
    assert_ne!(
        requests[0].header("idempotency-key"),
        requests[1].header("idempotency-key")
    );
}

/// A key may be stored before the call is sent; a session takes one as an order does.
#[tokio::test]
async fn a_key_is_known_before_the_call_is_sent() {
    let body = r#"{"success": true, "data": {"id": "ses_1", "status": "active", "region": "eu-west",
        "delivery": {"kind": "poll"}, "started_at": "2026-01-01T00:00:00Z", "expires_at": "2026-01-01T01:00:00Z",
        "ended_at": null}}"#;
    let server = Server::answering([Answer::nothing(), Answer::json(201, body)]);
    let client = client(&server, &ManualClock::new());
    let new = new_session();
    let mut call = client.sessions().create_session(&new);
    let key = call.key().unwrap().clone();
    call.await.unwrap();
    for request in server.requests() {
        assert_eq!(request.header("idempotency-key"), Some(key.as_str()));
    }
}
