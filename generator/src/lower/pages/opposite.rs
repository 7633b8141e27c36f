//! Parameters and members by which a request asks for a list in the other direction than the one in which it is walked.
//!
//! Only names that mean nothing else count: `before` is the time of an event as often as the place in a list, so it has to
//! stand beside an `after` that the walk uses.

use super::answer::{fields, resolved};
use super::{Asked, json_body};
use crate::ir::{
    PagePlace, PageTurn, Place, Pointer, Table, Type, TypeDef, TypeId, WireName, joined, segments,
};

/// Names that lead back, in plain letters.
const BACK: &[&str] = &[
    "endingbefore",
    "endbefore",
    "beforeid",
    "beforecursor",
    "cursorbefore",
    "pagebefore",
    "prevcursor",
    "previouscursor",
    "prevtoken",
    "previoustoken",
    "prevpagetoken",
    "previouspagetoken",
];

/// Names that lead on.
const AHEAD: &[&str] = &[
    "startingafter",
    "startafter",
    "afterid",
    "aftercursor",
    "cursorafter",
    "pageafter",
    "nextcursor",
    "nexttoken",
    "nextpagetoken",
];

/// Where the operation's requests ask for the other direction than that turn does.
pub(super) fn opposite(
    types: &Table<TypeId, TypeDef>,
    asked: Asked<'_>,
    turn: &PageTurn,
) -> Vec<PagePlace> {
    let to = turn.place();
    let own = to.map(name).unwrap_or_default();
    let backwards = own == "before" || BACK.contains(&own.as_str());
    let is_opposite = |other: &str| {
        if backwards {
            other == "after" || AHEAD.contains(&other)
        } else {
            let pairs = own == "after" || AHEAD.contains(&own.as_str());
            BACK.contains(&other) || (other == "before" && pairs && !turn.is_counted())
        }
    };
    let query = asked
        .parameters
        .iter()
        .filter(|it| it.place == Place::Query)
        .map(|it| (PagePlace::Query(it.wire.clone()), &it.ty, it.doc.as_str()));
    let body = json_body(asked.body)
        .into_iter()
        .flat_map(|body| members(types, body, to));
    query
        .chain(body)
        .filter(|(place, ty, doc)| {
            let other = name(place);
            // A server that writes the URLs itself says of its own parameters what they are.
            let told =
                to.is_none() && other == "before" && doc.to_ascii_lowercase().contains("cursor");
            Some(place) != to && (is_opposite(&other) || told) && is_place(types, ty)
        })
        .map(|(place, ..)| place)
        .collect()
}

/// The members of a body at its top, and those beside the one that the walk sets.
fn members<'t>(
    types: &'t Table<TypeId, TypeDef>,
    body: &'t Type,
    to: Option<&PagePlace>,
) -> Vec<(PagePlace, &'t Type, &'t str)> {
    let mut parents: Vec<(Pointer, &Type)> = vec![(Vec::new(), body)];
    if let Some(PagePlace::Body(pointer)) = to {
        let mut here = body;
        let pointer = segments(pointer);
        for (depth, segment) in pointer.iter().enumerate() {
            let mut inner = fields(types, here).iter();
            let Some(field) = inner.find(|field| field.wire == *segment) else {
                break;
            };
            here = &field.ty;
            let parent: Pointer = pointer.iter().take(depth + 1).cloned().collect();
            parents.push((parent, here));
        }
    }
    let mut found = Vec::new();
    for (parent, ty) in parents {
        for field in fields(types, ty) {
            let mut at = parent.clone();
            at.push(field.wire.clone());
            found.push((PagePlace::Body(joined(&at)), &field.ty, field.doc.as_str()));
        }
    }
    found
}

/// The last word of a place, in plain letters.
fn name(place: &PagePlace) -> String {
    let name = match place {
        PagePlace::Query(name) => Some(name.clone()),
        PagePlace::Body(pointer) => segments(pointer).pop(),
    };
    let name = name.as_ref().map_or("", WireName::as_str);
    let name = name.to_ascii_lowercase();
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Whether a value may name a place in a list: a text or a number, no time.
fn is_place(types: &Table<TypeId, TypeDef>, ty: &Type) -> bool {
    matches!(
        resolved(types, ty),
        Type::String | Type::Uuid | Type::I32 | Type::I64 | Type::U32 | Type::U64
    )
}
