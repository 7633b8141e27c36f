//! Objects and their members; the parts of an `allOf` become one object.
//!
//! ```yaml
//! allOf:                                       # becomes one object of the members id, name and extra,
//!   - $ref: '#/components/schemas/Base'        # required where any part says so
//!   - {type: object, required: [name], properties: {name: {type: string}, extra: {type: string}}}
//! ```

mod both;
mod members;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use super::limits::limits;
use super::values::default;
use super::view::{View, view};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{DocText, Field, Type, WireName};
use crate::lower::schemas::{Path, Shape, Typed, Types, below, doc};
use crate::lower::site::{SchemaRef, SchemaSite, Site};
use crate::steps;

/// The schemas whose members make up one object.
pub(in crate::lower) struct Parts<'s> {
    pub parts: Vec<Part<'s>>,
    /// Whether members that no part knows are kept, whatever the parts say.
    pub open: bool,
    /// Whether the parts are alternatives with the same members, so that a member is required where all require it.
    pub alternatives: bool,
    /// Parts of which a value may have any: their members are optional.
    pub optional: Vec<Part<'s>>,
}

/// A schema that gives an object members.
#[derive(Clone, Copy)]
pub(in crate::lower) struct Part<'s> {
    pub site: Site<'s, Schema>,
    /// The component that the part is, so that types inside it are named after it once.
    pub owner: Option<&'s str>,
}

/// The schemas that were met while parts were collected, in that order.
#[derive(Default)]
pub(super) struct Met {
    schemas: BTreeSet<*const Schema>,
    order: Vec<*const Schema>,
}

impl Met {
    /// False for one that was met before.
    fn insert(&mut self, schema: &Schema) -> bool {
        let is_new = self.schemas.insert(place(schema));
        if is_new {
            self.order.push(place(schema));
        }
        is_new
    }

    /// How many were met so far.
    pub fn count(&self) -> usize {
        self.order.len()
    }

    /// Forgets those that were met after the first `count`.
    pub fn forget(&mut self, count: usize) {
        for schema in self.order.drain(count..) {
            self.schemas.remove(&schema);
        }
    }
}

/// What tells one schema of the model from another.
pub(in crate::lower) fn place(schema: &Schema) -> *const Schema {
    schema
}

/// Levels of `allOf` below each other before giving up.
const LEVELS: usize = 32;

