//! Buys for the price that it has just read, and says what to do when that is refused.
//!
//! `cargo run -p example-app --bin accounts` needs no server: a fake transport refuses the order with each declared error in
//! turn, so that the reaction to it is seen. `… --bin accounts -- URL KEY PAIR SIZE` trades at a server.

use std::time::Duration;

use accounts::account::GET_BALANCES;
use accounts::input::NewOrder;
use accounts::orders::{PLACE_ORDER, PlaceOrderError};
use accounts::pairs::GET_PRICE;
use accounts::types::{OrderStatus, Side};
use accounts::{AnyError, Client, Decimal, Effect, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [url, key, pair, size] => {
            let client = Client::builder()
                .base_url(url)
                .api_key(key)
                .timeout(Duration::from_secs(30))
                .build()?;
            show_balances(&client).await?;
            println!("{}", buy(&client, pair, size.parse()?).await?);
            Ok(())
        }
        [] => against_a_fake().await,
        _ => Err("usage: accounts [URL KEY PAIR SIZE]".into()),
    }
}

async fn show_balances(client: &Client) -> Result<(), AnyError> {
    for balance in client.account().get_balances().await?.assets {
        println!("{} {}", balance.available, balance.name);
    }
    Ok(())
}

/// Buys at the market, unless the price has moved by more than a hundredth since it was read.
async fn buy(client: &Client, pair: &str, size: Decimal) -> Result<String, AnyError> {
    let price = client.pairs().get_price(pair, &size).await?;
    let order = NewOrder::new(price.id, Side::Buy, Decimal::ONE);
    let placed = client.orders().place_order(&order).await;
    Ok(match placed {
        Ok(trade) if trade.status == Some(OrderStatus::N2) => "cancelled".to_owned(),
        Ok(trade) => format!("traded as {}", trade.trade_id),
        Err(error) => react(&error),
    })
}

fn react(error: &Error<PlaceOrderError>) -> String {
    use PlaceOrderError as E;
    // No key protects an order in production: whoever does not know whether it was placed looks before ordering again.
    if error.is_ambiguous() || error.effect() == Effect::Applied {
        return "look among the orders of today".to_owned();
    }
    let message = error.message().unwrap_or_default();
    match error.api() {
        Some(E::InsufficientFunds(_)) => "add funds, or buy less".to_owned(),
        Some(E::ResourceNotFound(_) | E::Conflict(_)) => "read the price again".to_owned(),
        Some(E::AuthenticationRequired(_) | E::InvalidApiKey(_) | E::Forbidden(_)) => {
            "ask the owner for a key that may trade".to_owned()
        }
        Some(
            E::InvalidRequest(_)
            | E::MissingParameter(_)
            | E::InvalidParameter(_)
            | E::UnprocessableContent(_),
        ) => match error.param() {
            Some(name) => format!("correct {name}: {message}"),
            None => format!("correct the order: {message}"),
        },
        // The waits that the API asks for lie behind us.
        _ => format!("try later ({} attempts made)", error.attempts().len()),
    }
}

async fn against_a_fake() -> Result<(), Box<dyn std::error::Error>> {
    let (client, fake, _) = accounts::testing::client();
    fake.succeed(&GET_BALANCES);
    show_balances(&client).await?;
    fake.succeed(&GET_PRICE);
    for code in [
        "invalid_request",
        "authentication_required",
        "invalid_api_key",
        "missing_parameter",
        "invalid_parameter",
        "resource_not_found",
        "insufficient_funds",
        "rate_limit_exceeded",
    ] {
        fake.then(&PLACE_ORDER, code);
        println!("{code}: {}", buy(&client, "BTCEUR", Decimal::ONE).await?);
    }
    for status in [403, 409, 422, 500, 502, 503] {
        fake.then(&PLACE_ORDER, status);
        println!("{status}: {}", buy(&client, "BTCEUR", Decimal::ONE).await?);
    }
    fake.succeed(&PLACE_ORDER);
    println!("success: {}", buy(&client, "BTCEUR", Decimal::ONE).await?);
    Ok(())
}
