//! Shared parts of the end-to-end tests.
#![warn(missing_docs)]

pub mod cases;
pub mod lint;
pub mod snapshot;
pub mod source;
pub mod tree;
