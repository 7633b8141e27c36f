//! `examples` as a list, the form of JSON Schema.
//!
//! ```yaml
//! examples: [a, b]        # becomes: example: a
//! ```
//!
//! Examples document; the client sends none of them, so keeping the first loses nothing that it needs.

use super::Cx;
use crate::diagnostics::rules;
use crate::source::Span;
use crate::source::node::{Kind, Map, Node};

pub(super) fn rewrite_schema(schema: &mut Map, _span: Span, _cx: &mut Cx<'_>) {
    first_of_list(schema);
}

/// Beside media types and headers `examples` is a map; a list there is a breach with the same meaning.
pub(super) fn rewrite_holder(holder: &mut Node, cx: &mut Cx<'_>) {
    let Some(map) = holder.as_map_mut() else {
        return;
    };
    if let Some(examples) = map.get("examples").filter(|examples| examples.is_list()) {
        cx.diag
            .report(&rules::document::EXAMPLES_LIST, examples.span)
            .pointer(cx.pointer);
        first_of_list(map);
    }
}

fn first_of_list(map: &mut Map) {
    if !map.get("examples").is_some_and(Node::is_list) {
        return;
    }
    let Some(entry) = map.remove("examples") else {
        return;
    };
    let Kind::List(items) = entry.value.kind else {
        return;
    };
    if let Some(first) = items.into_iter().next()
        && !map.contains("example")
    {
        map.insert("example", entry.key_span, first);
    }
}
