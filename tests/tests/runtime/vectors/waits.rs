//! Waits by the number of the repeat: calls that are refused until their attempts run out.

use std::time::Duration;

use faultcode_runtime::RetryPolicy;
use faultcode_runtime::retry::{Budget, Idempotent};
use faultcode_runtime::testing::{Fake, ManualClock};
use faultcode_tests::payments::Client;
use faultcode_tests::payments::payments::LOOK;

use super::data::{Waits, close, seconds};

pub async fn check(vectors: &[Waits]) -> usize {
    for vector in vectors {
        let id = &vector.id;
        let longest = [
            vector.retry_delays_seconds.len() as u32,
            vector.bounds_seconds.len() as u32,
            vector.points.iter().map(|it| it.retry).max().unwrap_or(0),
        ];
        let longest = longest.into_iter().max().unwrap_or(0);
        assert!(longest > 0, "{id} is empty");
        let least = waits(vector, longest, 0.0).await;
        let most = waits(vector, longest, 1.0).await;
        let expect = |waits: &[Duration], repeat: usize, expected: f64| {
            let wait = waits[repeat - 1];
            let fits = close(wait, seconds(expected));
            assert!(fits, "{id}, repeat {repeat}: {wait:?}, not {expected} s");
        };
        for (repeat, expected) in (1..).zip(&vector.retry_delays_seconds) {
            expect(&most, repeat, *expected);
        }
        for point in &vector.points {
            expect(&most, point.retry as usize, point.delay_seconds);
        }
        for (repeat, bounds) in (1..).zip(&vector.bounds_seconds) {
            expect(&least, repeat, bounds.0);
            expect(&most, repeat, bounds.1);
        }
    }
    vectors.len()
}

/// The waits of a call that is refused so often.
async fn waits(vector: &Waits, repeats: u32, jitter: f64) -> Vec<Duration> {
    let policy = RetryPolicy {
        max_attempts: repeats + 1,
        idempotent: Idempotent::True,
        ..vector.given.policy(RetryPolicy::STANDARD)
    };
    let clock = ManualClock::new();
    clock.set_jitter(jitter);
    let fake = Fake::new(&[]);
    fake.then(&LOOK, 500);
    let client = Client::builder()
        .transport(fake)
        .clock(std::sync::Arc::new(clock.clone()))
        .token("t")
        .budget(Budget::unlimited())
        .retry(policy)
        .build()
        .expect("a usable client");
    let error = client.payments().look("c1").await.unwrap_err();
    let waits = match jitter {
        // A wait of nothing does not reach the clock.
        0.0 => error
            .attempts()
            .iter()
            .map(|attempt| attempt.wait)
            .collect(),
        _ => clock.waits(),
    };
    assert!(waits.len() >= repeats as usize, "{}", vector.id);
    waits
}
