//! `oneOf` and `anyOf`: objects told apart by a member become a union; other branches are told apart by what a value
//! looks like (see [`super::choice`]).
//!
//! ```yaml
//! oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]
//! discriminator: {propertyName: kind, mapping: {card: '#/components/schemas/Card'}}
//!                              # a union by `kind`: card is Card, and Bank goes by its own name
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use openapiv3::{Discriminator, Schema};

use super::choice::Leaf;
use super::object::{Part, Parts, place};
use super::view::{View, view};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Type, TypeKind, Variant, WireName};
use crate::lower::schemas::{Shape, Types, below, doc};
use crate::lower::site::{SchemaRef, SchemaSite, Site};
use crate::source::node::Node;
use crate::steps;

/// Parts of a branch that are asked for the values of its tag, so that a chain of parts cannot use up the stack.
const LISTED: usize = 64;

/// Objects and the member that tells them apart.
pub(in crate::lower) struct TaggedUnion<'s> {
    tag: String,
    branches: Vec<TaggedBranch<'s>>,
    /// What every branch has beside its own members.
    common: Vec<Part<'s>>,
}

struct TaggedBranch<'s> {
    site: SchemaSite<'s>,
    tags: Vec<String>,
    /// Whether the discriminator's mapping names the tags.
    is_mapped: bool,
}

