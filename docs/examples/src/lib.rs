//! The client of the user guide, generated while this crate is built.

// ANCHOR: include
include!(concat!(env!("OUT_DIR"), "/courier.rs"));
// ANCHOR_END: include

pub use courier::*;
