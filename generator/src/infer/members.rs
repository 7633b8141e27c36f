//! What a schema's values hold, over all parts and branches of it.

use indexmap::IndexMap;

use super::schema::{self, Document, composed};
use crate::extension::listed;
use crate::source::Span;
use crate::source::node::Node;

/// The schemas of one place: a value fits all or one of them.
pub(super) type Sites<'s> = Vec<&'s Node>;

/// The members of the objects that fit.
pub(super) fn members<'s>(
    document: Document<'s>,
    sites: &[&'s Node],
) -> IndexMap<&'s str, Sites<'s>> {
    let mut found: IndexMap<&'s str, Sites<'s>> = IndexMap::new();
    for schema in composed(document, sites) {
        for (name, property) in schema::properties(schema) {
            found.entry(name).or_default().push(property);
        }
    }
    found
}

/// The items of the lists that fit.
pub(super) fn items<'s>(document: Document<'s>, sites: &[&'s Node]) -> Sites<'s> {
    let all = composed(document, sites).into_iter();
    all.filter_map(schema::items).collect()
}

/// Whether lists of texts stand under any name of a map.
pub(super) fn maps_to_texts<'s>(document: Document<'s>, sites: &[&'s Node]) -> bool {
    let all = composed(document, sites).into_iter();
    let values: Sites<'s> = all.filter_map(schema::rest).collect();
    kinds(document, &items(document, &values)) == ["string"]
}

/// A listed value.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub code: String,
    pub span: Span,
    pub doc: String,
}

/// The texts that a place lists.
pub(super) fn listed<'s>(document: Document<'s>, sites: &[&'s Node]) -> Vec<Listed> {
    let mut found: IndexMap<String, Listed> = IndexMap::new();
    for schema in composed(document, sites) {
        if schema::kind(schema).is_some_and(|kind| kind != "string") {
            continue;
        }
        let named = listed::Named::of(schema);
        for node in schema.get("enum").map_or(&[][..], Node::items) {
            let Some(text) = node.as_str() else { continue };
            if !found.contains_key(text) {
                let doc = named.doc(text).unwrap_or_default();
                let (code, span) = (text.to_owned(), node.span);
                found.insert(code.clone(), Listed { code, span, doc });
            }
        }
    }
    found.into_values().collect()
}

/// The numbers that a place lists; none where one of them may be a status, which is an echo of the answer's own.
pub(super) fn numbers<'s>(document: Document<'s>, sites: &[&'s Node]) -> Vec<Listed> {
    let mut found: IndexMap<i64, Listed> = IndexMap::new();
    for schema in composed(document, sites) {
        if schema::kind(schema).is_some_and(|kind| kind != "integer" && kind != "number") {
            continue;
        }
        let named = listed::Named::of(schema);
        for node in schema.get("enum").map_or(&[][..], Node::items) {
            let Some(number) = node.as_i64() else {
                continue;
            };
            let code = number.to_string();
            let doc = node
                .text()
                .and_then(|text| named.doc(text))
                .unwrap_or_default();
            let span = node.span;
            found.entry(number).or_insert(Listed { code, span, doc });
        }
    }
    if found.keys().any(|number| (0..=599).contains(number)) {
        return Vec::new();
    }
    found.into_values().collect()
}

/// The JSON types of a place, each once.
pub(super) fn kinds<'s>(document: Document<'s>, sites: &[&'s Node]) -> Vec<&'static str> {
    let mut found = Vec::new();
    for schema in composed(document, sites) {
        let kind = match schema::kind(schema) {
            Some("string") => "string",
            Some("integer") => "integer",
            Some("number") => "number",
            Some("boolean") => "boolean",
            Some("array") => "array",
            Some("object") => "object",
            _ if schema::properties(schema).next().is_some() => "object",
            _ if !schema::texts(schema).is_empty() => "string",
            _ => continue,
        };
        if !found.contains(&kind) {
            found.push(kind);
        }
    }
    found
}
