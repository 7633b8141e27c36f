//! References to other files: the target becomes a component of the entry document, once.

use std::collections::{BTreeMap, VecDeque};

use super::Reach;
use super::held::Held;
use super::hoist::{insert_component, unique, word};
use super::place::{Kind, Place};
use super::site::{self, Site};
use crate::diagnostics::rules;
use crate::load::{Input, Loader, contain};
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// Imports the targets of all references that leave the entry document, and of those that they lead to.
pub(super) fn import(root: &mut Node, reach: &Reach, loader: &mut Loader, held: &mut Held) {
    let mut import = Import {
        reach,
        loader,
        held,
        trees: BTreeMap::new(),
        names: BTreeMap::new(),
    };
    // The text of a reference is relative to the file it stands in, named relative to the root folder.
    let mut open: VecDeque<(String, Site)> = VecDeque::new();
    let entry = reach
        .entry
        .as_deref()
        .and_then(contain::file_name)
        .unwrap_or_default();
    let leaves = |_: Kind, text: &str| !text.starts_with('#');
    let here = site::sites(root, Place::One(Kind::Root), &Pointer::root(), &leaves);
    for site in &here {
        let named = (site.mapping && !is_local(site, root)).then(|| named_by_file(site, root));
        let refused = !contain::is_allowed(&site.text, &reach.allowed);
        if let Some(Some(name)) = named.filter(|_| refused) {
            import.held.about(site.span, |diag| {
                diag.report(&rules::document::MAPPING_TO_FILE, site.span)
                    .arg(&site.text)
                    .arg(&name)
                    .pointer(&site.text_at);
            });
            site::rewrite(root, &site.text_at, site.kind, &name);
        }
    }
    let here = site::sites(root, Place::One(Kind::Root), &Pointer::root(), &leaves);
    open.extend(
        here.into_iter()
            .filter(|site| !is_local(site, root))
            .map(|site| (entry.clone(), site)),
    );
    while let Some((file, site)) = open.pop_front() {
        let Some(target) = import.locate(&file, &entry, &site) else {
            continue;
        };
        let Some(section) = site.kind.section() else {
            continue;
        };
        if target.file == entry {
            let text = format!("#{}", target.pointer);
            if let Some(node) = root.at_mut(&site.text_at) {
                *node = Node::string(node.span, text);
            }
            continue;
        }
        let key = (target.file.clone(), target.pointer.clone(), site.kind);
        if let Some(name) = import.names.get(&key) {
            site::rewrite(root, &site.text_at, site.kind, name);
            continue;
        }
        let Some(node) = import.take(&target, &site) else {
            continue;
        };
        let name = unique(
            root,
            section,
            &target.name(),
            &format!("{}#{}", target.file, target.pointer),
        );
        let at = Pointer::of(["components", section, name.as_str()]);
        let below = site::sites(&node, Place::One(site.kind), &at, &|_, _| true);
        open.extend(below.into_iter().map(|site| (target.file.clone(), site)));
        insert_component(root, section, &name, node.span, node);
        site::rewrite(root, &site.text_at, site.kind, &name);
        import.names.insert(key, name);
    }
}

/// Whether a reference of the entry document stays in it. A bare name in a discriminator's mapping does.
fn is_local(site: &Site, root: &Node) -> bool {
    let named = || {
        root.at(Pointer::of(["components", "schemas", &site.text]))
            .is_some()
    };
    let file_like =
        || site.text.contains('/') || site.text.ends_with(".yaml") || site.text.ends_with(".json");
    site.text.starts_with('#') || (site.mapping && (named() || !file_like()))
}

/// The component that has the name of the file which a mapping names.
fn named_by_file(site: &Site, root: &Node) -> Option<String> {
    let file = site.text.rsplit('/').next()?;
    let (stem, _) = file.split_once('.').filter(|_| !site.text.contains('#'))?;
    root.at(Pointer::of(["components", "schemas", stem]))?;
    Some(stem.to_owned())
}

