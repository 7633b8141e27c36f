//! Codes that no answer can say: nothing states where they would stand, or what stands there is never of their kind.

use std::collections::BTreeMap;

use faultcode_facts::{Condition, covers, is_bodiless};

use crate::diagnostics::{Diagnostics, Phrase, rules};
use crate::ir::{
    Api, CodeAt, ErrorCase, ErrorCode, HeaderIs, Method, NoCode, Operation, StatusRange, WireName,
};
use crate::source::Span;

/// Why an answer cannot say a code: a phrase, and what stands in it.
type Why = (&'static Phrase, String);

/// Reports codes that none of the operations that take them from one place can recognise. One that some of them recognise is not
/// wrong where it stands: a list for all methods holds for HEAD as well.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    // An error is often the reason why nothing says it.
    if diag.has_errors() {
        return;
    }
    let mut all: BTreeMap<(Span, String), Option<Why>> = BTreeMap::new();
    for operation in &api.operations {
        for case in &operation.errors {
            let entry = &api.codes[case.code];
            // A status is told by itself, but where its entry has a header.
            if entry.code.is_none() && entry.header.is_none() {
                continue;
            }
            let at = (case.span, entry.label());
            // What was told once stays so.
            if all.get(&at).is_none_or(Option::is_some) {
                let silent = silent(api, operation, case, entry);
                all.entry(at)
                    .and_modify(|known| *known = known.take().filter(|_| silent.is_some()))
                    .or_insert(silent);
            }
        }
    }
    for ((span, code), why) in all {
        let Some((phrase, inside)) = why else {
            continue;
        };
        diag.report(&rules::extension::UNRECOGNISABLE_CODE, span)
            .arg(code)
            .arg(phrase.of([&inside]));
    }
}

/// Why no answer of an operation can say the code; `None`: one can.
fn silent(api: &Api, operation: &Operation, case: &ErrorCase, entry: &ErrorCode) -> Option<Why> {
    const ERRORS: &[StatusRange] = &[StatusRange {
        first: 400,
        last: 599,
    }];
    let statuses = match case.statuses.as_slice() {
        [] => ERRORS,
        own => own,
    };
    let mut why = None;
    for range in statuses {
        let mut points = turns(operation);
        points.push(range.first);
        for status in points.into_iter().filter(|status| range.contains(*status)) {
            why = Some(silent_at(api, operation, case, entry, status)?);
        }
    }
    why
}

/// Statuses from which on something else holds.
fn turns(operation: &Operation) -> Vec<u16> {
    let own = operation.envelopes_of.iter().map(|(range, _)| range);
    let success = &operation.success;
    let ranges = own.chain(&success.statuses).chain(&success.failures);
    let ends = ranges.flat_map(|range| [range.first, range.last.saturating_add(1)]);
    ends.chain([206, 305]).collect()
}

/// Why answers of that status cannot say the code; `None`: they can.
fn silent_at(
    api: &Api,
    operation: &Operation,
    case: &ErrorCase,
    entry: &ErrorCode,
    status: u16,
) -> Option<Why> {
    let envelopes = api.envelopes_at(operation, status);
    let mut own = operation.envelopes_of.iter();
    let asked = own.any(|(range, _)| range.contains(status)) || (200..300).contains(&status);
    let may_fail = asked && envelopes.iter().any(|it| !it.when.is_empty());
    if entry.code.is_some() && operation.success.holds(status) && !may_fail {
        return Some((&rules::extension::ANSWERS_SUCCEED, String::new()));
    }
    if let Some(header) = &entry.header {
        let before = operation
            .errors
            .iter()
            .take_while(|it| entry.code.is_none() || it.code != case.code);
        let mut before = before.map(|it| &api.codes[it.code]);
        let taken = before.find(|it| {
            let covers = it
                .header
                .as_ref()
                .is_some_and(|it| covers(condition(it), condition(header)));
            covers
                && it.code.is_some()
                && (it.statuses.is_empty() || StatusRange::any(&it.statuses, status))
        });
        let code = taken.and_then(|it| it.code.as_ref())?;
        return Some((
            &rules::extension::HEADER_TELLS_ANOTHER,
            code.as_str().to_owned(),
        ));
    }
    if operation.method == Method::Head {
        return Some((&rules::extension::NO_BODY_OF_HEAD, String::new()));
    }
    if is_bodiless(false, status) {
        return Some((&rules::extension::NO_BODY_OF_STATUS, String::new()));
    }
    let mut why = (&rules::extension::NO_PLACE_OF_CODE, String::new());
    for at in envelopes
        .iter()
        .filter_map(|envelope| envelope.code.as_ref())
    {
        for spelling in entry.code.iter().chain(&entry.aliases) {
            why = refused(at, spelling.as_str())?;
        }
    }
    Some(why)
}

fn condition(header: &HeaderIs) -> Condition<'_> {
    let equals = header.equals.as_ref().map(WireName::as_str);
    (header.name.as_str(), equals, header.exists)
}

/// Why a text is no code there; `None`: it is one.
fn refused(at: &CodeAt, text: &str) -> Option<Why> {
    NoCode::of(at, text).map(|why| match why {
        NoCode::Text => (&rules::extension::CODES_ARE_NUMBERS, String::new()),
        NoCode::SaysNothing => (&rules::extension::NO_MORE_THAN_STATUS, String::new()),
        NoCode::Form(pattern) => (&rules::extension::MISSES_PATTERN, pattern.to_owned()),
    })
}
