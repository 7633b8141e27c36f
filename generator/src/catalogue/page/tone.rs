//! What a call does after an error, in the few kinds that the page has a colour, a letter and a word for.

use crate::verdict::Repeat;

/// A kind of outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tone {
    /// The class in the style sheet.
    pub class: &'static str,
    /// The letter in the matrix, so that colour is not alone.
    pub letter: &'static str,
    /// What it says.
    pub words: &'static str,
}

/// Every kind, in the order of the legend.
pub const ALL: [Tone; 7] = [
    tone("ends", "E", "ends the call"),
    tone("unsafe", "U", "ends the call: not safe to repeat"),
    tone("key", "K", "repeated with an idempotency key only"),
    tone("repeats", "R", "repeated"),
    tone("waits", "W", "repeated after a wait"),
    tone("token", "T", "repeated with a new credential"),
    tone("depends", "D", "depends on the status"),
];

const fn tone(class: &'static str, letter: &'static str, words: &'static str) -> Tone {
    Tone {
        class,
        letter,
        words,
    }
}

/// The place of the kind in [`ALL`].
pub fn of(repeat: Repeat) -> usize {
    match repeat {
        Repeat::No | Repeat::NewKey => 0,
        Repeat::Unsafe => 1,
        Repeat::WithKey => 2,
        Repeat::Yes | Repeat::SameKey | Repeat::UnlessDone => 3,
        Repeat::AfterWait | Repeat::AfterWaitUnlessDone => 4,
        Repeat::AfterRefresh => 5,
        Repeat::ByStatus => 6,
    }
}
