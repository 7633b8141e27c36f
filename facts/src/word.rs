//! Enums that documents write as words.

/// An enum that documents write as words; `words!` declares one.
pub trait Word: Copy + PartialEq + 'static {
    /// The name of the enum.
    const NAME: &'static str;
    /// Every variant, in the order of its declaration.
    const ALL: &'static [Self];

    /// The word of a variant.
    fn word(self) -> &'static str;

    /// The name of a variant in Rust.
    fn variant(self) -> &'static str;

    /// The variant of a word.
    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.word() == word)
    }
}
