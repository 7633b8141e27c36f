//! Binds references: afterwards every `$ref` names a component of the kind its place asks for, and it exists.
//!
//! A reference to another place of the document, or to another file, is bound by moving its target into `components`
//! once. Targets are never copied per reference, so fan-out costs nothing.

mod external;
mod graph;
mod hoist;
pub mod place;
mod site;
mod unresolved;

use std::path::PathBuf;

use crate::diagnostics::Diagnostics;
use crate::load::{Loader, Version};
use crate::source::node::Node;

/// Which other files references may reach.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// The entry document; `None` when it was not read from disk, and no file is reachable.
    pub entry: Option<PathBuf>,
    /// Files and folders below the folder of the entry document, written with `/`, that references may name.
    pub allowed: Vec<String>,
}

/// Binds every reference of the document.
pub fn resolve(
    mut root: Node,
    version: Version,
    reach: &Reach,
    loader: &mut Loader,
    diag: &mut Diagnostics,
) -> Node {
    if !root.is_map() {
        return root;
    }
    external::import(&mut root, reach, loader, diag);
    hoist::hoist(&mut root, diag);
    unresolved::settle(&mut root, diag);
    site::report_ignored_siblings(&root, version, diag);
    graph::check_cycles(&root, diag);
    root
}