impl<'a> Types<'a> {
    /// What a `oneOf` or an `anyOf` is.
    pub(in crate::lower) fn choice(
        &self,
        site: Site<'a, Schema>,
        view: &View<'a>,
        diag: &mut Diagnostics,
    ) -> Shape<'a> {
        if view.has_properties() && Self::restricts_only(view) {
            return self.simple(site, view, diag);
        }
        let common = if view.says_members() {
            vec![Part { site, owner: None }]
        } else {
            Vec::new()
        };
        self.choice_with(site, view, common, diag)
    }

    /// The same where every branch has the members of `common` as well.
    pub(in crate::lower) fn choice_with(
        &self,
        site: Site<'a, Schema>,
        view: &View<'a>,
        common: Vec<Part<'a>>,
        diag: &mut Diagnostics,
    ) -> Shape<'a> {
        let branches = view.branches(site.node);
        if let ([only], true) = (branches.as_slice(), common.is_empty()) {
            return Shape::Same(*only);
        }
        if common.is_empty()
            && let Some(same) = self.alternatives(&branches)
        {
            return same;
        }
        if let Some((optional, open)) = self.perhaps(&branches, !common.is_empty()) {
            return Shape::Object(Rc::new(Parts {
                open,
                optional,
                ..Parts::of(common)
            }));
        }
        let Some(leaves) = self.leaves(&branches) else {
            return Shape::Plain(Type::Any);
        };
        let declared = site.item.schema_data.discriminator.as_ref();
        if leaves.iter().all(Leaf::is_object) && leaves.len() == branches.len() {
            let choice = match declared {
                // Where no branch has a value, the member tells nothing apart, and what the branches look like does.
                Some(declared) => Some(self.declared(declared, &branches))
                    .filter(|it| it.branches.iter().any(|branch| !branch.tags.is_empty())),
                None => self.told_apart(&branches),
            };
            if let Some(choice) = choice {
                return Shape::Union(Rc::new(TaggedUnion { common, ..choice }));
            }
        }
        let tags = declared.map(|declared| self.declared(declared, &branches));
        self.by_shape(site, view, leaves, tags.as_ref(), common, diag)
    }

    /// The branches by the document's own discriminator.
    fn declared(&self, declared: &Discriminator, branches: &[SchemaSite<'a>]) -> TaggedUnion<'a> {
        let tag = declared.property_name.clone();
        let mut mapped: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
        for (value, target) in &declared.mapping {
            mapped.entry(mapped_name(target)).or_default().push(value);
        }
        let branches = branches.iter().map(|site| {
            steps::count(1);
            let name = self.component_name(*site);
            let values = name.and_then(|name| mapped.get(name)).into_iter().flatten();
            let mut tags: Vec<String> = values.map(|value| (*value).clone()).collect();
            let is_mapped = !tags.is_empty();
            if tags.is_empty() {
                tags = self.listed(*site, &tag);
            }
            if tags.is_empty() {
                tags.extend(name.map(str::to_owned));
            }
            TaggedBranch {
                site: *site,
                tags,
                is_mapped,
            }
        });
        TaggedUnion {
            branches: branches.collect(),
            tag,
            common: Vec::new(),
        }
    }

    /// The heirs of an object with a discriminator. What an heir inherits does not tell it from another.
    pub(in crate::lower) fn heirs(&self, site: Site<'a, Schema>) -> Option<TaggedUnion<'a>> {
        let declared = site.item.schema_data.discriminator.as_ref()?;
        let heirs = self.document.heirs.get(site.item);
        let sites: Vec<SchemaSite<'a>> = heirs
            .iter()
            .filter_map(|reference| {
                let (_, _, node) = self.document.component::<Schema>(reference)?;
                Some(SchemaSite {
                    of: SchemaRef::Reference(reference),
                    node,
                })
            })
            .collect();
        let mut choice = self.declared(declared, &sites);
        for branch in &mut choice.branches {
            if branch.tags.len() > 1 && !branch.is_mapped {
                branch.tags = self
                    .component_name(branch.site)
                    .map(str::to_owned)
                    .into_iter()
                    .collect();
            }
        }
        (!choice.branches.is_empty()).then_some(choice)
    }

    pub(in crate::lower) fn component_name(&self, site: SchemaSite<'a>) -> Option<&'a str> {
        match site.of {
            SchemaRef::Reference(reference) => self
                .document
                .component::<Schema>(reference)
                .map(|(name, _, _)| name),
            SchemaRef::Item(_) => None,
        }
    }

    /// The branches by a member that each of them requires with values of its own.
    fn told_apart(&self, branches: &[SchemaSite<'a>]) -> Option<TaggedUnion<'a>> {
        let first = branches.first()?.resolve(self.document)?;
        let names: Vec<String> = view(first).required.to_vec();
        names.into_iter().find_map(|tag| {
            let mut seen = BTreeSet::new();
            let branches: Option<Vec<TaggedBranch<'a>>> = branches
                .iter()
                .map(|site| {
                    let required = view(site.resolve(self.document)?).required.contains(&tag);
                    let tags = self.listed(*site, &tag);
                    let distinct = tags.iter().all(|tag| seen.insert(tag.clone()));
                    (required && !tags.is_empty() && distinct).then_some(TaggedBranch {
                        site: *site,
                        tags,
                        is_mapped: false,
                    })
                })
                .collect();
            Some(TaggedUnion {
                tag,
                branches: branches?,
                common: Vec::new(),
            })
        })
    }

    /// The values that a branch lists for the member `tag`.
    pub(in crate::lower) fn listed(&self, site: SchemaSite<'a>, tag: &str) -> Vec<String> {
        self.listed_new(site, tag, &mut BTreeSet::new())
    }

    /// Each schema is asked once: parts may share parts, or be parts of themselves.
    fn listed_new(
        &self,
        site: SchemaSite<'a>,
        tag: &str,
        seen: &mut BTreeSet<*const Schema>,
    ) -> Vec<String> {
        let Some(site) = site.resolve(self.document) else {
            return Vec::new();
        };
        if seen.len() > LISTED || !seen.insert(place(site.item)) {
            return Vec::new();
        }
        let view = view(site);
        let own = view
            .properties(site.node)
            .find(|(name, _)| *name == tag)
            .and_then(|(_, property)| property.resolve(self.document))
            .map(|property| View::of(property.item))
            .map(|view| view.texts.iter().map(|text| (*text).to_owned()).collect());
        own.unwrap_or_else(|| {
            let parts = view.parts(site.node).into_iter();
            parts
                .map(|part| self.listed_new(part, tag, seen))
                .find(|values| !values.is_empty())
                .unwrap_or_default()
        })
    }

    /// The union as a type.
    pub(in crate::lower) fn union(
        &mut self,
        choice: &TaggedUnion<'a>,
        path: &[WireName],
        diag: &mut Diagnostics,
    ) -> TypeKind {
        let mut variants = Vec::new();
        let mut taken = BTreeSet::new();
        for (index, branch) in choice.branches.iter().enumerate() {
            let name = branch.tags.first().cloned();
            let name = name.unwrap_or_else(|| format!("variant{}", index + 1));
            let ty = self.branch(branch.site, &choice.common, &below(path, &name), diag);
            if !matches!(ty, Type::Named(_)) {
                continue;
            }
            // A value chooses one branch, and the first that names it is the one.
            let tags = branch
                .tags
                .iter()
                .filter(|tag| taken.insert((*tag).clone()));
            let tags: Vec<_> = tags.map(WireName::new).collect();
            if tags.is_empty() {
                let at = branch.site.node.span;
                match branch.tags.first() {
                    Some(taken) => diag
                        .report(&rules::types::REPEATED_TAG, at)
                        .arg(taken)
                        .arg(&choice.tag),
                    None => diag
                        .report(&rules::types::BRANCH_WITHOUT_TAG, at)
                        .arg(&choice.tag),
                };
                continue;
            }
            let target = branch.site.resolve(self.document);
            let doc = target.map(|site| doc(site.item)).unwrap_or_default();
            // One variant per value: one for all of them could not say which of them is sent.
            variants.extend(tags.into_iter().map(|tag| Variant {
                tags: vec![tag],
                ty: ty.clone(),
                doc: doc.clone(),
            }));
        }
        TypeKind::Union {
            tag: WireName::new(&*choice.tag),
            variants,
        }
    }
}

impl<'s> TaggedUnion<'s> {
    /// The branches that are types of their own: beside common members each is made anew.
    pub fn sites(&self) -> impl Iterator<Item = SchemaSite<'s>> + '_ {
        let own = self.common.is_empty();
        let branches = self.branches.iter().filter(move |_| own);
        branches.map(|branch| branch.site)
    }
}

impl TaggedUnion<'_> {
    /// The member that tells, and by the place of each branch the values that choose it.
    pub fn tags(&self) -> (&str, BTreeMap<*const Node, &[String]>) {
        let mut tags: BTreeMap<*const Node, &[String]> = BTreeMap::new();
        for branch in &self.branches {
            tags.entry(branch.site.node).or_insert(&branch.tags);
        }
        (&self.tag, tags)
    }
}

/// The component that a mapping names: by reference, by name, or by the file that holds it alone.
fn mapped_name(target: &str) -> &str {
    let last = target.rsplit('/').next().unwrap_or(target);
    let extensions = [".yaml", ".yml", ".json"];
    extensions
        .iter()
        .find_map(|extension| last.strip_suffix(extension))
        .unwrap_or(last)
}
