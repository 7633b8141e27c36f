//! A key store that ends with its process.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{KeyRecord, KeyStore, KeyStoreFuture};

/// A key store in memory: refuses a key that is used again with other arguments, and repeats a logical call with its key
/// for as long as the process runs. Clones share everything.
#[derive(Clone, Default)]
pub struct MemoryKeyStore {
    records: Arc<Mutex<Records>>,
}

type Records = BTreeMap<(String, String), KeyRecord>;

impl MemoryKeyStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every record, by scope and id.
    pub fn records(&self) -> Vec<KeyRecord> {
        self.lock().values().cloned().collect()
    }

    /// Forgets a record. Only who knows that the work was not done, or that the id is never used again, may do so.
    pub fn forget(&self, scope: &str, id: &str) {
        self.lock().remove(&(scope.to_owned(), id.to_owned()));
    }

    fn lock(&self) -> MutexGuard<'_, Records> {
        // Each change of the map is one call.
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyStore for MemoryKeyStore {
    fn claim<'a>(&'a self, record: KeyRecord) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        let name = (record.scope.clone(), record.id.clone());
        let known = match self.lock().entry(name) {
            Entry::Occupied(known) => Some(known.get().clone()),
            Entry::Vacant(place) => {
                place.insert(record);
                None
            }
        };
        Box::pin(std::future::ready(Ok(known)))
    }

    fn finish<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, ()> {
        let name = (scope.to_owned(), id.to_owned());
        if let Some(record) = self.lock().get_mut(&name) {
            record.finished = true;
        }
        Box::pin(std::future::ready(Ok(())))
    }

    fn release<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, ()> {
        self.forget(scope, id);
        Box::pin(std::future::ready(Ok(())))
    }
}

impl fmt::Debug for MemoryKeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryKeyStore")
            .field("records", &self.lock().len())
            .finish()
    }
}
