//! The same rules over a reqwest client that the user brings.

use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::errors::TransportErrorKind;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::ReqwestTransport;
use faultcode_runtime::{Client, Effect, ErrorKind};
use faultcode_tests::shop::{self, Order, ShopError};
use faultcode_tests::{Answer, Server};

fn client(server: &Server) -> Client {
    let transport = ReqwestTransport::new(reqwest::Client::builder()).unwrap();
    let clock = Arc::new(ManualClock::new());
    shop::builder(server)
        .transport(transport)
        .clock(clock)
        .build()
        .unwrap()
}

#[tokio::test]
async fn answers_are_read() {
    let server = Server::answering([
        Answer::status(503),
        Answer::json(200, r#"{"id": "o1"}"#),
        Answer::json(404, r#"{"code": "NOT_FOUND"}"#).chunked(),
    ]);
    let client = client(&server);
    assert_eq!(
        shop::get_order(&client, "o1").await.unwrap(),
        Order::new("o1")
    );
    let error = shop::get_order(&client, "o2").await.unwrap_err();
    assert!(matches!(error.api(), Some(ShopError::NotFound(_))));
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn faults_are_neither_repeated_nor_followed_by_reqwest_itself() {
    let rows = [
        (Answer::nothing(), TransportErrorKind::Reset),
        (Answer::nothing().reset(), TransportErrorKind::Reset),
        (
            Answer::json(200, "{\"id\": 1}").cut_body(3),
            TransportErrorKind::BodyInterrupted,
        ),
        (
            Answer::status(302).header("location", "/v1/orders"),
            TransportErrorKind::UnexpectedRedirect,
        ),
    ];
    for (answer, expected) in rows {
        let server = Server::answering([answer, Answer::json(200, r#"{"id": "o1"}"#)]);
        let error = shop::place_order(&client(&server), &Order::new("o1"))
            .await
            .unwrap_err();
        let ErrorKind::Transport(fault) = error.kind() else {
            panic!("{error:?}")
        };
        assert_eq!(fault.kind(), expected);
        assert_eq!(error.effect(), Effect::MaybeApplied);
        assert_eq!(server.count(), 1, "{expected:?}");
    }
}

/// Before the head, and within the body.
#[tokio::test]
async fn a_limit_of_reqwest_s_own_is_a_timeout() {
    let answers = [
        Answer::nothing().stall(),
        Answer::json(200, r#"{"id": "o1"}"#).cut_body(3).stall(),
    ];
    for answer in answers {
        let server = Server::answering([answer, Answer::json(200, r#"{"id": "o1"}"#)]);
        let limit = reqwest::Client::builder().timeout(Duration::from_millis(300));
        let client = shop::builder(&server)
            .transport(ReqwestTransport::new(limit).unwrap())
            .build()
            .unwrap();
        let outcome = shop::place_order(&client, &Order::new("o1")).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.fault(), Some(TransportErrorKind::Timeout));
        assert_eq!(error.effect(), Effect::MaybeApplied);
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_refused_connection_is_not_sent() {
    let nobody = Server::deserted();
    let server = Server::answering([]);
    let transport = ReqwestTransport::new(reqwest::Client::builder()).unwrap();
    let client = shop::builder(&server)
        .base_url(nobody.url())
        .transport(transport)
        .clock(Arc::new(ManualClock::new()))
        .build()
        .unwrap();
    let error = shop::place_order(&client, &Order::new("o1"))
        .await
        .unwrap_err();
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(error.attempts().len(), 3);
}

/// The client of these tests has no TLS, as one whose default features are off.
#[tokio::test]
async fn a_client_without_tls_says_what_to_enable() {
    let transport = ReqwestTransport::new(reqwest::Client::builder().no_proxy()).unwrap();
    let client = Client::builder(&shop::API)
        .base_url("https://localhost:9")
        .transport(transport)
        .credentials_optional()
        .clock(Arc::new(ManualClock::new()))
        .build()
        .unwrap();
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert_eq!(error.fault(), Some(TransportErrorKind::NoTls));
    assert_eq!(
        (error.effect(), error.attempts().len()),
        (Effect::NotSent, 1)
    );
    assert!(error.to_string().contains("`rustls`"), "{error}");
}
