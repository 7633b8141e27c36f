//! Values that do not fit the type beside them.
//!
//! ```yaml
//! {type: integer, default: many}        # becomes: {type: integer}
//! {type: string, enum: [1, 2]}          # becomes: {type: string, enum: ['1', '2']}
//! ```

use super::Cx;
use super::type_set::is_a;
use crate::diagnostics::rules;
use crate::source::Span;
use crate::source::node::{Core, Map, Node};

pub(super) fn rewrite(schema: &mut Map, _span: Span, cx: &mut Cx<'_>) {
    if let Some(entry) = schema.entry("enum")
        && entry.value.is_list()
        && entry.value.items().is_empty()
    {
        cx.diag
            .report(&rules::review::EMPTY_ENUM, entry.key_span)
            .pointer(cx.pointer);
        schema.remove("enum");
    }
    let Some(name) = schema.get("type").and_then(Node::text).map(str::to_owned) else {
        return;
    };
    listed(schema, &name, cx);
    default(schema, &name, cx);
}

fn listed(schema: &mut Map, name: &str, cx: &mut Cx<'_>) {
    let Some(values) = schema.get_mut("enum").and_then(Node::as_list_mut) else {
        return;
    };
    let Some(first) = values
        .iter()
        .find(|value| !value.is_null() && !is_a(value, name))
        .map(|value| value.span)
    else {
        return;
    };
    cx.diag
        .report(&rules::types::ENUM_OF_OTHER_TYPE, first)
        .arg(name)
        .pointer(cx.pointer);
    match name {
        "string" => {
            for value in values.iter_mut() {
                if let Some(text) = value.text() {
                    *value = Node::string(value.span, text);
                }
            }
        }
        // Quoted numbers under a numeric type were meant as numbers; otherwise the values say what the type is.
        "integer" | "number" if values.iter().all(is_null_or_number) => {
            for value in values.iter_mut() {
                if let Some(text) = value.text() {
                    *value = Node::plain(value.span, text);
                }
            }
        }
        _ => {
            let all_text = values.iter().all(|value| is_a(value, "string"));
            match schema.get_mut("type") {
                Some(node) if all_text => *node = Node::string(node.span, "string"),
                _ => {
                    schema.remove("type");
                }
            }
        }
    }
}

fn is_null_or_number(value: &Node) -> bool {
    let unquoted = value.text().map(|text| Node::plain(value.span, text));
    let core = unquoted
        .as_ref()
        .and_then(Node::scalar)
        .map(|scalar| scalar.core());
    value.is_null() || matches!(core, Some(Core::Int | Core::Float))
}

fn default(schema: &mut Map, name: &str, cx: &mut Cx<'_>) {
    let Some(entry) = schema.entry("default") else {
        return;
    };
    let value = &entry.value;
    let span = value.span;
    if value.is_null() {
        // A default of null says what absence means anyway.
        schema.remove("default");
        return;
    }
    let number = matches!(
        value.scalar().map(|scalar| scalar.core()),
        Some(Core::Int | Core::Float)
    );
    let beyond = match name {
        "integer" => {
            value.as_i64().is_none()
                && value
                    .as_f64()
                    .is_none_or(|v| v.fract() != 0.0 || v.abs() >= 2e18)
        }
        "number" => value.as_f64().is_none(),
        _ => false,
    };
    if number && beyond && (name == "number" || is_a(value, "integer") || value.as_f64().is_none())
    {
        let report = cx.diag.report(&rules::types::NUMBER_OUT_OF_RANGE, span);
        report
            .arg(value.text().unwrap_or(""))
            .arg(name)
            .pointer(cx.pointer);
        return;
    }
    let listed = schema.get("enum").map(Node::items).unwrap_or_default();
    let fits = is_a(value, name)
        && (listed.is_empty() || listed.iter().any(|other| other.same_value(value)));
    if !fits {
        cx.diag
            .report(&rules::types::DEFAULT_OF_OTHER_TYPE, span)
            .arg(name)
            .pointer(cx.pointer);
        schema.remove("default");
    }
}
