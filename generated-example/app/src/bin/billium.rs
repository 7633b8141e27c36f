//! Asks a customer for a payment, and verifies the webhook that says that it arrived.
//!
//! `cargo run -p example-app --bin billium` needs no server: a fake transport refuses the invoice with each declared error in
//! turn, so that the reaction to it is seen. `… --bin billium -- URL KEY MERCHANT ORDER` creates an invoice at a server.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use billium::input::NewInvoice;
use billium::invoices::{CREATE_INVOICE, CreateInvoiceError};
use billium::runtime::values::from_json;
use billium::runtime::webhook::{MemoryReplayStore, Verifier};
use billium::types::WebhookEvent;
use billium::{Client, Decimal, Effect, Error, ErrorKind};
use http::HeaderMap;

/// What the order costs.
const PRICE: Decimal = Decimal::from_parts(12_050, 0, 0, false, 2);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [url, key, merchant, order] => {
            let client = Client::builder()
                .base_url(url)
                .api_key(key)
                .timeout(Duration::from_secs(30))
                .build()?;
            println!("{}", bill(&client, merchant, order).await);
            Ok(())
        }
        [] => {
            against_a_fake().await?;
            show_deliveries()
        }
        _ => Err("usage: billium [URL KEY MERCHANT ORDER]".into()),
    }
}

/// What came of an invoice, in terms of the shop rather than of the API.
enum Outcome {
    /// The customer can pay.
    Awaits { invoice: String, amount: Decimal },
    /// The shop sent nonsense: each line says what.
    Correct { what: String },
    /// The key is wrong, or may not do this.
    AskOwner { why: &'static str },
    /// Another invoice went out under this order's key: look it up instead of asking the customer twice.
    LookUpEarlier,
    /// A rule of the API forbids it.
    Refused { why: String },
    /// The servers are busy; the runtime has tried as long as it may.
    Later { attempts: usize },
    /// Nobody knows whether the invoice was made: ask again with the same key, and only with that.
    Resume { key: String },
    /// A person has to look into it.
    Support { report: String },
}

/// Makes the invoice of an order. The key belongs to the order: whoever starts again after a crash gets the same invoice.
async fn bill(client: &Client, merchant: &str, order: &str) -> Outcome {
    let invoice = NewInvoice::new(format!("Order {order}"), PRICE)
        .currency("EUR")
        .customer_email("customer@example.com")
        .redirect_url("https://shop.example.com/thanks");
    let call = client.invoices().create_invoice(merchant, &invoice);
    match call.idempotency_key(format!("order-{order}")).await {
        Ok(invoice) => Outcome::Awaits {
            invoice: invoice.id,
            amount: *invoice.end_amount,
        },
        Err(error) => react(&error),
    }
}

fn react(error: &Error<CreateInvoiceError>) -> Outcome {
    use CreateInvoiceError as E;
    let message = || error.message().unwrap_or_default().to_owned();
    let support = || Outcome::Support {
        report: error.support_report(),
    };
    match error.kind() {
        // Waits and repeats that the document asks for lie behind us: what arrives here is final.
        ErrorKind::Api(api) => match api {
            E::BadRequest(_) => Outcome::Correct { what: message() },
            E::Unauthorized(_) => Outcome::AskOwner {
                why: "for a live key",
            },
            E::Forbidden(_) => Outcome::AskOwner {
                why: "for the permission",
            },
            E::NotFound(_) => Outcome::AskOwner {
                why: "whose merchant that is",
            },
            // Only a session of the dashboard meets this one.
            E::SecurityRequirementNotMet(_) => Outcome::AskOwner {
                why: "which factors the team demands",
            },
            E::Conflict(_) => Outcome::LookUpEarlier,
            E::UnprocessableContent(_) => Outcome::Refused { why: message() },
            E::RateLimited(_)
            | E::InternalServerError(_)
            | E::BadGateway(_)
            | E::ServiceUnavailable(_)
            | E::GatewayTimeout(_) => Outcome::Later {
                attempts: error.attempts().len(),
            },
            // A code that came after this program was written.
            _ => support(),
        },
        // No complete answer came. If the server may have acted, the key is what tells a repeat from a second invoice.
        ErrorKind::Transport(_) => match (error.effect(), error.idempotency_key()) {
            (Effect::MaybeApplied, Some(key)) => Outcome::Resume {
                key: key.as_str().to_owned(),
            },
            _ => Outcome::Later {
                attempts: error.attempts().len(),
            },
        },
        // The invoice is made, but its description could not be read: never make another.
        ErrorKind::Decode(_) => Outcome::LookUpEarlier,
        // The call was wrong before it left, such as an idempotency key that is too long.
        _ => support(),
    }
}

/// What the webhook endpoint answers to a delivery: raw body and headers in, a status out. Any web framework has both.
fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8], now: SystemTime) -> u16 {
    // The raw bytes are verified, before anything parses them.
    let delivery = verifier.verify_at(headers, body, now);
    match delivery.and_then(|it| it.decode(from_json::<WebhookEvent>)) {
        Ok(event) => {
            match event {
                WebhookEvent::InvoicePaid(paid) => println!("ship {}", paid.data.invoice_id),
                WebhookEvent::InvoiceUnderpaid(event) => println!("{} paid too little", event.id),
                WebhookEvent::InvoiceOverpaid(event) => println!("{} paid too much", event.id),
                // Steps on the way, and events that came after this program was written.
                _ => {}
            }
            200
        }
        // Forged, or signed with another secret; too old; or seen before, which is answered as if it were new.
        Err(error) => {
            println!("{error}");
            error.respond_status()
        }
    }
}

