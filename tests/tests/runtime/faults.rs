//! What a server and a network can do to a call: the effect and the reason to stop, how many requests leave, and what is
//! left behind.
//!
//! | part | module |
//! |---|---|
//! | every row of the table of evidence, over sockets, through both transports | `evidence` |
//! | a server that fails all, under a thousand callers | `storm` |
//! | calls that are dropped, at every point at which they wait | `drops` |
//!
//! HTTP/2 needs a feature of the runtime and has its own test: `cargo test -p faultcode-runtime --features http2,testing
//! --test http2`.

#[path = "faults/drops.rs"]
mod drops;
#[path = "faults/evidence.rs"]
mod evidence;
#[path = "faults/rows.rs"]
mod rows;
#[path = "faults/storm.rs"]
mod storm;
