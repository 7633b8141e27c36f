//! What a message says beside the title of its rule: a reason in a placeholder, a remark at another place, a hint.

use super::text::fill;

/// A phrase of a message, as a table of [`rules`](super::rules) states it.
#[derive(Debug, PartialEq, Eq)]
pub struct Phrase(&'static str);

impl Phrase {
    /// A phrase in which `{0}`, `{1}` stand for arguments.
    pub(super) const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// A phrase without placeholders.
    pub const fn text(&self) -> &'static str {
        self.0
    }

    /// The phrase with its arguments.
    pub fn of<const N: usize>(&self, arguments: [&str; N]) -> Phrased {
        Phrased(fill(self.0, &arguments))
    }
}

impl AsRef<str> for Phrase {
    fn as_ref(&self) -> &str {
        self.0
    }
}

/// A phrase with its arguments. Only a [`Phrase`] makes one, so that every text stands in a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phrased(String);

impl AsRef<str> for Phrased {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&'static Phrase> for Phrased {
    fn from(phrase: &'static Phrase) -> Self {
        Self(phrase.0.to_owned())
    }
}

impl From<Phrased> for String {
    fn from(phrased: Phrased) -> Self {
        phrased.0
    }
}
