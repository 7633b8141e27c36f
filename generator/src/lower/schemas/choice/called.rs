//! What the branches of a choice are called.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Schema;

use super::{Leaf, Leaves, Payload, Sort};
use crate::contest;
use crate::ir::Constant;
use crate::lower::schemas::Types;
use crate::lower::schemas::named::{is_name, unique};
use crate::lower::schemas::view::view;
use crate::lower::site::Site;

/// Members that a name is made of at most.
const MOST_TOLD: usize = 4;

impl<'a> Types<'a> {
    /// What the branches are called, each by what it says itself.
    pub(super) fn leaf_names(&self, leaves: &Leaves<'a>) -> Vec<String> {
        let called: Vec<Vec<String>> = leaves.iter().map(|leaf| self.leaf_called(leaf)).collect();
        // Names that differ in their signs alone would be one in Rust.
        let plain = |name: &String| -> String {
            let signs = name.chars().filter(|sign| sign.is_alphanumeric());
            signs.flat_map(char::to_lowercase).collect()
        };
        let wishes: Vec<Vec<String>> = called
            .iter()
            .map(|names| names.iter().map(plain).collect())
            .collect();
        let mut taken = BTreeMap::new();
        let wish = |branch: usize, at: usize| wishes[branch].get(at).cloned();
        let ends = contest::settle(wishes.len(), &BTreeSet::new(), wish);
        let names = called.into_iter().zip(ends);
        let names = names.map(|(mut names, end)| names.swap_remove(end));
        // Branches that are equal in all that names are made of are told apart by their order.
        names.map(|name| unique(name, &mut taken)).collect()
    }

    /// What a branch may be called, the best first: its component, its title, the value that tells it, the one member that it
    /// requires, its JSON kind, or any of its members, of which the first that no other branch has is taken.
    fn leaf_called(&self, leaf: &Leaf<'a>) -> Vec<String> {
        let mut names = Vec::new();
        let mut members = Vec::new();
        if matches!(leaf.payload, Payload::Schema) || leaf.sort == Sort::Map {
            names.extend(self.component_name(leaf.site).map(str::to_owned));
            if let Some(site) = leaf.site.resolve(self.document) {
                let title = site.item.schema_data.title.as_deref();
                names.extend(title.filter(|title| is_name(title)).map(str::to_owned));
                if leaf.sort == Sort::Object {
                    names.extend(self.telling_value(site));
                    let view = view(site);
                    let is_required = |name: &&str| view.required.iter().any(|it| it == name);
                    let all = || view.properties(site.node).map(|(name, _)| name);
                    let (required, others): (Vec<_>, Vec<_>) = all().partition(is_required);
                    if let [only] = required.as_slice() {
                        names.push((*only).to_owned());
                    }
                    members.extend(
                        required
                            .iter()
                            .chain(&others)
                            .map(|name| (*name).to_owned()),
                    );
                    let together: Vec<&str> = all().take(MOST_TOLD).collect();
                    if together.len() > 1 {
                        members.push(together.join(" and "));
                    }
                }
            }
        }
        let kind = match leaf.sort {
            Sort::Text => "Text",
            Sort::Number => "Number",
            Sort::Bool => "Flag",
            Sort::List => "List",
            Sort::Map => "Map",
            Sort::Object => "Object",
            Sort::Union => "Kind",
        };
        names.push(kind.to_owned());
        names.extend(members);
        names
    }

    /// The one value that a member of an object has.
    fn telling_value(&self, site: Site<'a, Schema>) -> Option<String> {
        let view = view(site);
        let mut properties = view.properties(site.node);
        properties.find_map(
            |(name, property)| match self.constants(property).as_slice() {
                [Constant::Text(only)] => Some(only.as_str().to_owned()),
                [Constant::Json(only)] => Some(format!("{name} {}", only.as_str())),
                _ => None,
            },
        )
    }
}
