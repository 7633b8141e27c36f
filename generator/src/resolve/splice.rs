//! References where OpenAPI has none: an operation, a section or a list that stands in another place. The typed document has
//! no reference there, so the target takes the place of it.
//!
//! ```yaml
//! get: {$ref: get_orders.yaml}             # becomes: get: {operationId: …}
//! components: {schemas: {$ref: all.yaml}}  # becomes: components: {schemas: {Order: …}}
//! ```

use std::collections::VecDeque;

use super::external::Import;
use super::place::{Kind, METHODS, Place, reference};
use super::site::{self, Site};
use crate::diagnostics::rules;
use crate::load::contain;
use crate::source::node::{Entry, Kind as NodeKind, Node};
use crate::source::pointer::Pointer;
use crate::steps;

/// Targets that hold references to targets, before giving up.
const NESTED: usize = 32;

/// Such a reference.
pub(super) struct Odd {
    /// The reference. Its kind counts in messages only.
    pub site: Site,
    spot: Spot,
    /// The targets that it stands in, the outermost first.
    within: Vec<(String, Pointer)>,
}

/// What stands at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spot {
    /// What OpenAPI defines there.
    Of(Place),
    /// Plain values, such as those of `info`.
    Plain,
}

impl Spot {
    fn child(self, token: &str) -> Option<Self> {
        match self {
            Self::Of(place) => place.child(token).map(Self::Of).or(match place {
                Place::One(kind) => plain(kind, token).then_some(Self::Plain),
                _ => None,
            }),
            Self::Plain => PLAIN.contains(&token).then_some(Self::Plain),
        }
    }

    /// Whether a reference there is one that OpenAPI does not have.
    fn is_odd(self, text: &str) -> bool {
        match self {
            Self::Of(Place::One(Kind::Root)) => false,
            // Within the document catalogues are followed by whoever reads them.
            Self::Of(Place::One(Kind::ErrorCodes | Kind::ErrorCode)) => !text.starts_with('#'),
            Self::Of(Place::One(kind)) => kind.section().is_none(),
            // These only document, and what is no example object is none.
            Self::Of(Place::Map(Kind::Example | Kind::Link)) => false,
            Self::Of(Place::Map(_) | Place::List(_)) | Self::Plain => true,
        }
    }

    /// Whether the target can stand there.
    fn takes(self, target: &Node) -> bool {
        match self {
            Self::Of(Place::List(_)) => target.is_list(),
            // Names of media types have a slash; without one it is a media type and no map of them.
            Self::Of(Place::Map(Kind::MediaType)) => {
                target.is_map() && target.entries().all(|(name, _)| name.contains('/'))
            }
            // What has methods is a path item.
            Self::Of(Place::One(Kind::Operation)) => {
                let is_method =
                    |(key, entry): (&str, &Entry)| METHODS.contains(&key) && entry.value.is_map();
                target.is_map() && !target.entries().any(is_method)
            }
            Self::Of(_) => target.is_map(),
            Self::Plain => target.is_map() || target.is_list(),
        }
    }
}

/// What holds plain values within plain values: variables of a server, and flows of OAuth.
const PLAIN: [&str; 5] = [
    "variables",
    "implicit",
    "password",
    "clientCredentials",
    "authorizationCode",
];

/// Members that hold plain values, without which a client would be another one.
fn plain(kind: Kind, key: &str) -> bool {
    match kind {
        Kind::Root => matches!(key, "info" | "servers" | "tags" | "security"),
        Kind::Operation => matches!(key, "servers" | "tags" | "security"),
        Kind::PathItem => key == "servers",
        Kind::SecurityScheme => key == "flows",
        _ => false,
    }
}

/// The references below `place` that stand where OpenAPI has none, in document order.
pub(super) fn find(node: &Node, place: Place, at: &Pointer) -> Vec<Odd> {
    let mut found = Vec::new();
    walk(node, Spot::Of(place), &mut at.clone(), &mut found);
    found
}

fn walk(node: &Node, spot: Spot, pointer: &mut Pointer, found: &mut Vec<Odd>) {
    steps::count(1);
    let target = reference(node);
    let text = target.and_then(Node::text).unwrap_or("");
    if let Some(target) = target.filter(|_| spot.is_odd(text)) {
        found.push(Odd {
            site: Site {
                text_at: pointer.join("$ref"),
                object_at: pointer.clone(),
                kind: match spot {
                    Spot::Of(Place::One(kind) | Place::Map(kind) | Place::List(kind)) => kind,
                    Spot::Plain => Kind::Root,
                },
                text: text.to_owned(),
                span: target.span,
                mapping: false,
            },
            spot,
            within: Vec::new(),
        });
        return;
    }
    match &node.kind {
        NodeKind::Map(map) => {
            for (key, entry) in map.iter() {
                if let Some(child) = spot.child(key) {
                    pointer.push(key);
                    walk(&entry.value, child, pointer, found);
                    pointer.pop();
                }
            }
        }
        NodeKind::List(items) => {
            let child = match spot {
                Spot::Of(Place::List(kind)) => Spot::Of(Place::One(kind)),
                Spot::Plain => Spot::Plain,
                Spot::Of(_) => return,
            };
            for (index, item) in items.iter().enumerate() {
                pointer.push_index(index);
                walk(item, child, pointer, found);
                pointer.pop();
            }
        }
        NodeKind::Null | NodeKind::Scalar(_) => {}
    }
}

