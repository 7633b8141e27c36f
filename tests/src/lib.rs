//! Shared parts of the end-to-end tests.
#![warn(missing_docs)]

pub mod again;
mod answer;
pub mod attacks;
pub mod authority;
pub mod bombs;
pub mod browser;
pub mod cargo;
pub mod cases;
pub mod command;
pub mod deserted;
pub mod drive;
pub mod folder;
pub mod forward;
pub mod generate;
mod held;
pub mod ledger;
pub mod lint;
pub mod mocked;
pub mod outside;
pub mod packs;
pub mod postgres;
pub mod prism;
pub mod probe;
pub mod processor;
pub mod raw;
mod request;
pub mod rows;
pub mod rustdoc;
pub mod samples;
pub mod script;
pub mod server;
pub mod shop;
pub mod snapshot;
pub mod source;
pub mod strace;
pub mod traces;
pub mod tree;
pub mod valid;
pub mod wild;

pub use answer::Answer;
pub use deserted::Deserted;
pub use held::{Held, Waiting};
pub use request::Request;
pub use server::Server;

faultcode_runtime::include_client!("payments");

/// Says something past the test harness, which keeps what passing tests print to itself.
pub fn aloud(text: &str) {
    use std::io::Write as _;
    // Nobody can be told that standard error is gone.
    let _ = writeln!(std::io::stderr(), "{text}");
}
