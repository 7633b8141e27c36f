//! Boxes: a type that contains itself through plain members has no finite size.
//!
//! Lists and maps keep their items elsewhere, and unions box their branches, so only members that hold a type
//! directly count.

use std::collections::BTreeSet;

use super::circles::circles;
use crate::ir::{Api, Table, Type, TypeId, TypeKind};
use crate::steps;

/// Marks the fewest members in document order that leave no cycle.
pub(super) fn mark(api: &mut Api) {
    // Only what leads back can close a cycle, and no way out of a circle leads back into it.
    let circle = circles(&all_held(api));
    let mut held: Table<TypeId, Vec<TypeId>> = api.types.map(|_, _| Vec::new());
    for (id, def) in api.types.entries_mut() {
        let TypeKind::Object { fields, .. } = &mut def.kind else {
            continue;
        };
        for field in fields {
            let mut targets = Vec::new();
            direct(&field.ty, &mut targets);
            targets.retain(|target| circle[*target] == circle[id]);
            if targets.iter().any(|target| reaches(&held, *target, id)) {
                field.boxed = true;
            } else {
                held[id].extend(targets);
            }
        }
    }
}

/// The types that each type holds in place.
fn all_held(api: &Api) -> Table<TypeId, Vec<TypeId>> {
    api.types.map(|_, def| {
        let mut targets = Vec::new();
        if let TypeKind::Object { fields, .. } = &def.kind {
            fields
                .iter()
                .for_each(|field| direct(&field.ty, &mut targets));
        }
        targets
    })
}

/// The types that a member holds in place.
fn direct(ty: &Type, targets: &mut Vec<TypeId>) {
    match ty {
        Type::Named(id) => targets.push(*id),
        Type::Nullable(inner) => direct(inner, targets),
        Type::Tuple(items) => items.iter().for_each(|item| direct(item, targets)),
        _ => {}
    }
}

/// Whether `from` holds `to`, by the members that are not boxed so far.
fn reaches(held: &Table<TypeId, Vec<TypeId>>, from: TypeId, to: TypeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(here) = open.pop() {
        steps::count(1);
        if here == to {
            return true;
        }
        if seen.insert(here) {
            open.extend(&held[here]);
        }
    }
    false
}
