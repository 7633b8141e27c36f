//! Time and chance, as the call loop sees them. Tests put their own in place.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// The source of time, waits and random numbers of a client.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The monotonic clock, by which deadlines and waits are measured.
    fn instant(&self) -> Instant;

    /// The wall clock, against which dates sent by a server and the age of keys are read.
    fn system_time(&self) -> SystemTime;

    /// Waits on the monotonic clock. Dropping the future ends the wait.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;

    /// The end of a time limit, which in the ordinary course is not reached: what waits for it is dropped before.
    fn limit(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.sleep(duration)
    }

    /// 64 random bits.
    fn random(&self) -> u64;

    /// A random number in `[0, 1)`, for the jitter of waits.
    fn jitter(&self) -> f64 {
        // The upper 53 bits, since a double holds no more.
        (self.random() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// 128 random bits, for idempotency keys.
    ///
    /// Keys must not be guessable, so this is not derived from [`random`](Self::random) unless a test says so.
    fn key_bits(&self) -> u128 {
        uuid::Uuid::new_v4().as_u128()
    }
}

/// The clock of the tokio runtime, which `tokio::time::pause` stops. The default.
///
/// Each clock has a random sequence of its own, so that clients that failed together do not come back together.
pub struct TokioClock {
    state: AtomicU64,
}

impl TokioClock {
    /// A clock with a random seed from the operating system.
    pub fn new() -> Self {
        Self::seeded(uuid::Uuid::new_v4().as_u64_pair().0)
    }

    /// A clock whose waits repeat exactly from run to run.
    pub const fn seeded(seed: u64) -> Self {
        Self {
            state: AtomicU64::new(seed),
        }
    }
}

impl Default for TokioClock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for TokioClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokioClock")
    }
}

impl Clock for TokioClock {
    fn instant(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }

    /// SplitMix64: one atomic addition per number, which is enough for jitter and for nothing secret.
    fn random(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let state = self
            .state
            .fetch_add(STEP, Ordering::Relaxed)
            .wrapping_add(STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::{Clock, TokioClock};

    #[tokio::test(start_paused = true)]
    async fn waits_and_time_go_together() {
        let clock: Arc<dyn Clock> = Arc::new(TokioClock::new());
        let start = clock.instant();
        clock.sleep(Duration::from_secs(20)).await;
        assert_eq!(clock.instant() - start, Duration::from_secs(20));
    }

    #[test]
    fn seeded_numbers_are_the_published_ones() {
        // The first outputs of SplitMix64 for this seed, as in its author's reference program.
        let clock = TokioClock::seeded(1_234_567);
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(expected.map(|_| clock.random()), expected);
    }

    #[test]
    fn jitter_fills_the_unit_interval() {
        let clock = TokioClock::seeded(7);
        let mut buckets = [0_u32; 10];
        for _ in 0..10_000 {
            let jitter = clock.jitter();
            assert!((0.0..1.0).contains(&jitter));
            buckets[(jitter * 10.0) as usize] += 1;
        }
        assert!(
            buckets.iter().all(|count| (850..1150).contains(count)),
            "{buckets:?}"
        );
        assert_ne!(TokioClock::new().random(), TokioClock::new().random());
    }
}
