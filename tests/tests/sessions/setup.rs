//! Clients, tokens and request bodies of the tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Token, Uuid};
use faultcode_tests::{Answer, Server};
use sessions::types::{ApiKeyGrant, NewOrder, NewSession, OrderLine, TokenRequest};
use sessions::{Client, ClientBuilder};

/// The API key of every client; no output may hold it.
pub const KEY: &str = "sessions-canary-key-4711";

/// Issues the tokens `token-1`, `token-2` and so on, and counts them.
#[derive(Clone, Default)]
pub struct Issuer(Arc<AtomicUsize>);

impl Issuer {
    /// How many tokens were issued.
    pub fn issued(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// A client whose tokens are these.
    pub fn builder(&self, server: &Server, clock: &ManualClock) -> ClientBuilder {
        let issued = Arc::clone(&self.0);
        builder(server, clock).access_token_source(move |_| {
            let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
            async move { Ok(Token::new(format!("token-{number}"))) }
        })
    }
}

fn builder(server: &Server, clock: &ManualClock) -> ClientBuilder {
    Client::builder()
        .base_url(server.url())
        .clock(Arc::new(clock.clone()))
        .api_key(KEY)
}

/// A client that gets a token when it needs one.
pub fn client(server: &Server, clock: &ManualClock) -> Client {
    let builder = Issuer::default().builder(server, clock);
    builder.build().expect("a loopback URL")
}

/// A refusal as the page shows it.
pub fn refusal(status: u16, code: &str) -> Answer {
    let body = format!(
        r#"{{"success": false, "data": null, "error": {{"code": "{code}", "message": "no"}}, "meta": {{"request_id": "req_9"}}}}"#
    );
    Answer::json(status, body)
}

/// The refusal for want of money, as the page shows it.
pub fn too_poor() -> Answer {
    Answer::json(
        402,
        r#"{"success": false, "data": null, "error": {"code": "INSUFFICIENT_BALANCE",
            "message": "Insufficient balance. Current balance: 50.00; required: 100.00",
            "details": {"current_balance": 50.00, "required_amount": 100.00}}, "meta": {"request_id": "req_xxxx"}}"#,
    )
}

/// A balance.
pub fn balance() -> Answer {
    Answer::json(
        200,
        r#"{"success": true, "data": {"available": 50.00, "reserved": 0, "currency": "EUR",
            "updated_at": "2026-01-01T00:00:00Z"}, "error": null, "meta": {"request_id": "req_1"}}"#,
    )
}

/// An order.
pub fn order() -> Answer {
    Answer::json(
        201,
        r#"{"success": true, "data": {"id": "ord_1", "session_id": "ses_1", "status": "placed", "lines": [],
            "total": 12.50, "currency": "EUR", "placed_at": "2026-01-01T00:00:00Z"}, "error": null,
            "meta": {"request_id": "req_2"}}"#,
    )
}

/// Any product.
pub fn product() -> Uuid {
    Uuid::from_u128(7)
}

/// An order of one piece.
pub fn new_order() -> NewOrder {
    NewOrder::new("ses_1", vec![OrderLine::new(product(), 1)])
}

/// A session.
pub fn new_session() -> NewSession {
    NewSession::new("eu-west")
}

/// Asks for a token with the API key.
pub fn key_grant() -> TokenRequest {
    TokenRequest::ApiKey(Box::new(ApiKeyGrant::new()))
}
