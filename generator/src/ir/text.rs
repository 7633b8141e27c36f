//! Text of the document, wrapped by purpose so that it reaches the output only through the emitter for that purpose.
//!
//! Neither type displays itself nor turns into tokens: `emit` has one function for each, and no other way exists.

pub use faultcode_facts::WireName;

use crate::source::budget::DOC_BYTES;

/// What stands where something was left out.
const MORE: &str = "\u{2026}";

/// The beginning of a long text that fits with the mark behind it, up to the end of a word where there is one near.
fn beginning(text: &str) -> &str {
    let most = DOC_BYTES - MORE.len();
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end));
    let fits = text.get(..end.unwrap_or(0)).unwrap_or("");
    let near = fits.len().saturating_sub(128);
    match fits.rfind(char::is_whitespace) {
        Some(end) if end >= near => fits.get(..end).unwrap_or(fits),
        _ => fits,
    }
}

/// Prose of the document: a description, a summary, a title. Never parsed, never code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocText(String);

impl DocText {
    /// Wraps text of the document, or the beginning of what is longer than documentation may be. `review` reports that.
    pub fn new(text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.len() > DOC_BYTES {
            text.truncate(beginning(&text).len());
            text.push_str(MORE);
        }
        Self(text)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_cut_at_a_word_or_a_letter() {
        let whole = "a ".repeat(DOC_BYTES / 2);
        assert_eq!(DocText::new(whole.as_str()).as_str(), whole);
        let cut = DocText::new(format!("{whole}b"));
        assert_eq!(cut.as_str().len(), DOC_BYTES - 2);
        assert!(cut.as_str().ends_with("a a\u{2026}"));
        for letter in ["x", "\u{e4}", "\u{4e00}", "\u{1f600}"] {
            let cut = DocText::new(letter.repeat(DOC_BYTES + 1));
            let (left, rest) = cut.as_str().split_once(MORE).expect("it is cut");
            assert!(rest.is_empty() && left.chars().all(|it| letter.contains(it)));
            assert!((DOC_BYTES - 8..=DOC_BYTES).contains(&cut.as_str().len()));
        }
    }
}
