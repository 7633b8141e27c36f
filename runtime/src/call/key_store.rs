//! Keys that outlive a process: where they are kept, and what a place to keep them in must promise.

mod error;
mod record;

use std::future::Future;
use std::pin::Pin;

pub use error::KeyStoreError;
pub use record::{KeyClaim, KeyRecord};

/// The future of a [`KeyStore`].
pub type KeyStoreFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, KeyStoreError>> + Send + 'a>>;

/// Remembers the idempotency keys of logical calls, so that whoever makes the same call again, after a crash for example,
/// sends the same key.
///
/// There is one record per name (scope and id). Whoever is about to send takes a **claim** on it, of which there can be
/// several at once: callers of one process, or of several, that make the call of that name at the same time all send the
/// one key of the record. A claim ends in one of three ways:
///
/// | what its call did | what becomes of it |
/// |---|---|
/// | the work is known to be done | [`finish`](Self::finish): the record is finished, whatever other claims there are |
/// | it is known that this call did nothing | [`release`](Self::release): the claim goes, and the record with the last one |
/// | nobody knows: [`Effect::MaybeApplied`](crate::Effect::MaybeApplied), a call that was dropped, a process that died | nothing: the claim stays for good, and the record with it |
///
/// # What a store must promise
///
/// A key that is forgotten is work that is done twice, so each of these is a matter of money:
///
/// 1. A name never has two keys at a time: of claimants that come at once, in any number of threads, processes or machines,
///    one makes the record, and all others are given it.
/// 2. When [`claim`](Self::claim) ends, record and claim survive the end of the process, and of the machine, at any moment.
/// 3. A record goes only by the release of its last claim, and only while it is not finished. What another claimant uses or
///    has finished is never released.
/// 4. Releasing compares: a claim that is not there, because it was released before, or belongs to another key of that
///    name, takes nothing away. Releasing one claim twice is releasing it once.
/// 5. Nobody but its claimant releases a claim. Claims of processes that died are not collected, since nobody knows what
///    these did: such a record keeps its key until a later call of that name finishes it.
/// 6. A finished record stays finished, and stays, since the process can end before the caller has noted the result; the
///    repeat then gets the answer of the first call.
/// 7. Finishing holds even where somebody forgot the record in the meantime: it is made again. Only where the name has
///    another key by now it fails.
/// 8. Each method is one transaction: it is done as a whole, or not at all and says so with an error.
///
/// In a database, that is a table of records with a unique name, and a table of claims with a unique token and the name of
/// their record. `claim` inserts the record unless it is there, reads it **under a lock** (`SELECT … FOR UPDATE`) and
/// inserts its claim; `release` locks the record, deletes its claim and, if that was there and was the last one of an
/// unfinished record with that key, the record.
///
/// # Time
///
/// A call waits for its store no longer than its deadline allows, and never longer than one attempt may take. A future that
/// is not ready by then is not dropped but goes on in the background, and what it has claimed is released there. A store
/// need not limit its own time.
pub trait KeyStore: Send + Sync + 'static {
    /// The record of that name, without a claim on it. A call asks before it claims, so that it knows what became of earlier
    /// ones even if it is not sent; a store whose reads do not wait for its writes answers even when claiming takes long.
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>>;

    /// Takes a claim. Returns the record of that name if there is one, with its own key, and makes the one in `claim` if
    /// there is none. A record that is finished needs no claim.
    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>>;

    /// The work is done.
    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()>;

    /// Nothing was done by this claimant. Returns the record of that name that is there afterwards, with the key and state
    /// that it has then; `None`: it is gone, so that none of its claimants has done anything, and the next call of that name
    /// has a key of its own.
    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>>;
}
