//! Clients, answers and request bodies of the tests.

use std::sync::Arc;

use billium::input::{NewInvoice, NewProduct, NewWallet, NewWebhook};
use billium::types::EventFilter;
use billium::types::{Cryptocurrency, Network, WalletType};
use billium::{Client, ClientBuilder};
use faultcode_runtime::Decimal;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};

/// The secret key of every client; no output may hold it.
pub const KEY: &str = "sk_canary_0123456789";

/// The merchant of every call.
pub const MERCHANT: &str = "mer_00000000000000000000000000000a01";

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

/// The body of an invoice.
pub fn invoice_body() -> String {
    format!(
        r#"{{"id": "inv_1", "merchantId": "{MERCHANT}", "customerId": null, "productId": null, "name": "Order 17",
            "description": null, "redirectUrl": null, "rawAmount": "120.500000", "endAmount": "120.500000",
            "currency": "EUR", "status": "AWAITING_PAYMENT", "expiresAt": null, "createdAt": "2026-01-01T00:00:00.000Z",
            "updatedAt": "2026-01-01T00:00:00.000Z", "customer": null, "product": null, "payments": [],
            "invoiceTimeline": []}}"#
    )
}

/// An invoice.
pub fn invoice() -> Answer {
    Answer::json(201, invoice_body())
}

/// An empty page of invoices.
pub fn no_invoices() -> Answer {
    Answer::json(
        200,
        r#"{"data": [], "pagination": {"page": 1, "limit": 10, "total": 0, "lastPage": 0}}"#,
    )
}

/// An invoice with what is required.
pub fn new_invoice() -> NewInvoice {
    NewInvoice::new("Order 17", Decimal::new(1205, 1))
}

/// A product with what is required.
pub fn new_product() -> NewProduct {
    NewProduct::new("A course", Decimal::new(240, 0))
}

/// A wallet of the type that has one address.
pub fn new_wallet() -> NewWallet {
    NewWallet::new(Cryptocurrency::Usdc, WalletType::DirectWallet, Network::Pol).address("0x0a01")
}

/// A webhook for one event.
pub fn new_webhook() -> NewWebhook {
    NewWebhook::new("https://shop.example/hook", vec![EventFilter::InvoicePaid])
}
