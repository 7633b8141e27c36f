//! What answers become: values, variants, and everything in between.

use faultcode_runtime::Effect;
use faultcode_tests::shop::{self, CANARY, Order, ShopError};
use faultcode_tests::{Answer, Server};

#[tokio::test]
async fn a_success_returns_its_value() {
    let answer = Answer::json(200, r#"{"id": "o 1", "amount": 5}"#).header("x-request-id", "r1");
    let server = Server::answering([answer]);
    let order = shop::get_order(&shop::client(&server), "o 1")
        .send_with_meta()
        .await
        .unwrap();
    assert_eq!(
        order.value,
        Order {
            amount: Some(5),
            ..Order::new("o 1")
        }
    );
    assert_eq!(order.meta.status(), Some(200));
    assert_eq!(order.meta.request_id(), Some("r1"));
    assert_eq!(order.meta.effect(), Effect::Applied);
    assert_eq!(order.meta.attempts().len(), 1);

    let request = server.request();
    assert_eq!(request.method, "GET");
    assert_eq!(request.target, "/v1/orders/o%201");
    let host = server.url().replace("http://", "");
    let headers = [
        ("authorization", format!("Bearer {CANARY}")),
        ("accept", "application/json".to_owned()),
        ("host", host),
        (
            "user-agent",
            format!("shop/1.0.0 faultcode/{}", env!("CARGO_PKG_VERSION")),
        ),
    ];
    for (name, expected) in &headers {
        assert_eq!(request.header(name), Some(expected.as_str()), "{name}");
    }
    assert_eq!(request.headers.len(), headers.len(), "{request:?}");
}

#[tokio::test]
async fn a_declared_code_is_its_variant() {
    let body =
        r#"{"code": "INSUFFICIENT_BALANCE", "message": "too low", "details": {"required": 7}}"#;
    let server = Server::answering([Answer::json(402, body)]);
    let error = shop::place_order(&shop::client(&server), &Order::new("o1"))
        .await
        .unwrap_err();
    let Some(ShopError::InsufficientBalance(details)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(details.required, 7);
    assert_eq!(error.message(), Some("too low"));
    assert_eq!(error.effect(), Effect::Rejected);
    assert_eq!(server.request().text(), r#"{"id":"o1"}"#);
}
