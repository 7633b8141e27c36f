//! Calls of programs without an async runtime.

use faultcode_tests::shop::{self, Order, ShopError};
use faultcode_tests::{Answer, Server};

#[test]
fn calls_block_and_share_their_connections() {
    let server = Server::answering([
        Answer::json(200, r#"{"id": "o1"}"#),
        Answer::json(404, r#"{"code": "NOT_FOUND"}"#),
    ]);
    let client = shop::client(&server);
    assert_eq!(
        shop::get_order(&client, "o1").send_blocking().unwrap(),
        Order::new("o1")
    );
    let error = shop::get_order(&client, "o2").send_blocking().unwrap_err();
    assert!(matches!(error.api(), Some(ShopError::NotFound(_))));
    assert_eq!((server.count(), server.connections()), (2, 1));
}

#[tokio::test]
async fn blocking_works_within_an_async_function() {
    let server = Server::answering([Answer::json(200, r#"{"id": "o1"}"#)]);
    shop::get_order(&shop::client(&server), "o1")
        .send_blocking()
        .unwrap();
}
