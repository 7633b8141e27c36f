//! The limiter of the send rate: off by default, within deadlines, and without a trace of calls that were dropped. Its
//! numbers are in the vectors.

use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::testing::{Fake, ManualClock, Reply};
use faultcode_runtime::{Client, Effect, Error, StopReason, TransportKind};
use faultcode_tests::shop::{self, API, GET_ORDER, TOKEN};

/// A client that was told once to slow down, so that one request in two seconds is allowed, and what the server answers
/// then.
async fn slowed(adaptive: bool, then: u16) -> (Client, ManualClock, Fake) {
    let clock = ManualClock::new();
    let fake = Fake::new(&[]);
    fake.fail(&GET_ORDER, 429);
    let mut builder = Client::builder(&API)
        .transport(fake.clone())
        .credential(&TOKEN, faultcode_runtime::Credential::secret("t"))
        .clock(Arc::new(clock.clone()))
        .retry_with(|policy| policy.max_attempts = 1);
    if adaptive {
        builder = builder.adaptive();
    }
    let client = builder.build().expect("a usable client");
    shop::get_order(&client, "o1").await.unwrap_err();
    fake.then(&GET_ORDER, Reply::json(then, r#"{"id": "o1"}"#));
    (client, clock, fake)
}

#[tokio::test]
async fn nothing_is_held_back_unless_a_client_asks_for_it() {
    let (client, clock, _) = slowed(false, 200).await;
    for _ in 0..5 {
        shop::get_order(&client, "o1").await.unwrap();
    }
    assert!(clock.waits().is_empty());
    assert!(client.send_rate().is_none());
}

#[tokio::test]
async fn requests_wait_for_their_turn_after_a_throttle_verdict() {
    let (client, clock, fake) = slowed(true, 200).await;
    assert!(clock.waits().is_empty());
    let rate = client.send_rate().expect("the client is adaptive");
    assert!(rate.is_active());
    assert_eq!(rate.rate(), 0.5);
    shop::get_order(&client, "o1").await.unwrap();
    let waited: Duration = clock.waits().iter().sum();
    assert_eq!(waited.as_millis(), 2000);
    for _ in 0..20 {
        shop::get_order(&client, "o1").await.unwrap();
    }
    assert!(client.clone().send_rate().unwrap().rate() > 0.5);
    assert_eq!(fake.requests().len(), 22);
}

#[tokio::test]
async fn a_turn_beyond_the_deadline_ends_the_call_unsent() {
    let (client, clock, fake) = slowed(true, 200).await;
    let call = shop::get_order(&client, "o1").timeout(Duration::from_secs(1));
    let error = call.await.unwrap_err();
    assert!(matches!(&error, Error::Transport(it) if it.kind() == TransportKind::Timeout));
    assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!((clock.waits().len(), fake.requests().len()), (0, 1));
}

#[tokio::test]
async fn a_repeat_beyond_the_deadline_keeps_its_answer() {
    let (client, _, fake) = slowed(true, 503).await;
    let policy = faultcode_runtime::RetryPolicy::STANDARD;
    let call = shop::get_order(&client, "o1").retry(policy);
    let error = call.timeout(Duration::from_millis(2200)).await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
    assert_eq!(fake.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_takes_no_token() {
    let fake = Fake::new(&[]);
    fake.fail(&GET_ORDER, 429);
    let client = Client::builder(&API)
        .transport(fake.clone())
        .credential(&TOKEN, faultcode_runtime::Credential::secret("t"))
        .retry_with(|policy| policy.max_attempts = 1)
        .adaptive()
        .build()
        .expect("a usable client");
    shop::get_order(&client, "o1").await.unwrap_err();
    fake.then(&GET_ORDER, Reply::json(200, r#"{"id": "o1"}"#));
    for _ in 0..10 {
        let call = shop::get_order(&client, "o1").send();
        let dropped = tokio::time::timeout(Duration::from_millis(150), call).await;
        assert!(dropped.is_err());
    }
    // 1.5 s have passed, and the token of the first two seconds is still there to be taken.
    let begun = tokio::time::Instant::now();
    shop::get_order(&client, "o1").await.unwrap();
    assert!(begun.elapsed() < Duration::from_millis(600));
}
