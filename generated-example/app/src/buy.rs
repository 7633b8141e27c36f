//! One order, and a proper reaction to each of its errors.

use std::fmt;

use faultcode_runtime::{Decimal, Effect, Uuid};
use sessions::orders::CreateOrderError;
use sessions::types::{NewOrder, OrderLine};
use sessions::{Client, Error};

/// What came of an order, in terms of the shop rather than of the API.
pub enum Outcome {
    /// The order is placed.
    Placed { order: String, total: Decimal },
    /// The balance has to be topped up first.
    TopUp { missing: Decimal },
    /// A new session has to be opened first.
    OpenSession,
    /// Another product may be had.
    ChooseAnother,
    /// An earlier order went out under this key: look it up instead of ordering again.
    LookUpEarlier,
    /// The servers are busy; the runtime has tried as long as it may.
    Later { attempts: usize },
    /// Nobody knows whether the order was placed: ask again with the same key, and only with that.
    Resume { key: String },
    /// A person has to look into it.
    Support { report: String },
}

/// Orders one piece of a product.
pub async fn buy(client: &Client, session: &str, product: Uuid) -> Outcome {
    let order = NewOrder::new(session, vec![OrderLine::new(product, 1)]);
    match client.orders().create_order(&order).await {
        Ok(order) => Outcome::Placed {
            order: order.id,
            total: order.total,
        },
        Err(error) => react(&error),
    }
}

fn react(error: &Error<CreateOrderError>) -> Outcome {
    use CreateOrderError as E;
    let support = || Outcome::Support {
        report: error.support_report(),
    };
    match error {
        // Waits, repeats and token refreshes that the document asks for lie behind us: what arrives here is final.
        Error::Api { error: api, .. } => match api {
            E::InsufficientBalance(details) => Outcome::TopUp {
                missing: details.required_amount - details.current_balance,
            },
            E::SessionExpired(_) | E::SessionNotFound(_) => Outcome::OpenSession,
            E::ProductNotFound(_) | E::ProductOutOfStock(_) => Outcome::ChooseAnother,
            E::IdempotencyConflict(_) => Outcome::LookUpEarlier,
            E::RateLimitExceeded(_) | E::BackendError(_) | E::BackendTimeout(_) => Outcome::Later {
                attempts: error.attempts().len(),
            },
            E::AuthInvalidKey(_)
            | E::AuthExpiredToken(_)
            | E::AuthInsufficientPermission(_)
            | E::AccountDisabled(_)
            | E::InvalidRequest(_)
            | E::InternalError(_) => support(),
            // A code that came after this program was written. Its group may still be known.
            _ if error.category() == Some("product") => Outcome::ChooseAnother,
            _ => support(),
        },
        // No complete answer came. If the server may have acted, the key is what tells a repeat from a second order.
        Error::Transport(_) => match (error.effect(), error.idempotency_key()) {
            (Effect::MaybeApplied, Some(key)) => Outcome::Resume {
                key: key.as_str().to_owned(),
            },
            _ => Outcome::Later {
                attempts: error.attempts().len(),
            },
        },
        // The order is placed, but its description could not be read: never order again.
        Error::Decode(_) => Outcome::LookUpEarlier,
        // The call was wrong before it left, such as a session id that is empty.
        _ => support(),
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Placed { order, total } => write!(f, "placed as {order} for {total}"),
            Self::TopUp { missing } => write!(f, "top up by {missing}"),
            Self::OpenSession => f.write_str("open a new session"),
            Self::ChooseAnother => f.write_str("choose another product"),
            Self::LookUpEarlier => f.write_str("look up the earlier order"),
            Self::Later { attempts } => write!(f, "try later ({attempts} attempts made)"),
            Self::Resume { key } => write!(f, "ask again with the key {key}"),
            Self::Support { report } => {
                write!(f, "ask support: {}", report.trim_end().replace('\n', ", "))
            }
        }
    }
}
