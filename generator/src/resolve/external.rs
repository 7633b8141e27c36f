//! References to other files: the target becomes a component of the entry document, once.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use super::Reach;
use super::held::Held;
use super::hoist::{insert_component, unique, word};
use super::place::{Kind, Place};
use super::site::{self, Site};
use super::splice;
use crate::diagnostics::{Diagnostics, rules};
use crate::load::{Input, Loader, contain};
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// Imports the targets of all references that leave the entry document, and of those that they lead to.
pub(super) fn import(root: &mut Node, reach: &Reach, loader: &mut Loader, held: &mut Held) {
    let entry = reach.entry.as_deref();
    let mut import = Import {
        reach,
        entry: entry.and_then(contain::file_name).unwrap_or_default(),
        home: entry.map(contain::home).unwrap_or_default(),
        loader,
        held,
        trees: BTreeMap::new(),
        names: BTreeMap::new(),
    };
    let whole = Place::One(Kind::Root);
    import.put_in_place(root, splice::find(root, whole, &Pointer::root()));
    let leaves = |_: Kind, text: &str| !text.starts_with('#');
    let here = site::sites(root, whole, &Pointer::root(), &leaves);
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
    let here = site::sites(root, whole, &Pointer::root(), &leaves);
    let here = here.into_iter().filter(|site| !is_local(site, root));
    // A component that is nothing but such a reference gives its target its own name, whoever else refers to it.
    let (first, later): (Vec<_>, Vec<_>) = here.partition(|site| site::alias(site, root).is_some());
    let mut open: VecDeque<Site> = first.into_iter().chain(later).collect();
    while let Some(site) = open.pop_front() {
        let Some(target) = import.locate(&site) else {
            continue;
        };
        let Some(section) = site.kind.section() else {
            continue;
        };
        if target.file == import.entry {
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
        let place = Place::One(site.kind);
        let Some(node) = import.take(&target, place, &site) else {
            continue;
        };
        let own = site::alias(&site, root);
        let is_alias = own.is_some();
        let name = own.unwrap_or_else(|| {
            let address = format!("{}#{}", target.file, target.pointer);
            unique(root, section, &target.name(), &address)
        });
        let at = Pointer::of(["components", section, name.as_str()]);
        let odd = splice::find(&node, place, &at);
        insert_component(root, section, &name, node.span, node);
        import.put_in_place(root, odd);
        let below = root
            .at(&at)
            .map(|node| site::sites(node, place, &at, &leaves));
        let below = below.into_iter().flatten();
        open.extend(below.filter(|site| !is_local(site, root)));
        if !is_alias {
            site::rewrite(root, &site.text_at, site.kind, &name);
        }
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

pub(super) struct Import<'a> {
    reach: &'a Reach,
    /// The name of the entry document in its folder, which every path is relative to.
    pub(super) entry: String,
    /// The folders down to that one.
    home: Vec<String>,
    loader: &'a mut Loader,
    pub(super) held: &'a mut Held,
    /// Files read so far; `None` where reading failed.
    trees: BTreeMap<String, Option<Node>>,
    names: BTreeMap<(String, Pointer, Kind), String>,
}

/// A place in a file, which is named relative to the root folder.
pub(super) struct Target {
    pub(super) file: String,
    pub(super) pointer: Pointer,
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
    pub(super) fn locate(&mut self, site: &Site) -> Option<Target> {
        let (path, fragment) = site.text.split_once('#').unwrap_or((&site.text, ""));
        let mut copied = false;
        let target = match contain::join(&self.entry, path) {
            Ok(target) => contain::homeward(&target, &self.home),
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
        let allowed =
            self.reach.entry.is_some() && contain::is_allowed(&target, &self.reach.allowed);
        if contain::leaves(&target) && !allowed {
            self.outside(site);
            return None;
        }
        if target != self.entry && !copied && !allowed {
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

    /// A copy of the target, as it would be written in the entry document. Each is taken once, so the copies together are no
    /// larger than the files.
    pub(super) fn take(&mut self, target: &Target, place: Place, site: &Site) -> Option<Node> {
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
        let mut node = node.clone();
        splice::rebase(&mut node, place, &target.file, tree);
        self.count(&node, site).then_some(node)
    }

    /// Counts a copy. False when there are too many, which is reported.
    pub(super) fn count(&mut self, node: &Node, site: &Site) -> bool {
        let Self { held, loader, .. } = self;
        held.about(site.span, |diag| loader.count_copy(node, diag))
    }

    fn read(&mut self, file: &str, site: &Site) -> Option<Node> {
        let entry = self.reach.entry.as_deref()?;
        match contain::on_disk(entry, file, &self.reach.allowed) {
            Some(path) => {
                let Self { held, loader, .. } = self;
                held.about_file(file, site.span, |diag| match is_named_document(file) {
                    true => loader.read(Input::File(&path), diag),
                    false => read_unshown(loader, &path, file, site, diag),
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

    pub(super) fn missing(&mut self, site: &Site) {
        self.held.about(site.span, |diag| {
            diag.report(&rules::document::UNRESOLVED_REFERENCE, site.span)
                .arg(&site.text)
                .arg(site.kind.noun())
                .pointer(&site.text_at);
        });
    }
}

/// Whether a file is called what documents are called.
fn is_named_document(file: &str) -> bool {
    let ending = Path::new(file).extension().and_then(|it| it.to_str());
    ending.is_some_and(|it| {
        ["json", "yaml", "yml"]
            .iter()
            .any(|known| it.eq_ignore_ascii_case(known))
    })
}

/// Reads a file whose name does not say what it is. A folder that the user allows may hold keys beside documents, and a document
/// that names one must not get a line of it into a log: of what is no document, nothing is shown.
fn read_unshown(
    loader: &mut Loader,
    path: &Path,
    file: &str,
    site: &Site,
    diag: &mut Diagnostics,
) -> Option<Node> {
    let mut unshown = Diagnostics::new();
    let tree = loader.read(Input::File(path), &mut unshown);
    let is_sound = unshown.take().is_empty();
    let tree = tree.filter(|tree| is_sound && tree.as_map().is_some());
    if tree.is_none() {
        diag.report(&rules::document::NO_DOCUMENT, site.span)
            .arg(file)
            .pointer(&site.text_at);
    }
    tree
}
