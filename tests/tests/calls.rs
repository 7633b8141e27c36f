//! Calls as a whole: what a caller may rely on whatever server, network, other callers and the document do. Each module is one promise, with an oracle of its
//! own.

#[path = "calls/blocking_within.rs"]
mod blocking_within;
#[path = "calls/budgets.rs"]
mod budgets;
#[path = "calls/early_answers.rs"]
mod early_answers;
#[path = "calls/watched_bodies.rs"]
mod watched_bodies;
