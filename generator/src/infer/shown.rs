//! Codes that examples of errors show where no schema lists any.
//!
//! ```yaml
//! schema: {type: object, properties: {errorCode: {type: string}, message: {type: string}}}
//! examples: {expired: {value: {errorCode: CARD_EXPIRED, message: The card has expired.}}}     # a code: CARD_EXPIRED
//! ```
//!
//! An example may hold anything, so a value is a code only by its form, and by what stands there in the other examples of the
//! document: see [`Form`] and [`judge`].

use std::collections::{BTreeMap, BTreeSet};

use super::places::{Place, Source, Value, names_code, rank};
use super::schema::Document;
use crate::source::node::{Core, Node};

/// How much less likely a code of an example is than one of a list.
const LESS: u8 = 30;

/// Bodies of one response that are looked at.
const MOST_EXAMPLES: usize = 100;

/// Words that examples have in place of a value.
const PLACEHOLDERS: [&str; 14] = [
    "code",
    "error",
    "errorcode",
    "error_code",
    "example",
    "integer",
    "none",
    "null",
    "number",
    "string",
    "test",
    "text",
    "unknown",
    "value",
];

/// What a value looks like.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// Several words as one (`card_expired`, `CardExpired`), or capitals: prose is never written so.
    Words,
    /// One word, which may be prose.
    Word,
    /// Letters and a number (`E0000001`): a code only if others of that form stand there, or it may be an id.
    Numbered { letters: String, length: usize },
    /// A number alone, that is no status.
    Number,
}

/// Adds what the examples of a media type show at members that may be the code and list nothing.
pub(super) fn add<'s>(document: Document<'s>, content: &'s Node, places: &mut [Place<'s>]) {
    let bodies = bodies(document, content);
    if bodies.is_empty() {
        return;
    }
    for place in places {
        let candidates: Vec<(&str, u8, bool)> = place
            .kinds
            .iter()
            .filter_map(|(name, kinds)| {
                let integer = *kinds == ["integer"] && names_code(name);
                let fits = integer || kinds.contains(&"string");
                Some((*name, rank(name).filter(|_| fits)?, integer))
            })
            .collect();
        for (name, rank, integer) in candidates {
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
                    let text = if integer {
                        node.text().filter(|_| is_number)
                    } else {
                        node.as_str()
                    };
                    let Some(text) = text else { continue };
                    if form(text).is_some() && !values.iter().any(|it| it.code == text) {
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
                    integer,
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

/// The form of a code; `None` for what cannot be one.
fn form(text: &str) -> Option<Form> {
    let sound = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte));
    let lower = text.to_ascii_lowercase();
    if !sound || !(2..=64).contains(&text.len()) || PLACEHOLDERS.contains(&&*lower) {
        return None;
    }
    let parts: Vec<&str> = text.split(['_', '-', '.', ':']).collect();
    if parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_hex = |part: &&str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    if text.len() >= 16 && digits > 0 && parts.iter().all(is_hex) {
        return None;
    }
    let of_digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.iter().all(of_digits) {
        let status =
            text.parse::<u64>().is_ok_and(|number| number <= 599) && !text.starts_with('0');
        let counted = text.len() > 2 && "1234567890".starts_with(text);
        return (!status && !counted && parts.len() <= 2 && digits <= 8).then_some(Form::Number);
    }
    let letters: String = text
        .chars()
        .take_while(|sign| !sign.is_ascii_digit())
        .collect();
    if digits >= 3 {
        let length = text.len();
        return Some(Form::Numbered { letters, length });
    }
    let words = parts
        .iter()
        .filter(|part| part.starts_with(|sign: char| sign.is_ascii_alphabetic()) && part.len() > 1);
    let capitals = !text.bytes().any(|byte| byte.is_ascii_lowercase());
    let mut pairs = text.as_bytes().windows(2);
    let humps = pairs.any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    Some(
        match words.count() > 1 || (capitals && text.len() > 2) || humps {
            true => Form::Words,
            false => Form::Word,
        },
    )
}

/// Whether a text has a form that codes have.
pub(super) fn may_be_code(text: &str) -> bool {
    form(text).is_some()
}

/// Keeps the values that are codes, by all that the examples of the document show at each pointer.
///
/// - Several words as one are a code wherever they stand.
/// - One word is a code in a member that is called so, if several words as one stand there elsewhere, or three words.
/// - Letters and a number are a code in a member that is called so, if another number with the same letters stands there.
/// - A number that is no status is a code in a member that is called so, if another one stands there.
pub(super) fn judge<'f, 's: 'f>(places: impl Iterator<Item = &'f mut Place<'s>>) {
    let places: Vec<&mut Place<'_>> = places.collect();
    let mut seen: BTreeMap<String, BTreeMap<Form, BTreeSet<String>>> = BTreeMap::new();
    for source in places
        .iter()
        .flat_map(|place| &place.sources)
        .filter(|it| it.shown)
    {
        let at = seen.entry(source.text()).or_default();
        for value in &source.values {
            if let Some(form) = form(&value.code) {
                at.entry(form).or_default().insert(value.code.clone());
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
            let count = |form: &Form| here.get(form).map_or(0, BTreeSet::len);
            source.values.retain(|value| match form(&value.code) {
                None => false,
                Some(Form::Words) => true,
                Some(Form::Word) => called && (count(&Form::Words) > 0 || count(&Form::Word) > 2),
                Some(form) => called && count(&form) > 1,
            });
        }
        place
            .sources
            .retain(|source| !source.shown || !source.values.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_form_of_a_code_or_not() {
        let numbered = |letters: &str, length| {
            let letters = letters.to_owned();
            Some(Form::Numbered { letters, length })
        };
        let rows = [
            ("card_expired", Some(Form::Words)),
            ("CardExpired", Some(Form::Words)),
            ("invalid-request", Some(Form::Words)),
            ("resource.missing", Some(Form::Words)),
            ("FORBIDDEN", Some(Form::Words)),
            ("forbidden", Some(Form::Word)),
            ("Unauthorized", Some(Form::Word)),
            ("E0000001", numbered("E", 8)),
            ("14_030", Some(Form::Number)),
            ("10204", Some(Form::Number)),
            ("010", Some(Form::Number)),
            ("404", None),
            ("12345", None),
            ("string", None),
            ("ERROR_CODE", None),
            ("Not found", None),
            ("https://a.test/b", None),
            ("2025-01-01", None),
            ("0f8fad5b-d9cb-469f-a165-70867728950e", None),
            ("a__b", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(form(text), expected, "{text}");
        }
    }
}
