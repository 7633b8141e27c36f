//! What a document allows a value to be besides its type. The server checks it; generated code says it.

/// The limits of a value, as documentation shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The least number (`minimum`).
    pub least: Option<Bound>,
    /// The greatest number (`maximum`).
    pub most: Option<Bound>,
    /// Characters of a text (`minLength`, `maxLength`).
    pub characters: Extent,
    /// Items of a list (`minItems`, `maxItems`).
    pub items: Extent,
}

/// An end of a range of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The number, in digits.
    pub number: String,
    /// Whether the number itself is outside (`exclusiveMinimum`, `exclusiveMaximum`).
    pub excluded: bool,
}

/// How many there have to be, and may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// At least.
    pub least: Option<usize>,
    /// At most.
    pub most: Option<usize>,
}
