//! The stages by their words.

/// States the stages in their order: what is there after each, for those who look at it, and its word.
macro_rules! stages {
    ($($(#[doc = $what:literal])* $name:ident $word:literal,)*) => {
        /// A stage, by what there is after it. Stages run in this order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Stage {
            $($(#[doc = $what])* $name,)*
        }

        impl Stage {
            /// Every stage, in order.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$name),*];

            /// The word for it on the command line.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// What there is after it.
            pub fn what(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($what),*).trim_ascii(),)*
                }
            }
        }
    };
}

stages! {
    /// The tree as read
    Load "load",
    /// After the overlays
    Overlay "overlay",
    /// After references are bound
    Resolve "resolve",
    /// The names of the operations
    Name "name",
    /// After what is not wanted was left out
    Select "select",
    /// After references without a target are settled
    Judge "judge",
    /// The same: what nothing reads, or what says two things, was reported
    Review "review",
    /// After every edition became one dialect
    Normalise "normalise",
    /// After the extensions of other tools became those of the vocabulary
    Dialect "dialect",
    /// What schemas and headers say of errors and limits that nothing declares
    Infer "infer",
    /// The typed document
    Model "model",
    /// The intermediate representation
    Lower "lower",
    /// The same, with the examples of every answer
    Examples "examples",
    /// The same, with facts per type and one type for those that say the same
    Analyse "analyse",
    /// The same, held against the rules that need all of it
    Check "check",
    /// The names of the output
    Plan "plan",
    /// The output
    Emit "emit",
}

impl Stage {
    /// The stage of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }

    /// Whether an error that was found so far ends the run after it: what follows would be about the error.
    pub(super) fn is_gate(self) -> bool {
        matches!(
            self,
            Self::Load | Self::Normalise | Self::Model | Self::Check
        )
    }
}
