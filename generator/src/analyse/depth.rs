//! Types that hold each other too deeply for compilers.
//!
//! ```yaml
//! A: {properties: {b: {$ref: '#/components/schemas/B'}}}    # pub struct A { pub b: Option<B> }
//! B: {properties: {c: {$ref: '#/components/schemas/C'}}}    # and so on: at the depth of `ROOM` stands `Option<Value>`
//! ```
//!
//! Whoever sends a value to another task makes rustc prove that it may move there, by following it through every type that
//! it holds. Rustc gives up after 128 steps, of which the program around the client needs some; every other walk of
//! rustc's over types takes fewer. A member is a step, and so is an `Option`; a box takes two, a list or map three.
//!
//! What circles is left as it is where it fits: rustc stops at a type that it is looking at already. How deep it gets
//! before that depends on where it starts, so every type of the circle is tried as a start. What is held outside of a circle
//! counts by the shortest way through it.

mod graph;

use self::graph::{Edge, Graph};
use super::{prune, usage};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, Table, Type, TypeDef, TypeId, TypeKind};
use crate::source::Span;

/// The steps that a value may take. A text at its end takes 8 more, and the rest is for the futures around it.
const ROOM: usize = 104;

/// Further steps for lists and maps in which no other type stands.
const SLACK: usize = 6;

const MEMBER: usize = 1;
const BOX: usize = 2;
const LIST: usize = 3;

/// A place where one type holds another.
struct Slot<'a> {
    ty: &'a mut Type,
    cost: usize,
    span: Span,
}

/// Puts any JSON value where a value would get too deep, and removes the types that nothing holds any more.
pub(super) fn cut(api: &mut Api, diag: &mut Diagnostics) {
    let holds = api.types.map(|_, def| holds(&def.kind));
    let mut graph = Graph::new(&holds);
    for (id, def) in api.types.entries_mut() {
        for slot in slots(def) {
            reached(slot.ty, slot.cost, &holds, &mut |to, cost| {
                graph.add(id, Edge { to, cost });
            });
        }
    }
    let mut found = Vec::new();
    for (ty, span) in roots(api) {
        if shorten(ty, 0, &holds, &mut |_| false) {
            found.push(span);
        }
        reached(ty, 0, &holds, &mut |to, cost| graph.start(to, cost));
    }
    // Whoever holds a type comes before it, but for what circles.
    for id in graph.order() {
        let depth = graph.enter(id, ROOM);
        let def = &mut api.types[id];
        let known = found.len();
        for slot in slots(def) {
            let mut broken = |to| graph.is_broken(id, to);
            if shorten(slot.ty, depth + slot.cost, &holds, &mut broken) {
                found.push(slot.span);
            }
            reached(slot.ty, slot.cost, &holds, &mut |to, cost| {
                graph.pass(id, to, depth + cost);
            });
        }
        if found.len() > known {
            settle(&mut def.kind);
        }
    }
    if found.is_empty() {
        return;
    }
    for span in found {
        diag.report(&rules::types::TYPES_TOO_DEEP, span);
    }
    usage::mark(api);
    prune::remove_unused(api);
}

/// Whether a value of the type can hold others.
fn holds(kind: &TypeKind) -> bool {
    !matches!(
        kind,
        TypeKind::TextEnum { .. } | TypeKind::IntEnum { .. } | TypeKind::ValueEnum { .. }
    )
}

/// The types that operations, codes and webhooks name.
fn roots(api: &mut Api) -> Vec<(&mut Type, Span)> {
    let mut roots = Vec::new();
    for operation in &mut api.operations {
        let span = operation.span;
        let parameters = operation.parameters.iter_mut().map(|it| &mut it.ty);
        let body = operation.body.as_mut().and_then(|body| body.kind.ty_mut());
        let types = parameters.chain(body).chain(operation.success.types_mut());
        roots.extend(types.map(|ty| (ty, span)));
        let errors = operation.errors.iter_mut().flat_map(|case| {
            let members = case.members.facts.iter_mut();
            let members = members.map(|member| &mut member.field.ty);
            members.chain(case.carried.ty_mut())
        });
        roots.extend(errors.map(|ty| (ty, span)));
    }
    for code in &mut api.codes {
        let span = code.span;
        let facts = code.facts.iter_mut().map(|fact| &mut fact.field);
        let fields = code.details.iter_mut().chain(facts).map(|it| &mut it.ty);
        roots.extend(fields.chain(&mut code.details_value).map(|ty| (ty, span)));
    }
    if let Some(span) = api.types.first().map(|def| def.span) {
        let payloads = api.webhooks.iter_mut().map(|webhook| &mut webhook.payload);
        roots.extend(payloads.chain(&mut api.event).map(|ty| (ty, span)));
    }
    roots
}

