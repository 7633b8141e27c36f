//! How facts hold texts and lists.

use std::fmt::Debug;

/// What a fact can hold.
pub trait Held: Clone + Debug + PartialEq + 'static {}

impl<T: Clone + Debug + PartialEq + 'static> Held for T {}

/// How facts hold texts and lists.
pub trait Form: Held {
    /// A text.
    type Text: Held + AsRef<str>;
    /// A list.
    type List<T: Held>: Held + AsRef<[T]>;
}

/// Texts and lists that stand in the program: what generated crates state and the runtime acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Static {}

impl Form for Static {
    type Text = &'static str;
    type List<T: Held> = &'static [T];
}

/// Texts and lists that were read from a document: what the generator has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Document {}

impl Form for Document {
    type Text = WireName;
    type List<T: Held> = Vec<T>;
}

/// A name or value of a document that travels on the wire exactly as written.
///
/// It does not display itself, so that it cannot become code: who writes code asks for its text, and writes a literal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireName(String);

impl WireName {
    /// Wraps text of the document.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for comparisons, for names, and for the emitter of literals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for WireName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
