//! Members of an answer that may speak of pages.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::Schema;

use super::answer::{Answer, fields};
use crate::ir::{Pointer, Type, WireName};
use crate::lower::Cx;
use crate::lower::schemas::composed::composed;
use crate::lower::schemas::view::{View, view};
use crate::lower::site::{SchemaSite, Site};

/// Objects beside the list that speak of pages.
const ASIDE: &[&str] = &[
    "meta",
    "metadata",
    "_metadata",
    "pagination",
    "paging",
    "page_info",
    "pageInfo",
    "links",
    "_links",
    "response_metadata",
    "list_metadata",
    "cursors",
    "next",
];

/// Levels below what holds the list at which such objects are looked into.
const LEVELS: usize = 3;

/// A member of the answer that may speak of pages.
pub(super) struct Member<'s> {
    pub at: Pointer,
    pub parent: &'s str,
    pub name: &'s str,
    pub ty: Type,
    pub doc: &'s str,
    pub required: bool,
}

/// The members of what the call returns: at the top, and of objects that speak of pages.
pub(super) fn members<'s>(answer: &Answer<'s>) -> Vec<Member<'s>> {
    let mut found = Vec::new();
    let mut open = vec![(answer.data.clone(), "", answer.fields())];
    while let Some((path, parent, members)) = open.pop() {
        for field in members {
            let mut at = path.clone();
            at.push(field.wire.clone());
            let name = field.wire.as_str();
            if ASIDE.contains(&name) && at.len() < answer.data.len() + LEVELS {
                let inner = fields(answer.types(), &field.ty);
                open.push((at.clone(), name, inner));
            }
            found.push(Member {
                at,
                parent,
                name,
                ty: field.ty.clone(),
                doc: field.doc.as_str(),
                required: field.required,
            });
        }
    }
    found
}

/// The members that stand in the body beside what the call returns. Nothing is generated for them, so their schemas say what they
/// are.
pub(super) fn beside<'s>(
    cx: &'s Cx<'_, '_>,
    body: SchemaSite<'s>,
    data: &Pointer,
) -> Vec<Member<'s>> {
    let mut found = Vec::new();
    let mut open = vec![(Pointer::new(), "", vec![body])];
    while let Some((path, parent, sites)) = open.pop() {
        let parts = composed(cx.document, &sites);
        let required: BTreeSet<&str> = parts
            .iter()
            .flat_map(|part| view(*part).required.iter().map(String::as_str))
            .collect();
        let mut all: IndexMap<&'s str, Vec<SchemaSite<'s>>> = IndexMap::new();
        for part in &parts {
            for (name, site) in view(*part).properties(part.node) {
                all.entry(name).or_default().push(site);
            }
        }
        for (name, sites) in all {
            let mut at = path.clone();
            at.push(WireName::new(name));
            // That is what the call returns.
            if at == *data {
                continue;
            }
            let leads_there = data.starts_with(&at);
            let parts = composed(cx.document, &sites);
            found.push(Member {
                at: at.clone(),
                parent,
                name,
                ty: parts.iter().find_map(scalar).unwrap_or(Type::Any),
                doc: parts.iter().find_map(|it| doc(it)).unwrap_or(""),
                required: required.contains(name),
            });
            if leads_there || (ASIDE.contains(&name) && at.len() < LEVELS) {
                open.push((at, name, sites));
            }
        }
    }
    found
}

/// The type of a text, a number or a flag, as far as pages ask.
fn scalar(site: &Site<'_, Schema>) -> Option<Type> {
    let View { kind, listed, .. } = view(*site);
    match kind? {
        "string" if !listed => Some(Type::String),
        "integer" => Some(Type::I64),
        "boolean" => Some(Type::Bool),
        _ => None,
    }
}

fn doc<'s>(site: &Site<'s, Schema>) -> Option<&'s str> {
    site.item.schema_data.description.as_deref()
}
