//! Writes an invoice for a business that a partner looks after: partner, business, invoice, as the quick start does it.
//!
//! `cargo run -p example-app --bin partner_invoicing` needs no server: a fake transport refuses the invoice with each declared
//! error in turn, so that the reaction to it is seen. `… --bin partner_invoicing -- URL PARTNER KEY ORDER` writes it at a server,
//! once for each business: `https://sandbox.thredfi.com` is for trying out.

use std::fmt;

use partner_invoicing::input::{InvoiceLine, NewInvoice};
use partner_invoicing::invoices::{CREATE_INVOICE, CreateInvoiceError};
use partner_invoicing::{Client, Decimal, Effect, Error, ErrorKind, Timestamp, Uuid};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [url, partner, key, order] => {
            // These two are all that it needs: tokens of the partner and of its businesses are made, kept and made again.
            let client = Client::builder()
                .base_url(url)
                .partner(partner, key)
                .build()?;
            let mut businesses = client.businesses().list_businesses().items();
            while let Some(business) = businesses.next().await {
                let business = business.map_err(partner_invoicing::AnyError::from)?;
                println!(
                    "{}: {}",
                    business.id,
                    bill(&client, &business.id, order).await
                );
            }
            Ok(())
        }
        [] => against_a_fake().await,
        _ => Err("usage: partner_invoicing [URL PARTNER KEY ORDER]".into()),
    }
}

/// What came of an invoice, in terms of the shop rather than of the API.
enum Outcome {
    /// It is written.
    Written { invoice: Uuid },
    /// An earlier request wrote it: there is nothing left to do.
    WrittenBefore,
    /// Somebody has to mend the fields that the API names.
    Mend { fields: Vec<String> },
    /// The business is not, or no longer, one of this partner.
    NotOurs,
    /// The partner's id or key is wrong.
    SignIn,
    /// Nobody knows whether it was written: ask again under the same identifier, which writes it once.
    Resume { order: String },
    /// A person has to look into it.
    Support { report: String },
}

/// Writes the invoice of an order. The order's identifier goes with it, so that a repeat writes nothing twice.
async fn bill(client: &Client, business: &Uuid, order: &str) -> Outcome {
    let line = InvoiceLine::new(Decimal::from(12), Decimal::from(350)).description("Cakes");
    let invoice = NewInvoice::new(now(), vec![line])
        .external_id(order)
        .customer_external_id("guest-9");
    let call = client.invoices().create_invoice(business, &invoice);
    match call.send_with_meta().await {
        Ok(answer) if answer.meta.is_existing() => Outcome::WrittenBefore,
        Ok(answer) => Outcome::Written {
            invoice: answer.value.id,
        },
        Err(error) => react(&error, order),
    }
}

fn react(error: &Error<CreateInvoiceError>, order: &str) -> Outcome {
    use CreateInvoiceError as E;
    match error.kind() {
        // Repeats and new tokens lie behind us: what arrives here is final.
        ErrorKind::Api(api) => match api {
            E::DuplicateExternalId(_) => Outcome::WrittenBefore,
            E::ValidationError(_) => {
                let fields = error.field_errors().iter();
                let fields = fields
                    .map(|it| format!("{}: {}", it.field.as_deref().unwrap_or("?"), it.message));
                Outcome::Mend {
                    fields: fields.collect(),
                }
            }
            E::BusinessNotFound(_) | E::PermissionDenied(_) => Outcome::NotOurs,
            E::AuthenticationRequired(_) | E::InvalidToken(_) => Outcome::SignIn,
            _ if error.effect() == Effect::MaybeApplied => Outcome::Resume {
                order: order.to_owned(),
            },
            _ => Outcome::Support {
                report: error.support_report(),
            },
        },
        _ if error.effect() == Effect::MaybeApplied => Outcome::Resume {
            order: order.to_owned(),
        },
        _ => Outcome::Support {
            report: error.support_report(),
        },
    }
}

async fn against_a_fake() -> Result<(), Box<dyn std::error::Error>> {
    let (client, fake, _) = partner_invoicing::testing::client();
    let business = Uuid::from_u128(7);
    let codes = partner_invoicing::testing::SAMPLES
        .iter()
        .filter(|sample| sample.operation.id == CREATE_INVOICE.operation.id)
        .filter_map(|sample| sample.code);
    for code in codes {
        fake.then(&CREATE_INVOICE, code);
        println!("{code:24} {}", bill(&client, &business, "order-42").await);
    }
    fake.succeed(&CREATE_INVOICE);
    println!(
        "{:24} {}",
        "success",
        bill(&client, &business, "order-42").await
    );
    Ok(())
}

/// When the invoice goes out; a program of yours asks its clock.
fn now() -> Timestamp {
    "2026-05-02T08:00:00Z".parse().expect("an instant")
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written { invoice } => write!(f, "written as {invoice}"),
            Self::WrittenBefore => f.write_str("there already"),
            Self::Mend { fields } => write!(f, "mend {}", fields.join("; ")),
            Self::NotOurs => f.write_str("not a business of ours"),
            Self::SignIn => f.write_str("check the partner's id and key"),
            Self::Resume { order } => write!(f, "unknown: ask again for {order}"),
            Self::Support { report } => write!(f, "for a person: {report}"),
        }
    }
}
