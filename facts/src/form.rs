//! How facts hold texts and lists.

/// A text that stands in the program: what generated crates state and the runtime acts on.
pub(crate) type Text = &'static str;

/// A list that stands in the program.
pub(crate) type List<T> = &'static [T];

/// What stands elsewhere in the program.
pub(crate) type Shared<T> = &'static T;

/// A JSON pointer (RFC 6901) split into its unescaped segments; empty: the whole body.
pub type Pointer = List<Text>;

/// A text in either form, letter by letter.
pub(crate) fn spelt(text: &impl AsRef<str>) -> &str {
    text.as_ref()
}

/// The same of what was read from a document: what the generator has.
pub(crate) mod document {
    pub(crate) type Text = super::WireName;
    pub(crate) type List<T> = Vec<T>;
    pub(crate) type Shared<T> = Box<T>;

    /// A JSON pointer (RFC 6901) split into its unescaped segments; empty: the whole body.
    pub type Pointer = List<Text>;
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
