//! OpenAPI Overlays (1.0 and 1.1) on the tree. What an overlay puts in keeps its place in the overlay's file.

mod json_path;

use std::cmp::Reverse;

use crate::diagnostics::{Diagnostics, Phrase, rules};
use crate::extension::confidence::{self, Contradiction};
use crate::load::Loader;
use crate::source::node::{Entry, Kind, Map, Node};
use crate::source::pointer::Pointer;
use crate::steps;
use json_path::JsonPath;

/// Applies overlays in order, before references are resolved.
pub fn overlay(root: &mut Node, overlays: &[Node], loader: &mut Loader, diag: &mut Diagnostics) {
    for overlay in overlays {
        apply(root, overlay, loader, diag);
    }
}

/// What an overlay is called, by the name of its file.
pub fn name(file: &str) -> String {
    let last = file.rsplit(['/', '\\']).next();
    last.unwrap_or(file).to_owned()
}

fn apply(root: &mut Node, overlay: &Node, loader: &mut Loader, diag: &mut Diagnostics) {
    let version = overlay.get("overlay").and_then(Node::text).unwrap_or("");
    if !is_known(version) {
        let span = overlay.span_at("/overlay").unwrap_or(overlay.span);
        diag.report(&rules::document::NOT_AN_OVERLAY, span)
            .arg(&rules::document::OVERLAY_VERSION);
        return;
    }
    for key in ["title", "version"] {
        let text = overlay.get("info").and_then(|info| info.get(key)?.text());
        if text.is_none() {
            let span = overlay.span_at("/info").unwrap_or(overlay.span);
            diag.report(&rules::document::NOT_AN_OVERLAY, span)
                .arg(rules::document::OVERLAY_INFO.of([key]));
            return;
        }
    }
    let actions = overlay.get("actions").map(Node::items).unwrap_or_default();
    if actions.is_empty() {
        let span = overlay.span_at("/actions").unwrap_or(overlay.span);
        diag.report(&rules::document::NOT_AN_OVERLAY, span)
            .arg(&rules::document::OVERLAY_ACTIONS);
        return;
    }
    check_extends(root, overlay, loader, diag);
    for action in actions {
        act(root, action, loader, diag);
    }
}

/// The patch version does not count (Overlay 1.1.0, section 4.1).
fn is_known(version: &str) -> bool {
    let mut parts = version.split('.');
    let known = parts.next() == Some("1") && matches!(parts.next(), Some("0" | "1"));
    let patch = parts
        .next()
        .is_none_or(|patch| patch.parse::<u32>().is_ok());
    known && patch && parts.next().is_none()
}

/// An overlay may name the document that it was written for. A copy under another name is the usual case, so a
/// difference is no more than a remark.
fn check_extends(root: &Node, overlay: &Node, loader: &Loader, diag: &mut Diagnostics) {
    let Some(extends) = overlay.get("extends") else {
        return;
    };
    let file = |text: &str| {
        let path = text.split(['?', '#']).next().unwrap_or("");
        path.rsplit(['/', '\\']).next().unwrap_or("").to_owned()
    };
    let Some(meant) = extends.as_str().map(file) else {
        diag.report(&rules::document::NOT_AN_OVERLAY, extends.span)
            .arg(&rules::document::OVERLAY_NO_URI);
        return;
    };
    let given = loader.sources().name(root.span.file);
    if file(given) != meant {
        diag.report(&rules::document::OVERLAY_EXTENDS, extends.span)
            .arg(meant)
            .arg(file(given));
    }
}

fn act(root: &mut Node, action: &Node, loader: &mut Loader, diag: &mut Diagnostics) {
    let Some(target) = action
        .get("target")
        .filter(|target| target.text().is_some())
    else {
        diag.report(&rules::document::NOT_AN_OVERLAY, action.span)
            .arg(&rules::document::OVERLAY_TARGET);
        return;
    };
    let removes = match action.get("remove") {
        None => false,
        Some(node) => match node.as_bool() {
            Some(removes) => removes,
            None => {
                diag.report(&rules::document::NOT_AN_OVERLAY, node.span)
                    .arg(&rules::document::OVERLAY_REMOVE);
                return;
            }
        },
    };
    let (update, copy) = (action.get("update"), action.get("copy"));
    if !removes && update.is_none() && copy.is_none() {
        diag.report(&rules::document::OVERLAY_IDLE, action.span);
        return;
    }
    let Some(found) = find(root, target, diag) else {
        return;
    };
    if removes {
        for pointer in from_the_back(found) {
            remove(root, &pointer);
        }
        return;
    }
    // Two modifiers take each other's effect away, so neither can be meant.
    if let (Some(update), Some(copy)) = (update, copy) {
        diag.report(&rules::extension::CONFLICTING_KEYS, copy.span)
            .arg("update")
            .arg("copy")
            .also(update.span, rules::remarks::STANDS_HERE.of(["update"]));
        return;
    }
    let copied = match copy {
        None => None,
        Some(from) => match source(root, from, diag) {
            Some(node) => Some(node),
            None => return,
        },
    };
    let Some(update) = copied.as_ref().or(update) else {
        return;
    };
    if !of_one_kind(root, &found, target, diag) {
        return;
    }
    for pointer in &found {
        // One update may match many places; the copies count like aliases.
        if !loader.count_copy(update, diag) {
            return;
        }
        if let Some(node) = root.at_mut(pointer) {
            let mut found = Found::default();
            merge(node, update, pointer, &mut found);
            for contradiction in found.contradictions {
                diag.report(&rules::extension::SOURCES_DIFFER, contradiction.other)
                    .arg(contradiction.key)
                    .also(contradiction.stated, &rules::extension::STATED_HERE);
            }
            for misfit in found.misfits {
                diag.report(&rules::document::OVERLAY_MISFIT, misfit.update)
                    .arg(misfit.at.as_str())
                    .arg(misfit.kind)
                    .also(misfit.target, &rules::document::THE_TARGET)
                    .pointer(&misfit.at);
            }
        }
    }
}

