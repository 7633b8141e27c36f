//! Documents of other people: their examples, a mock server that is not ours, and the runner over many of them.

#[path = "corpus/examples.rs"]
mod examples;
#[path = "corpus/prism.rs"]
mod prism;
#[path = "corpus/wild.rs"]
mod wild;
