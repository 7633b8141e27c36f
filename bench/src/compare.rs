//! The comparison with peers: every document through every generator, side by side, and what came of it against the bars.

pub mod bars;
pub mod cargo;
pub mod clean;
pub mod document;
pub mod machine;
pub mod peer;
pub mod plot;
pub mod program;
pub mod report;
pub mod row;
pub mod run;
pub mod script;
