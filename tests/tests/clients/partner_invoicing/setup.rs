//! Clients, tokens, request bodies and answers of the tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Date, Decimal, Timestamp, Token, Uuid};
use faultcode_tests::{Answer, Server};
use partner_invoicing::input::{
    BillChange, BillPaymentChange, GetPartnerTokenRequest, InvoiceChange, InvoiceLine, NewBill,
    NewBillLine, NewBillPayment, NewBusiness, NewCustomer, NewCustomerCredit,
    NewCustomerCreditLine, NewInvoice, NewPayment, NewRefund, NewRefundPayment, NewVendor,
    NewVendorCredit, NewVendorRefund, NewVendorRefundPayment, PaymentAllocation, PaymentChange,
    VendorRefundChange, VendorRefundPaymentChange,
};
use partner_invoicing::types::BusinessDetails;
use partner_invoicing::{Client, ClientBuilder};

/// How every token begins; no output may hold it.
pub const TOKEN: &str = "partner-canary";

/// Issues the tokens `partner-canary-1`, `-2` and so on, for the partner and for businesses alike, and counts them.
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
        let source = || {
            let issued = Arc::clone(&self.issued);
            move |_| {
                let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
                async move { Ok(Token::new(format!("{TOKEN}-{number}"))) }
            }
        };
        let builder = builder(server, clock)
            .partner(PARTNER, KEY)
            .partner_token_source(source())
            .business_token_source(source());
        builder.build().expect("a loopback URL")
    }
}

/// The id of the partner.
pub const PARTNER: &str = "0d6b3f5a-6a52-4b4f-8f0b-1c9a4f0e7d21";

/// Its API key; no output may hold it.
pub const KEY: &str = "key-canary-4711";

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

/// A refusal as the page shows them.
pub fn refusal(status: u16, code: &str) -> Answer {
    let body = serde_json::json!({"error": "no", "error_code": code});
    Answer::json(status, body.to_string())
}

/// A business.
pub fn business() -> Answer {
    Answer::json(
        200,
        r#"{"id": "3d0f8a52-6b0b-4f8e-9d0e-8f6a7c1b2e10", "external_id": "shop-17", "legal_name": "Sunrise Bakery GmbH",
            "country": "DE", "base_currency": "EUR", "is_active": true, "created_at": "2026-01-15T10:30:00Z"}"#,
    )
}

/// An invoice.
pub fn invoice(status: u16) -> Answer {
    let body = r#"{"id": "8c2b7e4d-52c8-4b8f-a2b1-3f1d2c0a9e77", "status": "SENT", "invoice_number": "R-7"}"#;
    Answer::json(status, body)
}

/// Any id.
pub fn id() -> Uuid {
    Uuid::from_u128(7)
}

/// Any day.
pub fn day() -> Date {
    Date::new(2026, 5, 2).expect("a day of the calendar")
}

/// Any instant.
pub fn instant() -> Timestamp {
    "2026-05-02T08:00:00Z".parse().expect("an instant")
}

/// An amount.
pub fn amount(number: i64) -> Decimal {
    Decimal::from(number)
}

/// Asks for a token of the partner.
pub fn token_request() -> GetPartnerTokenRequest {
    GetPartnerTokenRequest::new("client_credentials")
}

/// A business with the identifier that the API asks for.
pub fn new_business() -> NewBusiness {
    NewBusiness::new("Sunrise Bakery GmbH", "gmbh", "office@example.com").external_id("shop-17")
}

/// Changes a name.
pub fn business_details() -> BusinessDetails {
    BusinessDetails::new().legal_name("Sunset Bakery GmbH")
}

/// A customer that no other request can be told from.
pub fn new_customer() -> NewCustomer {
    NewCustomer::new().company_name("Cafe Morgenrot")
}

/// An invoice with one line, under an identifier.
pub fn new_invoice() -> NewInvoice {
    let line = InvoiceLine::new(amount(12), amount(350));
    NewInvoice::new(instant(), vec![line]).external_id("order-42")
}

/// Changes a note.
pub fn invoice_change() -> InvoiceChange {
    InvoiceChange::new().memo("paid in the shop")
}

/// A payment for one invoice.
pub fn new_payment() -> NewPayment {
    NewPayment::new(id(), 4200, vec![PaymentAllocation::new(id(), 4200)])
}

/// Changes a note.
pub fn payment_change() -> PaymentChange {
    PaymentChange::new().note("by card")
}

/// A refund of a whole invoice.
pub fn new_refund() -> NewRefund {
    NewRefund::new(id(), "BANK_TRANSFER", instant())
}

/// Money that goes back.
pub fn new_refund_payment() -> NewRefundPayment {
    NewRefundPayment::new(4200, "BANK_TRANSFER")
}

/// A credit with one line, under an identifier.
pub fn new_customer_credit() -> NewCustomerCredit {
    NewCustomerCredit::new(vec![NewCustomerCreditLine::new(amount(4200))]).external_id("credit-3")
}

/// A vendor that no other request can be told from.
pub fn new_vendor() -> NewVendor {
    NewVendor::new().company_name("Mill Nine")
}

/// A bill with one line, under an identifier.
pub fn new_bill() -> NewBill {
    NewBill::new(vec![NewBillLine::new(amount(3), amount(900))]).external_id("bill-5")
}

/// Replaces the lines.
pub fn bill_change() -> BillChange {
    BillChange::new().line_items(vec![NewBillLine::new(amount(2), amount(900))])
}

/// Money for a vendor.
pub fn new_bill_payment() -> NewBillPayment {
    NewBillPayment::new(id(), 4200)
}

/// Ends a payment.
pub fn bill_payment_change() -> BillPaymentChange {
    BillPaymentChange::new().memo("by wire")
}

/// A credit of a vendor, under an identifier.
pub fn new_vendor_credit() -> NewVendorCredit {
    NewVendorCredit::new(Vec::new()).external_id("credit-4")
}

/// A refund of a vendor that no other request can be told from.
pub fn new_vendor_refund() -> NewVendorRefund {
    NewVendorRefund::new(id(), 4200)
}

/// Changes a note.
pub fn vendor_refund_change() -> VendorRefundChange {
    VendorRefundChange::new().memo("flour was damp")
}

/// Money of a vendor.
pub fn new_vendor_refund_payment() -> NewVendorRefundPayment {
    NewVendorRefundPayment::new(id(), 4200)
}

/// Changes a note.
pub fn vendor_refund_payment_change() -> VendorRefundPaymentChange {
    VendorRefundPaymentChange::new().memo("by wire")
}
