//! Findings as text: for people, as JSON, and as SARIF.

mod human;
mod json;
mod sarif;

pub use human::{Look, human};
pub use json::json;
pub use sarif::sarif;
