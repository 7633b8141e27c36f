//! A clock that a test moves.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use crate::transport::clock::Clock;

/// A clock that moves only when a test moves it, or when a call waits: a wait is over at once, and the clock shows
/// that its time has passed.
///
/// Clones share one time. There is no jitter: every wait is as long as it can be. Time limits end only when the clock
/// passes them.
#[derive(Clone, Debug)]
pub struct ManualClock {
    state: Arc<Mutex<State>>,
    start: Instant,
    wall_start: SystemTime,
}

#[derive(Debug, Default)]
struct State {
    passed: Duration,
    waits: Vec<Duration>,
    jitter: Option<f64>,
    numbers: u64,
    limits: Vec<Waker>,
}

impl ManualClock {
    /// A clock that shows 1 January 2026, 00:00 UTC.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "every system knows the year 2026"
    )]
    pub fn new() -> Self {
        Self::at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600))
    }

    /// A clock that shows this time.
    pub fn at(time: SystemTime) -> Self {
        Self {
            state: Arc::default(),
            start: Instant::now(),
            wall_start: time,
        }
    }

    /// Moves the clock forward, which ends the limits that it passes.
    pub fn advance(&self, time: Duration) {
        let limits = {
            let mut state = self.lock();
            state.passed = state.passed.saturating_add(time);
            std::mem::take(&mut state.limits)
        };
        limits.into_iter().for_each(Waker::wake);
    }

    /// Every wait between attempts so far.
    pub fn waits(&self) -> Vec<Duration> {
        self.lock().waits.clone()
    }

    /// The time that has passed.
    pub fn elapsed(&self) -> Duration {
        self.lock().passed
    }

    /// Sets the random part of waits, in `[0, 1]`.
    pub fn set_jitter(&self, jitter: f64) {
        self.lock().jitter = Some(jitter);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A failed assertion of a test that holds the lock leaves numbers, which cannot be half written.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for ManualClock {
    fn instant(&self) -> Instant {
        let passed = self.elapsed();
        self.start.checked_add(passed).unwrap_or(self.start)
    }

    fn system_time(&self) -> SystemTime {
        let passed = self.elapsed();
        self.wall_start
            .checked_add(passed)
            .unwrap_or(self.wall_start)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            self.lock().waits.push(duration);
            self.advance(duration);
        })
    }

    fn limit(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let end = self.elapsed().saturating_add(duration);
        Box::pin(poll_fn(move |cx| {
            let mut state = self.lock();
            if state.passed >= end {
                return Poll::Ready(());
            }
            state.limits.push(cx.waker().clone());
            Poll::Pending
        }))
    }

    fn random(&self) -> u64 {
        let mut state = self.lock();
        state.numbers = state.numbers.wrapping_add(1);
        state.numbers
    }

    fn jitter(&self) -> f64 {
        self.lock().jitter.unwrap_or(1.0)
    }

    fn key_bits(&self) -> u128 {
        self.random().into()
    }
}
