//! Boolean schemas, legal since 3.1.
//!
//! ```yaml
//! anything: true        # becomes: anything: {}
//! nothing: false        # becomes: nothing: {not: {}}
//! ```
//!
//! `additionalProperties: true` and `false` stay: the model holds them.

use super::Cx;
use crate::diagnostics::rules;
use crate::resolve::place::{Kind, Place};
use crate::source::node::{Map, Node};

pub(super) fn rewrite(schema: &mut Node, cx: &mut Cx<'_>) {
    let Some(value) = schema.as_bool() else {
        return;
    };
    let holds_boolean = matches!(
        cx.pointer.last().as_deref(),
        Some("additionalProperties" | "unevaluatedProperties")
    );
    let in_schema =
        cx.pointer.parent().and_then(|parent| Place::of(&parent)) == Some(Place::One(Kind::Schema));
    if holds_boolean && in_schema {
        return;
    }
    if !cx.version.has_json_schema() {
        cx.diag
            .report(&rules::types::BOOLEAN_SCHEMA, schema.span)
            .arg(value.to_string())
            .pointer(cx.pointer);
    }
    let mut map = Map::new();
    if !value {
        map.insert("not", schema.span, Node::map(schema.span, Map::new()));
    }
    *schema = Node::map(schema.span, map);
}
