//! Keywords beside `$ref`: read since 3.1, ignored before.
//!
//! ```yaml
//! $ref: '#/components/schemas/A'        # 3.1 becomes: allOf: [{$ref: '#/components/schemas/A'}]
//! description: More                     #              description: More
//! ```

use super::Cx;
use crate::source::Span;
use crate::source::node::{Map, Node};

pub(super) fn rewrite(schema: &mut Map, span: Span, cx: &mut Cx<'_>) {
    if schema.len() < 2 || schema.get("$ref").and_then(Node::text).is_none() {
        return;
    }
    let Some(reference) = schema.remove("$ref") else {
        return;
    };
    let target_span = reference.value.span;
    let mut alone = Map::new();
    alone.insert("$ref", reference.key_span, reference.value);
    if !cx.version.has_json_schema() {
        *schema = alone;
        return;
    }
    let branch = Node::map(reference.key_span.to(target_span), alone);
    match schema.get_mut("allOf").and_then(Node::as_list_mut) {
        Some(branches) => branches.insert(0, branch),
        None => {
            schema.insert("allOf", reference.key_span, Node::list(span, vec![branch]));
        }
    }
}
