//! Which of the cases that a document lists an answer is.

use http::HeaderMap;

use crate::facts::operation::Operation;
use crate::facts::{Code, HeaderIs, Retry, StatusRange};

/// Whether a text on the wire is this code or another spelling of it.
pub(crate) fn is_called(code: &Code, text: &str) -> bool {
    code.code == Some(text) || code.aliases.contains(&text)
}

/// Whether an answer of that status may carry it.
fn has_status(code: &Code, status: u16) -> bool {
    code.status.is_empty() || StatusRange::any(code.status, status)
}

/// Whether the headers of an answer are as the condition has them.
fn holds(condition: &HeaderIs, headers: &HeaderMap) -> bool {
    let Some(expected) = condition.equals else {
        return headers.contains_key(condition.name) == condition.exists;
    };
    let mut lines = headers.get_all(condition.name).iter();
    lines.any(|line| line.as_bytes().trim_ascii() == expected.as_bytes())
}

/// What an answer says by which a case is chosen.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    /// The code in its body.
    pub(crate) word: Option<&'a str>,
    /// Its status.
    pub(crate) status: u16,
    /// Its headers.
    pub(crate) headers: &'a HeaderMap,
}

/// What a document has to say of an answer that is an error.
pub(crate) struct Chosen {
    /// The position of its case among those of the operation.
    pub(crate) case: Option<usize>,
    /// The facts of its code, whether the operation lists it or not.
    pub(crate) of_code: Option<&'static Code>,
    /// The facts of its status, where those of its code leave open what to do.
    pub(crate) of_status: Option<&'static Code>,
}

impl Chosen {
    /// Among the cases of an operation, and among what else is known at it.
    pub(crate) fn of(
        cases: &'static [&'static Code],
        operation: &'static Operation,
        said: Said<'_>,
    ) -> Self {
        let case = choose(cases, said);
        let listed = case.and_then(|case| cases.get(case).copied());
        let listed = listed.filter(|entry| entry.code.is_some());
        let of_code = listed.or_else(|| of_code(operation.known, said).map(|(_, entry)| entry));
        // An answer with an unknown code is judged by its status, as one without a code is; a code that says what to do needs
        // no status.
        let is_judged = of_code.is_some_and(|code| code.retry != Retry::Auto);
        let stated = || cases.iter().copied().chain(operation.statuses);
        let status = (!is_judged).then(|| of_status(stated(), said)).flatten();
        Self {
            case,
            of_code,
            of_status: status.map(|(_, entry)| entry),
        }
    }
}

/// Chooses the case of an answer among the cases of an operation: the entry of its code, else the entry of its status,
/// the exact one before a class.
///
/// An answer whose code no entry has is that of its status, as one without a code is.
pub(crate) fn choose(cases: &[&Code], said: Said<'_>) -> Option<usize> {
    if let Some((known, _)) = of_code(cases.iter().copied(), said) {
        return Some(known);
    }
    of_status(cases.iter().copied(), said).map(|(index, _)| index)
}

/// The entry of an answer's code: the one that a header tells, else the one that the body names.
fn of_code<'c>(
    cases: impl IntoIterator<Item = &'c Code>,
    said: Said<'_>,
) -> Option<(usize, &'c Code)> {
    let mut named = None;
    for (index, case) in cases.into_iter().enumerate() {
        if case.code.is_none() {
            continue;
        }
        let told = |header: &HeaderIs| has_status(case, said.status) && holds(header, said.headers);
        if case.header.as_ref().is_some_and(told) {
            return Some((index, case));
        }
        if named.is_none() && said.word.is_some_and(|word| is_called(case, word)) {
            named = Some((index, case));
        }
    }
    named
}

/// The status entry that covers an answer's status most closely, one that a header tells before others.
fn of_status<'c>(
    cases: impl IntoIterator<Item = &'c Code>,
    said: Said<'_>,
) -> Option<(usize, &'c Code)> {
    let covering = |case: &Code| StatusRange::narrowest(case.status, said.status);
    cases
        .into_iter()
        .enumerate()
        .filter(|(_, case)| case.code.is_none())
        .filter(|(_, case)| {
            case.header
                .as_ref()
                .is_none_or(|header| holds(header, said.headers))
        })
        .filter_map(|(index, case)| {
            covering(case).map(|width| ((width, case.header.is_none(), index), case))
        })
        .min_by_key(|(closeness, _)| *closeness)
        .map(|((_, _, index), case)| (index, case))
}
