//! References that the model cannot hold: path items, and the shared media types of 3.2.
//!
//! ```yaml
//! /a: {$ref: '#/components/pathItems/A', summary: Own}   # becomes the path item itself, own keys first
//! ```

use crate::resolve::place::{Kind, Place, reference, walk_mut};
use crate::source::node::{Map, Node};
use crate::source::pointer::Pointer;

pub(super) fn inline(root: &mut Node) {
    let taken = |root: &mut Node, section: &str| -> Map {
        let section = root
            .get_mut("components")
            .and_then(|components| components.get_mut(section));
        section
            .and_then(Node::as_map_mut)
            .map(|map| map.clone())
            .unwrap_or_default()
    };
    let path_items = taken(root, "pathItems");
    let media_types = taken(root, "mediaTypes");
    if path_items.is_empty() && media_types.is_empty() {
        return;
    }
    // References end at a component, and circles were refused before; the bound is for documents with errors.
    walk_mut(
        root,
        Place::One(Kind::Root),
        &mut Pointer::root(),
        &mut |kind, node, _| {
            let from = match kind {
                Kind::PathItem => &path_items,
                Kind::MediaType => &media_types,
                _ => return,
            };
            for _ in 0..from.len() {
                let Some(target) = target(node, from).cloned() else {
                    break;
                };
                merge(node, target);
            }
        },
    );
}

fn target<'a>(node: &Node, from: &'a Map) -> Option<&'a Node> {
    let name = Pointer::from_fragment(reference(node)?.text()?.strip_prefix('#')?)?;
    from.get(&name.last()?)
}

fn merge(node: &mut Node, target: Node) {
    let Some(own) = node.as_map_mut() else { return };
    own.remove("$ref");
    for (key, entry) in target.entries() {
        if !own.contains(key) {
            own.insert(key, entry.key_span, entry.value.clone());
        }
    }
}
