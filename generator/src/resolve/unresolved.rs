//! References whose target does not exist: what can be repaired, and what stops the run.

use super::graph;
use super::place::{Kind, Place};
use super::site::{self, Site};
use crate::diagnostics::{Diagnostics, Rule, nearest, rules};
use crate::load::contain;
use crate::source::node::{Kind as NodeKind, Map, Node};
use crate::source::pointer::Pointer;

/// Findings that look for a similar name; looking costs a pass over all names.
const SUGGESTIONS: usize = 50;

/// Settles every reference that names no component.
pub(super) fn settle(root: &mut Node, diag: &mut Diagnostics) {
    let unbound = |kind: Kind, text: &str| !site::is_bound(root, kind, text);
    let mut lost = site::sites(root, Place::One(Kind::Root), &Pointer::root(), &unbound);
    // A reference to another file, or to an object of another kind, was refused before. One to another host was not
    // followed.
    lost.retain(|site| match site.text.strip_prefix('#') {
        Some(fragment) => {
            Pointer::from_fragment(fragment).is_none_or(|pointer| root.at(&pointer).is_none())
        }
        None => site.mapping || is_remote(&site.text),
    });
    if lost.is_empty() {
        return;
    }
    let reached = graph::reached(root);
    let mut removed = Vec::new();
    for (index, site) in lost.into_iter().enumerate() {
        let suggest = index < SUGGESTIONS;
        let needed = match component_around(&site.object_at) {
            Some(key) => reached.contains(&key),
            None => true,
        };
        let repaired = match site.kind {
            Kind::Schema if site.mapping => {
                report(
                    root,
                    &site,
                    &rules::document::UNKNOWN_MAPPING,
                    suggest,
                    diag,
                );
                removed.push(site.object_at.clone());
                true
            }
            Kind::Schema => {
                let rule = if contain::is_published(&site.text) {
                    &rules::document::REMOTE_SCHEMA
                } else if is_remote(&site.text) {
                    &rules::document::REMOTE_REF
                } else {
                    &rules::document::UNRESOLVED_SCHEMA
                };
                report(root, &site, rule, suggest, diag);
                false
            }
            Kind::Example | Kind::Link | Kind::Header => {
                report(
                    root,
                    &site,
                    &rules::document::UNRESOLVED_UNUSED,
                    suggest,
                    diag,
                );
                removed.push(site.object_at.clone());
                true
            }
            _ if !needed => {
                report(
                    root,
                    &site,
                    &rules::document::UNRESOLVED_UNUSED,
                    suggest,
                    diag,
                );
                removed.push(site.object_at.clone());
                true
            }
            _ => {
                let rule = if is_remote(&site.text) {
                    &rules::document::REMOTE_REF
                } else {
                    &rules::document::UNRESOLVED_REFERENCE
                };
                report(root, &site, rule, suggest, diag);
                true
            }
        };
        if !repaired
            && let Some(NodeKind::Map(map)) =
                root.at_mut(&site.object_at).map(|node| &mut node.kind)
        {
            map.remove("$ref");
        }
    }
    // From the back, so that indices of list items stay valid.
    for pointer in removed.iter().rev() {
        remove(root, pointer);
    }
}

/// Whether a reference names another host or scheme.
fn is_remote(text: &str) -> bool {
    let file = text.split_once('#').map_or(text, |(file, _)| file);
    contain::join("", file) == Err(contain::Outside::Remote)
}

fn report(root: &Node, site: &Site, rule: &'static Rule, suggest: bool, diag: &mut Diagnostics) {
    let mut report = diag
        .report(rule, site.span)
        .arg(&site.text)
        .arg(site.kind.noun())
        .pointer(&site.text_at);
    let names = site
        .kind
        .section()
        .and_then(|section| root.at(Pointer::of(["components", section])));
    if is_remote(&site.text) && !site.mapping {
        let (url, _) = site.text.split_once('#').unwrap_or((&site.text, ""));
        let file = url.rsplit('/').next().unwrap_or("");
        report.help(rules::document::DOWNLOAD.of([url, file]));
        return;
    }
    let wanted = site.text.rsplit('/').next().unwrap_or("");
    let names = names.and_then(Node::as_map).into_iter().flat_map(Map::keys);
    let near = suggest.then(|| nearest(wanted, names)).flatten();
    if let Some(near) = near {
        report = report.help(rules::document::THERE_IS.of([site.kind.noun(), near]));
    }
    if site.text.starts_with('#') && !site.text.starts_with("#/") && site.text.len() > 1 {
        report.help(&rules::document::SCHEMA_IS_ANCHORED);
    }
}

/// The component that an address lies in.
fn component_around(pointer: &Pointer) -> Option<(Kind, String)> {
    let mut tokens = pointer.tokens();
    let (components, section, name) = (tokens.next()?, tokens.next()?, tokens.next()?);
    if components != "components" {
        return None;
    }
    let kind = super::place::SECTIONS
        .into_iter()
        .find(|kind| kind.section() == Some(&*section))?;
    Some((kind, name.into_owned()))
}

fn remove(root: &mut Node, pointer: &Pointer) {
    let (Some(parent), Some(last)) = (pointer.parent(), pointer.last()) else {
        return;
    };
    match root.at_mut(&parent).map(|node| &mut node.kind) {
        Some(NodeKind::Map(map)) => {
            map.remove(&last);
        }
        Some(NodeKind::List(items)) => {
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
