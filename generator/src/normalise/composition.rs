//! Branches that say nothing, or say it twice.
//!
//! ```yaml
//! discriminator: kind           # becomes: discriminator: {propertyName: kind}
//! oneOf: []                     # becomes nothing
//! ```

use super::Cx;
use crate::diagnostics::rules;
use crate::source::Span;
use crate::source::node::{Map, Node};

pub(super) fn rewrite(schema: &mut Map, _span: Span, cx: &mut Cx<'_>) {
    for key in ["allOf", "anyOf", "oneOf"] {
        let empty = schema
            .entry(key)
            .filter(|entry| entry.value.is_list() && entry.value.items().is_empty());
        if let Some(entry) = empty {
            cx.diag
                .report(&rules::types::EMPTY_COMPOSITION, entry.key_span)
                .arg(key)
                .pointer(cx.pointer);
            schema.remove(key);
        }
    }
    if let Some(name) = schema
        .get("discriminator")
        .filter(|node| node.text().is_some())
        .cloned()
    {
        cx.diag
            .report(&rules::types::DISCRIMINATOR_TEXT, name.span)
            .pointer(cx.pointer);
        let span = name.span;
        let mut map = Map::new();
        map.insert("propertyName", span, name);
        schema.insert("discriminator", span, Node::map(span, map));
    }
}
