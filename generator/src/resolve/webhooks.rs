//! `x-webhooks`, under which documents of 3.0 name their webhooks, before the key came with 3.1.
//!
//! ```yaml
//! x-webhooks: {order.created: {post: {}}}   # becomes webhooks
//! ```

use crate::source::node::Node;

/// Takes `x-webhooks` as `webhooks` where there are none. Runs before references are bound, so that those in it are.
pub(super) fn adopt(root: &mut Node) {
    let Some(map) = root.as_map_mut().filter(|map| !map.contains("webhooks")) else {
        return;
    };
    if map.get("x-webhooks").is_some_and(Node::is_map)
        && let Some(entry) = map.remove("x-webhooks")
    {
        map.insert("webhooks", entry.key_span, entry.value);
    }
}
