//! One row of a model's table: a member, and whether it has to be there.

/// One member of a model: its name on the wire, and the word by which the tables of generated code mark it.
///
/// An enum and not a function per word: a table of values costs a compiler nothing, one of calls it has to evaluate.
#[allow(non_camel_case_types, reason = "the words of the tables")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A body without the member is refused, and an empty value is written as `null`.
    required(&'static str),
    /// The member may be absent.
    optional(&'static str),
}

impl Field {
    /// The member's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::required(name) | Self::optional(name) => name,
        }
    }

    /// Whether the member has to be there.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::required(_))
    }
}
