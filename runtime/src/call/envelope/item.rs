//! Items of streams that are errors: the status was sent long before, so they are read as 2xx bodies are.

use super::{Read, Scene, holds, text};
use crate::facts::operation::Operation;
use crate::facts::{Pointer, When};
use crate::model::scan::{End, scan};
use crate::model::scrub::{Known, scrub};

/// Whether an item of a stream has to be looked at to know that it is no error.
pub(crate) fn may_be_error(operation: &Operation, status: u16, item: &[u8]) -> bool {
    let envelopes = operation.envelopes_at(status);
    let conditions = envelopes.iter().any(|envelope| !envelope.when.is_empty());
    (conditions || !operation.in_stream.is_empty())
        && matches!(item.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// What an item of a stream says if it is an error: by the condition of an envelope, by a member that only errors have, or,
/// with `certain`, because the stream calls it one.
pub(crate) fn read_item(
    operation: &Operation,
    status: u16,
    item: &[u8],
    certain: bool,
    credentials: &[Known<'_>],
) -> Option<Read> {
    let mut read = Read::default();
    let json = text::json(None, item, &mut read.notes);
    let Some(json) = json.and_then(|json| json.checked(&mut read.notes)) else {
        let text = String::from_utf8_lossy(item.trim_ascii());
        read.is_error = true;
        read.message = (!text.is_empty()).then(|| scrub(&text, credentials));
        return certain.then_some(read);
    };
    let envelopes = operation.envelopes_at(status);
    let conditions = envelopes.iter().flat_map(|envelope| envelope.when);
    if !certain && !any_holds(conditions.chain(operation.in_stream), &json) {
        return None;
    }
    let scene = Scene {
        status,
        asks: true,
        needs_id: true,
        json: &json,
        credentials,
    };
    scene.error(envelopes, None, &mut read);
    // An error of a stream looks like one that comes with a status of its own.
    let of_statuses = operation.envelopes_of.iter().map(|(_, list)| *list);
    for list in std::iter::once(operation.envelopes).chain(of_statuses) {
        if read.code.is_none() && read.message.is_none() {
            scene.error(list, None, &mut read);
        }
    }
    read.is_error = true;
    Some(read)
}

fn any_holds<'w>(conditions: impl Iterator<Item = &'w When>, json: &text::Json<'_>) -> bool {
    let conditions: Vec<&When> = conditions.collect();
    let places: Vec<Pointer> = conditions.iter().map(|when| when.at).collect();
    let (found, end) = scan(json.bytes, &places);
    let mut both = conditions.iter().zip(&found);
    end != End::Broken && both.any(|(when, found)| holds(when, found.bytes(json.bytes)))
}
