//! What a schema is composed of: itself, its parts and its branches, and theirs.

use std::collections::BTreeSet;

use openapiv3::Schema;

use super::object::place;
use super::view::view;
use crate::lower::site::{Document, SchemaSite, Site};
use crate::steps;

/// The schemas that these are composed of, in the order of the document, each once: parts may share parts, or be parts of
/// themselves.
pub(in crate::lower) fn composed<'s, 'a: 's>(
    document: Document<'a>,
    sites: &[SchemaSite<'s>],
) -> Vec<Site<'s, Schema>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<SchemaSite<'s>> = sites.iter().rev().copied().collect();
    while let Some(site) = open.pop() {
        let Some(site) = site.resolve(document) else {
            continue;
        };
        if !seen.insert(place(site.item)) {
            continue;
        }
        steps::count(1);
        let view = view(site);
        open.extend(view.branches(site.node).into_iter().rev());
        open.extend(view.parts(site.node).into_iter().rev());
        found.push(site);
    }
    found
}
