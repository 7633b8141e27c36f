//! What a document says of an API beyond OpenAPI, as data: each type, word, default and preset stands here once.
//!
//! The generator reads facts from documents and writes them into generated crates; the runtime acts on them. Both hold the
//! same types and differ in how texts and lists are held, which is the parameter `F` ([`Form`]): a generated crate has
//! statics ([`Static`], the default), the generator has texts of a [`Document`], which never become code by themselves.
//!
//! Facts are declared by three macros. `words!` takes an enum with its words in documents, `fact!` a struct with its
//! defaults, `cases!` an enum whose variants hold something. What is declared so can be restated in the form of a document
//! ([`Restate`]) and written by any [`Describer`], without a list of its members anywhere else.
#![warn(missing_docs)]

mod describe;
mod form;
#[macro_use]
mod restate;
#[macro_use]
mod declare;
mod retry;
mod status;
mod word;

pub use self::describe::{Describe, Describer, Fact, Members};
pub use self::form::{Document, Form, Held, Static, WireName};
pub use self::restate::Restate;
pub use self::retry::{
    Backoff, BackoffKind, Beyond, BudgetCosts, HintSource, HintUnit, HintUse, Hints, Idempotent,
    Jitter, NetworkRetry, Preset, Retry, RetryPolicy,
};
pub use self::status::StatusRange;
pub use self::word::Word;
