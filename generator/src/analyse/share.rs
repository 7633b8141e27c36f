//! Inline types that say the same are one type, and each place keeps its name for it.
//!
//! Documents repeat schemas in place: an address in the body of each operation that takes one, `asc` and `desc` at each
//! list. One type for all of them is one name to learn, values that can be handed from one call to the next, and in
//! large documents half of what a compiler has to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::ir::{Api, Branch, DocText, Field, Table, Type, TypeDef, TypeId, TypeKind, WireName};

use super::part;

/// Merges inline types with the same members and documentation of members. Bodies and answers of operations keep a type of
/// their own, named after the operation.
pub(super) fn merge(api: &mut Api) {
    let bodies = bodies(api);
    let mut share = Share {
        types: &api.types,
        bodies: &bodies,
        becomes: api.types.map(|_, _| None),
        first: BTreeMap::new(),
        groups: BTreeMap::new(),
    };
    for id in api.types.ids() {
        share.visit(id);
    }
    let groups = share.groups;
    for (first, others) in groups {
        let members: Vec<TypeId> = std::iter::once(first).chain(others).collect();
        let shared = shared(&api.types, &members);
        let target = Type::Named(api.types.push(shared));
        for id in members {
            let def = &mut api.types[id];
            def.kind = TypeKind::Alias(target.clone());
            // Its name comes from its place alone.
            def.title = None;
            def.reads = Vec::new();
        }
    }
}

/// The types that an operation or a webhook sends or answers as a whole.
fn bodies(api: &Api) -> BTreeSet<TypeId> {
    let mut bodies = BTreeSet::new();
    let mut add = |ty: &Type| {
        ty.each_named(&mut |id| {
            bodies.insert(id);
        });
    };
    for operation in &api.operations {
        if let Some(ty) = operation.body.as_ref().and_then(|body| body.kind.ty()) {
            add(ty);
        }
        operation.success.types().for_each(&mut add);
    }
    api.codes
        .iter()
        .filter_map(|code| code.details_value.as_ref())
        .for_each(&mut add);
    api.sent_by_api().for_each(add);
    bodies
}

struct Share<'a> {
    types: &'a Table<TypeId, TypeDef>,
    bodies: &'a BTreeSet<TypeId>,
    /// What each type becomes; `None` until it was visited.
    becomes: Table<TypeId, Option<TypeId>>,
    /// The first type of each form.
    first: BTreeMap<String, TypeId>,
    /// The other types of a form that several have.
    groups: BTreeMap<TypeId, Vec<TypeId>>,
}

