//! What a document says of one error code, or of one status where an API has no codes.

use crate::facts::{Effect, Retry, StatusRange};

/// The facts of one error code or status entry (`x-error-codes`).
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// The code on the wire; `None` for a status entry.
    pub code: Option<&'static str>,
    /// Other spellings of the code, such as older ones.
    pub aliases: &'static [&'static str],
    /// The statuses that carry it; empty: any.
    pub status: &'static [StatusRange],
    /// A header that tells it: an answer of one of the statuses that has this header is this case, whatever its body says.
    /// A status entry with one holds for no other answer.
    pub header: Option<HeaderIs>,
    /// The group it belongs to.
    pub category: Option<&'static str>,
    /// What a repeat of the request would bring.
    pub retry: Retry,
    /// What the server has done when it answers so; `None`: as the status says.
    pub effect: Option<Effect>,
    /// What a caller does next.
    pub action: Option<&'static Action>,
    /// Whether the server's message may hold credentials.
    pub sensitive: bool,
}

impl Code {
    /// A code about which nothing else is stated.
    pub const fn new(code: &'static str) -> Self {
        Self {
            code: Some(code),
            ..Self::STATUS
        }
    }

    /// A status entry about which nothing else is stated.
    pub const STATUS: Self = Self {
        code: None,
        aliases: &[],
        status: &[],
        header: None,
        category: None,
        retry: Retry::Auto,
        effect: None,
        action: None,
        sensitive: false,
    };
}

/// What a caller does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// A word to branch on, such as `topUp`.
    pub kind: &'static str,
    /// A sentence for people.
    pub text: Option<&'static str>,
    /// The operation that helps, by its `operationId`.
    pub operation: Option<&'static str>,
    /// A page that says more.
    pub link: Option<&'static str>,
}

impl Action {
    /// An action of that kind and nothing else.
    pub const fn new(kind: &'static str) -> Self {
        Self {
            kind,
            text: None,
            operation: None,
            link: None,
        }
    }
}

/// A condition on a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderIs {
    /// Its name.
    pub name: &'static str,
    /// The value that one of its lines has to have, letter by letter; `None`: any.
    pub equals: Option<&'static str>,
    /// For a condition without `equals`: whether the header has to be there, or must not.
    pub exists: bool,
}