/// The places where a type holds others, each with the steps to it.
fn slots(def: &mut TypeDef) -> Vec<Slot<'_>> {
    let span = def.span;
    let slot = |ty, cost| Slot { ty, cost, span };
    match &mut def.kind {
        TypeKind::Object { fields, rest } => {
            let fields = fields.iter_mut().map(|field| Slot {
                cost: MEMBER + usize::from(field.is_option()) + BOX * usize::from(field.boxed),
                ty: &mut field.ty,
                span: field.span,
            });
            let rest = rest.iter_mut().map(|ty| slot(ty, MEMBER + LIST));
            fields.chain(rest).collect()
        }
        TypeKind::Union { variants, .. } => {
            let types = variants.iter_mut().map(|it| &mut it.ty);
            types.map(|ty| slot(ty, MEMBER + BOX)).collect()
        }
        TypeKind::Choice { branches } => branches
            .iter_mut()
            .map(|it| slot(&mut it.ty, MEMBER + BOX * usize::from(it.boxed)))
            .collect(),
        TypeKind::Multipart { parts, .. } => {
            let fields = parts.iter_mut().map(|part| &mut part.field);
            fields.map(|it| slot(&mut it.ty, MEMBER + 1)).collect()
        }
        TypeKind::Events(kinds) => {
            let types = kinds.iter_mut().filter_map(|kind| kind.ty.as_mut());
            types.map(|ty| slot(ty, MEMBER + BOX)).collect()
        }
        TypeKind::Bodies(kinds) => {
            let types = kinds.iter_mut().filter_map(|kind| kind.ty_mut());
            types.map(|ty| slot(ty, MEMBER + BOX)).collect()
        }
        TypeKind::Alias(target) => vec![slot(target, 0)],
        TypeKind::TextEnum { .. } | TypeKind::IntEnum { .. } | TypeKind::ValueEnum { .. } => {
            Vec::new()
        }
    }
}

/// Any value needs no box. As a branch it would take what belongs to the others; without it, its values are those that
/// the type does not know.
fn settle(kind: &mut TypeKind) {
    let none_left = match kind {
        TypeKind::Object { fields, .. } => {
            for field in fields {
                field.boxed &= field.ty != Type::Any;
            }
            false
        }
        TypeKind::Union { variants, .. } => {
            variants.retain(|it| it.ty != Type::Any);
            variants.is_empty()
        }
        TypeKind::Choice { branches } => {
            branches.retain(|it| it.ty != Type::Any);
            branches.is_empty()
        }
        _ => false,
    };
    if none_left {
        *kind = TypeKind::Alias(Type::Any);
    }
}

/// The steps that a type takes around what is in it.
fn around(ty: &Type) -> usize {
    match ty {
        Type::List(_) | Type::Map(_) => LIST,
        Type::Nullable(_) | Type::Tuple(_) => 1,
        _ => 0,
    }
}

/// Calls `visit` for every type in `ty` that can hold others, with the steps to it.
fn reached(
    ty: &Type,
    cost: usize,
    holds: &Table<TypeId, bool>,
    visit: &mut dyn FnMut(TypeId, usize),
) {
    let cost = cost + around(ty);
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => {
            reached(inner, cost, holds, visit);
        }
        Type::Tuple(items) => {
            for item in items {
                reached(item, cost, holds, visit);
            }
        }
        Type::Named(to) if holds[*to] => visit(*to, cost),
        _ => {}
    }
}

/// Puts any JSON value in place of what has no room below `depth`, or is broken off.
fn shorten(
    ty: &mut Type,
    depth: usize,
    holds: &Table<TypeId, bool>,
    broken: &mut dyn FnMut(TypeId) -> bool,
) -> bool {
    let mut plain = true;
    reached(ty, 0, holds, &mut |_, _| plain = false);
    let room = if plain { ROOM + SLACK } else { ROOM };
    let depth = depth + around(ty);
    match ty {
        _ if around(ty) > 0 && depth > room => *ty = Type::Any,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => {
            return shorten(inner, depth, holds, broken);
        }
        Type::Tuple(items) => {
            let cut = items
                .iter_mut()
                .map(|item| shorten(item, depth, holds, broken));
            return cut.fold(false, |any, cut| any | cut);
        }
        Type::Named(to) if !plain && (depth > room || broken(*to)) => *ty = Type::Any,
        _ => return false,
    }
    true
}
