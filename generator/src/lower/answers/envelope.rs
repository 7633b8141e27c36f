//! Compares the envelopes with the error schemas: a pointer that leads nowhere in any of them is a mistake, and so is a
//! code that only one side lists.

use std::collections::BTreeMap;

use super::response::{Declared, Target, at};
use crate::diagnostics::rules;
use crate::extension::envelope::OF_ITEM;
use crate::extension::merge;
use crate::ir::{Pointer, WireName};
use crate::lower::Cx;
use crate::lower::bodies::{Media, media};
use crate::lower::operations::facts::Positions;
use crate::lower::schemas::composed::composed;
use crate::lower::schemas::view::view;
use crate::lower::site::{SchemaSite, child};
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer;

/// What the error schemas say about the envelopes' pointers and codes so far.
#[derive(Debug, Default)]
pub(in crate::lower) struct Compared {
    /// By place of the pointer: its key, its text, and a schema in which it leads nowhere, unless it leads somewhere.
    pointers: BTreeMap<Span, (String, String, Option<Span>)>,
    /// The listed values of the code property.
    listed: BTreeMap<String, Span>,
    /// Where the first list of codes stands.
    list: Option<Span>,
    /// Whether some error schema takes any code.
    open: bool,
}

/// The keys of an envelope whose pointers lead into an error body.
const POINTERS: [&str; 10] = [
    "code",
    "message",
    "category",
    "param",
    "details",
    "fieldErrors",
    "statusEcho",
    "requestId",
    "retryAfter",
    "resetAt",
];

/// Follows the pointers that hold for one declared error through its schema.
///
/// An operation that declares no error may hold its errors in the success; there, only listed codes are looked at.
pub(in crate::lower) fn look(
    cx: &mut Cx<'_, '_>,
    positions: Positions<'_>,
    one: &Declared<'_>,
    declares_errors: bool,
) {
    let Some((name, content, tree)) = one.content() else {
        return;
    };
    let looked = one.error || !declares_errors;
    let (true, Some(of)) = (looked && media(name) == Media::Json, &content.schema) else {
        return;
    };
    let site = SchemaSite::new(of, child(tree, "schema"));
    let key = "x-error-envelope";
    let own = [one.node.get(key), tree.get(key)];
    let Some(merged) = merge::layers(positions.all(key).into_iter().chain(own)) else {
        return;
    };
    let single = [&merged];
    let envelopes: Vec<&Node> = if merged.is_list() {
        merged.items().iter().collect()
    } else {
        single.to_vec()
    };
    let mut codes = false;
    let read = positions.envelopes_at(own);
    for code in read.iter().filter_map(|envelope| envelope.code.as_ref()) {
        if let Target::Schema(property) = at(cx, site, &code.at) {
            codes |= list_codes(cx, property);
        }
    }
    if !one.error {
        return;
    }
    for (envelope, read) in envelopes.into_iter().zip(&*read) {
        for key in POINTERS {
            let Some(node) = envelope.get(key) else {
                continue;
            };
            let node = node.get("at").unwrap_or(node);
            let Some(parsed) = node.as_str().and_then(pointer::Pointer::parse) else {
                continue;
            };
            let mut path: Pointer = parsed.tokens().map(WireName::new).collect();
            if let Some(items) = read.items.as_ref().filter(|_| OF_ITEM.contains(&key)) {
                let first = items.iter().cloned().chain([WireName::new("0")]);
                path.splice(0..0, first);
            }
            let found = at(cx, site, &path);
            let nowhere = matches!(found, Target::Nothing);
            let text = parsed.as_str().to_owned();
            let entry = cx.seen.pointers.entry(node.span);
            let entry = entry.or_insert((key.to_owned(), text, Some(site.node.span)));
            if !nowhere {
                entry.2 = None;
            }
        }
    }
    cx.seen.open |= !codes;
}

/// Notes the listed values of a code property. False when it takes any text.
fn list_codes(cx: &mut Cx<'_, '_>, property: SchemaSite<'_>) -> bool {
    let mut listed = false;
    for site in composed(cx.document, &[property]) {
        listed |= !view(site).texts.is_empty();
        // A catalogue at the enum itself has been compared with it.
        let compared = site.node.get("x-error-codes").is_some();
        if let Some(list) = site.node.get("enum").filter(|_| !compared) {
            cx.seen.list.get_or_insert(list.span);
            for value in list.items() {
                if let Some(text) = value.text() {
                    cx.seen.listed.entry(text.to_owned()).or_insert(value.span);
                }
            }
        }
    }
    listed
}

/// Reports what no schema agrees with.
pub(in crate::lower) fn report(cx: &mut Cx<'_, '_>) {
    let seen = std::mem::take(&mut cx.seen);
    for (span, (key, text, nowhere)) in seen.pointers {
        if let Some(schema) = nowhere {
            cx.diag
                .report(&rules::extension::ENVELOPE_MISMATCH, span)
                .arg(key)
                .arg(text)
                .also(schema, &rules::extension::ONE_OF_SCHEMAS);
        }
    }
    let names = cx.codes.lists_codes() || !cx.origins.is_empty();
    let Some(list) = seen.list.filter(|_| names) else {
        return;
    };
    for (code, entry) in cx.codes.all() {
        let is_code = cx.codes.status_of(code).is_none();
        if is_code && !seen.open && !seen.listed.contains_key(code) {
            cx.diag
                .report(&rules::extension::CODE_NOT_IN_ENUM, entry.span)
                .arg(code)
                .arg(&rules::extension::ENUM_OF_PROPERTY)
                .also(list, &rules::extension::THE_ENUM);
        }
    }
    // A foreign list names the codes of some operations, not all there are.
    if !cx.origins.is_empty() {
        return;
    }
    for (code, span) in &seen.listed {
        if !cx.codes.catalogue.contains_key(code) {
            cx.diag
                .report(&rules::extension::CODE_NOT_IN_ENUM, *span)
                .arg(code)
                .arg(&rules::extension::THE_CATALOGUE);
        }
    }
}
