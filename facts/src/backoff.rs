//! Waits between attempts that grow with their number.

use std::time::Duration;

fact! {
    /// The shape of the waits between attempts.
    pub struct Backoff;
    /// 50 ms, doubling up to 20 s, full jitter.
    const STANDARD;
    /// How the wait grows.
    kind: BackoffKind = BackoffKind::Exponential,
    /// The first wait.
    base: Duration = Duration::from_millis(50),
    /// The growth of an exponential wait per repeat.
    factor: f64 = 2.0,
    /// The longest wait, before jitter.
    cap: Duration = Duration::from_secs(20),
    /// How much of the wait is random.
    jitter: Jitter = Jitter::Full,
    /// The shortest wait, after jitter.
    floor: Duration = Duration::ZERO,
}

impl Backoff {
    /// The standard waits after a throttle verdict: 1 s, doubling up to 20 s, full jitter.
    pub const THROTTLE: Self = Self {
        base: Duration::from_secs(1),
        ..Self::STANDARD
    };

    /// The wait before the `repeat`-th repeat, counted from 1.
    ///
    /// `random` is uniform in `[0, 1)`. A power that overflows gives the cap, so no number of repeats is too large.
    pub fn wait(&self, repeat: u32, random: f64) -> Duration {
        let n = f64::from(repeat.max(1));
        let base = self.base.as_secs_f64();
        let grown = match self.kind {
            BackoffKind::Exponential => base * self.factor.powf(n - 1.0),
            BackoffKind::Linear => base * n,
            BackoffKind::Fixed => base,
        };
        let cap = self.cap.as_secs_f64();
        // Not `grown.min(cap)`: a base of zero times an infinite power is NaN, and NaN has to give the cap.
        let capped = if grown < cap { grown } else { cap };
        let random = if (0.0..=1.0).contains(&random) {
            random
        } else {
            1.0
        };
        let jitter = match self.jitter {
            Jitter::Full => random,
            Jitter::Equal => 0.5 + random / 2.0,
            Jitter::None => 1.0,
        };
        Duration::try_from_secs_f64(capped * jitter)
            .unwrap_or(self.cap)
            .max(self.floor)
    }
}

words! {
    /// How a wait grows with the number of the repeat.
    pub enum BackoffKind {
        /// `base * factor^(n-1)`
        Exponential = "exponential",
        /// `base * n`
        Linear = "linear",
        /// `base`
        Fixed = "fixed",
    }
}

words! {
    /// How much of a wait is random. Clients that failed together must not come back together.
    pub enum Jitter {
        /// Between nothing and the whole wait.
        Full = "full",
        /// Between half and the whole wait.
        Equal = "equal",
        /// The wait as it stands.
        None = "none",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Backoff, BackoffKind, Jitter};

    #[test]
    fn unusable_numbers_give_the_cap() {
        let cap = Duration::from_secs(20);
        let backoff = |base, factor, cap| Backoff {
            kind: BackoffKind::Exponential,
            base,
            factor,
            cap,
            jitter: Jitter::None,
            floor: Duration::ZERO,
        };
        let rows = [
            (backoff(Duration::from_secs(1), f64::NAN, cap), 2, cap),
            (backoff(Duration::from_secs(1), f64::INFINITY, cap), 2, cap),
            (backoff(Duration::ZERO, 2.0, cap), u32::MAX, cap),
            (
                backoff(Duration::MAX, 10.0, Duration::MAX),
                u32::MAX,
                Duration::MAX,
            ),
            (
                backoff(Duration::from_secs(1), 2.0, cap),
                0,
                Duration::from_secs(1),
            ),
        ];
        for (backoff, repeat, expected) in rows {
            assert_eq!(backoff.wait(repeat, 0.5), expected, "{backoff:?}");
        }
    }
}
