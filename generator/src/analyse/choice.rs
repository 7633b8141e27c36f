//! Choices among objects: which members tell the branches apart.

use std::collections::BTreeSet;

use crate::ir::{Api, Constant, Field, Shape, Type, TypeId, TypeKind, WireName};

/// Unions inside of each other that are looked into.
const LEVELS: usize = 16;

/// Completes what the branches of every choice look like.
pub(super) fn complete(api: &mut Api) {
    for index in 0..api.types.len() {
        let Some(TypeKind::Choice { branches }) = api.types.get(index).map(|def| &def.kind) else {
            continue;
        };
        let mut shapes: Vec<Vec<Shape>> = branches
            .iter()
            .map(|branch| {
                let shapes = branch.shapes.iter();
                shapes
                    .flat_map(|shape| expand(api, &branch.ty, shape))
                    .collect()
            })
            .collect();
        tell_apart(api, &mut shapes);
        if let Some(TypeKind::Choice { branches }) =
            api.types.get_mut(index).map(|def| &mut def.kind)
        {
            for (branch, shapes) in branches.iter_mut().zip(shapes) {
                branch.shapes = shapes;
            }
        }
    }
}

/// The shapes of a branch: one per object that it can be.
fn expand(api: &Api, ty: &Type, shape: &Shape) -> Vec<Shape> {
    let Shape::Object { constants, .. } = shape else {
        return vec![shape.clone()];
    };
    let mut found = Vec::new();
    objects(api, ty, constants, 0, &mut found);
    found
}

fn objects(
    api: &Api,
    ty: &Type,
    constants: &[(WireName, Vec<Constant>)],
    level: usize,
    found: &mut Vec<Shape>,
) {
    let kind = match ty {
        Type::Named(id) if level < LEVELS => api.ty(*id).map(|def| (*id, &def.kind)),
        _ => None,
    };
    match kind {
        Some((id, TypeKind::Object { .. })) => found.push(Shape::Object {
            of: Some(id),
            constants: constants.to_vec(),
        }),
        Some((_, TypeKind::Union { tag, variants })) => {
            for variant in variants {
                let tags = variant.tags.iter().cloned().map(Constant::Text).collect();
                let tagged = vec![(tag.clone(), tags)];
                objects(api, &variant.ty, &tagged, level + 1, found);
            }
        }
        Some((_, TypeKind::Choice { branches })) => {
            for branch in branches {
                let shapes = branch.shapes.iter();
                for shape in shapes.filter(|it| matches!(it, Shape::Object { .. })) {
                    found.extend(expand(api, &branch.ty, shape));
                }
            }
        }
        Some((_, TypeKind::Alias(target))) => objects(api, target, constants, level + 1, found),
        _ => found.push(Shape::Map),
    }
}

/// Adds the listed values by which an object differs from another.
fn tell_apart(api: &Api, shapes: &mut [Vec<Shape>]) {
    let all: Vec<&[Field]> = shapes
        .iter()
        .flatten()
        .filter_map(|shape| fields(api, shape))
        .collect();
    if all.len() < 2 {
        return;
    }
    let differing: BTreeSet<&WireName> = all
        .iter()
        .flat_map(|fields| fields.iter())
        .filter(|field| !field.listed.is_empty())
        .map(|field| &field.wire)
        .collect();
    let telling: Vec<(&WireName, &Field)> = differing
        .iter()
        .flat_map(|wire| {
            all.iter()
                .filter_map(|fields| Some((*wire, named(fields, wire)?)))
        })
        .collect();
    let mut added: Vec<Vec<(WireName, Vec<Constant>)>> = Vec::new();
    for fields in &all {
        let listed = fields.iter().filter(|field| !field.listed.is_empty());
        let told = listed.filter(|field| {
            let others = telling.iter().filter(|(wire, _)| **wire == field.wire);
            let mut others = others.map(|(_, other)| *other);
            let disjoint = |other: &Field| {
                !other.listed.is_empty()
                    && !other
                        .listed
                        .iter()
                        .any(|value| field.listed.contains(value))
            };
            // A single value has to be that one wherever another branch leaves it open.
            let open = all
                .iter()
                .any(|all| named(all, &field.wire).is_none_or(|other| other.listed.is_empty()));
            others.any(disjoint) || (field.listed.len() == 1 && open)
        });
        added.push(
            told.map(|it| (it.wire.clone(), it.listed.clone()))
                .collect(),
        );
    }
    let objects = shapes.iter_mut().flatten();
    let objects = objects.filter_map(|shape| match shape {
        Shape::Object {
            of: Some(_),
            constants,
        } => Some(constants),
        _ => None,
    });
    for (constants, added) in objects.zip(added) {
        for (wire, values) in added {
            if !constants.iter().any(|(known, _)| *known == wire) {
                constants.push((wire, values));
            }
        }
    }
}

fn named<'f>(fields: &'f [Field], wire: &WireName) -> Option<&'f Field> {
    fields.iter().find(|field| field.wire == *wire)
}

/// The members of the object that a shape shows.
pub(crate) fn fields<'t>(api: &'t Api, shape: &Shape) -> Option<&'t [Field]> {
    let Shape::Object {
        of: Some(TypeId(id)),
        ..
    } = shape
    else {
        return None;
    };
    match &api.types.get(*id)?.kind {
        TypeKind::Object { fields, .. } => Some(fields),
        _ => None,
    }
}
