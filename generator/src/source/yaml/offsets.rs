//! The event parser counts characters, spans count bytes.

/// Byte offsets of the characters of one text.
pub(super) struct Offsets<'a> {
    text: &'a str,
    /// Byte offset of every `STEP`th character; empty when every character is one byte.
    steps: Vec<usize>,
    /// Characters in front that the parser does not get to see.
    skipped: usize,
}

const STEP: usize = 64;

const MARK: char = '\u{feff}';

impl<'a> Offsets<'a> {
    pub fn new(text: &'a str) -> Self {
        let steps = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices()
                .step_by(STEP)
                .map(|(at, _)| at)
                .collect()
        };
        Self {
            text,
            steps,
            skipped: usize::from(text.starts_with(MARK)),
        }
    }

    /// The text without its byte order mark, which the parser would take for content.
    pub fn parsed(&self) -> &'a str {
        self.text.strip_prefix(MARK).unwrap_or(self.text)
    }

    /// The name of the anchor with which a value begins. A tag may stand before it.
    pub fn anchor_at(&self, at: usize) -> Option<&'a str> {
        let words = self.text.get(at..)?.split_whitespace().take(2);
        let name = words.into_iter().find_map(|word| word.strip_prefix('&'))?;
        name.split([',', '[', ']', '{', '}']).next()
    }

    /// The byte at which a character begins; the end of the text for those beyond it.
    pub fn byte(&self, character: usize) -> usize {
        let character = character + self.skipped;
        if self.steps.is_empty() {
            return character.min(self.text.len());
        }
        let Some(from) = self.steps.get(character / STEP) else {
            return self.text.len();
        };
        let rest = self.text.get(*from..).unwrap_or("");
        rest.char_indices()
            .nth(character % STEP)
            .map_or(self.text.len(), |(at, _)| from + at)
    }
}
