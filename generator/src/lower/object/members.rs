//! Parts of an object: made of schemas, and asked for their members.

use openapiv3::Schema;

use super::super::site::{SchemaSite, Site, child};
use super::super::view::view;
use super::{Part, Parts};

impl<'s> Parts<'s> {
    pub fn one(site: Site<'s, Schema>) -> Self {
        Self::of(vec![Part { site, owner: None }])
    }

    pub fn of(parts: Vec<Part<'s>>) -> Self {
        Self {
            parts,
            open: false,
            alternatives: false,
        }
    }

    /// The names of the members, each once.
    pub fn names(&self) -> Vec<&'s str> {
        let all = self
            .parts
            .iter()
            .filter_map(|part| view(part.site).properties);
        let all = all.flat_map(|properties| properties.keys().map(String::as_str));
        all.collect::<indexmap::IndexSet<_>>().into_iter().collect()
    }

    /// The schema of a member; of several the last, which says the most.
    pub fn property(&self, name: &str) -> Option<SchemaSite<'s>> {
        self.parts.iter().rev().find_map(|part| {
            let of = view(part.site).properties?.get(name)?;
            let node = child(child(part.site.node, "properties"), name);
            Some(SchemaSite::new(of, node))
        })
    }
}
