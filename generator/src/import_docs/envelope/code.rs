//! Which member of samples holds the code.

use std::collections::BTreeMap;

use serde_json::Value;

use super::members::{Leaf, is_placeholder};
use crate::import_docs::words;

/// Names of members that hold codes, the surest first.
pub(super) const CODES: &[&str] = &[
    "code",
    "error_code",
    "errorCode",
    "errorcode",
    "err_code",
    "error",
    "reason",
    "type",
    "error_type",
    "errorType",
    "name",
    "key",
    "status",
    "id",
    "title",
    "error_id",
    "result_code",
    "Code",
    "ErrorCode",
];

/// How many of these mean nothing else.
pub(super) const SURE: usize = 5;

/// The pointer at which codes stand.
pub(super) fn best_code(
    all: &[(usize, Leaf<'_>)],
    known: &dyn Fn(&str) -> bool,
    count: usize,
) -> Option<String> {
    #[derive(Default)]
    struct Seen {
        known: usize,
        forms: usize,
        numbers: usize,
        texts: usize,
        rank: usize,
        depth: usize,
    }
    let mut places: BTreeMap<&str, Seen> = BTreeMap::new();
    for (_, leaf) in all {
        let Some(rank) = CODES.iter().position(|it| *it == leaf.name) else {
            continue;
        };
        let seen = places.entry(&leaf.pointer).or_default();
        (seen.rank, seen.depth) = (rank, leaf.depth);
        match leaf.value {
            Value::String(text) => {
                seen.texts += 1;
                seen.known += usize::from(known(text));
                seen.forms += usize::from(words::form(text).is_some() || is_placeholder(text));
            }
            Value::Number(it) if words::status(&it.to_string()).is_none() => {
                seen.numbers += 1;
                seen.known += usize::from(known(&it.to_string()));
            }
            _ => {}
        }
    }
    let listed = places.iter().filter(|it| it.1.known > 0);
    let best =
        listed.max_by_key(|it| (it.1.known, usize::MAX - it.1.rank, usize::MAX - it.1.depth));
    if let Some((pointer, _)) = best {
        return Some((*pointer).to_owned());
    }
    // Without a code that is listed, only members that are called so count, with values that all have the form of one.
    let sure = places.iter().filter(|(_, seen)| {
        let named = seen.rank < SURE;
        let is_form = seen.texts > 0 && seen.forms == seen.texts && seen.numbers == 0;
        let is_number = seen.numbers > 0 && seen.texts == 0 && seen.rank < SURE;
        named && (is_form || is_number) && seen.texts + seen.numbers <= count * 2
    });
    sure.min_by_key(|it| (it.1.rank, it.1.depth))
        .map(|it| (*it.0).to_owned())
}

/// The form that all codes of the samples share.
pub(super) fn pattern(codes: &[&str]) -> Option<&'static str> {
    let all =
        |accept: fn(u8) -> bool| !codes.is_empty() && codes.iter().all(|it| it.bytes().all(accept));
    if all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_') {
        Some("^[A-Z][A-Z0-9_]*$")
    } else if all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_') {
        Some("^[a-z][a-z0-9_]*$")
    } else {
        None
    }
}
