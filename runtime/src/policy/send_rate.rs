//! The limiter of a client's send rate: learns from throttle verdicts how many requests a server takes.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The lowest rate, in requests per second: a client that never asks learns nothing.
const LEAST: f64 = 0.5;
/// The part of a rate that stays after a throttle verdict.
const BETA: f64 = 0.7;
/// How steep the curve is on which the rate grows again.
const SCALE: f64 = 0.4;
/// The weight of the newest measurement.
const SMOOTHING: f64 = 0.8;
/// How far the allowed rate goes beyond the measured one.
const AHEAD: f64 = 2.0;
/// The time over which the rate is measured, in seconds.
const SPAN: f64 = 0.5;

/// The rate at which a client sends, adapted to what its server takes: a cubic curve between throttle verdicts, with the
/// constants of the adaptive mode of "AWS retry behaviour".
///
/// Off unless a client is built with [`ClientBuilder::adaptive`](crate::ClientBuilder::adaptive). Until the first throttle
/// verdict nothing is held back. From then on each attempt takes a token from a bucket that fills at the present rate, and
/// waits for it within the deadline of its call. Only complete answers count; a fault says nothing of the rate.
pub struct SendRate {
    started: Instant,
    state: Mutex<State>,
}

/// All times are seconds since the client was made.
#[derive(Clone, Copy)]
struct State {
    active: bool,
    /// The rate at the last throttle verdict, and when that was: the curve starts there.
    max_rate: f64,
    throttled: f64,
    /// Answers since the begin of the present span, and what was measured before it.
    answers: u32,
    span: f64,
    measured: f64,
    /// The bucket.
    rate: f64,
    capacity: f64,
    tokens: f64,
    filled: f64,
}

impl SendRate {
    pub(crate) fn new(started: Instant) -> Self {
        Self {
            started,
            state: Mutex::new(State {
                active: false,
                max_rate: 0.0,
                throttled: 0.0,
                answers: 0,
                span: 0.0,
                measured: 0.0,
                rate: LEAST,
                capacity: 1.0,
                tokens: 0.0,
                filled: 0.0,
            }),
        }
    }

    /// Whether attempts are held back: true from the first throttle verdict on.
    pub fn is_active(&self) -> bool {
        self.lock().active
    }

    /// The allowed rate, in requests per second.
    pub fn rate(&self) -> f64 {
        self.lock().rate
    }

    /// The measured rate of answers, in answers per second, smoothed.
    pub fn measured(&self) -> f64 {
        self.lock().measured
    }

    /// Takes a token, or says how long to wait before asking again.
    pub(crate) fn take(&self, now: Instant) -> Result<(), Duration> {
        let now = self.since(now);
        let mut state = self.lock();
        if !state.active {
            return Ok(());
        }
        state.fill(now);
        let missing = 1.0 - state.tokens;
        // What rounding leaves short of a whole token is no reason to wait.
        if missing <= 1e-9 {
            state.tokens -= 1.0;
            return Ok(());
        }
        // Tokens flow at `LEAST` or faster, so the wait is short; a nanosecond more, so that it is not rounded away.
        let wait = Duration::try_from_secs_f64(missing / state.rate).unwrap_or(Duration::MAX);
        Err(wait.saturating_add(Duration::from_nanos(1)))
    }

    /// Learns from a complete answer.
    pub(crate) fn answered(&self, now: Instant, throttled: bool) {
        let now = self.since(now);
        let mut state = self.lock();
        state.measure(now);
        let rate = if throttled {
            state.max_rate = match state.active {
                true => state.measured.min(state.rate),
                false => state.measured,
            };
            state.throttled = now;
            state.active = true;
            state.max_rate * BETA
        } else {
            let zero = (state.max_rate * (1.0 - BETA) / SCALE).cbrt();
            SCALE * (now - state.throttled - zero).powi(3) + state.max_rate
        };
        let rate = rate.min(state.measured * AHEAD);
        // What flowed until now flowed at the old rate.
        state.fill(now);
        state.rate = rate.max(LEAST);
        state.capacity = rate.max(1.0);
        state.tokens = state.tokens.min(state.capacity);
    }

    fn since(&self, now: Instant) -> f64 {
        now.saturating_duration_since(self.started).as_secs_f64()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn measure(&mut self, now: f64) {
        self.answers = self.answers.saturating_add(1);
        let span = (now / SPAN).floor() * SPAN;
        if span > self.span {
            let rate = f64::from(self.answers) / (span - self.span);
            self.measured = rate * SMOOTHING + self.measured * (1.0 - SMOOTHING);
            self.answers = 0;
            self.span = span;
        }
    }

    fn fill(&mut self, now: f64) {
        // Answers of several threads may come a little out of order.
        let passed = (now - self.filled).max(0.0);
        self.tokens = (self.tokens + passed * self.rate).min(self.capacity);
        self.filled = self.filled.max(now);
    }
}

impl fmt::Debug for SendRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = *self.lock();
        f.debug_struct("SendRate")
            .field("active", &state.active)
            .field("rate", &state.rate)
            .field("measured", &state.measured)
            .finish_non_exhaustive()
    }
}
