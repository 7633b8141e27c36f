//! Limits of a client: calls at once and per second, by the client's own clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use faultcode_runtime::errors::{StopReason, TransportErrorKind};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::{Incoming, IncomingBody, Outgoing, Transport, TransportFuture};
use faultcode_runtime::{BuildError, Client, ClientBuilder, Credential, Effect};
use faultcode_tests::shop::{self, API, CANARY, Order, TOKEN};
use tokio::time::Instant;

/// Answers each request after a time, and counts how many it has at once.
#[derive(Clone, Default)]
struct Slow {
    takes: Duration,
    status: Option<u16>,
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
}

/// One less when it is dropped, as with a call that is given up.
struct Going(Arc<AtomicUsize>);

impl Drop for Going {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Transport for Slow {
    fn send(&self, _: Outgoing) -> TransportFuture<'_> {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        let going = Going(Arc::clone(&self.now));
        self.most.fetch_max(now, Ordering::SeqCst);
        self.sent.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            tokio::time::sleep(self.takes).await;
            drop(going);
            let status = self.status.unwrap_or(200).try_into().expect("a status");
            let body = IncomingBody::Whole(r#"{"id":"o1"}"#.into());
            Ok(Incoming::new(status, Default::default(), body))
        })
    }
}

fn builder(transport: &Slow) -> ClientBuilder {
    Client::builder(&API)
        .base_url("https://shop.invalid")
        .credential(&TOKEN, Credential::secret(CANARY))
        .transport(transport.clone())
}

fn taking(takes: Duration) -> Slow {
    Slow {
        takes,
        ..Slow::default()
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// Timers are as fine as a millisecond.
#[track_caller]
fn assert_took(start: Instant, expected: Duration) {
    let took = start.elapsed();
    let most = expected + SECOND / 20;
    assert!(
        took >= expected && took < most,
        "{took:?} in place of {expected:?}"
    );
}

/// So many calls at once, each of which has to end well.
async fn all_succeed(client: &Client, calls: usize) {
    let calls: Vec<_> = (0..calls)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { shop::get_order(&client, "o1").await.is_ok() })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap());
    }
}

#[tokio::test(start_paused = true)]
async fn no_more_calls_go_at_once_than_may() {
    let slow = taking(SECOND);
    let client = builder(&slow).calls_at_once(3).build().unwrap();
    let start = Instant::now();
    all_succeed(&client, 10).await;
    assert_eq!(slow.most.load(Ordering::SeqCst), 3);
    assert_took(start, 4 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn who_waits_longest_goes_first() {
    let slow = taking(SECOND);
    for limited in [
        builder(&slow).calls_at_once(1),
        builder(&slow).calls_per_second(1.0, 1),
    ] {
        let client = limited.build().unwrap();
        let (done, mut order) = tokio::sync::mpsc::unbounded_channel();
        for index in 0..20 {
            let (client, done) = (client.clone(), done.clone());
            tokio::spawn(async move {
                assert!(shop::get_order(&client, "o1").await.is_ok());
                done.send(index).unwrap();
            });
            tokio::task::yield_now().await;
        }
        drop(done);
        let mut came = Vec::new();
        while let Some(index) = order.recv().await {
            came.push(index);
        }
        assert_eq!(came, (0..20).collect::<Vec<_>>());
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_is_a_part_of_the_time_that_a_call_has() {
    let slow = taking(10 * SECOND);
    for limited in [
        builder(&slow).calls_at_once(1),
        builder(&slow).calls_per_second(0.1, 1),
    ] {
        let client = limited.build().unwrap();
        let other = client.clone();
        let first = tokio::spawn(async move { shop::get_order(&other, "o1").await.is_ok() });
        tokio::task::yield_now().await;
        let sent = slow.sent.load(Ordering::SeqCst);
        let start = Instant::now();
        let error = shop::place_order(&client, &Order::new("o1"))
            .timeout(3 * SECOND)
            .await;
        let error = error.unwrap_err();
        assert!(start.elapsed() <= 3 * SECOND);
        assert_eq!(error.fault(), Some(TransportErrorKind::Timeout));
        assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
        assert_eq!(error.effect(), Effect::NotSent);
        assert_eq!(slow.sent.load(Ordering::SeqCst), sent, "nothing was sent");
        assert!(first.await.unwrap());
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_leaves_its_place() {
    let slow = taking(SECOND);
    for limited in [
        builder(&slow).calls_at_once(1),
        builder(&slow).calls_per_second(1.0, 1),
    ] {
        let client = limited.build().unwrap();
        let first = shop::get_order(&client, "o1").await;
        assert!(first.is_ok());
        // Dropped wherever it waits: before it has begun, in the queue, and under way.
        for after in [0, 1, 300, 1500] {
            let ahead = client.clone();
            let ahead = tokio::spawn(async move { shop::get_order(&ahead, "o1").await.is_ok() });
            tokio::task::yield_now().await;
            let given_up = shop::get_order(&client, "o1").send();
            let _ = tokio::time::timeout(Duration::from_millis(after), given_up).await;
            assert!(ahead.await.unwrap());
        }
        // Nothing is held any more: one call a second, whoever gave up before.
        tokio::time::sleep(5 * SECOND).await;
        let start = Instant::now();
        for _ in 0..3 {
            assert!(shop::get_order(&client, "o1").await.is_ok());
        }
        assert_took(start, 3 * SECOND);
        assert_eq!(slow.now.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn requests_keep_their_pace_and_repeats_count() {
    let quick = taking(Duration::ZERO);
    let client = builder(&quick).calls_per_second(10.0, 5).build().unwrap();
    let start = Instant::now();
    all_succeed(&client, 25).await;
    // Five at once, and twenty at ten a second.
    assert_took(start, 2 * SECOND);

    let failing = Slow {
        status: Some(503),
        ..Slow::default()
    };
    let client = builder(&failing).calls_per_second(0.01, 1).build().unwrap();
    let start = Instant::now();
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert_eq!(error.attempts().len(), 3);
    let took = start.elapsed();
    assert!(took >= 200 * SECOND && took < 210 * SECOND, "{took:?}");
    // A repeat whose turn comes after the deadline is not waited for.
    tokio::time::sleep(1000 * SECOND).await;
    let start = Instant::now();
    let error = shop::get_order(&client, "o1")
        .timeout(60 * SECOND)
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
    assert!(start.elapsed() < 10 * SECOND);
}

#[tokio::test]
async fn the_pace_is_that_of_the_clock_of_the_client() {
    let quick = taking(Duration::ZERO);
    let clock = Arc::new(ManualClock::new());
    let limited = builder(&quick).calls_per_second(0.001, 1);
    let client = limited.clock(clock).build().unwrap();
    // Half an hour of that clock.
    for _ in 0..3 {
        assert!(shop::get_order(&client, "o1").await.is_ok());
    }
}

#[test]
fn a_limit_that_lets_nothing_go_is_refused() {
    let slow = Slow::default();
    let built = |builder: ClientBuilder| match builder.build() {
        Err(BuildError::Limit(setting)) => setting,
        other => panic!("{other:?}"),
    };
    assert_eq!(built(builder(&slow).calls_at_once(0)), "calls_at_once");
    for (rate, burst) in [(0.0, 1), (-1.0, 1), (f64::NAN, 1), (1.0, 0)] {
        let limited = builder(&slow).calls_per_second(rate, burst);
        assert_eq!(built(limited), "calls_per_second");
    }
    assert!(builder(&slow).calls_at_once(usize::MAX).build().is_ok());
}
