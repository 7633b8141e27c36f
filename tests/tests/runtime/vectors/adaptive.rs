//! The limiter of the send rate. All requests are in flight before the first throttle verdict, when nothing is held back
//! yet, and the test decides at which times they are answered.

use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Budget, SendRate};
use faultcode_tests::payments::Client;
use faultcode_tests::{Held, Waiting};
use tokio::task::JoinHandle;

use super::data::{Cubic, RateRow, seconds};

struct Flights {
    client: Client,
    clock: ManualClock,
    flights: Vec<(JoinHandle<()>, Waiting)>,
}

impl Flights {
    async fn new(clock: ManualClock, number: usize) -> Self {
        let held = Held::new();
        let client = Client::builder()
            .transport(held.clone())
            .clock(Arc::new(clock.clone()))
            .token("t")
            .budget(Budget::unlimited())
            .retry_with(|policy| policy.max_attempts = 1)
            .adaptive()
            .build()
            .expect("a usable client");
        let mut flights = Vec::new();
        for _ in 0..number {
            let client = client.clone();
            let call = tokio::spawn(async move {
                // Whether it succeeds is the vector's affair.
                let _ = client.payments().look("c1").await;
            });
            flights.push((call, held.next().await));
        }
        Self {
            client,
            clock,
            flights,
        }
    }

    fn rate(&self) -> &SendRate {
        let client = self.client.inner();
        client.send_rate().expect("the client is adaptive")
    }

    async fn answer(&mut self, times: usize, throttled: bool) {
        for _ in 0..times {
            let (call, waiting) = self.flights.pop().expect("enough requests are in flight");
            match throttled {
                true => waiting.answer(429, &[], "{}"),
                false => waiting.answer(200, &[], r#"{"id": "c1"}"#),
            }
            call.await.expect("no panic");
        }
    }

    fn set_time(&self, at: f64) {
        let passed = self.clock.elapsed();
        self.clock.advance(seconds(at).saturating_sub(passed));
    }
}

pub async fn check_end_to_end(rows: &[RateRow]) -> usize {
    let mut flights = Flights::new(ManualClock::new(), rows.len()).await;
    for row in rows {
        flights.set_time(row.at);
        flights.answer(1, row.throttled).await;
        let (measured, rate) = (flights.rate().measured(), flights.rate().rate());
        let close = |left: f64, right: f64| (left - right).abs() < 1e-6;
        assert!(close(measured, row.measured_rate), "{}: {measured}", row.at);
        assert!(close(rate, row.bucket_rate), "{}: {rate}", row.at);
    }
    rows.len()
}

/// So many answers at a point keep the measured rate above the curve, which then alone decides.
const BURST: usize = 100;

pub async fn check_cubic(tables: &[Cubic]) -> usize {
    let mut points = 0;
    for table in tables {
        let given = &table.given;
        // 49 answers at the start and the throttle verdict four seconds later are 50 in four seconds, or 12.5 per second,
        // of which the smoothing leaves the 10 that the tables start with.
        assert_eq!(given.last_max_rate, 10.0);
        let clock = ManualClock::new();
        clock.advance(seconds(given.last_throttle_at) - Duration::from_secs(4));
        let mut flights = Flights::new(clock, 50 + BURST * table.points.len()).await;
        flights.answer(49, false).await;
        flights.set_time(given.last_throttle_at);
        assert!(!flights.rate().is_active());
        flights.answer(1, true).await;
        assert!(flights.rate().is_active());
        assert!((flights.rate().measured() - 10.0).abs() < 1e-9);
        for point in &table.points {
            flights.set_time(point.at);
            flights.answer(1, point.throttled).await;
            let rate = flights.rate().rate();
            let close = (rate - point.rate).abs() < 1e-6;
            assert!(
                close,
                "{} at {}: {rate}, not {}",
                table.id, point.at, point.rate
            );
            if !point.throttled {
                flights.answer(BURST - 1, false).await;
                assert_eq!(flights.rate().rate(), rate, "time alone moves the curve");
            }
            points += 1;
        }
    }
    points
}
