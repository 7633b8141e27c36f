//! Which values a schema takes, as far as they matter before it is a type: null, and what it lists.

use openapiv3::Schema;

use super::schema::Types;
use super::site::{SchemaSite, Site};
use super::view::view;
use crate::ir::{Constant, WireName};
use crate::source::node::Node;

/// Listed values that are looked at to tell objects apart.
const MOST_LISTED: usize = 16;

/// Levels of branches that are asked whether they take null.
const LEVELS: usize = 16;

impl Types<'_> {
    /// The values that a schema lists, if they are few.
    pub(super) fn constants(&self, site: SchemaSite<'_>) -> Vec<Constant> {
        let Some(site) = site.resolve(self.document) else {
            return Vec::new();
        };
        let listed = site.node.get("enum").map(Node::items).unwrap_or_default();
        if listed.len() > MOST_LISTED {
            return Vec::new();
        }
        let constant = |value: &Node| match (value.as_str(), value.text()) {
            (Some(text), _) => Some(Constant::Text(WireName::new(text))),
            (None, Some(json)) if value.as_bool().is_some() || value.as_f64().is_some() => {
                Some(Constant::Json(WireName::new(json)))
            }
            _ => None,
        };
        let listed = listed.iter().filter(|value| !value.is_null());
        let all: Option<Vec<_>> = listed.map(constant).collect();
        all.unwrap_or_default()
    }

    /// Whether null is a value of the schema, by itself or by one of its branches.
    pub(super) fn admits_null(&self, site: Site<'_, Schema>) -> bool {
        self.admits(site, 0)
    }

    fn admits(&self, site: Site<'_, Schema>, level: usize) -> bool {
        if site.item.schema_data.nullable {
            return true;
        }
        let view = view(site);
        level < LEVELS
            && view.branches(site.node).into_iter().any(|branch| {
                let target = branch.resolve(self.document);
                target.is_some_and(|target| self.admits(target, level + 1))
            })
    }
}
