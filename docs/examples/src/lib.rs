//! The client of the user guide, generated while this crate is built.

// ANCHOR: include
faultcode_runtime::include_client!("courier");
// ANCHOR_END: include

pub use courier::*;
