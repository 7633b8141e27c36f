//! Remembers which deliveries were verified before.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Remembers verified deliveries, so that neither a recorded one that is played back nor an event that the API delivers again
/// is taken twice.
///
/// Receivers in several processes share a store of their own, for example a table with a unique key.
pub trait ReplayStore: fmt::Debug + Send + Sync {
    /// Records an id for at least `keep`; `false` if it is on record already. Checking and recording are one step.
    fn record(&self, id: &str, now: SystemTime, keep: Duration) -> bool;

    /// Keeps an id on record for at least `keep`, counted from `now`, whatever was said before. Only receivers that
    /// [`claim`](super::VerifierBuilder::claim) deliveries ask for it. A store that can do it in one step overrides this.
    fn keep(&self, id: &str, now: SystemTime, keep: Duration) {
        self.forget(id);
        let _ = self.record(id, now, keep);
    }

    /// Forgets an id, so that the next delivery of it is verified again.
    fn forget(&self, id: &str);
}

/// A replay store in the memory of one process. Ids leave it when their time is over.
#[derive(Default)]
pub struct MemoryReplayStore {
    records: Mutex<Records>,
}

#[derive(Default)]
struct Records {
    until: BTreeMap<String, SystemTime>,
    by_time: BTreeSet<(SystemTime, String)>,
}

impl Records {
    fn put(&mut self, id: &str, now: SystemTime, keep: Duration) {
        // Past the end of what the clock can say, the record is kept for a century.
        const CENTURY: Duration = Duration::from_secs(100 * 366 * 86_400);
        let until = now
            .checked_add(keep)
            .or_else(|| now.checked_add(CENTURY))
            .unwrap_or(now);
        self.until.insert(id.to_owned(), until);
        self.by_time.insert((until, id.to_owned()));
    }

    fn take(&mut self, id: &str) {
        if let Some((id, until)) = self.until.remove_entry(id) {
            self.by_time.remove(&(until, id));
        }
    }
}

impl MemoryReplayStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn with<T>(&self, action: impl FnOnce(&mut Records) -> T) -> T {
        // Nothing in here panics halfway, so a poisoned lock still guards whole records.
        action(&mut self.records.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ReplayStore for MemoryReplayStore {
    fn record(&self, id: &str, now: SystemTime, keep: Duration) -> bool {
        self.with(|records| {
            while let Some((until, _)) = records.by_time.first()
                && *until < now
            {
                if let Some((_, id)) = records.by_time.pop_first() {
                    records.until.remove(&id);
                }
            }
            if records.until.contains_key(id) {
                return false;
            }
            records.put(id, now, keep);
            true
        })
    }

    fn keep(&self, id: &str, now: SystemTime, keep: Duration) {
        self.with(|records| {
            records.take(id);
            records.put(id, now, keep);
        });
    }

    fn forget(&self, id: &str) {
        self.with(|records| records.take(id));
    }
}

impl fmt::Debug for MemoryReplayStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let records = self.with(|records| records.until.len());
        f.debug_struct("MemoryReplayStore")
            .field("records", &records)
            .finish()
    }
}
