//! Types of which no value can be made: each holds another of its kind, and has to.

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, Field, Table, Type, TypeId, TypeKind};

/// Reports members that make a type endless, one for each circle.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    let needs = api.types.map(|_, def| Needs::of(&def.kind));
    let finite = finite(&needs);
    let next = |id: TypeId| match &needs[id] {
        Needs::All(ids) | Needs::Any(ids) => ids.iter().copied().find(|id| !finite[*id]),
    };
    // From each endless type one way goes on, so that whoever follows it comes into a circle.
    let mut met: Table<TypeId, Option<TypeId>> = api.types.map(|_, _| None);
    for start in api.types.ids().filter(|id| !finite[*id]) {
        let mut here = start;
        while met[here].is_none() {
            met[here] = Some(start);
            match next(here) {
                Some(id) => here = id,
                None => break,
            }
        }
        if met[here] == Some(start) {
            report(api, circle(here, next), &finite, diag);
        }
    }
}

/// The types of the circle that one is part of.
fn circle(start: TypeId, next: impl Fn(TypeId) -> Option<TypeId>) -> Vec<TypeId> {
    let mut all = vec![start];
    let mut here = next(start);
    while let Some(id) = here.filter(|id| *id != start) {
        all.push(id);
        here = next(id);
    }
    all
}

fn report(api: &Api, circle: Vec<TypeId>, finite: &Table<TypeId, bool>, diag: &mut Diagnostics) {
    let endless = |field: &&Field| {
        let named = field.required.then(|| direct(&field.ty)).flatten();
        named.is_some_and(|id| !finite[id])
    };
    let objects = circle.iter().filter_map(|id| match &api.types[*id].kind {
        TypeKind::Object { fields, .. } => fields.iter().find(endless),
        _ => None,
    });
    if let Some(field) = objects.min_by_key(|field| field.span) {
        diag.report(&rules::types::NO_FINITE_VALUE, field.span)
            .arg(field.wire.as_str());
    }
}

/// What a value of a type needs before it can be made.
enum Needs {
    /// A value of each.
    All(Vec<TypeId>),
    /// A value of one.
    Any(Vec<TypeId>),
}

impl Needs {
    fn of(kind: &TypeKind) -> Self {
        match kind {
            TypeKind::Object { fields, .. } => {
                let required = fields.iter().filter(|it| it.required && !it.nullable);
                Self::All(required.filter_map(|it| direct(&it.ty)).collect())
            }
            TypeKind::Alias(target) => Self::All(direct(target).into_iter().collect()),
            TypeKind::Union { variants, .. } => any(variants.iter().map(|it| &it.ty)),
            TypeKind::Choice { branches } => any(branches.iter().map(|it| &it.ty)),
            _ => Self::All(Vec::new()),
        }
    }
}

/// One of several types; of a plain one there is a value.
fn any<'t>(types: impl Iterator<Item = &'t Type>) -> Needs {
    let types: Vec<Option<TypeId>> = types.map(direct).collect();
    match types.iter().copied().collect::<Option<Vec<TypeId>>>() {
        Some(ids) if !ids.is_empty() => Needs::Any(ids),
        _ => Needs::All(Vec::new()),
    }
}

/// The named type that a value of this type is; lists and maps can be empty, and null is a value.
fn direct(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        _ => None,
    }
}

/// Whether there is a value of each type: what can be made grows until nothing is added, each need looked at once.
fn finite(needs: &Table<TypeId, Needs>) -> Table<TypeId, bool> {
    let mut users = needs.map(|_, _| Vec::new());
    let mut open = needs.map(|_, needs| match needs {
        Needs::All(ids) => ids.len(),
        Needs::Any(_) => 1,
    });
    for (id, needs) in needs.entries() {
        let (Needs::All(ids) | Needs::Any(ids)) = needs;
        ids.iter().for_each(|needed| users[*needed].push(id));
    }
    let mut ready: Vec<TypeId> = needs.ids().filter(|id| open[*id] == 0).collect();
    let mut made = needs.map(|_, _| false);
    while let Some(id) = ready.pop() {
        if std::mem::replace(&mut made[id], true) {
            continue;
        }
        for user in &users[id] {
            open[*user] = open[*user].saturating_sub(1);
            if open[*user] == 0 {
                ready.push(*user);
            }
        }
    }
    made
}
