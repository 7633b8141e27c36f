//! A key store that ends with its process.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::call::key_store::{KeyClaim, KeyRecord, KeyStore, KeyStoreError, KeyStoreFuture};

/// A key store in memory: refuses a key that is used again with other arguments, and repeats a logical call with its key
/// for as long as the process runs. Clones share everything.
#[derive(Clone, Default)]
pub struct MemoryKeyStore {
    records: Arc<Mutex<Records>>,
}

type Records = BTreeMap<(String, String), Held>;

/// A record, and the tokens of those who may have sent its key.
struct Held {
    record: KeyRecord,
    claims: BTreeSet<[u8; 16]>,
}

impl MemoryKeyStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every record, by scope and id.
    pub fn records(&self) -> Vec<KeyRecord> {
        let records = self.lock();
        records.values().map(|held| held.record.clone()).collect()
    }

    /// Forgets a record with all its claims. Only who knows that the work was not done, or that the id is never used again,
    /// may do so.
    pub fn forget(&self, scope: &str, id: &str) {
        self.lock().remove(&(scope.to_owned(), id.to_owned()));
    }

    fn lock(&self) -> MutexGuard<'_, Records> {
        // Nothing below panics between two changes that belong together.
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, claim: &KeyClaim) -> Option<KeyRecord> {
        match self.lock().entry(name(claim)) {
            Entry::Vacant(place) => {
                place.insert(Held {
                    record: claim.record.clone(),
                    claims: BTreeSet::from([claim.token]),
                });
                None
            }
            Entry::Occupied(mut held) => {
                let held = held.get_mut();
                if !held.record.finished {
                    held.claims.insert(claim.token);
                }
                Some(held.record.clone())
            }
        }
    }

    fn done(&self, claim: &KeyClaim) -> Result<(), KeyStoreError> {
        let mut records = self.lock();
        let held = records.entry(name(claim)).or_insert_with(|| Held {
            record: claim.record.clone(),
            claims: BTreeSet::new(),
        });
        if held.record.key.as_str() != claim.record.key.as_str() {
            return Err(KeyStoreError::new("the name has another key by now"));
        }
        held.record.finished = true;
        held.claims.clear();
        Ok(())
    }

    fn give_back(&self, claim: &KeyClaim) -> Option<KeyRecord> {
        let mut records = self.lock();
        let Entry::Occupied(mut held) = records.entry(name(claim)) else {
            return None;
        };
        let was_there = held.get_mut().claims.remove(&claim.token);
        let Held { record, claims } = held.get();
        if was_there && claims.is_empty() && !record.finished {
            held.remove();
            return None;
        }
        Some(record.clone())
    }
}

fn name(claim: &KeyClaim) -> (String, String) {
    (claim.record.scope.clone(), claim.record.id.clone())
}

impl KeyStore for MemoryKeyStore {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        let records = self.lock();
        let held = records.get(&(scope.to_owned(), id.to_owned()));
        let found = held.map(|held| held.record.clone());
        Box::pin(std::future::ready(Ok(found)))
    }

    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move { Ok(self.take(claim)) })
    }

    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        Box::pin(async move { self.done(claim) })
    }

    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move { Ok(self.give_back(claim)) })
    }
}

impl fmt::Debug for MemoryKeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryKeyStore")
            .field("records", &self.lock().len())
            .finish()
    }
}
