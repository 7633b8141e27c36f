//! What a document without extensions says about its errors all the same: where code and message stand in the declared
//! schemas, and which codes they list.
//!
//! Each step fills only what is still unknown. A code is never taken from an example or from a description, and nothing
//! here makes a call repeatable.

use std::collections::BTreeMap;

use super::Cx;
use super::body::{Media, media};
use super::response::{Declared, Found, at, declared};
use super::site::{SchemaSite, child};
use super::view::{View, view};
use crate::extension::codes::Named;
use crate::extension::envelope::{code_at, message_at, path, problem};
use crate::ir::{Api, Envelope, FieldErrorShape, FieldErrors, Pointer, WireName};
use crate::resolve::place::METHODS;
use crate::source::Span;
use crate::source::node::Node;

/// Envelopes that are tried at most, the most common first.
const MOST_ENVELOPES: usize = 8;

/// A list of codes that is longer belongs to the whole API rather than to one operation.
const MOST_CODES: usize = 64;

/// Where a code with listed values may stand, the likeliest first.
const CODES: [&[&str]; 6] = [
    &["code"],
    &["error", "code"],
    &["error"],
    &["type"],
    &["error", "type"],
    &["errors", "0", "code"],
];

const MESSAGES: [&str; 4] = ["message", "detail", "error_description", "title"];

/// Finds the envelopes of a document that declares none.
pub(super) fn lower_envelopes(cx: &mut Cx<'_, '_>, api: &mut Api) {
    let root = cx.wide.root;
    if root.get("x-error-envelope").is_some() {
        return;
    }
    let document = cx.document;
    let paths = child(root, "paths");
    let mut found: Vec<(Envelope, usize)> = Vec::new();
    // Operations share most of their responses.
    let mut known: BTreeMap<Span, Option<Envelope>> = BTreeMap::new();
    for (template, item) in document.api.paths.iter() {
        let Some(item) = item.as_item() else { continue };
        for (method, operation) in item.iter().filter(|(name, _)| METHODS.contains(name)) {
            let node = child(child(paths, template), method);
            for one in declared(cx, operation, node).iter().filter(|one| one.error) {
                let place = one.node.span;
                let of = known.entry(place).or_insert_with(|| of_response(cx, one));
                let Some(envelope) = of.clone() else {
                    continue;
                };
                match found.iter_mut().find(|(known, _)| *known == envelope) {
                    Some((_, count)) => *count += 1,
                    None => found.push((envelope, 1)),
                }
            }
        }
    }
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    found.truncate(MOST_ENVELOPES);
    api.envelopes = found.into_iter().map(|(envelope, _)| envelope).collect();
    cx.inferred = true;
}

/// The codes that the schema of a declared error lists.
pub(super) fn codes(cx: &Cx<'_, '_>, one: &Declared<'_>) -> Vec<Named> {
    let Some(property) = code_property(cx, one) else {
        return Vec::new();
    };
    let values = property.get("enum").map(Node::items).unwrap_or_default();
    let texts = values
        .iter()
        .filter_map(|value| Some((value.as_str()?, value.span)));
    let named: Vec<Named> = texts
        .map(|(code, span)| Named {
            code: code.to_owned(),
            span,
            facts: None,
        })
        .collect();
    if named.len() > MOST_CODES {
        return Vec::new();
    }
    named
}

fn code_property<'s, 'a: 's>(cx: &Cx<'a, '_>, one: &Declared<'s>) -> Option<&'s Node> {
    let site = schema(one)?;
    let mut found = CODES.iter().map(|candidate| at(cx, site, &path(candidate)));
    found.find_map(|found| match found {
        Found::Schema(property) => {
            let property = property.resolve(cx.document)?;
            is_code(&view(property)).then_some(property.node)
        }
        Found::Anything | Found::Nothing => None,
    })
}

/// The JSON schema of a declared error.
fn schema<'s>(one: &Declared<'s>) -> Option<SchemaSite<'s>> {
    let (name, content, node) = one.content()?;
    if media(name) != Media::Json {
        return None;
    }
    let of = content.schema.as_ref()?;
    Some(SchemaSite::new(of, child(node, "schema")))
}

fn is_code(view: &View<'_>) -> bool {
    !view.texts.is_empty() && view.kind.is_none_or(|kind| kind == "string")
}

fn of_response(cx: &Cx<'_, '_>, one: &Declared<'_>) -> Option<Envelope> {
    let (name, _, _) = one.content()?;
    let is = |property: &[&str], fits: &dyn Fn(&View<'_>) -> bool| {
        let Some(site) = schema(one) else {
            return false;
        };
        match at(cx, site, &path(property)) {
            Found::Schema(found) => found
                .resolve(cx.document)
                .is_some_and(|found| fits(&view(found))),
            Found::Anything | Found::Nothing => false,
        }
    };
    let text = |view: &View<'_>| view.kind == Some("string") && view.texts.is_empty();
    if name
        .to_ascii_lowercase()
        .starts_with("application/problem+json")
    {
        let mut envelope = problem();
        if is(&["code"], &|view| view.kind == Some("string")) {
            envelope.code = Some(code_at(&["code"]));
        }
        return Some(envelope);
    }
    let code = CODES.into_iter().find(|candidate| is(candidate, &is_code));
    let beside = code.map(|code| code.split_last().map_or(&[][..], |(_, parent)| parent));
    let message = beside
        .into_iter()
        .chain([&[][..], &["error"]])
        .flat_map(|parent| MESSAGES.map(|name| [parent, &[name]].concat()))
        .find(|candidate| is(candidate, &text));
    let number = |view: &View<'_>| view.kind == Some("integer");
    let echo = ["status", "statusCode", "code"]
        .into_iter()
        .find(|name| is(&[name], &number));
    let parent = beside.unwrap_or_default();
    let fields = ["details", "errors"]
        .map(|name| [parent, &[name]].concat())
        .into_iter()
        .find(|candidate| lists_messages(cx, one, &path(candidate)));
    let envelope = Envelope {
        code: code.map(code_at),
        message: message.as_deref().map(message_at),
        status_echo: echo.map(|name| vec![WireName::new(name)]),
        field_errors: fields.map(|at| FieldErrors {
            at: path(&at),
            shape: FieldErrorShape::Map,
        }),
        ..Envelope::default()
    };
    (envelope != Envelope::default()).then_some(envelope)
}

/// Whether a member maps names to lists of texts.
fn lists_messages(cx: &Cx<'_, '_>, one: &Declared<'_>, pointer: &Pointer) -> bool {
    let value = || {
        let Found::Schema(found) = at(cx, schema(one)?, pointer) else {
            return None;
        };
        let map = found.resolve(cx.document)?;
        let list = view(map).rest_schema(map.node)?.resolve(cx.document)?;
        let item = view(list).items(list.node)?.resolve(cx.document)?;
        Some(view(item).kind == Some("string"))
    };
    value().unwrap_or(false)
}