impl Share<'_> {
    /// Visits what a type is made of first, so that types that hold shared types can be shared too. Only inline types
    /// are followed, so the depth is that of one schema.
    fn visit(&mut self, id: TypeId) {
        if self.becomes[id].is_some() {
            return;
        }
        let def = &self.types[id];
        // A type that holds itself stays what it is.
        self.becomes[id] = Some(id);
        let mut inner = Vec::new();
        for part in def.kind.parts() {
            part.each_named(&mut |id| inner.push(id));
        }
        for part in inner {
            if self.types[part].is_inline() {
                self.visit(part);
            }
        }
        if !def.is_inline() || self.bodies.contains(&id) {
            return;
        }
        let Some(form) = self.form(def) else { return };
        let first = *self.first.entry(form).or_insert(id);
        if first != id {
            self.becomes[id] = Some(first);
            self.groups.entry(first).or_default().push(id);
        }
    }

    /// All that a reader of the generated type could tell it from another one by.
    fn form(&self, def: &TypeDef) -> Option<String> {
        let mut form = format!("{} ", def.deprecated);
        // The same members in both directions are one type, unless a request says more by them than an answer.
        if part::differs(&def.kind) {
            write(&mut form, format_args!("{} {}", def.sent, def.received));
        }
        match &def.kind {
            TypeKind::Object { fields, rest } => {
                for field in fields {
                    self.field(field, &mut form);
                }
                let rest = rest.as_ref().map(|ty| self.ty(ty));
                write(&mut form, format_args!("object {rest:?}"));
            }
            TypeKind::Union { tag, variants } => {
                for variant in variants {
                    let ty = self.ty(&variant.ty);
                    write(
                        &mut form,
                        format_args!("{:?}{ty:?}{:?}", variant.tags, variant.doc),
                    );
                }
                write(&mut form, format_args!("union {tag:?}"));
            }
            TypeKind::Choice { branches } => {
                for branch in branches {
                    self.branch(branch, &mut form);
                }
                form.push_str("choice");
            }
            TypeKind::TextEnum { values, .. } => write(&mut form, format_args!("text {values:?}")),
            TypeKind::IntEnum { values } => write(&mut form, format_args!("integer {values:?}")),
            TypeKind::ValueEnum { values } => write(&mut form, format_args!("value {values:?}")),
            TypeKind::Multipart { .. }
            | TypeKind::Bodies(_)
            | TypeKind::Events(_)
            | TypeKind::Alias(_) => return None,
        }
        Some(form)
    }

    fn field(&self, field: &Field, form: &mut String) {
        let Field {
            wire,
            ty,
            required,
            nullable,
            read_only,
            write_only,
            boxed,
            listed,
            default,
            limits,
            doc,
            deprecated,
            span: _,
        } = field;
        let flags = [required, nullable, read_only, write_only, boxed, deprecated];
        let ty = self.ty(ty);
        write(
            form,
            format_args!("{wire:?}{ty:?}{flags:?}{listed:?}{default:?}{limits:?}{doc:?}"),
        );
    }

    fn branch(&self, branch: &Branch, form: &mut String) {
        let Branch {
            name,
            ty,
            boxed,
            shapes,
            doc,
            span: _,
        } = branch;
        let mut shapes = shapes.clone();
        for shape in &mut shapes {
            if let crate::ir::Shape::Object { of: Some(id), .. } = shape {
                *id = self.becomes(*id);
            }
        }
        let ty = self.ty(ty);
        write(
            form,
            format_args!("{name:?}{ty:?}{boxed:?}{shapes:?}{doc:?}"),
        );
    }

    fn ty(&self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        ty.each_named_mut(&mut |id| *id = self.becomes(*id));
        ty
    }

    fn becomes(&self, id: TypeId) -> TypeId {
        self.becomes[id].unwrap_or(id)
    }
}

/// Writing to a text cannot fail.
fn write(form: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = form.write_fmt(text);
}

/// What several places share: of the description what all agree on, and as the name it wishes for what the paths have in
/// common at their end.
fn shared(types: &Table<TypeId, TypeDef>, members: &[TypeId]) -> TypeDef {
    let all: Vec<&TypeDef> = members.iter().map(|id| &types[*id]).collect();
    // What is read stands among what is read, and so do the places of its members.
    let chosen = all.iter().position(|it| it.received).unwrap_or(0);
    let (def, mut rest) = (all[chosen], all);
    rest.remove(chosen);
    let place = members.get(chosen).copied();
    let title = match rest.iter().all(|it| it.title == def.title) {
        true => def.title.clone(),
        false => None,
    };
    let described = rest.iter().all(|it| it.doc == def.doc);
    let mut shared = def.clone();
    shared.shared = place;
    shared.title = title.or_else(|| common_end(def, &rest));
    if !described {
        shared.doc = DocText::default();
    }
    for other in rest {
        shared.sent |= other.sent;
        shared.received |= other.received;
        shared.reads.extend(&other.reads);
    }
    shared
}

fn common_end(def: &TypeDef, rest: &[&TypeDef]) -> Option<WireName> {
    let same = |at: usize| {
        let from_end = |def: &TypeDef| def.name.iter().rev().nth(at).cloned();
        let own = from_end(def);
        own.is_some() && rest.iter().all(|it| from_end(it) == own)
    };
    let length = (0..).take_while(|at| same(*at)).count();
    let end = def.name.iter().skip(def.name.len() - length);
    // The step into a body says nothing where it leads on.
    let end: Vec<_> = end
        .map(|part| part.as_str())
        .skip_while(|part| ["request", "response"].contains(part))
        .collect();
    (!end.is_empty()).then(|| WireName::new(end.join(" ")))
}
