//! Boxes: a type that contains itself through plain members has no finite size.
//!
//! Lists and maps keep their items elsewhere, and unions box their branches, so only members that hold a type
//! directly count.

use std::collections::BTreeSet;

use super::circles::circles;
use crate::ir::{Api, Type, TypeKind};
use crate::steps;

/// Marks the fewest members in document order that leave no cycle.
pub(super) fn mark(api: &mut Api) {
    // Only what leads back can close a cycle, and no way out of a circle leads back into it.
    let circle = circles(&all_held(api));
    let mut held: Vec<Vec<usize>> = api.types.iter().map(|_| Vec::new()).collect();
    for index in 0..api.types.len() {
        let mut boxed = Vec::new();
        if let Some(TypeKind::Object { fields, .. }) = api.types.get(index).map(|def| &def.kind) {
            for (position, field) in fields.iter().enumerate() {
                let mut targets = Vec::new();
                direct(&field.ty, &mut targets);
                targets.retain(|target| circle.get(*target) == circle.get(index));
                if targets.iter().any(|target| reaches(&held, *target, index)) {
                    boxed.push(position);
                } else if let Some(held) = held.get_mut(index) {
                    held.extend(targets);
                }
            }
        }
        if let Some(TypeKind::Object { fields, .. }) =
            api.types.get_mut(index).map(|def| &mut def.kind)
        {
            for position in boxed {
                if let Some(field) = fields.get_mut(position) {
                    field.boxed = true;
                }
            }
        }
    }
}

/// The types that each type holds in place.
fn all_held(api: &Api) -> Vec<Vec<usize>> {
    let held = api.types.iter().map(|def| {
        let mut targets = Vec::new();
        if let TypeKind::Object { fields, .. } = &def.kind {
            fields
                .iter()
                .for_each(|field| direct(&field.ty, &mut targets));
        }
        targets.retain(|target| *target < api.types.len());
        targets
    });
    held.collect()
}

/// The types that a member holds in place.
fn direct(ty: &Type, targets: &mut Vec<usize>) {
    match ty {
        Type::Named(id) => targets.push(id.0),
        Type::Nullable(inner) => direct(inner, targets),
        Type::Tuple(items) => items.iter().for_each(|item| direct(item, targets)),
        _ => {}
    }
}

/// Whether `from` holds `to`, by the members that are not boxed so far.
fn reaches(held: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(here) = open.pop() {
        steps::count(1);
        if here == to {
            return true;
        }
        if !seen.insert(here) {
            continue;
        }
        open.extend(held.get(here).into_iter().flatten());
    }
    false
}
