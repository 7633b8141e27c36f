//! Examples of answers: those of the document, and one made up for every case that it shows none of. Tests and fakes of the
//! client are written from them.

mod fits;
mod places;
mod read;
mod sample;
mod synthesis;

use std::collections::BTreeSet;

#[cfg(feature = "mock")]
pub(crate) use self::fits::{fits, is_base64, is_date, is_date_time, is_uuid};
#[cfg(feature = "mock")]
pub(crate) use self::places::{follow, set};
#[cfg(feature = "mock")]
pub(crate) use self::synthesis::made_up;

use self::sample::{Answers, samples};
use crate::diagnostics::Diagnostics;
use crate::extension::codes;
use crate::infer::Inferred;
use crate::ir::{Api, CodeId, ErrorCode, Sample, Table, TypeDef, TypeId};
use crate::lower::{Given, Shown, with_shown};
use crate::source::node::Node;

/// What examples are made of.
struct Cx<'c, 'a> {
    root: &'a Node,
    types: &'c Table<TypeId, TypeDef>,
    codes: &'c Table<CodeId, ErrorCode>,
    /// The codes that the document names.
    names: BTreeSet<String>,
    /// Whether it has a catalogue, so that a code that is not in it is a mistake. Those that were found to be one.
    has_catalogue: bool,
    unknown: BTreeSet<String>,
    shown: Shown<'a>,
    inferred: &'c Inferred,
    diag: &'c mut Diagnostics,
}

/// Adds the examples of every operation.
pub fn examples(given: Given<'_>, api: &mut Api, diag: &mut Diagnostics) {
    let all = with_shown(given, diag, |shown, diag| all(given, shown, api, diag));
    let mut all = all.into_iter();
    for operation in &mut api.operations {
        operation.samples = all.next().unwrap_or_default();
    }
}

fn all(given: Given<'_>, shown: Shown<'_>, api: &Api, diag: &mut Diagnostics) -> Vec<Vec<Sample>> {
    // What is wrong with the catalogue was reported where it was lowered.
    let (catalogue, _) = Diagnostics::apart(|diag| codes::catalogue(given.root, diag));
    let made = api.codes.iter().filter_map(|entry| entry.code.as_ref());
    let made = made.map(|code| code.as_str().to_owned());
    let has_catalogue = !catalogue.is_empty();
    let mut cx = Cx {
        root: shown.root(),
        types: &api.types,
        codes: &api.codes,
        names: catalogue.into_keys().chain(made).collect(),
        has_catalogue,
        unknown: BTreeSet::new(),
        shown,
        inferred: given.inferred,
        diag,
    };
    let of_each = api.operations.iter().map(|operation| {
        let Some((declared, positions)) = cx.shown.answers(operation, cx.diag) else {
            return Vec::new();
        };
        let answers = Answers {
            api,
            operation,
            declared: &declared,
            positions,
        };
        samples(&mut cx, &answers)
    });
    of_each.collect()
}
