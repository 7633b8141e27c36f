//! Choices that a value can fit in two ways.

use crate::analyse::choice_fields;
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, Branch, Shape, TypeDef, TypeKind, WireName};

/// Reports the first two branches of each choice between which only their order decides.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    for def in &api.types {
        if let TypeKind::Choice { branches } = &def.kind {
            check_one(api, def, branches, diag);
        }
    }
}

fn check_one(api: &Api, def: &TypeDef, branches: &[Branch], diag: &mut Diagnostics) {
    for (index, first) in branches.iter().enumerate() {
        let later = branches.iter().skip(index + 1);
        for second in later {
            let mut pairs = first
                .shapes
                .iter()
                .flat_map(|a| second.shapes.iter().map(move |b| (a, b)));
            if pairs.any(|(a, b)| can_tie(api, a, b)) {
                diag.report(&rules::types::AMBIGUOUS_UNION, def.span)
                    .arg(first.name.as_str())
                    .arg(second.name.as_str())
                    .also(
                        second.span,
                        "values of this branch can be read as the other",
                    );
                return;
            }
        }
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
