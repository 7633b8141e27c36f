//! References that the model cannot hold: path items, and the shared media types of 3.2.
//!
//! ```yaml
//! /a: {$ref: '#/components/pathItems/A', summary: Own}   # becomes the path item itself, own keys first
//! ```

use crate::diagnostics::{Diagnostics, rules};
use crate::resolve::place::{Kind, Place, reference, walk_mut};
use crate::source::node::{Map, Node};
use crate::source::pointer::Pointer;

/// How many times the size of the document the copies may reach together.
const COPIES: usize = 10;

pub(super) fn inline(root: &mut Node, diag: &mut Diagnostics) {
    let taken = |root: &Node, section: &str| -> Map {
        let section = root.at(Pointer::of(["components", section]));
        section.and_then(Node::as_map).cloned().unwrap_or_default()
    };
    let path_items = taken(root, "pathItems");
    let media_types = taken(root, "mediaTypes");
    if path_items.is_empty() && media_types.is_empty() {
        return;
    }
    let (size, _) = root.weight();
    let mut left = COPIES * size;
    let mut refused = false;
    walk_mut(
        root,
        Place::One(Kind::Root),
        &mut Pointer::root(),
        &mut |kind, node, pointer| {
            let from = match kind {
                Kind::PathItem => &path_items,
                Kind::MediaType => &media_types,
                _ => return,
            };
            // Chains end, because circles are refused before; the bound is for a document that was refused.
            for _ in 0..CHAIN {
                let Some(target) = target(node, from) else {
                    break;
                };
                let Some(rest) = left.checked_sub(target.weight().0) else {
                    // In a document that was refused, a circle is what uses the copies up.
                    let known = diag.has_errors();
                    if !std::mem::replace(&mut refused, true) && !known {
                        let report = diag.report(&rules::source::TOO_LARGE, node.span);
                        report
                            .arg(COPIES.to_string())
                            .arg(&rules::source::COPIES_OF_PATH_ITEMS)
                            .pointer(pointer);
                    }
                    return;
                };
                left = rest;
                merge(node, target);
            }
        },
    );
    // Nothing refers to them any more, and a second copy would repeat every finding.
    if let Some(components) = root.get_mut("components").and_then(Node::as_map_mut) {
        components.remove("pathItems");
        components.remove("mediaTypes");
    }
}

/// References that lead to references, at most.
const CHAIN: usize = 32;

/// The shared path item that a path item refers to.
pub(crate) fn target_of_path_item<'n>(root: &'n Node, item: &Node) -> Option<&'n Node> {
    target(item, root.at("/components/pathItems")?.as_map()?)
}

fn target<'a>(node: &Node, from: &'a Map) -> Option<&'a Node> {
    let name = Pointer::from_fragment(reference(node)?.text()?.strip_prefix('#')?)?;
    from.get(&name.last()?)
}

fn merge(node: &mut Node, target: &Node) {
    let Some(own) = node.as_map_mut() else { return };
    own.remove("$ref");
    for (key, entry) in target.entries() {
        if !own.contains(key) {
            own.insert(key, entry.key_span, entry.value.clone());
        }
    }
}
