//! Text of the document, wrapped by purpose so that it reaches the output only through the emitter for that purpose.
//!
//! Neither type displays itself nor turns into tokens: `emit` has one function for each, and no other way exists.

pub use faultcode_facts::WireName;

/// Prose of the document: a description, a summary, a title. Never parsed, never code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocText(String);

impl DocText {
    /// Wraps text of the document.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the emitter of documentation.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}
