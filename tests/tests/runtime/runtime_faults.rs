//! Connections that break, answers that never end, redirects: what is reported, and that nothing hangs.
//!
//! The faults are kept together: each is one more row of the same question.

use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::document::{Method, Operation};
use faultcode_runtime::errors::{DecodeErrorKind, TransportErrorKind};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Bytes, Call, Client, ClientBuilder, Effect, Error, ErrorKind, Value};
use faultcode_tests::shop::{self, Order, ShopError};
use faultcode_tests::{Answer, Server};

fn order() -> Answer {
    Answer::json(200, r#"{"id": "o1"}"#)
}

/// A client that sends each call once.
fn once(server: &Server) -> ClientBuilder {
    shop::builder(server).retry_with(|retries| retries.max_attempts(1))
}

fn kind(error: &Error<ShopError>) -> TransportErrorKind {
    match error.kind() {
        ErrorKind::Transport(error) => error.kind(),
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn faults_have_their_kind_and_their_effect() {
    use TransportErrorKind::{BodyInterrupted, HeadTooLarge, Protocol, Reset, UnexpectedRedirect};
    let long = format!("HTTP/1.1 200 OK\r\nx-long: {}\r\n\r\n", "a".repeat(1 << 20));
    let moved = |status| Answer::status(status).header("location", "/v1/elsewhere?token=x");
    let rows = [
        ("closed after the request", Answer::nothing(), Reset, None),
        (
            "reset after the request",
            Answer::nothing().reset(),
            Reset,
            None,
        ),
        (
            "half a head",
            Answer::raw("HTTP/1.1 200 OK\r\ncontent-le"),
            Reset,
            None,
        ),
        (
            "no HTTP",
            Answer::raw("SSH-2.0-OpenSSH\r\n\r\n"),
            Protocol,
            None,
        ),
        ("a head too large", Answer::raw(long), HeadTooLarge, None),
        (
            "switching protocols",
            Answer::raw("HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n"),
            Protocol,
            None,
        ),
        (
            "half a body",
            order().cut_body(5),
            BodyInterrupted,
            Some(200),
        ),
        (
            "half a chunked body",
            order().chunked().cut_body(5),
            BodyInterrupted,
            Some(200),
        ),
        (
            "a reset within the body",
            order().cut_body(5).reset(),
            BodyInterrupted,
            Some(200),
        ),
        (
            "half an error body",
            Answer::json(404, r#"{"code": "NOT_FOUND"}"#).cut_body(8),
            BodyInterrupted,
            Some(404),
        ),
        (
            "half a JSON text in a whole body",
            Answer::json(200, r#"{"id": "o"#),
            BodyInterrupted,
            Some(200),
        ),
        (
            "half a JSON list in a whole body",
            Answer::json(200, r#"[{"id": "o1"}, "#),
            BodyInterrupted,
            Some(200),
        ),
        (
            "the first byte of a JSON list",
            Answer::json(200, "["),
            BodyInterrupted,
            Some(200),
        ),
        (
            "the first byte of a JSON object",
            Answer::json(200, "{"),
            BodyInterrupted,
            Some(200),
        ),
        ("moved", moved(301), UnexpectedRedirect, Some(301)),
        ("found", moved(302), UnexpectedRedirect, Some(302)),
        ("see other", moved(303), UnexpectedRedirect, Some(303)),
    ];
    for (name, answer, expected, status) in rows {
        let server = Server::answering([answer.header("x-request-id", "r1"), order()]);
        let client = once(&server).build().unwrap();
        let error = shop::place_order(&client, &Order::new("o1"))
            .await
            .unwrap_err();
        assert_eq!(kind(&error), expected, "{name}");
        assert_eq!(error.effect(), Effect::MaybeApplied, "{name}");
        assert_eq!(error.status(), status, "{name}");
        assert_eq!(error.request_id(), status.map(|_| "r1"), "{name}");
        assert_eq!(server.count(), 1, "{name}");
    }
}

#[tokio::test]
async fn redirects_are_reported_and_never_followed() {
    for (status, effect) in [
        (301, Effect::MaybeApplied),
        (307, Effect::Rejected),
        (308, Effect::Rejected),
    ] {
        let elsewhere = Server::answering([order()]);
        let to = format!(
            "http://user:word@{}/v1/orders?a=b",
            elsewhere.url().replace("http://", "")
        );
        let server = Server::answering([Answer::status(status).header("location", &to), order()]);
        let client = shop::client(&server);
        let error = shop::place_order(&client, &Order::new("o1"))
            .await
            .unwrap_err();
        assert_eq!(kind(&error), TransportErrorKind::UnexpectedRedirect);
        assert_eq!(error.effect(), effect, "{status}");
        assert_eq!(
            error.location(),
            Some(format!("{}/v1/orders", elsewhere.url()))
        );
        assert_eq!((server.count(), elsewhere.connections()), (1, 0));
    }
}

#[tokio::test]
async fn interim_answers_are_passed_over() {
    let answer = "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n\
                  HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"id\":\"o1\"}";
    let server = Server::answering([Answer::raw(answer)]);
    assert_eq!(
        shop::get_order(&shop::client(&server), "o1").await.unwrap(),
        Order::new("o1")
    );
}

#[tokio::test]
async fn a_connection_that_is_closed_at_once_is_tried_again() {
    let server = Server::answering([order()]);
    server.turn_away(2);
    let clock = Arc::new(ManualClock::new());
    let client = shop::builder(&server).clock(clock).build().unwrap();
    shop::get_order(&client, "o1").await.unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn an_attempt_ends_with_its_time() {
    let short = Duration::from_millis(60);
    let rows = [
        ("no head", Answer::nothing().stall(), None),
        ("no body", order().cut_body(0).stall(), Some(200)),
    ];
    for (name, answer, status) in rows {
        let server = Server::answering([answer, order()]);
        let client = once(&server).attempt_timeout(short).build().unwrap();
        let error = shop::place_order(&client, &Order::new("o1"))
            .await
            .unwrap_err();
        assert_eq!(kind(&error), TransportErrorKind::Timeout, "{name}");
        assert!(error.is_timeout() && error.is_ambiguous(), "{name}");
        assert_eq!(error.status(), status, "{name}");
        let elapsed = error.attempts()[0].elapsed;
        assert!(
            short <= elapsed && elapsed < short * 20,
            "{name}: {elapsed:?}"
        );
    }
}

#[tokio::test]
async fn a_timeout_is_repeated_where_a_repeat_is_safe() {
    let server = Server::answering([Answer::nothing().stall(), order()]);
    let client = shop::builder(&server)
        .attempt_timeout(Duration::from_millis(60))
        .build()
        .unwrap();
    let done = shop::pay(&client, &Order::new("o1"))
        .send_with_meta()
        .await
        .unwrap();
    assert_eq!(
        done.meta.attempts()[0].fault,
        Some(TransportErrorKind::Timeout)
    );
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn the_deadline_of_a_call_cuts_its_attempt() {
    let server = Server::answering([Answer::nothing().stall(), order()]);
    let client = shop::client(&server);
    let error = shop::get_order(&client, "o1")
        .timeout(Duration::from_millis(60))
        .await
        .unwrap_err();
    assert_eq!(kind(&error), TransportErrorKind::Timeout);
    assert_eq!(
        error.stop_reason(),
        Some(faultcode_runtime::errors::StopReason::DeadlineExceeded)
    );
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_silent_body_is_a_stall() {
    let server = Server::answering([order().cut_body(5).stall()]);
    let client = once(&server)
        .stall_timeout(Duration::from_millis(60))
        .build()
        .unwrap();
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert_eq!(kind(&error), TransportErrorKind::Stalled);
    assert_eq!(error.status(), Some(200));
}

#[tokio::test]
async fn bodies_are_bounded() {
    let large = format!(r#"{{"id": "{}"}}"#, "a".repeat(1 << 20));
    for answer in [
        Answer::json(200, large.clone()),
        Answer::json(200, large.clone()).chunked(),
    ] {
        let server = Server::answering([answer, order()]);
        let client = shop::builder(&server).body_limit(1 << 16).build().unwrap();
        let error = shop::get_order(&client, "o1").await.unwrap_err();
        let ErrorKind::Decode(failure) = error.kind() else {
            panic!("{error:?}")
        };
        assert_eq!(failure.kind(), &DecodeErrorKind::TooLarge);
        assert_eq!(error.effect(), Effect::Applied);
        assert!(error.body_truncated());
        assert_eq!(error.expose_raw().len(), 1 << 16);
        shop::get_order(&client, "o1").await.unwrap();
        let connections: Vec<_> = server.requests().iter().map(|it| it.connection).collect();
        assert_eq!(
            connections,
            [1, 2],
            "the connection with the rest of the body was dropped"
        );
    }
}

#[tokio::test]
async fn large_error_bodies_are_read_and_mostly_forgotten() {
    let filler = "a".repeat(200 << 10);
    let late = format!(
        r#"{{"filler": "{filler}", "code": "INSUFFICIENT_BALANCE", "details": {{"required": 7}}}}"#
    );
    let endless = format!(
        r#"{{"code": "INSUFFICIENT_BALANCE", "filler": "{}"}}"#,
        "a".repeat(4 << 20)
    );
    let rows = [(late, true), (endless, false)];
    for (body, whole) in rows {
        let server = Server::answering([Answer::json(402, body)]);
        let error = shop::place_order(&shop::client(&server), &Order::new("o1"))
            .await
            .unwrap_err();
        assert_eq!(error.status(), Some(402));
        match error.api() {
            Some(ShopError::InsufficientBalance(details)) if whole => {
                assert_eq!(details.required, 7)
            }
            // It gives the rest back as well.
            Some(ShopError::Unrecognized(rest)) if !whole => {
                assert_eq!(rest.expose_raw().len(), 64 << 10)
            }
            other => panic!("{other:?}"),
        }
        assert!(error.body_truncated());
        assert_eq!(error.expose_raw().len(), 64 << 10);
    }
}

#[tokio::test]
async fn answers_without_a_body_do_not_hang() {
    static HEAD: Operation = Operation {
        id: "head",
        method: Method::Head,
        path: &["/head"],
        template: "/head",
        ..Operation::DEFAULT
    };
    let rows = [
        (&shop::GET_ORDER, Answer::status(204)),
        (
            &shop::GET_ORDER,
            Answer::raw("HTTP/1.1 204 No\r\ncontent-length: 5\r\n\r\nabcde"),
        ),
        (
            &shop::GET_ORDER,
            Answer::raw("HTTP/1.1 205 Reset\r\ncontent-length: 5\r\n\r\nabcde"),
        ),
        (
            &HEAD,
            Answer::raw("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n").stall(),
        ),
    ];
    for (operation, answer) in rows {
        let server = Server::answering([answer.clone()]);
        let client = once(&server).build().unwrap();
        let call = Call::<(), ShopError>::new(&client, operation).path("order_id", "o1");
        let done = tokio::time::timeout(Duration::from_secs(5), call.send_with_meta()).await;
        let done = done.expect("no hang").unwrap();
        assert!(done.meta.expose_raw().is_empty(), "{answer:?}");

        let server = Server::answering([answer.clone()]);
        let client = once(&server).build().unwrap();
        let call = Call::<Order, ShopError>::new(&client, operation).path("order_id", "o1");
        let error = call.await.unwrap_err();
        let ErrorKind::Decode(failure) = error.kind() else {
            panic!("{error:?}")
        };
        assert_eq!(failure.kind(), &DecodeErrorKind::Empty, "{answer:?}");
        assert_eq!(error.effect(), Effect::Applied);

        let server = Server::answering([answer.clone()]);
        let client = once(&server).build().unwrap();
        let call = Call::<Option<Order>, ShopError>::new(&client, operation).path("order_id", "o1");
        assert_eq!(call.await.unwrap(), None, "{answer:?}");
    }
}

#[tokio::test]
async fn bodies_are_what_the_caller_asks_for() {
    let server = Server::deciding(|_| Answer::body(200, "text/plain", "a {b}"));
    let client = shop::client(&server);
    let call = Call::<Bytes, ShopError>::new(&client, &shop::PLACE_ORDER);
    assert_eq!(call.await.unwrap(), "a {b}");
    let call = Call::<faultcode_runtime::Text, ShopError>::new(&client, &shop::PLACE_ORDER);
    assert_eq!(&*call.await.unwrap(), "a {b}");
    Call::<(), ShopError>::new(&client, &shop::PLACE_ORDER)
        .await
        .unwrap();
    let call = Call::<Value, ShopError>::new(&client, &shop::PLACE_ORDER);
    let error = call.await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(_)));
    // A bracket that stays open is no end that is missing, where the body is not called JSON.
    for text in ["{a b", "[a b"] {
        let server = Server::deciding(move |_| Answer::body(200, "text/plain", text));
        let client = shop::client(&server);
        let call = Call::<Bytes, ShopError>::new(&client, &shop::PLACE_ORDER);
        assert_eq!(call.await.unwrap(), text);
    }
}

#[tokio::test]
async fn a_success_that_does_not_fit_is_applied_and_never_repeated() {
    let server = Server::answering([
        Answer::json(200, r#"{"id": 5}"#).header("x-request-id", "r1"),
        order(),
    ]);
    let error = shop::pay(&shop::client(&server), &Order::new("o1"))
        .await
        .unwrap_err();
    let ErrorKind::Decode(failure) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(failure.path(), "/id");
    assert_eq!(error.effect(), Effect::Applied);
    assert_eq!(
        (error.status(), error.request_id()),
        (Some(200), Some("r1"))
    );
    assert!(error.idempotency_key().is_some());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn names_that_resolve_to_nothing_are_told_from_refusals() {
    let client = Client::builder(&shop::API)
        .base_url("https://shop.invalid")
        .build()
        .unwrap();
    static OPEN: Operation = Operation {
        id: "open",
        path: &["/"],
        template: "/",
        ..Operation::DEFAULT
    };
    let policy = faultcode_runtime::RetryPolicy::NONE;
    let error = Call::<(), ShopError>::new(&client, &OPEN)
        .retry(policy)
        .await
        .unwrap_err();
    assert_eq!(kind(&error), TransportErrorKind::Dns);
    assert_eq!(error.effect(), Effect::NotSent);
}