/// Makes the references of a part of `file` relative to the entry document.
pub(super) fn rebase(node: &mut Node, place: Place, file: &str, tree: &Node) {
    let start = Pointer::root();
    let mut sites = site::sites(node, place, &start, &|_, _| true);
    sites.extend(find(node, place, &start).into_iter().map(|odd| odd.site));
    for site in sites {
        let (path, fragment) = match site.text.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (&*site.text, None),
        };
        let schema = Pointer::of(["components", "schemas", &site.text]);
        // A mapping may name a component by its name alone: one of its own file.
        let text = if site.mapping && tree.at(&schema).is_some() {
            format!("{file}#{schema}")
        } else {
            match (contain::join(file, path), fragment) {
                (Ok(path), Some(fragment)) => format!("{path}#{fragment}"),
                (Ok(path), None) if !site.mapping || path.contains(['/', '.']) => path,
                _ => continue,
            }
        };
        if let Some(node) = node.at_mut(&site.text_at) {
            *node = Node::string(node.span, text);
        }
    }
}

impl Import<'_> {
    /// Puts targets in the place of references, and those that they hold as well.
    pub(super) fn put_in_place(&mut self, root: &mut Node, odd: Vec<Odd>) {
        let mut open: VecDeque<Odd> = odd.into();
        while let Some(odd) = open.pop_front() {
            let Some(target) = self.locate(&odd.site) else {
                self.remote(&odd);
                continue;
            };
            let key = (target.file.clone(), target.pointer.clone());
            if odd.within.contains(&key) || odd.within.len() > NESTED {
                self.circle(&odd);
                continue;
            }
            let place = match odd.spot {
                Spot::Of(place) => place,
                // No place of references: there is nothing to make relative.
                Spot::Plain => Place::Map(Kind::Encoding),
            };
            let node = if target.file == self.entry {
                let node = root.at(&target.pointer).cloned();
                if node.is_none() {
                    self.missing(&odd.site);
                }
                node.filter(|node| self.count(node, &odd.site))
            } else {
                self.take(&target, place, &odd.site)
            };
            let Some(node) = node else { continue };
            if !odd.spot.takes(&node) {
                self.misfit(&odd, &node);
                continue;
            }
            self.tell(&odd);
            merge(root, &odd.site.object_at, node);
            let Some(node) = root.at(&odd.site.object_at) else {
                continue;
            };
            let mut below = Vec::new();
            walk(node, odd.spot, &mut odd.site.object_at.clone(), &mut below);
            open.extend(below.into_iter().map(|mut it| {
                it.within = odd.within.clone();
                it.within.push(key.clone());
                it
            }));
        }
    }

    fn tell(&mut self, odd: &Odd) {
        let site = &odd.site;
        // A catalogue is not OpenAPI's, and may be a reference.
        if matches!(site.kind, Kind::ErrorCodes | Kind::ErrorCode) {
            return;
        }
        self.held.about(site.span, |diag| {
            diag.report(&rules::document::MISPLACED_REFERENCE, site.span)
                .arg(site.object_at.last().unwrap_or_default())
                .arg(&site.text)
                .pointer(&site.object_at);
        });
    }

    fn misfit(&mut self, odd: &Odd, node: &Node) {
        let site = &odd.site;
        self.held.about(site.span, |diag| {
            diag.report(&rules::document::WRONG_SHAPE, site.span)
                .arg(site.object_at.last().unwrap_or_default())
                .arg(match odd.spot {
                    Spot::Of(Place::List(_)) => &rules::document::A_LIST,
                    Spot::Of(Place::Map(Kind::MediaType)) => &rules::document::A_MAP_OF_MEDIA_TYPES,
                    Spot::Of(Place::One(Kind::Operation)) => &rules::document::AN_OPERATION,
                    _ => &rules::document::A_MAP,
                })
                .arg(node.kind_name())
                .also(node.span, &rules::document::THE_TARGET)
                .pointer(&site.object_at);
        });
    }

    /// Reports a reference to another host, which is not followed.
    fn remote(&mut self, odd: &Odd) {
        let site = &odd.site;
        let (url, _) = site.text.split_once('#').unwrap_or((&site.text, ""));
        if contain::join(&self.entry, url) == Err(contain::Outside::Remote) {
            let file = url.rsplit('/').next().unwrap_or("");
            self.held.about(site.span, |diag| {
                diag.report(&rules::document::REMOTE_REF, site.span)
                    .arg(&site.text)
                    .help(rules::document::DOWNLOAD.of([url, file]))
                    .pointer(&site.object_at);
            });
        }
    }

    fn circle(&mut self, odd: &Odd) {
        let site = &odd.site;
        self.held.about(site.span, |diag| {
            diag.report(&rules::document::REFERENCE_CYCLE, site.span)
                .arg(site.kind.noun())
                .arg(&site.text)
                .pointer(&site.object_at);
        });
    }
}

/// Puts a target in the place of the reference to it; what stands beside the reference stays.
fn merge(root: &mut Node, at: &Pointer, mut target: Node) {
    let Some(own) = root.at_mut(at) else { return };
    if let (Some(beside), Some(map)) = (own.as_map(), target.as_map_mut()) {
        for (key, entry) in beside.iter().filter(|(key, _)| *key != "$ref") {
            map.insert(key, entry.key_span, entry.value.clone());
        }
    }
    *own = target;
}
