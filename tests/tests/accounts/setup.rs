//! Clients, request bodies and answers of the tests.

use std::sync::Arc;

use accounts::types::{
    CardType, EventType, Holder, Money, NewAccount, NewCard, NewTransfer, NewWebhookEndpoint,
    Person,
};
use accounts::{Client, ClientBuilder};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Decimal, DecimalText};
use faultcode_tests::{Answer, Server};

/// The API key of every client; no output may hold it.
pub const KEY: &str = "acct-canary-key-4711";

/// A client of the server, with the key [`KEY`].
pub fn builder(server: &Server, clock: &ManualClock) -> ClientBuilder {
    Client::builder()
        .base_url(server.url())
        .clock(Arc::new(clock.clone()))
        .api_key(KEY)
}

/// A client of the server, with the key [`KEY`].
pub fn client(server: &Server, clock: &ManualClock) -> Client {
    builder(server, clock).build().expect("a loopback URL")
}

/// A refusal in the form of the page, without `param`.
pub fn refusal(status: u16, code: &str, message: &str, group: &str) -> Answer {
    let body = serde_json::json!({"error": {"code": code, "message": message, "type": group}});
    Answer::json(status, body.to_string())
}

/// The account of the page's samples.
pub fn account() -> Answer {
    Answer::json(
        200,
        r#"{"id": "acc_1", "email": "ada@example.com", "currency": "EUR", "status": "active",
            "holder": {"kind": "person", "given_name": "Ada", "family_name": "Byron"}, "balances": {},
            "reference": "0b1e7f8a-91f5-4a5a-9d4c-0b6b1e7f8a91", "opened_on": "2024-01-15",
            "created_at": "2024-01-15T10:30:00Z"}"#,
    )
}

/// An account for that address.
pub fn new_account(email: &str) -> NewAccount {
    let person = Person::new("Ada", "Byron");
    NewAccount::new(email, "EUR", Holder::Person(Box::new(person)))
}

/// A transfer of 250.00 EUR.
pub fn new_transfer() -> NewTransfer {
    let amount = DecimalText(Decimal::new(25_000, 2));
    NewTransfer::new("acc_1", "acc_2", Money::new(amount, "EUR"))
}

/// A virtual card.
pub fn new_card() -> NewCard {
    NewCard::new("acc_1", CardType::Virtual, "1234")
}

/// An endpoint for settled transfers.
pub fn new_webhook_endpoint() -> NewWebhookEndpoint {
    NewWebhookEndpoint::new(
        "https://shop.example/hooks",
        vec![EventType::TransferSettled],
    )
}
