//! Page "Authentication".

// ANCHOR: source
use courier::runtime::errors::TokenError;
use courier::{BuildError, Client, Token};

async fn sign_in() -> Result<Token, TokenError> {
    // Ask the identity provider here. `transient` errors are asked for again by the next call, `permanent` ones are not.
    let token = Token::new("a-fresh-token").expires_in(std::time::Duration::from_secs(900));
    Ok(token)
}

fn with_source() -> Result<Client, BuildError> {
    Client::builder()
        .token_source(|_previous: Option<Token>| sign_in())
        .build()
}
// ANCHOR_END: source

#[tokio::test]
async fn an_expired_token_is_replaced_and_the_call_repeated() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use courier::balance::{GET_BALANCE, GetBalanceError};
    use courier::testing::ManualClock;

    let (fake, clock) = (courier::testing::fake(), ManualClock::new());
    fake.succeed(&GET_BALANCE);
    fake.fail(&GET_BALANCE, GetBalanceError::TokenExpired);
    fake.succeed(&GET_BALANCE);
    let asked = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&asked);
    let client = Client::builder()
        .token_source(move |_previous: Option<Token>| {
            counter.fetch_add(1, Ordering::Relaxed);
            sign_in()
        })
        .transport(fake.clone())
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();

    client.balance().get_balance().await.unwrap();
    clock.advance(Duration::from_secs(60));
    client.balance().get_balance().await.unwrap();

    assert_eq!(asked.load(Ordering::Relaxed), 2);
    assert_eq!(fake.requests().len(), 3);
    with_source().unwrap();
}
