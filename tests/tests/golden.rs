//! The checked-in clients are what the generator writes, whichever way it is asked.

#[path = "golden/golden.rs"]
mod golden;
