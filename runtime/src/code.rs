//! What a document says of one error code, or of one status where an API has no codes.

use crate::effect::Effect;
use crate::retry::{Retry, StatusRange};

/// The facts of one error code or status entry (`x-error-codes`).
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// The code on the wire; `None` for a status entry.
    pub code: Option<&'static str>,
    /// Other spellings of the code, such as older ones.
    pub aliases: &'static [&'static str],
    /// The statuses that carry it; empty: any.
    pub status: &'static [StatusRange],
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

    /// Whether a text on the wire is this code or another spelling of it.
    pub(crate) fn is_called(&self, text: &str) -> bool {
        self.code == Some(text) || self.aliases.contains(&text)
    }

    /// A status entry about which nothing else is stated.
    pub const STATUS: Self = Self {
        code: None,
        aliases: &[],
        status: &[],
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

/// Chooses the case of an answer among the cases of an operation: the entry of its code, else the entry of its status,
/// the exact one before a class.
///
/// A code that no entry has is not taken for a status entry: it stays unrecognised, and only its verdict comes from the
/// status. With `open`, that holds only where codes are listed for the status.
pub(crate) fn choose(
    cases: &[&Code],
    code: Option<&str>,
    status: u16,
    open: bool,
) -> Option<usize> {
    if let Some(code) = code {
        let known = cases.iter().position(|case| case.is_called(code));
        let mut codes = cases.iter().filter(|case| case.code.is_some());
        let listed = |case: &&Code| case.status.is_empty() || StatusRange::any(case.status, status);
        if known.is_some() || !open || codes.any(listed) {
            return known;
        }
    }
    of_status(cases.iter().copied(), status).map(|(index, _)| index)
}

/// The status entry that covers `status` most closely.
pub(crate) fn of_status<'c>(
    cases: impl IntoIterator<Item = &'c Code>,
    status: u16,
) -> Option<(usize, &'c Code)> {
    let covering = |case: &Code| {
        case.status
            .iter()
            .filter(|range| range.contains(status))
            .map(|range| range.last - range.first)
            .min()
    };
    cases
        .into_iter()
        .enumerate()
        .filter(|(_, case)| case.code.is_none())
        .filter_map(|(index, case)| covering(case).map(|width| (width, index, case)))
        .min_by_key(|(width, index, _)| (*width, *index))
        .map(|(_, index, case)| (index, case))
}
