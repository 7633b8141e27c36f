//! OpenAPI Overlays (1.0 and 1.1) on the tree. What an overlay puts in keeps its place in the overlay's file.

mod json_path;

use crate::diagnostics::{Diagnostics, rules};
use crate::load::Loader;
use crate::source::node::{Entry, Kind, Map, Node};
use crate::source::pointer::Pointer;
use json_path::JsonPath;

/// Applies overlays in order, before references are resolved.
pub fn overlay(
    mut root: Node,
    overlays: &[Node],
    loader: &mut Loader,
    diag: &mut Diagnostics,
) -> Node {
    for overlay in overlays {
        apply(&mut root, overlay, loader, diag);
    }
    root
}

fn apply(root: &mut Node, overlay: &Node, loader: &mut Loader, diag: &mut Diagnostics) {
    let version = overlay.get("overlay").and_then(Node::text).unwrap_or("");
    if !(version.starts_with("1.0") || version.starts_with("1.1")) {
        let span = overlay.span_at("/overlay").unwrap_or(overlay.span);
        diag.report(&rules::document::NOT_AN_OVERLAY, span)
            .arg("its version is neither 1.0 nor 1.1");
        return;
    }
    let Some(actions) = overlay.get("actions").filter(|actions| actions.is_list()) else {
        diag.report(&rules::document::NOT_AN_OVERLAY, overlay.span)
            .arg("it has no list of actions");
        return;
    };
    for action in actions.items() {
        act(root, action, loader, diag);
    }
}

fn act(root: &mut Node, action: &Node, loader: &mut Loader, diag: &mut Diagnostics) {
    let Some(target) = action
        .get("target")
        .filter(|target| target.text().is_some())
    else {
        diag.report(&rules::document::NOT_AN_OVERLAY, action.span)
            .arg("an action has no target");
        return;
    };
    let Some(found) = find(root, target, diag) else {
        return;
    };
    if action.get("remove").and_then(Node::as_bool) == Some(true) {
        // From the back, so that indices of list items stay valid.
        for pointer in found.iter().rev() {
            remove(root, pointer);
        }
        return;
    }
    let copied = match action.get("copy") {
        None => None,
        Some(from) => {
            let Some(source) = find(root, from, diag) else {
                return;
            };
            source.first().and_then(|pointer| root.at(pointer)).cloned()
        }
    };
    for pointer in &found {
        for update in [copied.as_ref(), action.get("update")]
            .into_iter()
            .flatten()
        {
            // One update may match many places; the copies count like aliases.
            if !loader.count_copy(update, diag) {
                return;
            }
            let Some(node) = root.at_mut(pointer) else {
                continue;
            };
            let kind = node.kind_name();
            if !merge(node, update) {
                let report = diag.report(&rules::document::OVERLAY_MISFIT, update.span);
                report
                    .arg(pointer.as_str())
                    .arg(kind)
                    .also(node.span, "the target")
                    .pointer(pointer);
            }
        }
    }
}

/// The addresses that a target selects, in document order; nothing when it cannot be read.
fn find(root: &Node, target: &Node, diag: &mut Diagnostics) -> Option<Vec<Pointer>> {
    let text = target.text().unwrap_or("");
    match JsonPath::parse(text) {
        Ok(path) => {
            let found = path.find(root);
            if found.is_empty() {
                diag.report(&rules::document::OVERLAY_NO_MATCH, target.span)
                    .arg(text);
            }
            Some(found)
        }
        Err(what) => {
            diag.report(&rules::document::OVERLAY_BAD_TARGET, target.span)
                .arg(text)
                .arg(what);
            None
        }
    }
}

/// Maps merge at every depth, lists grow, other values are replaced. False when the kinds exclude each other.
fn merge(target: &mut Node, update: &Node) -> bool {
    match (&mut target.kind, &update.kind) {
        (Kind::Map(map), Kind::Map(changes)) => {
            merge_maps(map, changes);
            true
        }
        (Kind::List(items), Kind::List(more)) => {
            items.extend(more.iter().cloned());
            true
        }
        (Kind::List(items), _) => {
            items.push(update.clone());
            true
        }
        (Kind::Map(_), _) => false,
        (Kind::Null | Kind::Scalar(_), _) => {
            *target = update.clone();
            true
        }
    }
}

fn merge_maps(map: &mut Map, changes: &Map) {
    for (key, Entry { key_span, value }) in changes.iter() {
        match map.get_mut(key) {
            Some(node) => match (&mut node.kind, &value.kind) {
                (Kind::Map(inner), Kind::Map(changes)) => merge_maps(inner, changes),
                (Kind::List(items), Kind::List(more)) => items.extend(more.iter().cloned()),
                _ => {
                    map.insert(key, *key_span, value.clone());
                }
            },
            None => {
                map.insert(key, *key_span, value.clone());
            }
        }
    }
}

fn remove(root: &mut Node, pointer: &Pointer) {
    let (Some(parent), Some(last)) = (pointer.parent(), pointer.last()) else {
        return;
    };
    match root.at_mut(&parent).map(|node| &mut node.kind) {
        Some(Kind::Map(map)) => {
            map.remove(&last);
        }
        Some(Kind::List(items)) => {
            if let Some(index) = last
                .parse()
                .ok()
                .filter(|index: &usize| *index < items.len())
            {
                items.remove(index);
            }
        }
        _ => {}
    }
}
