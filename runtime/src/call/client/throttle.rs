//! How many calls of a client go at once, and how fast its requests follow each other.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::policy::pace::Pace;
use crate::transport::clock::Clock;
use crate::transport::race::unless;

/// The limits of a client, which its clones share. Whoever waits longest goes first; a call that is dropped while it waits
/// leaves its place to the next.
pub(crate) struct Throttle {
    places: Option<Arc<Semaphore>>,
    pace: Option<Paced>,
}

struct Paced {
    pace: Mutex<Pace>,
    /// The one that waits for the next token; behind it stand the others.
    turn: Semaphore,
}

/// The deadline of the call comes before its turn.
pub(crate) struct TooLate;

/// The place of a call; dropping it gives the place to the next.
pub(crate) struct Place {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Throttle {
    /// `None` where nothing is limited.
    pub(crate) fn new(at_once: Option<usize>, pace: Option<Pace>) -> Option<Self> {
        let places = at_once.map(|most| Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS))));
        let pace = pace.map(|pace| Paced {
            pace: Mutex::new(pace),
            turn: Semaphore::new(1),
        });
        (places.is_some() || pace.is_some()).then_some(Self { places, pace })
    }

    /// Waits for a place among the calls that go at once.
    pub(crate) async fn place(
        &self,
        clock: &dyn Clock,
        left: Option<Duration>,
    ) -> Result<Place, TooLate> {
        let Some(places) = &self.places else {
            return Ok(Place { _permit: None });
        };
        let permit = within(clock, left, Arc::clone(places).acquire_owned()).await?;
        // The semaphore is never closed.
        Ok(Place {
            _permit: permit.ok(),
        })
    }

    /// Waits until the next request may go; whether that took time.
    pub(crate) async fn turn(
        &self,
        clock: &dyn Clock,
        left: impl Fn() -> Option<Duration>,
    ) -> Result<bool, TooLate> {
        let Some(paced) = &self.pace else {
            return Ok(false);
        };
        let begun = clock.instant();
        let _turn = within(clock, left(), paced.turn.acquire()).await?;
        loop {
            let taken = {
                let pace = paced.pace.lock();
                let mut pace = pace.unwrap_or_else(PoisonError::into_inner);
                pace.take(clock.instant())
            };
            let Err(wait) = taken else {
                return Ok(clock.instant() > begun);
            };
            if left().is_some_and(|left| left < wait) {
                return Err(TooLate);
            }
            clock.sleep(wait).await;
        }
    }
}

/// Waits no longer than until the deadline.
async fn within<F: Future>(
    clock: &dyn Clock,
    left: Option<Duration>,
    waiting: F,
) -> Result<F::Output, TooLate> {
    match left {
        None => Ok(waiting.await),
        Some(left) => {
            let limit = clock.limit(left);
            unless(pin!(waiting), pin!(limit))
                .await
                .map_err(|()| TooLate)
        }
    }
}

/// What a builder was told of limits.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Limited {
    pub(crate) at_once: Option<usize>,
    pub(crate) per_second: Option<(f64, u32)>,
}

impl Limited {
    /// The limits; the name of the setting that is none otherwise.
    pub(crate) fn settle(self) -> Result<Option<Throttle>, &'static str> {
        if self.at_once == Some(0) {
            return Err("calls_at_once");
        }
        let pace = match self.per_second {
            None => None,
            Some((rate, burst)) => Some(Pace::new(rate, burst).ok_or("calls_per_second")?),
        };
        Ok(Throttle::new(self.at_once, pace))
    }
}
