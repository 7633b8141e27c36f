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

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{Chosen, Said, choose};
    use crate::facts::operation::Operation;
    use crate::facts::{Code, HeaderIs, Retry, StatusRange};

    const LOW: Code = Code {
        aliases: &["low_funds"],
        status: &[StatusRange::one(402)],
        ..Code::new("LOW")
    };
    const BUSY: Code = Code {
        status: &[StatusRange::one(429)],
        header: Some(HeaderIs {
            name: "x-left",
            equals: Some("0"),
            exists: true,
        }),
        ..Code::new("BUSY")
    };
    const PROXY: Code = Code {
        header: Some(HeaderIs {
            name: "x-request-id",
            equals: None,
            exists: false,
        }),
        ..Code::new("PROXY")
    };
    const EXACT: Code = Code {
        status: &[StatusRange::one(404)],
        ..Code::STATUS
    };
    const CLASS: Code = Code {
        status: &[StatusRange {
            first: 400,
            last: 499,
        }],
        ..Code::STATUS
    };
    const HELD: Code = Code {
        header: Some(HeaderIs {
            name: "x-held",
            equals: None,
            exists: true,
        }),
        ..CLASS
    };

    /// A header and its value.
    type Line = (&'static str, &'static str);

    /// Status, code in the body, headers, and the entry.
    type Row<'a> = (u16, Option<&'a str>, &'a [Line], Option<&'a Code>);

    /// Which case an answer is, by status, code in the body and headers: worked out by hand from what the entries say.
    #[test]
    fn the_closest_entry_is_chosen() {
        let cases = [&CLASS, &LOW, &EXACT, &BUSY, &HELD];
        let at = |wanted: &Code| cases.iter().position(|case| std::ptr::eq(*case, wanted));
        let rows: [Row<'_>; 13] = [
            // A code, under its status, its other name, and under another status.
            (402, Some("LOW"), &[], Some(&LOW)),
            (402, Some("low_funds"), &[], Some(&LOW)),
            (404, Some("LOW"), &[], Some(&LOW)),
            (402, Some("low"), &[], Some(&CLASS)),
            // A header tells a code, under its status alone, and before the body.
            (429, None, &[("x-left", "0")], Some(&BUSY)),
            (429, Some("LOW"), &[("x-left", " 0 ")], Some(&BUSY)),
            (429, None, &[("x-left", "1"), ("x-left", "0")], Some(&BUSY)),
            (429, None, &[("x-left", "00")], Some(&CLASS)),
            (428, None, &[("x-left", "0")], Some(&CLASS)),
            // A status: the exact one, one that a header tells, a class, none.
            (404, None, &[("x-held", "")], Some(&EXACT)),
            (403, None, &[("x-held", "")], Some(&HELD)),
            (403, Some("OTHER"), &[], Some(&CLASS)),
            (503, Some("OTHER"), &[], None),
        ];
        for (status, word, lines, wanted) in rows {
            let said = Said {
                word,
                status,
                headers: &headers(lines),
            };
            let wanted = wanted.and_then(at);
            assert_eq!(choose(&cases, said), wanted, "{status} {word:?} {lines:?}");
        }
    }

    #[test]
    fn a_header_that_lacks_tells_as_well() {
        let chosen = |lines: &[Line]| {
            let said = Said {
                word: None,
                status: 502,
                headers: &headers(lines),
            };
            choose(&[&PROXY], said)
        };
        assert_eq!(chosen(&[]), Some(0));
        assert_eq!(chosen(&[("x-request-id", "")]), None);
    }

    /// A status says what to do where the code says nothing of it, or is none that is known.
    #[test]
    fn a_status_counts_where_its_code_leaves_open_what_to_do() {
        const SETTLED: Code = Code {
            retry: Retry::Never,
            ..Code::new("SETTLED")
        };
        static STATED: Operation = Operation {
            statuses: &[CLASS],
            ..Operation::DEFAULT
        };
        let rows = [
            (Some("LOW"), Some(&LOW), true),
            (Some("SETTLED"), Some(&SETTLED), false),
            (Some("OTHER"), None, true),
            (None, None, true),
        ];
        for (word, of_code, by_status) in rows {
            let said = Said {
                word,
                status: 402,
                headers: &HeaderMap::new(),
            };
            let chosen = Chosen::of(&[&LOW, &SETTLED], &STATED, said);
            assert_eq!(chosen.of_code, of_code, "{word:?}");
            assert_eq!(chosen.of_status, by_status.then_some(&CLASS), "{word:?}");
        }
    }

    fn headers(lines: &[Line]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }
}
