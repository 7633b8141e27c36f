//! The stores that every check of this folder runs over, and a wrong one, on which the checks have to fail.

use std::sync::Arc;

use faultcode_runtime::keys::{
    KeyClaim, KeyRecord, KeyStore, KeyStoreFuture, MemoryKeyStore, SqliteKeyStore,
};
use faultcode_tests::folder::Folder;

/// A store as several processes see it.
pub(crate) struct Shared {
    pub(crate) name: &'static str,
    open: Box<dyn Fn() -> Store>,
    /// Where it lies.
    _folder: Option<Folder>,
}

/// A store of any kind.
#[derive(Clone)]
pub(crate) struct Store(Arc<dyn KeyStore>);

impl Store {
    pub(crate) fn of(store: impl KeyStore) -> Self {
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
    pub(crate) fn memory() -> Self {
        let store = MemoryKeyStore::new();
        Self {
            name: "memory",
            open: Box::new(move || Store::of(store.clone())),
            _folder: None,
        }
    }

    /// The store in a file, which each process opens for itself.
    pub(crate) fn file() -> Self {
        let folder = Folder::new("durable");
        let path = folder.file("keys.db");
        Self {
            name: "file",
            open: Box::new(move || Store::of(SqliteKeyStore::open(&path).expect("a store"))),
            _folder: Some(folder),
        }
    }

    /// A store of another kind, as each process opens it.
    pub(crate) fn of(name: &'static str, open: impl Fn() -> Store + 'static) -> Self {
        Self {
            name,
            open: Box::new(open),
            _folder: None,
        }
    }

    /// A store that gives back what others use.
    pub(crate) fn wrong() -> Self {
        let store = MemoryKeyStore::new();
        Self {
            name: "wrong",
            open: Box::new(move || Store::of(Forgetful(store.clone()))),
            _folder: None,
        }
    }

    pub(crate) fn all() -> [Self; 2] {
        [Self::memory(), Self::file()]
    }

    /// The store as one more process opens it.
    pub(crate) fn open(&self) -> Store {
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
