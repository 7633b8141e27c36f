//! Calls as a whole: what a caller may rely on whatever server, network, other callers and the document do. Each module is one promise, with an oracle of its
//! own.

#[path = "calls/blocking_within.rs"]
mod blocking_within;
#[path = "calls/budgets.rs"]
mod budgets;
#[path = "calls/credentials.rs"]
mod credentials;
#[path = "calls/declared.rs"]
mod declared;
#[path = "calls/decode_places.rs"]
mod decode_places;
#[path = "calls/durable.rs"]
pub(crate) mod durable;
#[path = "calls/early_answers.rs"]
mod early_answers;
#[path = "calls/model.rs"]
mod model;
#[path = "calls/repeats.rs"]
mod repeats;
#[path = "calls/reserved_paths.rs"]
mod reserved_paths;
#[path = "calls/vocabulary.rs"]
mod vocabulary;
#[path = "calls/watched_bodies.rs"]
mod watched_bodies;
