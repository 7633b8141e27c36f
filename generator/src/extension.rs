//! The `x-` vocabulary: every extension read from the tree into what the representation holds, with findings in place.
//!
//! Values of several positions are merged as trees first (see [`merge`]); the readers then see one object, each of its
//! values still at the place where the document has it.

pub(crate) mod auth;
pub(crate) mod codes;
pub(crate) mod confidence;
mod dialect;
pub(crate) mod entry;
pub(crate) mod envelope;
pub(crate) mod flag;
pub(crate) mod foreign;
pub(crate) mod idempotency;
mod keys;
pub(crate) mod listed;
pub(crate) mod merge;
pub(crate) mod outcome;
pub(crate) mod pagination;
pub(crate) mod position;
pub(crate) mod rate_limit;
pub(crate) mod received;
pub(crate) mod retry;
pub(crate) mod support;
pub(crate) mod triggers;
pub(crate) mod value;
pub(crate) mod webhook;

pub(crate) use keys::Keys;
