//! `const`, since 3.1.
//!
//! ```yaml
//! const: card        # becomes: enum: [card]
//! ```

use super::Cx;
use crate::source::Span;
use crate::source::node::{Map, Node};

pub(super) fn rewrite(schema: &mut Map, _span: Span, _cx: &mut Cx<'_>) {
    let Some(entry) = schema.remove("const") else {
        return;
    };
    let span = entry.value.span;
    // A value that is constant and listed is constant.
    schema.insert("enum", entry.key_span, Node::list(span, vec![entry.value]));
}
