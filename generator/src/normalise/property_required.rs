//! `required: true` on a property, the form of older drafts.
//!
//! ```yaml
//! properties:                    # becomes: required: [id]
//!   id: {required: true}         #          properties: {id: {}}
//! items: {required: true}        # becomes: items: {}
//! ```

use super::Cx;
use crate::diagnostics::rules;
use crate::source::Span;
use crate::source::node::{Map, Node};

pub(super) fn rewrite(schema: &mut Map, span: Span, cx: &mut Cx<'_>) {
    let mut names = Vec::new();
    if let Some(properties) = schema.get_mut("properties").and_then(Node::as_map_mut) {
        for (name, property) in properties.iter_mut() {
            let Some(map) = property.value.as_map_mut() else {
                continue;
            };
            let Some(required) = map.get("required").and_then(Node::as_bool) else {
                continue;
            };
            let Some(entry) = map.remove("required") else {
                continue;
            };
            cx.diag
                .report(&rules::types::PROPERTY_REQUIRED, entry.value.span)
                .arg(name)
                .pointer(cx.pointer);
            if required {
                names.push(Node::string(entry.value.span, name));
            }
        }
    }
    // Whoever holds the schema has moved what stands on a property; elsewhere it is said of no member.
    let is_flag = schema.get("required").and_then(Node::as_bool).is_some();
    if let Some(entry) = is_flag.then(|| schema.remove("required")).flatten() {
        cx.diag
            .report(&rules::types::REQUIRED_WITHOUT_MEMBER, entry.key_span)
            .pointer(cx.pointer);
    }
    if names.is_empty() {
        return;
    }
    match schema.get_mut("required").and_then(Node::as_list_mut) {
        Some(list) => {
            names.retain(|name| !list.iter().any(|other| other.text() == name.text()));
            list.append(&mut names);
        }
        None => {
            schema.insert("required", span, Node::list(span, names));
        }
    }
}
