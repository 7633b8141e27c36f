//! Documents of other people: their examples, what they declare for errors, a mock server that is not ours, and the runner over many of them.

#[path = "corpus/declared.rs"]
mod declared;
#[path = "corpus/examples.rs"]
mod examples;
#[path = "corpus/names.rs"]
mod names;
#[path = "corpus/own.rs"]
mod own;
#[path = "corpus/prism.rs"]
mod prism;
#[path = "corpus/refusals.rs"]
mod refusals;
#[path = "corpus/wild.rs"]
mod wild;