struct Import<'a> {
    reach: &'a Reach,
    loader: &'a mut Loader,
    held: &'a mut Held,
    /// Files read so far; `None` where reading failed.
    trees: BTreeMap<String, Option<Node>>,
    names: BTreeMap<(String, Pointer, Kind), String>,
}

/// A place in a file below the root folder.
struct Target {
    file: String,
    pointer: Pointer,
}

impl Target {
    /// The last word of the address, or the name of the file.
    fn name(&self) -> String {
        let stem = || {
            let name = self.file.rsplit('/').next().unwrap_or("");
            name.split_once('.')
                .map_or(name, |(stem, _)| stem)
                .to_owned()
        };
        word(
            &self
                .pointer
                .last()
                .map_or_else(stem, |token| token.into_owned()),
        )
    }
}

impl Import<'_> {
    /// Which file and place a reference names; `None` when it may not be followed, which is reported.
    fn locate(&mut self, file: &str, entry: &str, site: &Site) -> Option<Target> {
        let (path, fragment) = site.text.split_once('#').unwrap_or((&site.text, ""));
        let mut copied = false;
        let target = match contain::join(file, path) {
            Ok(target) => target,
            Err(contain::Outside::Remote) => {
                // Without a copy nothing is fetched; what is not bound is settled with the other lost references.
                copied = self.reach.entry.is_some();
                contain::local_copy(path, &self.reach.allowed).filter(|_| copied)?
            }
            Err(contain::Outside::Path) => {
                self.outside(site);
                return None;
            }
        };
        if target != entry
            && !copied
            && (self.reach.entry.is_none() || !contain::is_allowed(&target, &self.reach.allowed))
        {
            // One finding per file: its other references have the same remedy.
            if !self.held.also_at(&target, site.span) {
                self.held.about_file(&target, site.span, |diag| {
                    diag.report(&rules::document::EXTERNAL_REF, site.span)
                        .arg(&target)
                        .pointer(&site.text_at);
                });
            }
            return None;
        }
        let pointer = Pointer::from_fragment(fragment);
        if pointer.is_none() {
            self.missing(site);
        }
        Some(Target {
            file: target,
            pointer: pointer?,
        })
    }

    /// A copy of the target. Each is taken once, so the copies together are no larger than the files.
    fn take(&mut self, target: &Target, site: &Site) -> Option<Node> {
        if !self.trees.contains_key(&target.file) {
            let tree = self.read(&target.file, site);
            self.trees.insert(target.file.clone(), tree);
        } else {
            self.held.also_at(&target.file, site.span);
        }
        let tree = self.trees.get(&target.file)?.as_ref()?;
        let Some(node) = tree.at(&target.pointer) else {
            self.missing(site);
            return None;
        };
        let node = node.clone();
        let Self { held, loader, .. } = self;
        held.about(site.span, |diag| loader.count_copy(&node, diag))
            .then_some(node)
    }

    fn read(&mut self, file: &str, site: &Site) -> Option<Node> {
        let entry = self.reach.entry.as_deref()?;
        match contain::below(entry, file) {
            Some(path) => {
                let Self { held, loader, .. } = self;
                held.about_file(file, site.span, |diag| {
                    loader.read(Input::File(&path), diag)
                })
            }
            None => {
                self.outside(site);
                None
            }
        }
    }

    fn outside(&mut self, site: &Site) {
        self.held.about(site.span, |diag| {
            diag.report(&rules::document::REF_OUTSIDE_ROOT, site.span)
                .arg(&site.text)
                .pointer(&site.text_at);
        });
    }

    fn missing(&mut self, site: &Site) {
        self.held.about(site.span, |diag| {
            diag.report(&rules::document::UNRESOLVED_REFERENCE, site.span)
                .arg(&site.text)
                .arg(site.kind.noun())
                .pointer(&site.text_at);
        });
    }
}
