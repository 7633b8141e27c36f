//! Parts of an object: made of schemas, and asked for their members.

use indexmap::IndexMap;
use openapiv3::Schema;

use super::{Part, Parts};
use crate::lower::schemas::view::view;
use crate::lower::site::{SchemaSite, Site, child};

impl<'s> Parts<'s> {
    pub fn one(site: Site<'s, Schema>) -> Self {
        Self::of(vec![Part { site, owner: None }])
    }

    pub fn of(parts: Vec<Part<'s>>) -> Self {
        Self {
            parts,
            open: false,
            alternatives: false,
            optional: Vec::new(),
        }
    }

    /// The members of the optional parts. A name that several of them give different schemas is left to the map of further
    /// members: which schema counts depends on the rest of the value.
    pub fn possible(&self) -> Vec<(&Part<'s>, &'s str, SchemaSite<'s>)> {
        let mut found: IndexMap<&str, Option<(&Part<'s>, SchemaSite<'s>)>> = IndexMap::new();
        for part in &self.optional {
            for (name, site) in view(part.site).properties(part.site.node) {
                found
                    .entry(name)
                    .and_modify(|first| {
                        *first = first.filter(|(_, first)| first.node.same_value(site.node));
                    })
                    .or_insert(Some((part, site)));
            }
        }
        let one = |(name, found): (&'s str, Option<(_, _)>)| {
            let (part, site) = found?;
            Some((part, name, site))
        };
        found.into_iter().filter_map(one).collect()
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
