//! Which values a schema takes, as far as they matter before it is a type: null, and what it lists.

use std::collections::BTreeMap;

use openapiv3::Schema;

use super::object::place;
use super::view::{self, View, view};
use crate::ir::{Constant, MOST_VARIANTS, WireName};
use crate::lower::schemas::{DEPTH, Shape, Types};
use crate::lower::site::{SchemaSite, Site};
use crate::source::node::Node;
use crate::source::value::to_json;
use crate::steps;

/// Listed values that are looked at to tell objects apart.
const MOST_LISTED: usize = 16;

impl<'a> Types<'a> {
    /// The values that a schema lists, if they are few.
    pub(in crate::lower) fn constants(&self, site: SchemaSite<'a>) -> Vec<Constant> {
        let Some(site) = site.resolve(self.document) else {
            return Vec::new();
        };
        let listed = site.node.get("enum").map(Node::items).unwrap_or_default();
        if listed.len() > MOST_LISTED {
            return Vec::new();
        }
        let listed = listed.iter().filter(|value| !value.is_null());
        let all: Option<Vec<_>> = listed.map(constant).collect();
        all.unwrap_or_default()
    }

    /// Whether null is a value of the schema: by itself, by one of its branches, or by all parts of its `allOf`.
    pub(in crate::lower) fn admits_null(&self, site: Site<'a, Schema>) -> bool {
        self.branch_admits_null(site) || self.parts_admit_null(site, DEPTH)
    }

    /// Whether null is a value of the schema by itself or by one of its branches.
    fn branch_admits_null(&self, site: Site<'a, Schema>) -> bool {
        let mut nulls = self.looks.nulls.borrow_mut();
        // Which schema each was met in.
        let mut met: BTreeMap<*const Schema, Option<*const Schema>> = BTreeMap::new();
        let mut open = vec![(site, None)];
        while let Some((here, holder)) = open.pop() {
            let of = place(here.item);
            if met.contains_key(&of) {
                continue;
            }
            steps::count(1);
            met.insert(of, holder);
            let admits = match nulls.get(&of) {
                Some(false) => continue,
                Some(true) => true,
                None => here.item.schema_data.nullable,
            };
            if admits {
                // So do all that lead to it.
                let mut way = Some(of);
                while let Some(of) = way {
                    nulls.insert(of, true);
                    way = met.get(&of).copied().flatten();
                }
                return true;
            }
            let branches = view(here).branches(here.node).into_iter().rev();
            let branches = branches.filter_map(|branch| branch.resolve(self.document));
            open.extend(branches.map(|branch| (branch, Some(of))));
        }
        nulls.extend(met.into_keys().map(|of| (of, false)));
        false
    }

    /// Whether null fits every part of an `allOf`, and one of them says so: a part without a type only describes.
    fn parts_admit_null(&self, here: Site<'a, Schema>, depth: usize) -> bool {
        let (view, Some(depth)) = (view(here), depth.checked_sub(1)) else {
            return false;
        };
        if restricts(&view) || view.all_of.is_empty() {
            return false;
        }
        let of = place(here.item);
        if let Some(known) = self.looks.nulls_of_parts.borrow().get(&of) {
            return *known;
        }
        steps::count(1);
        // One that leads back to itself says nothing by that.
        self.looks.nulls_of_parts.borrow_mut().insert(of, false);
        let mut says_so = false;
        let fits = view.parts(here.node).into_iter().all(|part| {
            part.resolve(self.document).is_some_and(|part| {
                let admits = self.branch_admits_null(part) || self.parts_admit_null(part, depth);
                says_so |= admits;
                let view = view::view(part);
                admits || !restricts(&view) && view.all_of.is_empty()
            })
        });
        let admits = fits && says_so;
        self.looks.nulls_of_parts.borrow_mut().insert(of, admits);
        admits
    }
}

/// Whether a schema says which kinds of values it takes, its `allOf` apart.
fn restricts(view: &View<'_>) -> bool {
    view.kind.is_some() || view.listed || !view.branches.is_empty()
}

/// What a list of numbers, or of scalars of several kinds, becomes.
pub(in crate::lower) fn numbers(site: Site<'_, Schema>, view: &View<'_>) -> Option<Shape<'static>> {
    let listed = site.node.get("enum").map(Node::items).unwrap_or_default();
    let plain = view.format.as_deref() != Some("decimal");
    let scalar = matches!(view.kind, None | Some("integer" | "number"));
    if !view.listed || !plain || !scalar || listed.len() > MOST_VARIANTS {
        return None;
    }
    let values: Vec<&Node> = listed.iter().filter(|value| !value.is_null()).collect();
    let integers: Option<Vec<i64>> = values.iter().map(|value| value.as_i64()).collect();
    match integers {
        Some(integers) if view.kind != Some("number") => Some(Shape::IntEnum(integers.into())),
        _ if values.iter().all(|value| value.as_bool().is_some()) => None,
        _ => {
            let constants: Option<Vec<_>> = values.into_iter().map(constant).collect();
            constants.map(|constants| Shape::ValueEnum(constants.into()))
        }
    }
}

/// A listed value, if it is a scalar.
fn constant(value: &Node) -> Option<Constant> {
    if let Some(text) = value.as_str() {
        return Some(Constant::Text(WireName::new(text)));
    }
    // As JSON writes it, which YAML need not.
    let scalar = value.as_bool().is_some() || value.as_f64().is_some();
    scalar.then(|| Constant::Json(WireName::new(to_json(value).to_string())))
}

/// Signs of a default that are worth showing.
const MOST_SHOWN: usize = 60;

/// What a server takes where a value is absent, as the documentation shows it.
pub(in crate::lower) fn default(site: Site<'_, Schema>) -> Option<WireName> {
    let shown = match site.item.schema_data.default.as_ref()? {
        serde_json::Value::Null => return None,
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    (shown.len() <= MOST_SHOWN).then(|| WireName::new(shown))
}