async fn against_a_fake() -> Result<(), Box<dyn std::error::Error>> {
    let (client, fake, _) = billium::testing::client();
    for status in [400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504] {
        fake.then(&CREATE_INVOICE, status);
        println!("{status}      {}", bill(&client, "mer_1", "17").await);
    }
    fake.succeed(&CREATE_INVOICE);
    println!("success  {}", bill(&client, "mer_1", "17").await);
    Ok(())
}

/// Shows a delivery, the same one again, and one that somebody else made.
fn show_deliveries() -> Result<(), Box<dyn std::error::Error>> {
    let verifier = billium::webhooks::verifier()
        .secret("whsec_0123456789abcdef")
        .replay_store(Arc::new(MemoryReplayStore::new()))
        .build()?;
    let sent = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600);
    let body = br#"{"event":"invoice.paid","id":"evt_1","data":{"invoiceId":"inv_1","merchantId":"mer_1"},"timestamp":"2026-01-01T00:00:00.000Z"}"#;
    let mut headers = HeaderMap::new();
    headers.insert(
        "x-signature",
        "t=1767225600,v1=7228eaf3df40c5aae47ec3885489ab6d7b273692d72879a9cc98c56ff174b652"
            .parse()?,
    );
    for (what, body) in [
        ("webhook", body.as_slice()),
        ("again", body),
        ("forged", b"{}"),
    ] {
        let status = receive(&verifier, &headers, body, sent);
        println!("{what}: answered {status}");
    }
    Ok(())
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Awaits { invoice, amount } => write!(f, "{invoice} awaits {amount}"),
            Self::Correct { what } => write!(f, "correct the invoice: {what}"),
            Self::AskOwner { why } => write!(f, "ask the owner {why}"),
            Self::LookUpEarlier => f.write_str("look up the earlier invoice"),
            Self::Refused { why } => write!(f, "refused: {why}"),
            Self::Later { attempts } => write!(f, "try later ({attempts} attempts made)"),
            Self::Resume { key } => write!(f, "ask again with the key {key}"),
            Self::Support { report } => {
                write!(f, "ask support: {}", report.trim_end().replace('\n', ", "))
            }
        }
    }
}
