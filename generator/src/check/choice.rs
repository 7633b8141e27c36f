//! Choices that a value can fit in two ways.

mod index;

use crate::analyse::choice_fields;
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, Branch, Shape, TypeDef, TypeKind, WireName};
use crate::steps;

use self::index::Index;

/// Reports the first two branches of each choice between which only their order decides.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    for def in &api.types {
        if let TypeKind::Choice { branches } = &def.kind {
            check_one(api, def, branches, diag);
        }
    }
}

fn check_one(api: &Api, def: &TypeDef, branches: &[Branch], diag: &mut Diagnostics) {
    // Each shape with the place of its branch.
    let shapes = || {
        let numbered = branches.iter().enumerate();
        numbered.flat_map(|(branch, of)| of.shapes.iter().map(move |shape| (branch, shape)))
    };
    let all: Vec<(usize, &Shape)> = shapes().collect();
    let index = Index::of(api, &shapes().map(|(_, shape)| shape).collect::<Vec<_>>());
    let first_tie = |(first, shape): &(usize, &Shape)| {
        let candidates = index.candidates(api, shape).into_iter();
        let mut later = candidates
            .filter_map(|place| all.get(place))
            .filter(|(second, _)| second > first);
        later.find_map(|(second, other)| {
            steps::count(1);
            can_tie(api, shape, other).then_some((*first, *second))
        })
    };
    let Some((first, second)) = all.iter().filter_map(first_tie).min() else {
        return;
    };
    if let (Some(first), Some(second)) = (branches.get(first), branches.get(second)) {
        diag.report(&rules::types::AMBIGUOUS_UNION, def.span)
            .arg(first.name.as_str())
            .arg(second.name.as_str())
            .also(second.span, &rules::types::BRANCH_READ_AS_OTHER);
    }
}

/// Whether some value that one of two objects knows all members of fits the other as well.
fn can_tie(api: &Api, a: &Shape, b: &Shape) -> bool {
    match (a, b) {
        (Shape::Map, Shape::Object { .. }) => none_required(api, b),
        (Shape::Object { .. }, Shape::Map) => none_required(api, a),
        (Shape::Object { .. }, Shape::Object { .. }) => {
            let (required_a, required_b) = (required(api, a), required(api, b));
            required_a.iter().all(|wire| knows(api, b, wire))
                && required_b.iter().all(|wire| knows(api, a, wire))
                && !contradict(api, a, b, &required_a, &required_b)
        }
        _ => false,
    }
}

fn none_required(api: &Api, shape: &Shape) -> bool {
    required(api, shape).is_empty()
}

fn required<'t>(api: &'t Api, shape: &Shape) -> Vec<&'t WireName> {
    let fields = choice_fields(api, shape).unwrap_or_default().iter();
    let required = fields.filter(|field| field.required);
    required.map(|field| &field.wire).collect()
}

fn knows(api: &Api, shape: &Shape, wire: &WireName) -> bool {
    has(api, shape, wire) || constants(shape).iter().any(|(known, _)| known == wire)
}

/// The members that an object may have, by itself or by what tells it.
fn knows_all<'t>(api: &'t Api, shape: &'t Shape) -> impl Iterator<Item = &'t WireName> {
    let fields = choice_fields(api, shape).unwrap_or_default().iter();
    let fields = fields.map(|field| &field.wire);
    fields.chain(constants(shape).iter().map(|(wire, _)| wire))
}

fn has(api: &Api, shape: &Shape, wire: &WireName) -> bool {
    let fields = choice_fields(api, shape).unwrap_or_default();
    fields.iter().any(|field| field.wire == *wire)
}

/// Whether a member that is always there has to have one value here and another there.
fn contradict(
    api: &Api,
    a: &Shape,
    b: &Shape,
    required_a: &[&WireName],
    required_b: &[&WireName],
) -> bool {
    constants(a).iter().any(|(wire, values)| {
        // A tag that is no member of the object is written by its union, so it is always there.
        let written = !has(api, a, wire) || !has(api, b, wire);
        let always = written || required_a.contains(&wire) || required_b.contains(&wire);
        let mut other = constants(b).iter().filter(|(other, _)| other == wire);
        always && other.any(|(_, others)| !others.iter().any(|value| values.contains(value)))
    })
}

fn constants(shape: &Shape) -> &[(WireName, Vec<crate::ir::Constant>)] {
    match shape {
        Shape::Object { constants, .. } => constants,
        _ => &[],
    }
}
