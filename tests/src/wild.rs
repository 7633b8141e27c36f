//! Documents as vendors publish them: each is generated in a process of its own and compiled, and a report says what
//! came of it. The program `wild` is the command line of this module.

mod account;
mod arguments;
mod child;
mod compile;
mod documents;
mod json;
mod judge;
mod known;
mod markdown;
mod measure;
mod mutants;
mod mutate;
mod run;

pub use account::{Account, Counts, Finding};
pub use arguments::{Arguments, USAGE};
pub use child::{account, serve};
pub use compile::{Built, Scratch};
pub use documents::{Document, LARGE, find, find_within, is_read};
pub use judge::{Subject, judge, judge_tables};
pub use known::{Known, Refused, limits};
pub use measure::{Measured, measured_rustc, wraps};
pub use mutants::serve_mutants;
pub use mutate::{Dice, mutate};
pub use run::{Ended, Report, run};
