//! What a schema's values hold, over all parts and branches of it.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::lower::schemas::composed::composed;
use crate::lower::schemas::view::view;
use crate::lower::site::{Document, SchemaSite};
use crate::source::Span;
use crate::source::node::Node;

/// The schemas of one place: a value fits all or one of them.
pub(super) type Sites<'s> = Vec<SchemaSite<'s>>;

/// The members of the objects that fit.
pub(super) fn members<'s, 'a: 's>(
    document: Document<'a>,
    sites: &[SchemaSite<'s>],
) -> IndexMap<&'s str, Sites<'s>> {
    let mut found: IndexMap<&'s str, Sites<'s>> = IndexMap::new();
    for site in composed(document, sites) {
        for (name, property) in view(site).properties(site.node) {
            found.entry(name).or_default().push(property);
        }
    }
    found
}

/// The items of the lists that fit.
pub(super) fn items<'s, 'a: 's>(document: Document<'a>, sites: &[SchemaSite<'s>]) -> Sites<'s> {
    let mut found = Vec::new();
    for site in composed(document, sites) {
        found.extend(view(site).items(site.node));
    }
    found
}

/// Whether lists of texts stand under any name of a map.
pub(super) fn maps_to_texts<'s, 'a: 's>(document: Document<'a>, sites: &[SchemaSite<'s>]) -> bool {
    let mut values = Vec::new();
    for site in composed(document, sites) {
        values.extend(view(site).rest_schema(site.node));
    }
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
pub(super) fn listed<'s, 'a: 's>(document: Document<'a>, sites: &[SchemaSite<'s>]) -> Vec<Listed> {
    let mut found: IndexMap<String, Listed> = IndexMap::new();
    for site in composed(document, sites) {
        let view = view(site);
        if view.kind.is_some_and(|kind| kind != "string") {
            continue;
        }
        let values = crate::lower::schemas::scalar::listed_values(&view.texts, site);
        let mut nodes: BTreeMap<&str, &Node> = BTreeMap::new();
        for node in site.node.get("enum").map_or(&[][..], Node::items) {
            if let Some(text) = node.as_str() {
                nodes.entry(text).or_insert(node);
            }
        }
        for value in values {
            let code = value.wire.as_str().to_owned();
            let Some(node) = nodes.get(&*code) else {
                continue;
            };
            found.entry(code.clone()).or_insert(Listed {
                code,
                span: node.span,
                doc: value.doc.as_str().to_owned(),
            });
        }
    }
    found.into_values().collect()
}

/// The JSON types of a place, each once.
pub(super) fn kinds<'s, 'a: 's>(
    document: Document<'a>,
    sites: &[SchemaSite<'s>],
) -> Vec<&'static str> {
    let mut found = Vec::new();
    for site in composed(document, sites) {
        let view = view(site);
        let kind = match view.kind {
            Some("string") => "string",
            Some("integer") => "integer",
            Some("number") => "number",
            Some("array") => "array",
            Some("object") => "object",
            _ if view.has_properties() => "object",
            _ if !view.texts.is_empty() => "string",
            _ => continue,
        };
        if !found.contains(&kind) {
            found.push(kind);
        }
    }
    found
}
