//! The stores that every check of this folder runs over, and a wrong one, on which the checks have to fail.

use std::sync::Arc;

use faultcode_runtime::keys::{
    KeyClaim, KeyRecord, KeyStore, KeyStoreFuture, MemoryKeyStore, SqliteKeyStore,
};
use faultcode_tests::folder::Folder;

/// A store as several processes see it.
pub(super) struct Shared {
    pub(super) name: &'static str,
    open: Box<dyn Fn() -> Store>,
    /// Where it lies.
    _folder: Option<Folder>,
}

/// A store of any kind.
#[derive(Clone)]
pub(super) struct Store(Arc<dyn KeyStore>);

impl Store {
    pub(super) fn of(store: impl KeyStore) -> Self {
        Self(Arc::new(store))
    }
}

impl KeyStore for Store {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.find(scope, id)
    }
    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.claim(claim)
    }
    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        self.0.finish(claim)
    }
    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.release(claim)
    }
}

impl Shared {
    /// The store in memory: what all parts of one process see.
    pub(super) fn memory() -> Self {
        let store = MemoryKeyStore::new();
        Self {
            name: "memory",
            open: Box::new(move || Store::of(store.clone())),
            _folder: None,
        }
    }

    /// The store in a file, which each process opens for itself.
    pub(super) fn file() -> Self {
        let folder = Folder::new("durable");
        let path = folder.file("keys.db");
        Self {
            name: "file",
            open: Box::new(move || Store::of(SqliteKeyStore::open(&path).expect("a store"))),
            _folder: Some(folder),
        }
    }

    /// A store that gives back what others use.
    pub(super) fn wrong() -> Self {
        let store = MemoryKeyStore::new();
        Self {
            name: "wrong",
            open: Box::new(move || Store::of(Forgetful(store.clone()))),
            _folder: None,
        }
    }

    pub(super) fn all() -> [Self; 2] {
        [Self::memory(), Self::file()]
    }

    /// The store as one more process opens it.
    pub(super) fn open(&self) -> Store {
        (self.open)()
    }
}

/// Deletes a record when any of its claimants says that it did nothing.
struct Forgetful(MemoryKeyStore);

impl KeyStore for Forgetful {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.find(scope, id)
    }
    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.claim(claim)
    }
    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        self.0.finish(claim)
    }
    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.forget(&claim.record.scope, &claim.record.id);
        Box::pin(async { Ok(None) })
    }
}