/// What a `copy` takes: exactly one value.
fn source(root: &Node, from: &Node, diag: &mut Diagnostics) -> Option<Node> {
    let text = from.text().unwrap_or("");
    let found = find(root, from, diag)?;
    match found.as_slice() {
        [] => None,
        [one] => root.at(one).cloned(),
        many => {
            diag.report(&rules::document::OVERLAY_BAD_TARGET, from.span)
                .arg(text)
                .arg(rules::document::OVERLAY_SELECTS.of([&many.len().to_string()]));
            None
        }
    }
}

/// Several targets are all maps, all lists or all other values.
fn of_one_kind(root: &Node, found: &[Pointer], target: &Node, diag: &mut Diagnostics) -> bool {
    let kind = |pointer: &Pointer| -> Option<&'static Phrase> {
        root.at(pointer).map(|node| match node.kind {
            Kind::Map(_) => &rules::document::A_MAP,
            Kind::List(_) => &rules::document::A_LIST,
            Kind::Null | Kind::Scalar(_) => &rules::document::A_PLAIN_VALUE,
        })
    };
    let Some(first) = found.first() else {
        return true;
    };
    let Some(other) = found.iter().find(|other| kind(other) != kind(first)) else {
        return true;
    };
    let report = diag
        .report(&rules::document::OVERLAY_MIXED, target.span)
        .arg(target.text().unwrap_or(""));
    [first, other]
        .into_iter()
        .fold(report, |report, pointer| match kind(pointer) {
            Some(kind) => report.also(root.nearest_span(pointer), kind),
            None => report,
        });
    false
}

/// The addresses that a target selects, in document order; nothing when it cannot be read.
fn find(root: &Node, target: &Node, diag: &mut Diagnostics) -> Option<Vec<Pointer>> {
    // A block of YAML ends with a line break, which is none of the path.
    let text = target.text().unwrap_or("").trim_end_matches('\n');
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

/// An update that cannot be merged into what is there.
struct Misfit {
    at: Pointer,
    kind: &'static str,
    target: crate::source::Span,
    update: crate::source::Span,
}

/// What a merge has met.
#[derive(Default)]
struct Found {
    misfits: Vec<Misfit>,
    contradictions: Vec<Contradiction>,
}

/// Maps merge at every depth, lists grow, plain values are replaced (Overlay 1.1.0, section 4.4.3.1).
///
/// A null in the update leaves a map or a list as it is: YAML writes an empty section so.
fn merge(target: &mut Node, update: &Node, at: &Pointer, found: &mut Found) {
    steps::count(1);
    // What somebody has stated is not replaced by what nobody is sure of.
    let unsure = confidence::is_unsure(target) || confidence::is_unsure(update);
    if unsure
        && confidence::may_stand(at)
        && let Some((joined, contradictions)) = confidence::join(target, update)
    {
        *target = joined;
        found.contradictions.extend(contradictions);
        return;
    }
    let span = target.span;
    let kind = target.kind_name();
    match (&mut target.kind, &update.kind) {
        (Kind::Map(map), Kind::Map(changes)) => merge_maps(map, changes, at, found),
        (Kind::List(items), Kind::List(more)) => items.extend(more.iter().cloned()),
        (Kind::Map(_) | Kind::List(_), Kind::Null) => {}
        (Kind::List(items), _) => items.push(update.clone()),
        (Kind::Null, _) | (Kind::Scalar(_), Kind::Null | Kind::Scalar(_)) => {
            *target = update.clone();
        }
        (Kind::Map(_), _) | (Kind::Scalar(_), Kind::Map(_) | Kind::List(_)) => {
            found.misfits.push(Misfit {
                at: at.clone(),
                kind,
                target: span,
                update: update.span,
            });
        }
    }
}

fn merge_maps(map: &mut Map, changes: &Map, at: &Pointer, found: &mut Found) {
    for (key, Entry { key_span, value }) in changes.iter() {
        match map.get_mut(key) {
            // Only a target may take one more item; a member that is a list is concatenated with a list.
            Some(node) if node.is_list() && !value.is_list() && !value.is_null() => {
                found.misfits.push(Misfit {
                    at: at.join(key),
                    kind: node.kind_name(),
                    target: node.span,
                    update: value.span,
                });
            }
            Some(node) => merge(node, value, &at.join(key), found),
            None => {
                map.insert(key, *key_span, value.clone());
            }
        }
    }
}

/// Each place once, items of a list from its end, so that the indices of the others stay what they are. A path can select in any
/// order, and a place more than once (`$[3:0:-1]`, `$[0, 0]`).
fn from_the_back(mut found: Vec<Pointer>) -> Vec<Pointer> {
    found.sort_by_cached_key(|pointer| {
        let steps = pointer.tokens();
        let steps = steps.map(|step| (step.parse::<usize>().ok(), step.into_owned()));
        Reverse(steps.collect::<Vec<_>>())
    });
    found.dedup();
    found
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
