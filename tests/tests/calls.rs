//! Calls as a whole: what a caller may rely on whatever server, network, other callers and the document do. Each module is one promise, with an oracle of its
//! own.

#[path = "calls/model.rs"]
mod model;
#[path = "calls/vocabulary.rs"]
mod vocabulary;
