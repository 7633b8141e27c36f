//! How fast requests may follow each other: a bucket of tokens that fills at a steady rate.

use std::time::{Duration, Instant};

/// A rate with room for a burst: the bucket of tokens, kept as the instant at which it would be full (the generic cell rate
/// algorithm), so that nothing is rounded twice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// The time in which one token comes.
    every: Duration,
    /// What the tokens of a full bucket but one take to come.
    room: Duration,
    full_at: Option<Instant>,
}

impl Pace {
    /// `per_second` requests, of which `burst` may go at once. `None` for what is no rate, or for a burst of none.
    pub(crate) fn new(per_second: f64, burst: u32) -> Option<Self> {
        let is_rate = per_second.is_finite() && per_second > 0.0;
        let every = is_rate.then(|| 1.0 / per_second)?;
        let every = Duration::try_from_secs_f64(every).ok()?;
        Some(Self {
            every,
            room: every.checked_mul(burst.checked_sub(1)?)?,
            full_at: None,
        })
    }

    /// Takes a token.
    ///
    /// # Errors
    ///
    /// There is none; it is there after the wait.
    pub(crate) fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let full_at = self.full_at.map_or(now, |at| at.max(now));
        let ahead = full_at.saturating_duration_since(now);
        match ahead.checked_sub(self.room).filter(|wait| !wait.is_zero()) {
            Some(wait) => Err(wait),
            None => {
                self.full_at = full_at.checked_add(self.every);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Pace;

    #[test]
    fn no_second_holds_more_than_its_rate_and_a_burst() {
        for (rate, burst) in [(10.0, 1), (10.0, 5), (0.5, 1), (3.0, 3), (1000.0, 20)] {
            let mut pace = Pace::new(rate, burst).expect("a rate");
            let start = Instant::now();
            let mut now = start;
            let mut taken = Vec::new();
            for step in 0..400_u32 {
                // Idle now and then, so that the bucket fills.
                now += Duration::from_secs(u64::from(step % 100 == 99) * 10);
                while let Err(wait) = pace.take(now) {
                    now += wait;
                }
                taken.push(now);
            }
            for (index, from) in taken.iter().enumerate() {
                let until = *from + Duration::from_secs(1);
                let count = taken[index..].iter().filter(|at| **at < until).count();
                let most = rate.ceil() + f64::from(burst);
                assert!(count as f64 <= most, "{rate} {burst}: {count}");
            }
        }
    }

    #[test]
    fn a_bucket_starts_full_and_fills_no_further() {
        let mut pace = Pace::new(2.0, 3).expect("a rate");
        let start = Instant::now();
        for now in [start, start + Duration::from_secs(3600)] {
            assert_eq!([(); 3].map(|()| pace.take(now)), [Ok(()); 3]);
            assert_eq!(pace.take(now), Err(Duration::from_millis(500)));
            assert_eq!(pace.take(now), Err(Duration::from_millis(500)));
        }
    }

    #[test]
    fn what_is_no_rate_is_none() {
        let rows = [
            (0.0, 1),
            (-1.0, 1),
            (f64::NAN, 1),
            (f64::INFINITY, 1),
            (1.0, 0),
        ];
        for (rate, burst) in rows {
            assert!(Pace::new(rate, burst).is_none(), "{rate} {burst}");
        }
        assert!(Pace::new(f64::MIN_POSITIVE, 1).is_none());
    }
}
