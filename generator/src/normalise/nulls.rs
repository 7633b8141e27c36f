//! Null where an object belongs: most often a key whose object was never written.
//!
//! ```yaml
//! '204':                   # becomes: '204': {}
//! properties: {note: }     # becomes: properties: {note: {}}
//! parameters: [null]       # becomes: parameters: []
//! ```

use super::Cx;
use crate::diagnostics::rules;
use crate::resolve::place::{Kind, Place};
use crate::source::node::{Map, Node};

/// Lists in which an item without a value says nothing.
const LISTS: [&str; 4] = ["parameters", "security", "servers", "tags"];

pub(super) fn rewrite(node: &mut Node, kind: Kind, cx: &mut Cx<'_>) {
    if node.is_null() {
        return fill(node, kind, cx);
    }
    if matches!(kind, Kind::Root | Kind::PathItem | Kind::Operation) {
        for key in LISTS {
            let list = node.get_mut(key).and_then(Node::as_list_mut);
            list.into_iter().for_each(|list| thin(list, key, cx));
        }
    }
}

/// A key among others names something that is there; elsewhere null is the absence of it.
fn fill(node: &mut Node, kind: Kind, cx: &mut Cx<'_>) {
    let holder = cx.pointer.parent().and_then(|at| Place::of(&at));
    let among_others = matches!(holder, Some(Place::Map(_) | Place::List(_)));
    let read_as = match kind {
        Kind::Response => &rules::document::AN_EMPTY_RESPONSE,
        Kind::Schema if among_others => &rules::document::ANY_JSON_VALUE,
        Kind::Header => &rules::document::A_TEXT_HEADER,
        _ => return,
    };
    cx.diag
        .report(&rules::document::NULL_OBJECT, node.span)
        .arg(cx.pointer.last().unwrap_or_default())
        .arg(read_as)
        .pointer(cx.pointer);
    let mut map = Map::new();
    if kind == Kind::Response {
        // An answer of which nothing is said has no description either.
        map.insert("description", node.span, Node::string(node.span, ""));
    }
    *node = Node::map(node.span, map);
}

fn thin(list: &mut Vec<Node>, key: &str, cx: &mut Cx<'_>) {
    list.retain(|item| {
        if item.is_null() {
            cx.diag
                .report(&rules::document::NULL_VALUE, item.span)
                .arg(&rules::document::AN_ITEM)
                .pointer(&cx.pointer.join(key));
        }
        !item.is_null()
    });
}
