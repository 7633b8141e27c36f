//! Objects and choices together: what every branch of a choice has beside its own members.
//!
//! ```yaml
//! properties: {id: {type: string}}             # becomes a choice of two objects,
//! oneOf: [{$ref: '#/components/schemas/A'},    # A with the member id
//!         {$ref: '#/components/schemas/B'}]    # and B with the member id
//! ```

use std::collections::BTreeSet;
use std::rc::Rc;

use super::object::{Met, Part, Parts, place};
use super::view::{View, view};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Type, TypeKind, WireName};
use crate::lower::schemas::{Shape, Types, doc};
use crate::lower::site::{SchemaRef, SchemaSite};

impl<'a> Types<'a> {
    /// Parts that are objects, of which some may be a choice among others.
    pub(in crate::lower) fn with_choices(
        &self,
        flat: Vec<Part<'a>>,
        diag: &mut Diagnostics,
    ) -> Shape<'a> {
        let own: BTreeSet<_> = flat.iter().map(|part| place(part.site.item)).collect();
        let is_own = |branch: SchemaSite<'a>| {
            let site = branch.resolve(self.document);
            site.is_some_and(|site| own.contains(&place(site.item)))
        };
        let choices = flat.iter().filter(|part| {
            let view = view(part.site);
            // A base that lists its heirs is no choice to them.
            !view.branches.is_empty()
                && !Self::restricts_only(&view)
                && !view.branches(part.site.node).into_iter().any(is_own)
        });
        let choices: Vec<Part<'a>> = choices.copied().collect();
        match choices.as_slice() {
            [] => Shape::Object(Rc::new(Parts::of(flat))),
            [only] => {
                let says = |part: &Part<'a>| view(part.site).says_members();
                let common: Vec<_> = flat.into_iter().filter(says).collect();
                self.choice_with(only.site, &view(only.site), common, diag)
            }
            [_, second, ..] => {
                let at = second.site.node.span;
                diag.report(&rules::types::SEVERAL_CHOICES, at);
                Shape::Object(Rc::new(Parts {
                    open: true,
                    optional: self.branches_of(&choices),
                    ..Parts::of(flat)
                }))
            }
        }
    }

    /// The parts of all branches of these choices that are objects.
    fn branches_of(&self, choices: &[Part<'a>]) -> Vec<Part<'a>> {
        let (mut all, mut met) = (Vec::new(), Met::default());
        for choice in choices {
            for branch in view(choice.site).branches(choice.site.node) {
                let Some(site) = branch.resolve(self.document) else {
                    continue;
                };
                let owner = self.component_name(branch).or(choice.owner);
                let (before, known) = (all.len(), met.count());
                if !self.flatten_new(Part { site, owner }, 0, &mut all, &mut met) {
                    all.truncate(before);
                    met.forget(known);
                }
            }
        }
        all
    }

    /// The members of the branches beside one that says nothing of members, or only what is not there: a value has them, or
    /// has none of them. Whether there are further members beside them, too. `beside`: whether the schema has members of its
    /// own, which tell that a branch without any is an object.
    ///
    /// ```yaml
    /// oneOf: [{not: {required: [parent]}}, {properties: {parent: {type: string}}, required: [parent]}]
    /// ```
    pub(in crate::lower) fn perhaps(
        &self,
        branches: &[SchemaSite<'a>],
        beside: bool,
    ) -> Option<(Vec<Part<'a>>, bool)> {
        let (silent, others): (Vec<_>, Vec<_>) = branches
            .iter()
            .map(|branch| (*branch, says_no_member(*branch)))
            .partition(|(_, silent)| silent.is_some());
        let negates = silent.iter().any(|(_, negates)| *negates == Some(true));
        if silent.is_empty() || others.is_empty() || !(beside || negates) {
            return None;
        }
        let (mut optional, mut met) = (Vec::new(), Met::default());
        for (branch, _) in &others {
            let site = branch.resolve(self.document)?;
            let owner = self.component_name(*branch);
            let is_object = matches!(self.shape(site), Shape::Object(_));
            if !is_object || !self.flatten_new(Part { site, owner }, 0, &mut optional, &mut met) {
                return None;
            }
        }
        (!optional.is_empty()).then_some((optional, others.len() > 1))
    }

    /// The object that branches are which differ only in what they require.
    pub(in crate::lower) fn alternatives(&self, branches: &[SchemaSite<'a>]) -> Option<Shape<'a>> {
        let mut parts: Vec<Part<'a>> = Vec::new();
        for branch in branches {
            let site = branch.resolve(self.document)?;
            let own = view(site);
            if !own.all_of.is_empty() || !own.branches.is_empty() || !own.has_properties() {
                return None;
            }
            if let Some(first) = parts.first() {
                let (a, b) = (
                    site.node.get("properties")?,
                    first.site.node.get("properties")?,
                );
                if !a.same_value(b) {
                    return None;
                }
            }
            parts.push(Part { site, owner: None });
        }
        (parts.len() > 1).then(|| {
            Shape::Object(Rc::new(Parts {
                alternatives: true,
                ..Parts::of(parts)
            }))
        })
    }

    /// The type of a branch that has the members of `common` beside its own.
    pub(in crate::lower) fn branch(
        &mut self,
        site: SchemaSite<'a>,
        common: &[Part<'a>],
        path: &[WireName],
        diag: &mut Diagnostics,
    ) -> Type {
        let resolved = site.resolve(self.document);
        let (false, Some(resolved)) = (common.is_empty(), resolved) else {
            return self.of(site, path, diag).ty;
        };
        let owner = self.component_name(site);
        let own = Part {
            site: resolved,
            owner,
        };
        let mut flat = Vec::new();
        self.flatten(own, 0, &mut flat);
        let has = |part: &Part<'a>| {
            let mut all = flat.iter();
            all.any(|own| place(own.site.item) == place(part.site.item))
        };
        // An heir brings the members of its base itself.
        if common.iter().all(has) {
            return self.of(site, path, diag).ty;
        }
        let mut flat: Vec<Part<'a>> = common.to_vec();
        self.flatten(own, 0, &mut flat);
        let places = flat.iter().map(|part| part.site.node.span).collect();
        let (doc, span) = (doc(resolved.item), resolved.node.span);
        let own = view(resolved);
        let of_any = own.all_of.is_empty() && own.branches.is_empty() && !own.says_members();
        let parts = Parts {
            open: of_any,
            ..Parts::of(flat)
        };
        self.merged(places, path, doc, span, |types| {
            let (fields, rest) = types.fields(&parts, path, diag);
            TypeKind::Object { fields, rest }
        })
    }
}

/// For a branch that is an object of which it names no member: whether it says which of them are not there.
fn says_no_member(branch: SchemaSite<'_>) -> Option<bool> {
    let SchemaRef::Item(item) = branch.of else {
        return None;
    };
    let view = View::of(item);
    let silent = view.is_bare() && view.all_of.is_empty() && (view.negates || view.kind.is_none());
    silent.then_some(view.negates)
}
