//! Clients, tokens, request bodies and answers of the tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Decimal, DecimalText, Token, Uuid};
use faultcode_tests::{Answer, Server};
use partner_invoicing::types::{
    Line, NewBusiness, NewInvoice, NewInvoiceCustomer, RefreshTokenRequest,
};
use partner_invoicing::{Client, ClientBuilder};

/// How every token begins; no output may hold it.
pub const TOKEN: &str = "partner-canary";

/// Issues the tokens `partner-canary-1`, `-2` and so on, and counts them.
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
        let builder = builder(server, clock).partner_token_source(source);
        builder.build().expect("a loopback URL")
    }
}

/// A builder that lacks a credential.
pub fn builder(server: &Server, clock: &ManualClock) -> ClientBuilder {
    Client::builder()
        .base_url(format!("{}/api", server.url()))
        .clock(Arc::new(clock.clone()))
}

/// A client that gets a token when it needs one.
pub fn client(server: &Server, clock: &ManualClock) -> Client {
    Issuer::default().client(server, clock)
}

/// A refusal with everything below `error`.
pub fn nested(status: u16, code: &str) -> Answer {
    let body = serde_json::json!({"error": {"code": code, "message": "no"}});
    Answer::json(status, body.to_string())
}

/// A refusal with everything at the top.
pub fn flat(status: u16, code: &str) -> Answer {
    let body = serde_json::json!({"code": code, "message": "no"});
    Answer::json(status, body.to_string())
}

/// A business.
pub fn business() -> Answer {
    Answer::json(
        200,
        r#"{"id": "3d0f8a52-6b0b-4f8e-9d0e-8f6a7c1b2e10", "external_id": "shop-17", "legal_name": "Sunrise Bakery",
            "country": "DE", "status": "active", "created_at": "2024-01-15T10:30:00Z"}"#,
    )
}

/// Any id.
pub fn id() -> Uuid {
    Uuid::from_u128(7)
}

/// A business that no other request can be told from.
pub fn new_business() -> NewBusiness {
    NewBusiness::new("Sunrise Bakery", "DE")
}

/// An invoice with one line.
pub fn new_invoice() -> NewInvoice {
    let text = |number, digits| DecimalText(Decimal::new(number, digits));
    let line = Line::new("Cakes", text(12, 0), text(350, 2));
    NewInvoice::new("EUR", NewInvoiceCustomer::new("Cafe Morgenrot"), vec![line])
}

/// Asks for a new pair of tokens.
pub fn refresh_request() -> RefreshTokenRequest {
    RefreshTokenRequest::new("refresh-canary-4711")
}
