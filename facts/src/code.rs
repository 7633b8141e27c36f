//! What a document says of one error code, or of one status where an API has no codes (`x-error-codes`).

use crate::effect::Effect;
use crate::form::{List, Shared, Text};
use crate::retry::Retry;
use crate::status::StatusRange;

facts! {
    fact {
        /// The facts of one error code or status entry (`x-error-codes`).
        pub struct Code;
        /// A status entry about which nothing else is stated.
        const STATUS;
        /// The code on the wire; `None` for a status entry.
        code: Option<Text> = None,
        /// Other spellings of the code, such as older ones.
        aliases: List<Text> = &[],
        /// The statuses that carry it; empty: any.
        status: List<StatusRange> = &[],
        /// A header that tells it: an answer of one of the statuses that has this header is this case, whatever its body says.
        /// A status entry with one holds for no other answer.
        header: Option<HeaderIs> = None,
        /// The group it belongs to.
        category: Option<Text> = None,
        /// What a repeat of the request would bring.
        retry: Retry = Retry::Auto,
        /// What the server has done when it answers so; `None`: as the status says.
        effect: Option<Effect> = None,
        /// What a caller does next.
        action: Option<Shared<Action>> = None,
        /// Whether the server's message may hold credentials.
        sensitive: bool = false,
        /// Whether nobody has stated it, but a tool has derived or observed it: what it says then makes no call repeatable that
        /// would not be without it.
        unsure: bool = false,
    }

    fact {
        /// What a caller does next.
        #[derive(Eq)]
        pub struct Action;
        /// Nothing that has a word.
        const DEFAULT;
        /// A word to branch on, such as `topUp`.
        kind: Text = "",
        /// A sentence for people.
        text: Option<Text> = None,
        /// The operation that helps, by its `operationId`.
        operation: Option<Text> = None,
        /// A page that says more.
        link: Option<Text> = None,
    }

    fact {
        /// A condition on a header.
        #[derive(Eq)]
        pub struct HeaderIs;
        /// Without a name.
        const DEFAULT;
        /// Its name.
        name: Text = "",
        /// The value that one of its lines has to have, letter by letter; `None`: any.
        equals: Option<Text> = None,
        /// For a condition without `equals`: whether the header has to be there, or must not.
        exists: bool = true,
    }
}

/// A condition on a header: its name, the value that it has to have, and whether it has to be there.
pub type Condition<'a> = (&'a str, Option<&'a str>, bool);

/// Whether a condition holds wherever the other one does.
#[must_use]
pub fn covers(one: Condition<'_>, other: Condition<'_>) -> bool {
    let (same, is_there) = (
        one.1 == other.1 && one.2 == other.2,
        one.1.is_none() && one.2,
    );
    one.0.eq_ignore_ascii_case(other.0) && (same || is_there && other.1.is_some())
}

impl Code {
    /// A code about which nothing else is stated.
    pub const fn new(code: &'static str) -> Self {
        Self {
            code: Some(code),
            ..Self::STATUS
        }
    }
}

impl Action {
    /// An action of that kind and nothing else.
    pub const fn new(kind: &'static str) -> Self {
        Self {
            kind,
            ..Self::DEFAULT
        }
    }
}
