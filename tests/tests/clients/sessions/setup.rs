//! Clients, tokens, request bodies and answers of the tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use faultcode_runtime::Token;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};
use sessions::input::{Event, EventType, NewSession, ProductSession, Renewal, TokenRequest};
use sessions::types::SessionType;
use sessions::{Client, ClientBuilder};

/// An API key; no output may hold it.
pub const KEY: &str = "sessions-canary-key-4711";

/// The secret that belongs to it.
pub const SECRET: &str = "sessions-canary-secret-4712";

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

/// A client without a credential.
pub fn builder(server: &Server, clock: &ManualClock) -> ClientBuilder {
    Client::builder()
        .base_url(server.url())
        .clock(Arc::new(clock.clone()))
}

/// A client that gets a token when it needs one.
pub fn client(server: &Server, clock: &ManualClock) -> Client {
    let builder = Issuer::default().builder(server, clock);
    builder.build().expect("a loopback URL")
}

/// A client that sends the API key.
pub fn keyed(server: &Server) -> Client {
    let builder = builder(server, &ManualClock::new()).api_key(KEY);
    builder.build().expect("a loopback URL")
}

/// A refusal as the page has it.
pub fn refusal(status: u16, code: &str) -> Answer {
    let body = format!(
        r#"{{"success": false, "data": null, "error": {{"code": "{code}", "message": "no"}}, "meta": {{"request_id": "req_9"}}}}"#
    );
    Answer::json(status, body)
}

/// The refusal for want of money, as the page has it.
pub fn too_poor() -> Answer {
    Answer::json(
        402,
        r#"{"success": false, "data": null, "error": {"code": "INSUFFICIENT_BALANCE",
            "message": "12.50 is not enough", "details": {"current_balance": 12.50, "required_amount": 40.00}},
            "meta": {"request_id": "req_8"}}"#,
    )
}

/// A success with this data.
pub fn success(data: &str) -> Answer {
    Answer::json(
        200,
        format!(
            r#"{{"success": true, "data": {data}, "error": null, "meta": {{"request_id": "req_1"}}}}"#
        ),
    )
}

/// A balance; no page says what it consists of.
pub fn balance() -> Answer {
    success(r#"{"available": 50.00}"#)
}

/// A session that was just rented.
pub fn created() -> Answer {
    success(r#"{"session_id": "ses-1", "status": "creating"}"#)
}

/// A session, by its product.
pub fn new_session() -> NewSession {
    ProductSession::new(SessionType::Dynamic, "dyn-7").into()
}

/// Thirty more days.
pub fn renewal() -> Renewal {
    Renewal::new(30)
}

/// A request that succeeded.
pub fn event() -> Event {
    Event::new(EventType::Success)
}

/// What a token is made from.
pub fn key_and_secret() -> TokenRequest {
    TokenRequest::new(KEY, SECRET)
}
