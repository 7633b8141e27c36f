//! `x-webhooks`, under which documents of 3.0 name their webhooks, before the key came with 3.1.
//!
//! ```yaml
//! x-webhooks: {order.created: {post: {}}}   # becomes webhooks
//! ```

use super::held::Held;
use super::place::{is_method, reference};
use crate::diagnostics::rules;
use crate::source::node::{Map, Node};

/// Takes `x-webhooks` as `webhooks` where there are none. Runs before references are bound, so that those in it are. Other
/// tools have a key of this name, too: what is no path item is not ours.
pub(super) fn adopt(root: &mut Node, held: &mut Held) {
    let Some(map) = root.as_map_mut().filter(|map| !map.contains("webhooks")) else {
        return;
    };
    let Some(entry) = map.entry("x-webhooks") else {
        return;
    };
    let key_span = entry.key_span;
    let mut webhooks = Map::new();
    let mut foreign = Vec::new();
    for (name, webhook) in entry.value.entries() {
        if is_path_item(&webhook.value) {
            webhooks.insert(name, webhook.key_span, webhook.value.clone());
        } else if !name.starts_with("x-") {
            foreign.push((name, webhook.key_span));
        }
    }
    if !entry.value.is_map() && !entry.value.is_null() {
        foreign.push(("x-webhooks", key_span));
    }
    for (name, span) in foreign {
        held.about(span, |diag| {
            diag.report(&rules::extension::FOREIGN_EXTENSION, span)
                .arg(name);
        });
    }
    if !webhooks.is_empty() {
        let span = entry.value.span;
        map.remove("x-webhooks");
        map.insert("webhooks", span, Node::map(span, webhooks));
    }
}

fn is_path_item(node: &Node) -> bool {
    let says = node.entries().any(|(key, entry)| {
        is_method(key) && entry.value.is_map() || key == "additionalOperations"
    });
    says || reference(node).is_some()
}
