//! What an answer can say: which code it has, and with which body.

use faultcode_facts::{Condition, covers, is_bodiless, is_number};

use super::Sample;
use crate::call::endpoint_error::EndpointError;
use crate::call::envelope::is_code;
use crate::facts::operation::Operation;
use crate::facts::{Code, Envelope, HeaderIs, Method, StatusRange};

/// Whether an answer of that status can say which code it has: in its body, where the document says at which place, of which kind
/// and of which form, or by a header. The rule `unrecognisable-code` tells the document's author. Some answers have no body.
pub(super) fn is_told<E: EndpointError>(operation: &Operation, code: &Code, status: u16) -> bool {
    let in_body = code.code.is_none_or(|text| {
        let mut envelopes = operation.envelopes_at(status).iter();
        !is_bodiless(operation.method == Method::Head, status)
            && envelopes.any(|envelope| takes(envelope, text))
    });
    let succeeds = operation.is_success(status) && !operation.may_fail_as_success(status);
    if code.code.is_some() && succeeds {
        return false;
    }
    // Of those that a header tells, the first; a code before a status.
    let told = code.header.map(|header| {
        let is_other = |it: &&&Code| code.code.is_none() || it.code != code.code;
        let before = E::CODES.iter().take_while(is_other);
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

/// Whether an answer can be that case of a status: the operation may have all its statuses as successes, or others for each that
/// are nearer.
pub(super) fn may_come<E: EndpointError>(operation: &Operation, code: &Code) -> bool {
    if code.code.is_some() || code.status.is_empty() {
        return true;
    }
    let is_nearest = |status: u16| {
        let own = StatusRange::narrowest(code.status, status);
        let always = |it: &&&Code| it.code.is_none() && it.header.is_none();
        let mut others = E::CODES.iter().filter(always);
        !others.any(|it| {
            let other = StatusRange::narrowest(it.status, status);
            other.is_some_and(|other| own.is_some_and(|own| other < own))
        })
    };
    let mut statuses = code.status.iter().flat_map(|it| it.first..=it.last);
    statuses.any(|status| !operation.is_success(status) && is_nearest(status))
}

fn condition(header: &HeaderIs) -> Condition<'static> {
    (header.name, header.equals, header.exists)
}

/// Whether the body of an answer may say that code where the envelope has it.
fn takes(envelope: &Envelope, text: &str) -> bool {
    envelope
        .code
        .as_ref()
        .is_some_and(|at| (at.kind.has_texts() || is_number(text)) && is_code(at, text))
}

/// Whether answers of that status and code have a place for details, in an envelope that takes the code and is not behind another
/// with the same place and conditions, or else in any; one without a body has none. Where they have none, what a code requires of its
/// details is not read; the rule `unresolved-details` tells the document's author.
pub(super) fn places_details(operation: &Operation, status: u16, code: &Code) -> bool {
    let envelopes = operation.envelopes_at(status);
    let places = |envelope: &&Envelope| envelope.details.is_some();
    let taking = |envelope: &&Envelope| {
        let in_body = code.code.filter(|_| code.header.is_none());
        in_body.is_some_and(|text| takes(envelope, text))
    };
    let place = |envelope: &Envelope| envelope.code.as_ref().map(|code| code.at);
    let is_first = |envelope: &&Envelope| {
        let same = |it: &&Envelope| place(it) == place(envelope) && it.when == envelope.when;
        let first = envelopes.iter().filter(taking).find(same);
        first.is_some_and(|it| std::ptr::eq(it, *envelope))
    };
    let has_body = !is_bodiless(operation.method == Method::Head, status);
    has_body
        && match envelopes.iter().any(|it| taking(&it)) {
            true => envelopes.iter().filter(is_first).any(|it| places(&it)),
            false => envelopes.iter().any(|it| places(&it)),
        }
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
