//! The bucket of tokens that pays for repeats.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::facts::BudgetCosts;

/// A bucket of tokens from which repeats are paid, so that a failing server is not met with a multiple of its load.
///
/// Clones share one bucket. A client keeps one per origin that its operations go to; a bucket made by hand can be given to
/// several clients, and is then the only one, whatever the origin.
#[derive(Clone)]
pub struct Budget {
    bucket: Option<Arc<Bucket>>,
}

struct Bucket {
    capacity: u32,
    tokens: AtomicU32,
}

impl Budget {
    /// A full bucket. A capacity of 0 refuses every repeat.
    pub fn new(capacity: u32) -> Self {
        Self::with_tokens(capacity, capacity)
    }

    /// A bucket that starts with some of its tokens.
    pub fn with_tokens(capacity: u32, tokens: u32) -> Self {
        let tokens = AtomicU32::new(tokens.min(capacity));
        Self {
            bucket: Some(Arc::new(Bucket { capacity, tokens })),
        }
    }

    /// No limit.
    pub const fn unlimited() -> Self {
        Self { bucket: None }
    }

    /// The bucket a policy asks for.
    pub fn for_costs(costs: Option<BudgetCosts>) -> Self {
        costs.map_or(Self::unlimited(), |costs| Self::new(costs.capacity))
    }

    /// The tokens left, `None` without a limit.
    pub fn tokens(&self) -> Option<u32> {
        self.bucket
            .as_ref()
            .map(|bucket| bucket.tokens.load(Ordering::Relaxed))
    }

    /// Takes the tokens if the bucket holds all of them, otherwise none.
    pub fn try_take(&self, cost: u32) -> bool {
        let Some(bucket) = &self.bucket else {
            return true;
        };
        bucket.capacity > 0
            && bucket
                .tokens
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |held| {
                    held.checked_sub(cost)
                })
                .is_ok()
    }

    /// Adds tokens up to the capacity.
    pub fn add(&self, tokens: u32) {
        let Some(bucket) = &self.bucket else { return };
        let add = |held: u32| Some(held.saturating_add(tokens).min(bucket.capacity));
        // The closure always gives a value, so the update cannot fail.
        let _ = bucket
            .tokens
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }

    /// Settles a call that succeeded: `last_cost` is the cost of its last repeat, `None` if the first attempt succeeded.
    ///
    /// A call that failed, was not repeatable or was abandoned settles nothing: its tokens are gone.
    pub fn settle(&self, costs: &BudgetCosts, last_cost: Option<u32>) {
        self.add(last_cost.unwrap_or(costs.refill));
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Budget");
        match &self.bucket {
            Some(bucket) => out
                .field("capacity", &bucket.capacity)
                .field("tokens", &bucket.tokens.load(Ordering::Relaxed))
                .finish(),
            None => out.finish_non_exhaustive(),
        }
    }
}
