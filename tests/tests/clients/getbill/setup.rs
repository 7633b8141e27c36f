//! Clients, tokens, request bodies and answers of the tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Decimal, Token};
use faultcode_tests::{Answer, Server};
use getbill::input::{NewDebt, NewFollowup, TokenRequest, TokenRequestGrantType};
use getbill::{Client, ClientBuilder};

/// How every token begins; no output may hold it.
pub const TOKEN: &str = "getbill-canary";

/// Issues the tokens `getbill-canary-1`, `-2` and so on, and counts them.
#[derive(Clone, Default)]
pub struct Issuer {
    issued: Arc<AtomicUsize>,
}

impl Issuer {
    /// How many tokens were issued.
    pub fn issued(&self) -> usize {
        self.issued.load(Ordering::SeqCst)
    }

    /// A client whose tokens these are.
    pub fn client(&self, server: &Server, clock: &ManualClock) -> Client {
        let issued = Arc::clone(&self.issued);
        let source = move |_| {
            let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
            async move { Ok(Token::new(format!("{TOKEN}-{number}"))) }
        };
        let builder = builder(server, clock).oauth_source(source);
        builder.build().expect("a loopback URL")
    }
}

/// A builder that lacks a credential.
pub fn builder(server: &Server, clock: &ManualClock) -> ClientBuilder {
    Client::builder()
        .base_url(server.url())
        .clock(Arc::new(clock.clone()))
}

/// A client that gets a token when it needs one.
pub fn client(server: &Server, clock: &ManualClock) -> Client {
    Issuer::default().client(server, clock)
}

/// A refusal in the form of the page.
pub fn refusal(status: u16, message: &str, details: &serde_json::Value) -> Answer {
    let body = serde_json::json!({
        "error": true, "message": message, "code": status, "details": details,
    });
    Answer::json(status, body.to_string())
}

/// A refusal without details.
pub fn plain_refusal(status: u16) -> Answer {
    let body = serde_json::json!({"error": true, "message": "no", "code": status});
    Answer::json(status, body.to_string())
}

/// A debt.
pub fn debt() -> Answer {
    Answer::json(
        200,
        r#"{"error": false, "message": "Done", "data": {"id": "debt-7", "firstname": "Nadia", "lastname": "Roux",
            "phone": "+33600000000", "amount": 149.90, "currency": "EUR", "status": "status.default.pending"}}"#,
    )
}

/// The debt's id.
pub const ID: &str = "debt-7";

/// A debt that can be handed over.
pub fn new_debt() -> NewDebt {
    NewDebt::new("Nadia", "Roux", Decimal::new(14_990, 2), "EUR").phone("+33600000000")
}

/// A followup of the debt.
pub fn new_followup() -> NewFollowup {
    NewFollowup::new(ID)
}

/// Asks for a token.
pub fn token_request() -> TokenRequest {
    TokenRequest::new(
        TokenRequestGrantType::ClientCredentials,
        "shop-17",
        "secret-canary-4711",
    )
}
