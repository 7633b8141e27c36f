//! Codes that examples of errors show where no schema lists any.
//!
//! ```yaml
//! schema: {type: object, properties: {errorCode: {type: string}, message: {type: string}}}
//! examples: {expired: {value: {errorCode: CARD_EXPIRED, message: The card has expired.}}}     # a code: CARD_EXPIRED
//! ```
//!
//! An example may hold anything, so a value is a code only by its [`Spelling`], and by what stands there in the other examples of
//! the document: see [`judge`].

use std::collections::{BTreeMap, BTreeSet};

use faultcode_facts::{Spelling, code_rank};

use super::places::{Place, Source, Value, names_code};
use super::schema::Document;
use crate::ir::CodeKind;
use crate::source::node::{Core, Node};

/// How much less likely a code of an example is than one of a list.
const LESS: u8 = 30;

/// Bodies of one response that are looked at.
const MOST_EXAMPLES: usize = 100;

/// Adds what the examples of a media type show at members that may be the code and list nothing.
pub(super) fn add<'s>(document: Document<'s>, content: &'s Node, places: &mut [Place<'s>]) {
    let bodies = bodies(document, content);
    if bodies.is_empty() {
        return;
    }
    for place in places {
        let candidates: Vec<(&str, u8, CodeKind)> = place
            .kinds
            .iter()
            .filter_map(|(name, kinds)| {
                let numbers = names_code(name) && kinds.contains(&"integer");
                let kind = match kinds.contains(&"string") {
                    true if numbers => CodeKind::Either,
                    true => CodeKind::Text,
                    // Where other values may stand there, a number is none that names an error.
                    false => Some(CodeKind::Integer).filter(|_| numbers && kinds.len() == 1)?,
                };
                Some((*name, code_rank(name)?, kind))
            })
            .collect();
        for (name, rank, kind) in candidates {
            let at = place.below(name);
            if place.sources.iter().any(|source| source.at == at) {
                continue;
            }
            let mut values: Vec<Value> = Vec::new();
            for (body, said) in &bodies {
                for object in objects(body, &place.at) {
                    let Some(node) = object.get(name) else {
                        continue;
                    };
                    let is_number = node.scalar().is_some_and(|it| it.core() == Core::Int);
                    let text = node.as_str().filter(|_| kind.has_texts());
                    let number = || node.text().filter(|_| is_number && kind.has_numbers());
                    let Some(text) = text.or_else(number) else {
                        continue;
                    };
                    if Spelling::of(text).is_some() && !values.iter().any(|it| it.code == text) {
                        values.push(Value::shown(text, node.span, *said));
                    }
                }
            }
            if !values.is_empty() {
                place.sources.push(Source {
                    at,
                    values,
                    rank: Some(rank + LESS),
                    discriminates: false,
                    kind,
                    shown: true,
                });
            }
        }
    }
}

/// The bodies that a media type shows, each with what is said of it.
pub(super) fn bodies<'s>(
    document: Document<'s>,
    content: &'s Node,
) -> Vec<(&'s Node, Option<&'s str>)> {
    let single = content.get("example").map(|body| (body, None));
    let named = content.get("examples").into_iter().flat_map(Node::entries);
    let named = named.filter_map(|(_, entry)| {
        let example = document.resolve(&entry.value)?;
        let said = example.get("summary").and_then(Node::as_str);
        Some((example.get("value")?, said))
    });
    single
        .into_iter()
        .chain(named)
        .take(MOST_EXAMPLES)
        .collect()
}

/// The objects that stand at a place, where each item of a list is one.
fn objects<'s>(body: &'s Node, at: &crate::ir::Pointer) -> Vec<&'s Node> {
    let mut here = vec![body];
    for segment in at {
        here = here
            .into_iter()
            .flat_map(|node| match segment.as_str() {
                "0" if node.is_list() => node.items().iter().collect(),
                name => node.get(name).into_iter().collect::<Vec<_>>(),
            })
            .collect();
    }
    here
}

/// Whether a text is spelt as codes are.
pub(super) fn may_be_code(text: &str) -> bool {
    Spelling::of(text).is_some()
}

/// Keeps the values that are codes, by all that the examples of the document show at each pointer.
///
/// - Several words as one are a code wherever they stand.
/// - One word is a code in a member that is called so, if several words as one stand there elsewhere, or three words.
/// - Letters and a number are a code in a member that is called so, if another number with the same letters stands there.
/// - A number that is no status is a code in a member that is called so, if another one stands there.
pub(super) fn judge<'f, 's: 'f>(places: impl Iterator<Item = &'f mut Place<'s>>) {
    let places: Vec<&mut Place<'_>> = places.collect();
    let mut seen: BTreeMap<String, BTreeMap<Spelling, BTreeSet<String>>> = BTreeMap::new();
    for source in places
        .iter()
        .flat_map(|place| &place.sources)
        .filter(|it| it.shown)
    {
        let at = seen.entry(source.text()).or_default();
        for value in &source.values {
            if let Some(spelling) = Spelling::of(&value.code) {
                at.entry(spelling).or_default().insert(value.code.clone());
            }
        }
    }
    for place in places {
        for source in &mut place.sources {
            if !source.shown {
                continue;
            }
            let called = source
                .at
                .last()
                .is_some_and(|name| names_code(name.as_str()));
            let Some(here) = seen.get(&source.text()) else {
                continue;
            };
            let count = |spelling: &Spelling| here.get(spelling).map_or(0, BTreeSet::len);
            source
                .values
                .retain(|value| match Spelling::of(&value.code) {
                    None => false,
                    Some(Spelling::Words) => true,
                    Some(Spelling::Word) => {
                        called && (count(&Spelling::Words) > 0 || count(&Spelling::Word) > 2)
                    }
                    Some(spelling) => called && count(&spelling) > 1,
                });
        }
        place
            .sources
            .retain(|source| !source.shown || !source.values.is_empty());
    }
}
