//! The program of the accounts API, run as its users run it.

use std::process::Command;

use faultcode_tests::{Answer, Server};

fn run(arguments: &[&str]) -> (bool, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_accounts"));
    let ended = program.args(arguments).output().expect("the program runs");
    let mut shown = String::from_utf8(ended.stdout).expect("it prints text");
    shown += &String::from_utf8(ended.stderr).expect("it prints text");
    (ended.status.success(), shown)
}

#[test]
fn without_a_server_it_shows_its_reactions() {
    let (success, shown) = run(&[]);
    assert!(success, "{shown}");
    for line in [
        "authentication_required: ask the owner for a key that may trade",
        "missing_parameter: correct email: email is missing",
        "resource_not_found: read the price again",
        "insufficient_funds: add funds, or buy less",
        "rate_limit_exceeded: try later (4 attempts made)",
        "409: read the price again",
        "422: correct the order: The values contradict each other",
        "500: look among the orders of today",
    ] {
        assert!(shown.lines().any(|it| it == line), "{line} in\n{shown}");
    }
    assert!(shown.contains("success: traded as "), "{shown}");
}

#[test]
fn at_a_server_it_orders_for_the_price_that_it_read() {
    let server = Server::deciding(|request| match request.target.as_str() {
        "/api/v1/user/balances" => Answer::json(
            200,
            r#"{"userId": "u1", "assets": [{"name": "EUR", "available": 100.5}]}"#,
        ),
        "/api/v1/price/BTCEUR/0.5" => Answer::json(200, r#"{"id": "price_1", "buyPrice": 60000}"#),
        "/api/v1/orders" => Answer::json(201, r#"{"tradeId": "t1", "status": 1}"#),
        _ => Answer::status(404),
    });
    let (success, shown) = run(&[&server.url(), "canary", "BTCEUR", "0.5"]);
    assert!(success, "{shown}");
    assert_eq!(shown, "100.5 EUR\ntraded as t1\n");
    let order = server.requests().remove(2);
    assert_eq!(order.header("authorization"), Some("Bearer canary"));
    assert_eq!(order.header("client-id"), None);
    let body: serde_json::Value = serde_json::from_slice(&order.body).expect("JSON");
    assert_eq!(
        body,
        serde_json::json!({"priceId": "price_1", "side": "buy", "slippage": 1})
    );
}

#[test]
fn an_order_with_an_unknown_end_is_sent_once() {
    let server = Server::deciding(|request| match request.target.as_str() {
        "/api/v1/user/balances" => Answer::json(200, r#"{"userId": "u1", "assets": []}"#),
        "/api/v1/orders" => Answer::nothing(),
        _ => Answer::json(200, r#"{"id": "price_1"}"#),
    });
    let (success, shown) = run(&[&server.url(), "canary", "BTCEUR", "0.5"]);
    assert!(success, "{shown}");
    assert_eq!(shown, "look among the orders of today\n");
    assert_eq!(server.count(), 3);
}
