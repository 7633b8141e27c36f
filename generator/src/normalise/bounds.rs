//! Exclusive bounds: numbers since 3.1, flags before.
//!
//! ```yaml
//! exclusiveMinimum: 3        # becomes: minimum: 3
//!                            #          exclusiveMinimum: true
//! ```

use super::Cx;
use crate::diagnostics::rules;
use crate::source::Span;
use crate::source::node::{Map, Node};

pub(super) fn rewrite(schema: &mut Map, _span: Span, cx: &mut Cx<'_>) {
    bound(
        schema,
        "exclusiveMinimum",
        "minimum",
        |exclusive, inclusive| exclusive >= inclusive,
        cx,
    );
    bound(
        schema,
        "exclusiveMaximum",
        "maximum",
        |exclusive, inclusive| exclusive <= inclusive,
        cx,
    );
}

fn bound(
    schema: &mut Map,
    exclusive: &str,
    inclusive: &str,
    is_tighter: fn(f64, f64) -> bool,
    cx: &mut Cx<'_>,
) {
    let Some(entry) = schema.entry(exclusive) else {
        return;
    };
    let (key_span, span) = (entry.key_span, entry.value.span);
    let flag = entry.value.as_bool();
    let number = entry.value.as_f64();
    let foreign = if cx.version.has_json_schema() {
        flag.is_some()
    } else {
        number.is_some()
    };
    if foreign {
        cx.diag
            .report(&rules::types::BOUND_OF_OTHER_VERSION, span)
            .arg(exclusive)
            .pointer(cx.pointer);
    }
    let Some(number) = number else { return };
    let other = schema.get(inclusive).and_then(Node::as_f64);
    if other.is_none_or(|other| is_tighter(number, other)) {
        if let Some(entry) = schema.remove(exclusive) {
            schema.insert(inclusive, key_span, entry.value);
        }
        schema.insert(exclusive, key_span, Node::bool(span, true));
    } else {
        schema.remove(exclusive);
    }
}
