//! What the body of an answer holds, by its media type and its schema.

use openapiv3::MediaType;

use crate::extension::received::{Received, received};
use crate::lower::schemas::view::view;
use crate::lower::site::{Document, SchemaSite, child};
use crate::source::node::Node;

/// What a body holds.
pub(in crate::lower) enum Held<'s> {
    /// JSON, and its schema where it has one.
    Json(Option<SchemaSite<'s>>),
    Text,
    Bytes,
}

/// What a body of that media type holds.
pub(in crate::lower) fn held<'s, 'a: 's>(
    document: Document<'a>,
    name: &str,
    content: &'s MediaType,
    node: &'s Node,
) -> Held<'s> {
    let site = content.schema.as_ref();
    let site = site.map(|of| SchemaSite::new(of, child(node, "schema")));
    let binary = site
        .and_then(|site| site.resolve(document))
        .is_some_and(|site| view(site).format.as_deref() == Some("binary"));
    match received(name) {
        _ if binary => Held::Bytes,
        Received::Json => Held::Json(site),
        Received::Text | Received::Events | Received::Lines => Held::Text,
        Received::Bytes => Held::Bytes,
    }
}
