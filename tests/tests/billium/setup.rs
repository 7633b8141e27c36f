//! Clients, answers and request bodies of the tests.

use std::sync::Arc;

use billium::types::{
    Customer, EventType, KeyClass, NewApiKey, NewInvoice, NewWebhookEndpoint, SecurityFactor,
    TeamSecurity,
};
use billium::{Client, ClientBuilder};
use faultcode_runtime::Uuid;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};

/// The secret key of every client; no output may hold it.
pub const KEY: &str = "sk_canary_0123456789";

/// A builder without any credential.
pub fn bare(server: &Server, clock: &ManualClock) -> ClientBuilder {
    Client::builder()
        .base_url(server.url())
        .clock(Arc::new(clock.clone()))
}

/// A client of a server: key and session, as a dashboard with a back end has them.
pub fn client(server: &Server, clock: &ManualClock) -> Client {
    let builder = bare(server, clock)
        .api_key(KEY)
        .dashboard_session("session");
    builder.build().expect("a loopback URL")
}

/// A refusal as the page shows it.
pub fn refusal(status: u16, class: &str) -> Answer {
    let body = format!(r#"{{"statusCode": {status}, "message": "no", "error": "{class}"}}"#);
    Answer::json(status, body)
}

/// An invoice.
pub fn invoice() -> Answer {
    Answer::json(
        201,
        r#"{"id": "inv_1", "status": "open", "rawAmount": 1999, "currency": "EUR",
            "customer": {"name": "Ada", "email": "ada@example.com"}, "items": [],
            "createdAt": "2026-01-01T00:00:00Z", "paidAt": null}"#,
    )
}

/// An empty page of invoices.
pub fn no_invoices() -> Answer {
    Answer::json(200, r#"{"items": [], "nextCursor": null}"#)
}

/// Any team.
pub fn team() -> Uuid {
    Uuid::from_u128(7)
}

/// An invoice without lines.
pub fn new_invoice() -> NewInvoice {
    let customer = Customer::new("Ada", "ada@example.com");
    NewInvoice::new(1999, "EUR", customer, Vec::new())
}

/// A key for servers.
pub fn new_api_key() -> NewApiKey {
    NewApiKey::new("server", KeyClass::Secret)
}

/// An address for events.
pub fn new_endpoint() -> NewWebhookEndpoint {
    NewWebhookEndpoint::new("https://example.com/hook", vec![EventType::InvoicePaid])
}

/// A demand for two factors.
pub fn security() -> TeamSecurity {
    TeamSecurity::new(vec![SecurityFactor::Tfa, SecurityFactor::Passkey])
}
