//! What is kept of a logical call, and the claim of one that is being made.

use std::fmt;
use std::time::SystemTime;

use crate::call::idempotency::IdempotencyKey;
use crate::facts::Effect;

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
    /// SHA-256 of the arguments: host, path, query, headers, cookies and body.
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

    /// The least that the server may have done under this name.
    pub(crate) const fn effect(&self) -> Effect {
        match self.finished {
            true => Effect::Applied,
            false => Effect::MaybeApplied,
        }
    }
}

/// Everything but name, key and digest.
impl fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRecord")
            .field("scope", &self.scope)
            .field("created", &self.created)
            .field("finished", &self.finished)
            .finish_non_exhaustive()
    }
}

/// One caller's claim on a record: it may send the record's key.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyClaim {
    /// What tells this claim from all others, in all processes and for ever: 16 random bytes.
    pub token: [u8; 16],
    /// The record. Before it is claimed: the one to be made if there is none of that name; from then on the one that is
    /// there.
    pub record: KeyRecord,
}

impl KeyClaim {
    /// A claim that no other is equal to.
    pub fn new(record: KeyRecord) -> Self {
        // Not from the client's clock: a test that repeats its random numbers must not make two claims one.
        let token = uuid::Uuid::new_v4().into_bytes();
        Self { token, record }
    }
}

/// The record, which shows neither name nor key.
impl fmt::Debug for KeyClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyClaim")
            .field("record", &self.record)
            .finish_non_exhaustive()
    }
}
