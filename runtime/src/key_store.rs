//! Keys that outlive a process: where they are kept, and what is kept with them.

mod memory;
#[cfg(feature = "durable")]
mod sqlite;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

pub use memory::MemoryKeyStore;
#[cfg(feature = "durable")]
pub use sqlite::SqliteKeyStore;

use crate::idempotency::IdempotencyKey;

/// The future of a [`KeyStore`].
pub type KeyStoreFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, KeyStoreError>> + Send + 'a>>;

/// Remembers the idempotency keys of logical calls, so that whoever makes the same call again, after a crash for example,
/// sends the same key.
///
/// A record goes through three steps: it is claimed before the request leaves; it is finished when the work is known to
/// be done; it is released when it is known that nothing was done. A record that is neither belongs to a call whose
/// outcome is open: it was interrupted, or ended with [`Effect::MaybeApplied`](crate::Effect::MaybeApplied).
///
/// A finished record stays, since the process can end before the caller has noted the result; the repeat then gets the
/// answer of the first call. A store removes nothing by itself: a key that is forgotten is a charge that is made twice.
pub trait KeyStore: Send + Sync + 'static {
    /// Keeps the record unless there is one of the same scope and id, and returns the one that is there now if it was
    /// there before. When this ends, the record survives a crash.
    fn claim<'a>(&'a self, record: KeyRecord) -> KeyStoreFuture<'a, Option<KeyRecord>>;

    /// The work is done.
    fn finish<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, ()>;

    /// Nothing was done: the record goes, and the next call of that id has a key of its own.
    fn release<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, ()>;
}

/// What is kept of a logical call.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyRecord {
    /// The API and the operation.
    pub scope: String,
    /// The caller's name for the logical call; unique within its scope.
    pub id: String,
    /// The key, with the time at which it was made.
    pub key: IdempotencyKey,
    /// When the record was made: from then on the server may know the key.
    pub created: SystemTime,
    /// SHA-256 of the arguments: path, query and body.
    pub digest: [u8; 32],
    /// Whether the work is known to be done.
    pub finished: bool,
}

impl KeyRecord {
    /// The record of a call that is about to be made; for stores, which read it back.
    pub fn new(
        scope: impl Into<String>,
        id: impl Into<String>,
        key: IdempotencyKey,
        created: SystemTime,
        digest: [u8; 32],
    ) -> Self {
        Self {
            scope: scope.into(),
            id: id.into(),
            key,
            created,
            digest,
            finished: false,
        }
    }
}

/// Everything but the key.
impl fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRecord")
            .field("scope", &self.scope)
            .field("created", &self.created)
            .field("finished", &self.finished)
            .finish_non_exhaustive()
    }
}

/// Why a store could not do what it was asked to.
#[derive(Clone)]
pub struct KeyStoreError {
    reason: Arc<str>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl KeyStoreError {
    /// A failure, in a few words that name no key.
    pub fn new(reason: impl Into<Arc<str>>) -> Self {
        Self {
            reason: reason.into(),
            source: None,
        }
    }

    /// The cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into().into());
        self
    }
}

impl fmt::Debug for KeyStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyStoreError")
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for KeyStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for KeyStoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
