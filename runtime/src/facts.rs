//! What a document says, as data that generated crates state. The ground: it knows nothing of this crate.

pub(crate) mod backoff;
pub(crate) mod code;
pub(crate) mod effect;
pub(crate) mod envelope;
pub(crate) mod idempotency;
pub(crate) mod operation;
