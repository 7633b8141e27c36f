//! Page "Retries and keys".

// ANCHOR: client
use std::time::Duration;

use courier::runtime::retry::Budget;
use courier::{BuildError, Client};

fn patient(token: &str, shared: &Budget, slow_down: Vec<u16>) -> Result<Client, BuildError> {
    Client::builder()
        .token(token)
        .retry_with(move |retries| {
            let statuses = slow_down.iter().copied();
            retries.max_attempts(5).throttle_on(statuses)
        })
        .timeout(Duration::from_secs(90))
        .attempt_timeout(Duration::from_secs(20))
        .budget(shared.clone())
        .build()
}
// ANCHOR_END: client

// ANCHOR: call
use courier::Error;
use courier::balance::GetBalanceError;
use courier::types::Balance;

async fn quick(client: &Client) -> Result<Balance, Error<GetBalanceError>> {
    client
        .balance()
        .get_balance()
        .timeout(Duration::from_secs(2))
        .retry_with(|retries| retries.max_attempts(1))
        .await
}
// ANCHOR_END: call

// ANCHOR: log
fn log<E>(error: &Error<E>) {
    for attempt in error.attempts() {
        let verdict = attempt
            .verdict
            .map_or("success", |verdict| verdict.as_str());
        println!(
            "{}: {:?} {:?} {verdict}, waited {:?}",
            attempt.number, attempt.status, attempt.fault, attempt.wait
        );
    }
    println!(
        "stopped: {:?}, the server asks for {:?}",
        error.stop_reason(),
        error.retry_after()
    );
}
// ANCHOR_END: log

#[tokio::test]
async fn a_read_is_repeated_and_a_booking_keeps_its_key() {
    let fake = courier::testing::fake();
    fake.then(&courier::balance::GET_BALANCE, 503);
    let client = Client::builder()
        .token("t0ken")
        .transport(fake.clone())
        .clock(std::sync::Arc::new(
            faultcode_runtime::testing::ManualClock::new(),
        ))
        .build()
        .unwrap();
    let error = client.balance().get_balance().await.unwrap_err();
    log(&error);
    assert_eq!(error.attempts().len(), 4);
    assert!(quick(&client).await.is_err());
    assert_eq!(fake.requests().len(), 5);
    patient("t0ken", &Budget::new(100), vec![429, 503]).unwrap();
}
