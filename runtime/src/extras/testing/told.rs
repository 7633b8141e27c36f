//! What an answer can say: which code it has, and with which body.

use faultcode_facts::{Condition, covers, is_bodiless};

use super::Sample;
use crate::call::endpoint_error::EndpointError;
use crate::call::envelope::is_code;
use crate::facts::operation::Operation;
use crate::facts::{Code, CodeAt, HeaderIs, Method, StatusRange};

/// Whether an answer of that status can say which code it has: in its body, where the document says at which place, of which kind
/// and of which form, or by a header. The rule `unrecognisable-code` tells the document's author. Some answers have no body.
pub(super) fn is_told<E: EndpointError>(operation: &Operation, code: &Code, status: u16) -> bool {
    let Some(text) = code.code else {
        return true;
    };
    let fits =
        |at: &CodeAt| (at.kind.has_texts() || text.parse::<i64>().is_ok()) && is_code(at, text);
    let mut envelopes = operation.envelopes_at(status).iter();
    let in_body = !is_bodiless(operation.method == Method::Head, status)
        && envelopes.any(|envelope| envelope.code.as_ref().is_some_and(fits));
    if operation.is_success(status) && !operation.may_fail_as_success(status) {
        return false;
    }
    // Of those that a header tells, the first.
    let told = code.header.map(|header| {
        let before = E::CODES.iter().take_while(|it| it.code != code.code);
        let mut before = before.filter(|it| it.code.is_some());
        !before.any(|it| {
            let first = it
                .header
                .is_some_and(|it| covers(condition(&it), condition(&header)));
            first && (it.status.is_empty() || StatusRange::any(it.status, status))
        })
    });
    told.unwrap_or(in_body)
}

fn condition(header: &HeaderIs) -> Condition<'static> {
    (header.name, header.equals, header.exists)
}

/// Whether answers of that status have a place for details. Where they have none, what a code requires of its details is not read;
/// the rule `unresolved-details` tells the document's author.
pub(super) fn places_details(operation: &Operation, status: u16) -> bool {
    let mut envelopes = operation.envelopes_at(status).iter();
    envelopes.any(|envelope| envelope.details.is_some())
}

/// What a call reads of the body of an answer.
pub(super) fn as_read<'b>(operation: &Operation, status: u16, body: &'b [u8]) -> &'b [u8] {
    match is_bodiless(operation.method == Method::Head, status) {
        true => &[],
        false => body,
    }
}

/// Whether the sample shows that entry.
pub(super) fn is_of(sample: &Sample, code: &Code) -> bool {
    match (sample.code, code.code) {
        (Some(one), Some(other)) => one == other,
        (None, None) => StatusRange::any(code.status, sample.status),
        _ => false,
    }
}
