//! Names of types: wrong case, names of other languages, names that are none.
//!
//! ```yaml
//! type: String        # becomes: type: string
//! type: int           # becomes: type: integer
//! type: Money         # becomes nothing: any JSON value
//! ```

use super::Cx;
use crate::diagnostics::{nearest, rules};
use crate::source::Span;
use crate::source::node::{Kind, Map, Node};

const NAMES: [&str; 7] = [
    "string", "number", "integer", "boolean", "array", "object", "null",
];

pub(super) fn rewrite(schema: &mut Map, _span: Span, cx: &mut Cx<'_>) {
    let Some(entry) = schema.get_mut("type") else {
        return;
    };
    let keep = match &mut entry.kind {
        // A plain null is the type's name in YAML that forgot its quotes.
        Kind::Null => {
            *entry = Node::string(entry.span, "null");
            true
        }
        Kind::Scalar(_) => name(entry, cx),
        Kind::List(items) => {
            for item in items.iter_mut().filter(|item| item.is_null()) {
                *item = Node::string(item.span, "null");
            }
            items.retain_mut(|item| name(item, cx));
            !items.is_empty()
        }
        Kind::Map(_) => true,
    };
    if !keep {
        schema.remove("type");
    }
}

/// Corrects one name; false when it means nothing.
fn name(node: &mut Node, cx: &mut Cx<'_>) -> bool {
    let Some(text) = node.text() else { return true };
    if NAMES.contains(&text) {
        return true;
    }
    let lower = text.to_ascii_lowercase();
    let meant = match lower.as_str() {
        "int" | "long" | "int32" | "int64" => Some("integer"),
        "float" | "double" | "decimal" => Some("number"),
        "bool" => Some("boolean"),
        "str" | "text" => Some("string"),
        "list" => Some("array"),
        "map" | "dict" => Some("object"),
        _ => NAMES.into_iter().find(|name| *name == lower),
    };
    match meant {
        Some(meant) => {
            let report = cx.diag.report(&rules::types::MISSPELLED_TYPE, node.span);
            report.arg(text).arg(meant).pointer(cx.pointer);
            *node = Node::string(node.span, meant);
            true
        }
        None => {
            let report = cx.diag.report(&rules::types::UNKNOWN_TYPE, node.span);
            let report = report.arg(text).pointer(cx.pointer);
            if let Some(near) = nearest(text, NAMES) {
                report.help(rules::remarks::DID_YOU_MEAN.of([near]));
            }
            false
        }
    }
}
