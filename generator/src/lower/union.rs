//! `oneOf` and `anyOf`: objects told apart by a member become a union; what has no such member stays any JSON value.
//!
//! ```yaml
//! oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]
//! discriminator: {propertyName: kind, mapping: {card: '#/components/schemas/Card'}}
//!                              # a union by `kind`: card is Card, and Bank goes by its own name
//! ```

use std::collections::BTreeSet;

use openapiv3::{Discriminator, Schema};

use super::object::place;
use super::schema::{Shape, Types, below, doc, quietly};
use super::site::{SchemaRef, SchemaSite, Site};
use super::view::{View, view};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Type, TypeKind, Variant, WireName};

/// Schemas that are the same as another one, followed before giving up.
const HOPS: usize = 64;

/// Parts of a branch that are asked for the values of its tag, so that a chain of parts cannot use up the stack.
const LISTED: usize = 64;

/// Objects and the member that tells them apart.
pub(super) struct Choice<'s> {
    tag: String,
    branches: Vec<Branch<'s>>,
}

struct Branch<'s> {
    site: SchemaSite<'s>,
    tags: Vec<String>,
}

impl<'a> Types<'a> {
    /// What a `oneOf` or an `anyOf` is.
    pub(super) fn choice<'s>(
        &self,
        site: Site<'s, Schema>,
        view: &View<'s>,
        diag: &mut Diagnostics,
    ) -> Shape<'s>
    where
        'a: 's,
    {
        let branches = view.branches(site.node);
        if let [only] = branches.as_slice()
            && !view.has_properties()
        {
            return Shape::Same(*only);
        }
        if view.has_properties() && self.restricts_only(site, view) {
            return self.simple(site, view, diag);
        }
        let at = site.node.key_span(view.branches_key);
        let at = at.unwrap_or(site.node.span);
        let objects = branches.iter().all(|branch| self.is_object(*branch));
        let declared = site.item.schema_data.discriminator.as_ref();
        if objects && !view.has_properties() {
            let choice = match declared {
                Some(declared) => Some(self.declared(declared, &branches)),
                None => self.told_apart(&branches),
            };
            if let Some(choice) = choice {
                return Shape::Union(choice);
            }
        }
        if let Some(shape) = self.texts(&branches) {
            return shape;
        }
        if declared.is_some() {
            diag.report(&rules::types::UNION_OF_OTHERS, at);
        } else {
            diag.report(&rules::types::UNDISCRIMINATED_UNION, at)
                .arg(view.branches_key);
        }
        Shape::Plain(Type::Any)
    }

    fn is_object<'s>(&self, branch: SchemaSite<'s>) -> bool
    where
        'a: 's,
    {
        let mut branch = branch;
        for _ in 0..HOPS {
            let Some(site) = branch.resolve(self.document) else {
                return false;
            };
            match quietly(|diag| self.shape(site, diag)) {
                Shape::Object(_) => return true,
                Shape::Same(other) => branch = other,
                _ => return false,
            }
        }
        false
    }

    /// The branches by the document's own discriminator.
    fn declared<'s>(&self, declared: &Discriminator, branches: &[SchemaSite<'s>]) -> Choice<'s>
    where
        'a: 's,
    {
        let tag = declared.property_name.clone();
        let branches = branches.iter().map(|site| {
            let name = self.component_name(*site);
            let mapped = declared.mapping.iter().filter(|(_, target)| {
                let target = target.rsplit('/').next().unwrap_or(target);
                name.is_some_and(|name| name == target)
            });
            let mut tags: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
            if tags.is_empty() {
                tags = self.listed(*site, &tag);
            }
            if tags.is_empty() {
                tags.extend(name.map(str::to_owned));
            }
            Branch { site: *site, tags }
        });
        Choice {
            branches: branches.collect(),
            tag,
        }
    }

    fn component_name<'s>(&self, site: SchemaSite<'s>) -> Option<&'s str>
    where
        'a: 's,
    {
        match site.of {
            SchemaRef::Reference(reference) => self
                .document
                .component::<Schema>(reference)
                .map(|(name, _, _)| name),
            SchemaRef::Item(_) => None,
        }
    }

    /// The branches by a member that each of them requires with values of its own.
    fn told_apart<'s>(&self, branches: &[SchemaSite<'s>]) -> Option<Choice<'s>>
    where
        'a: 's,
    {
        let first = branches.first()?.resolve(self.document)?;
        let names: Vec<String> = view(first).required.to_vec();
        names.into_iter().find_map(|tag| {
            let mut seen = BTreeSet::new();
            let branches: Option<Vec<Branch<'s>>> = branches
                .iter()
                .map(|site| {
                    let required = view(site.resolve(self.document)?).required.contains(&tag);
                    let tags = self.listed(*site, &tag);
                    let distinct = tags.iter().all(|tag| seen.insert(tag.clone()));
                    (required && !tags.is_empty() && distinct)
                        .then_some(Branch { site: *site, tags })
                })
                .collect();
            Some(Choice {
                tag,
                branches: branches?,
            })
        })
    }

    /// The values that a branch lists for the member `tag`.
    fn listed(&self, site: SchemaSite<'_>, tag: &str) -> Vec<String> {
        self.listed_new(site, tag, &mut BTreeSet::new())
    }

    /// Each schema is asked once: parts may share parts, or be parts of themselves.
    fn listed_new(
        &self,
        site: SchemaSite<'_>,
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

    /// Branches that are all texts: their listed values together, open for others, or a plain text.
    fn texts<'s>(&self, branches: &[SchemaSite<'s>]) -> Option<Shape<'s>>
    where
        'a: 's,
    {
        let mut values: Vec<&'s str> = Vec::new();
        for branch in branches {
            let site = branch.resolve(self.document)?;
            match quietly(|diag| self.shape(site, diag)) {
                Shape::TextEnum(texts) => values.extend(texts),
                Shape::Plain(Type::String) => {}
                _ => return None,
            }
        }
        Some(if values.is_empty() {
            Shape::Plain(Type::String)
        } else {
            Shape::TextEnum(values)
        })
    }

    /// The union as a type.
    pub(super) fn union(
        &mut self,
        choice: Choice<'_>,
        path: &[WireName],
        diag: &mut Diagnostics,
    ) -> TypeKind {
        let mut variants = Vec::new();
        let mut taken = BTreeSet::new();
        for (index, branch) in choice.branches.iter().enumerate() {
            let name = branch.tags.first().cloned();
            let name = name.unwrap_or_else(|| format!("variant{}", index + 1));
            let typed = self.of(branch.site, &below(path, &name), diag);
            let Type::Named(ty) = typed.ty else { continue };
            // A value chooses one branch, and the first that names it is the one.
            let tags = branch
                .tags
                .iter()
                .filter(|tag| taken.insert((*tag).clone()));
            let tags: Vec<_> = tags.map(WireName::new).collect();
            if tags.is_empty() {
                diag.report(&rules::types::BRANCH_WITHOUT_TAG, branch.site.node.span)
                    .arg(&choice.tag);
                continue;
            }
            let target = branch.site.resolve(self.document);
            variants.push(Variant {
                tags,
                ty,
                doc: target.map(|site| doc(site.item)).unwrap_or_default(),
            });
        }
        TypeKind::Union {
            tag: WireName::new(choice.tag),
            variants,
        }
    }
}