impl<'a> Types<'a> {
    /// What an `allOf` is.
    pub(in crate::lower) fn composed(
        &self,
        site: Site<'a, Schema>,
        view: &View<'a>,
        diag: &mut Diagnostics,
    ) -> Shape<'a> {
        let parts: Vec<SchemaSite<'a>> = view
            .parts(site.node)
            .into_iter()
            .filter(|part| !self.says_nothing(*part))
            .collect();
        match parts.as_slice() {
            [] => return self.simple(site, view, diag),
            // An heir is no union of heirs; it has what it inherits.
            [only] if view.is_bare() && !self.document.heirs.is_heir(site.item) => {
                return Shape::Same(*only);
            }
            _ => {}
        }
        let mut flat = Vec::new();
        let owned = Part { site, owner: None };
        if self.flatten(owned, 0, &mut flat) {
            return self.with_choices(flat, diag);
        }
        // Several restrictions of one scalar: the part that names the type says it all.
        let shapes: Vec<Shape<'a>> = flat.iter().map(|it| self.own_shape(it.site)).collect();
        let scalar = shapes.iter().find(|shape| {
            !matches!(
                shape,
                Shape::Plain(Type::Any) | Shape::Object(_) | Shape::Map(_)
            )
        });
        let all_scalars = shapes.iter().all(Shape::is_scalar);
        if let Some(sorts) = Shape::contradiction(&shapes).filter(|_| all_scalars) {
            let at = site.node.key_span("allOf").unwrap_or(site.node.span);
            diag.report(&rules::types::NO_COMMON_TYPE, at)
                .arg(rules::types::AND.of(sorts));
            return Shape::Plain(Type::Any);
        }
        match scalar {
            Some(shape) if all_scalars => shape.clone(),
            _ => {
                let at = site.node.key_span("allOf").unwrap_or(site.node.span);
                diag.report(&rules::types::MIXED_COMPOSITION, at);
                Shape::Plain(Type::Any)
            }
        }
    }

    /// A part that holds annotations only.
    fn says_nothing(&self, part: SchemaSite<'a>) -> bool {
        match part.of {
            SchemaRef::Reference(_) => false,
            SchemaRef::Item(item) => {
                let view = View::of(item);
                view.is_bare() && view.kind.is_none() && view.all_of.is_empty()
            }
        }
    }

    /// Collects every part that says something of members. False when one is no object.
    pub(in crate::lower) fn flatten(
        &self,
        part: Part<'a>,
        level: usize,
        flat: &mut Vec<Part<'a>>,
    ) -> bool {
        let mut met = Met::default();
        flat.iter().for_each(|part| {
            met.insert(part.site.item);
        });
        self.flatten_new(part, level, flat, &mut met)
    }

    /// Each schema is visited once: parts that share parts would double the work at each level.
    pub(super) fn flatten_new(
        &self,
        part: Part<'a>,
        level: usize,
        flat: &mut Vec<Part<'a>>,
        met: &mut Met,
    ) -> bool {
        if level > LEVELS {
            return false;
        }
        if !met.insert(part.site.item) {
            return true;
        }
        steps::count(1);
        let view = view(part.site);
        let mut objects = true;
        for below in view.parts(part.site.node) {
            let owner = match below.of {
                SchemaRef::Reference(reference) => self
                    .document
                    .component::<Schema>(reference)
                    .map(|(name, _, _)| name),
                SchemaRef::Item(_) => part.owner,
            };
            if let Some(site) = below.resolve(self.document) {
                objects &= self.flatten_new(Part { site, owner }, level + 1, flat, met);
            }
        }
        let choice = !view.branches.is_empty() && !Self::restricts_only(&view);
        let is_object = (view.is_object() || (view.kind.is_none() && !view.listed))
            && view.items.is_none()
            && (!choice || self.holds_objects(part.site));
        if !view.is_bare() {
            flat.push(part);
        }
        objects && is_object
    }

    /// Whether the branches of a schema only say which of its own members are needed together.
    pub(in crate::lower) fn restricts_only(view: &View<'_>) -> bool {
        view.branches.iter().all(|branch| match branch {
            ReferenceOr::Reference { .. } => false,
            ReferenceOr::Item(item) => {
                let branch = View::of(item);
                !branch.has_properties()
                    && !matches!(branch.rest, Some(AdditionalProperties::Schema(_)))
                    && branch.all_of.is_empty()
                    && branch.branches.is_empty()
                    && branch.kind.is_none_or(|kind| kind == "object")
                    && (!branch.required.is_empty() || branch.negates)
            }
        })
    }

    /// The members of an object, and the type of further ones.
    pub(in crate::lower) fn fields(
        &mut self,
        parts: &Parts<'a>,
        path: &[WireName],
        diag: &mut Diagnostics,
    ) -> (Vec<Field>, Option<Type>) {
        let mut fields: IndexMap<&str, Field> = IndexMap::new();
        let mut seen: IndexMap<&str, Vec<SchemaSite<'a>>> = IndexMap::new();
        let mut rest = parts.open.then_some(Type::Any);
        for part in &parts.parts {
            let view = view(part.site);
            let path: Path = match part.owner {
                Some(owner) => vec![WireName::new(owner)],
                None => path.to_vec(),
            };
            for (name, site) in view.properties(part.site.node) {
                let field = self.field(name, site, part.site, &path, diag);
                let before = seen.entry(name).or_default();
                before.push(site);
                match fields.get_mut(name) {
                    Some(first) => {
                        let path = below(&path, name);
                        let both = self.both((&first.ty, &field.ty), before, &field, &path, diag);
                        self.combine(first, field, both, diag);
                    }
                    None => {
                        fields.insert(name, field);
                    }
                }
            }
            let further = match view.rest_schema(part.site.node) {
                Some(values) => Some(self.of(values, &below(&path, "value"), diag).closed()),
                None => view.is_open().then_some(Type::Any),
            };
            rest = rest.or(further);
        }
        for (part, name, site) in parts.possible() {
            if !fields.contains_key(name) {
                let path: Path = match part.owner {
                    Some(owner) => vec![WireName::new(owner)],
                    None => path.to_vec(),
                };
                fields.insert(name, self.field(name, site, part.site, &path, diag));
            }
        }
        // How many parts require each member.
        let mut required: BTreeMap<&str, usize> = BTreeMap::new();
        for part in &parts.parts {
            let names: BTreeSet<&str> = view(part.site)
                .required
                .iter()
                .map(String::as_str)
                .collect();
            for name in names {
                *required.entry(name).or_default() += 1;
            }
        }
        let needed = if parts.alternatives {
            parts.parts.len()
        } else {
            1
        };
        for (name, field) in &mut fields {
            steps::count(1);
            field.required = required.get(name).copied().unwrap_or(0) >= needed;
        }
        (fields.into_values().collect(), rest)
    }

    fn field(
        &mut self,
        name: &str,
        site: SchemaSite<'a>,
        holder: Site<'a, Schema>,
        path: &[WireName],
        diag: &mut Diagnostics,
    ) -> Field {
        let Typed { ty, nullable } = self.of(site, &below(path, name), diag);
        let own = match site.of {
            SchemaRef::Item(item) => Some(item),
            SchemaRef::Reference(_) => None,
        };
        let target = site
            .resolve(self.document)
            .map(|site| &site.item.schema_data);
        let span = holder
            .node
            .get("properties")
            .and_then(|all| all.key_span(name))
            .unwrap_or(site.node.span);
        Field {
            wire: WireName::new(name),
            ty,
            required: false,
            nullable,
            read_only: target.is_some_and(|data| data.read_only),
            write_only: target.is_some_and(|data| data.write_only),
            boxed: false,
            listed: self.constants(site),
            default: site.resolve(self.document).and_then(default),
            limits: site.resolve(self.document).and_then(limits),
            doc: own.map_or_else(DocText::default, doc),
            deprecated: target.is_some_and(|data| data.deprecated),
            span,
        }
    }

    /// Two parts of an `allOf` that both know a member.
    fn combine(
        &self,
        first: &mut Field,
        second: Field,
        both: Option<Type>,
        diag: &mut Diagnostics,
    ) {
        // What says nothing of values says nothing of null.
        first.nullable = match (&first.ty, &second.ty) {
            (Type::Any, _) => second.nullable,
            (_, Type::Any) => first.nullable,
            _ => first.nullable && second.nullable,
        };
        first.read_only |= second.read_only;
        first.write_only |= second.write_only;
        first.deprecated |= second.deprecated;
        if !second.listed.is_empty() {
            first.listed = second.listed;
        }
        if !second.doc.is_empty() {
            first.doc = second.doc;
        }
        match both {
            Some(ty) => first.ty = ty,
            None => {
                diag.report(&rules::types::MEMBER_CONFLICT, second.span)
                    .arg(second.wire.as_str())
                    .also(first.span, &rules::types::OTHER_TYPE);
                first.ty = Type::Any;
            }
        }
    }
}
