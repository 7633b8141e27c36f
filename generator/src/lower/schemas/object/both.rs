//! A member that several parts of an `allOf` state: the type that all of them mean.
//!
//! ```yaml
//! allOf:                                                           # becomes a member status of the type Late,
//!   - {properties: {status: {$ref: '#/components/schemas/Mode'}}}  # where both are lists of texts
//!   - {properties: {status: {$ref: '#/components/schemas/Late'}}}
//! ```

use openapiv3::Schema;

use super::{LEVELS, Part};
use crate::diagnostics::Diagnostics;
use crate::ir::{Field, Type, TypeKind, WireName};
use crate::lower::schemas::choice::Leaf;
use crate::lower::schemas::narrow::narrower;
use crate::lower::schemas::{Shape, Types, below};
use crate::lower::site::{SchemaSite, Site};

/// A schema, the component that it is, and what it is.
struct Behind<'s> {
    site: Site<'s, Schema>,
    owner: Option<&'s str>,
    shape: Shape<'s>,
}

impl<'a> Types<'a> {
    /// The type that fits all the schemas of a member; objects are merged like the parts of an `allOf`. `types` are what the
    /// schemas before the last one, and the last one, come to.
    pub(super) fn both(
        &mut self,
        types: (&Type, &Type),
        schemas: &[SchemaSite<'a>],
        about: &Field,
        path: &[WireName],
        diag: &mut Diagnostics,
    ) -> Option<Type> {
        if let Some(ty) = narrower(types.0, types.1) {
            return Some(ty);
        }
        let behind: Option<Vec<_>> = schemas.iter().map(|site| self.behind(*site)).collect();
        let behind = behind?;
        let all = |is: fn(&Shape<'a>) -> bool| behind.iter().all(|it| is(&it.shape));
        // Lists of values stay open, so the later one only says more exactly which values to expect.
        if all(|it| matches!(it, Shape::TextEnum(..)))
            || all(|it| matches!(it, Shape::IntEnum(_)))
            || all(|it| matches!(it, Shape::ValueEnum(_)))
        {
            return Some(types.1.clone());
        }
        // A choice, and one of its branches or what one of them leaves open: one of the schemas says it for all of them.
        let says_all = |one: &Behind<'a>| {
            let leaves = |it: &Behind<'a>| {
                it.shape.has_branch(one.site, self.document) || self.covers(&it.shape, &one.shape)
            };
            let mut others = behind.iter().filter(|it| !std::ptr::eq(*it, one));
            others.all(leaves)
        };
        let (last, before) = behind.split_last()?;
        if says_all(last) {
            return Some(types.1.clone());
        }
        if before.iter().any(says_all) {
            return Some(types.0.clone());
        }
        let inner = |it: &Behind<'a>| match it.shape {
            Shape::List(items) => items,
            Shape::Map(values) => Some(values),
            _ => None,
        };
        match types {
            (Type::Nullable(a), Type::Nullable(b)) => {
                let ty = self.both((&**a, &**b), schemas, about, path, diag)?;
                return Some(Type::Nullable(Box::new(ty)));
            }
            (Type::Nullable(a), b) => return self.both((&**a, b), schemas, about, path, diag),
            (a, Type::Nullable(b)) => return self.both((a, &**b), schemas, about, path, diag),
            (Type::List(a), Type::List(b)) => {
                let items: Option<Vec<_>> = behind.iter().map(inner).collect();
                let path = below(path, "item");
                let item = self.both((&**a, &**b), &items?, about, &path, diag)?;
                return Some(Type::List(Box::new(item)));
            }
            (Type::Map(a), Type::Map(b)) => {
                let values: Option<Vec<_>> = behind.iter().map(inner).collect();
                let path = below(path, "value");
                let value = self.both((&**a, &**b), &values?, about, &path, diag)?;
                return Some(Type::Map(Box::new(value)));
            }
            _ => {}
        }
        // What leaves open all that the others say adds nothing to them.
        let is_open = |one: &Behind<'a>| {
            let mut others = behind.iter().filter(|it| !std::ptr::eq(*it, one));
            others.all(|it| self.covers(&one.shape, &it.shape))
        };
        let stated: Vec<&Behind<'a>> = behind.iter().filter(|one| !is_open(one)).collect();
        let mut flat = Vec::new();
        let mut places = Vec::new();
        for Behind { site, owner, shape } in stated {
            places.push(site.node.span);
            let part = Part {
                site: *site,
                owner: *owner,
            };
            let is_object = match shape {
                Shape::Object(_) | Shape::Union(_) => true,
                Shape::Choice(leaves) => leaves.iter().all(Leaf::is_object),
                _ => false,
            };
            if !is_object || !self.flatten(part, 0, &mut flat) {
                return None;
            }
        }
        if flat.is_empty() {
            return None;
        }
        // Several objects are one; a choice among them has the members of the others in each branch.
        let shape = self.with_choices(flat, diag);
        let (doc, span) = (about.doc.clone(), about.span);
        Some(self.merged(places, path, doc, span, |types| match &shape {
            Shape::Object(parts) => {
                let (fields, rest) = types.fields(parts, path, diag);
                TypeKind::Object { fields, rest }
            }
            Shape::Union(choice) => types.union(choice, path, diag),
            Shape::Choice(leaves) => types.choose(leaves, path, diag),
            _ => TypeKind::Alias(Type::Any),
        }))
    }

    /// The schema behind those that are the same as another one.
    fn behind(&self, site: SchemaSite<'a>) -> Option<Behind<'a>> {
        let mut at = site;
        for _ in 0..LEVELS {
            let site = at.resolve(self.document)?;
            match self.shape(site) {
                Shape::Same(next) => at = next,
                shape => {
                    let owner = self.component_name(at);
                    return Some(Behind { site, owner, shape });
                }
            }
        }
        None
    }
}
