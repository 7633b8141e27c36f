//! Choices among objects: which members tell the branches apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Branch, Constant, Field, Shape, Type, TypeId, TypeKind, WireName};
use crate::steps;

/// Unions inside of each other that are looked into.
const LEVELS: usize = 16;

/// Completes what the branches of every choice look like.
pub(super) fn complete(api: &mut Api) {
    for id in api.types.ids() {
        let TypeKind::Choice { branches } = &api.types[id].kind else {
            continue;
        };
        let mut shapes: Vec<Vec<Shape>> =
            branches.iter().map(|branch| expand(api, branch)).collect();
        tell_apart(api, &mut shapes);
        if let TypeKind::Choice { branches } = &mut api.types[id].kind {
            for (branch, shapes) in branches.iter_mut().zip(shapes) {
                branch.shapes = shapes;
            }
        }
    }
}

/// The shapes of a branch: one per object that it can be.
fn expand(api: &Api, branch: &Branch) -> Vec<Shape> {
    let mut walk = Walk {
        api,
        visited: BTreeSet::new(),
        shown: BTreeSet::new(),
        has_map: false,
        found: Vec::new(),
    };
    for shape in &branch.shapes {
        match shape {
            Shape::Object { constants, .. } => walk.objects(&branch.ty, constants, 0),
            other => walk.found.push(other.clone()),
        }
    }
    walk.found
}

/// The values by which an object is told apart.
type Constants = [(WireName, Vec<Constant>)];

/// An object, and what tells it.
type Told = (TypeId, Vec<(WireName, Vec<Constant>)>);

/// The way through the types of a branch to its objects. Unions may share branches, or be branches of themselves; what was
/// met once shows nothing new.
struct Walk<'a> {
    api: &'a Api,
    /// The unions and choices whose branches were followed.
    visited: BTreeSet<TypeId>,
    /// The objects that were met.
    shown: BTreeSet<Told>,
    has_map: bool,
    found: Vec<Shape>,
}

impl Walk<'_> {
    fn objects(&mut self, ty: &Type, constants: &Constants, level: usize) {
        steps::count(1);
        let api = self.api;
        let kind = match ty {
            Type::Named(id) if level < LEVELS => Some((*id, &api.types[*id].kind)),
            _ => None,
        };
        match kind {
            Some((id, TypeKind::Object { .. })) => {
                if self.shown.insert((id, constants.to_vec())) {
                    self.found.push(Shape::Object {
                        of: Some(id),
                        constants: constants.to_vec(),
                    });
                }
            }
            Some((id, TypeKind::Union { tag, variants })) if self.visited.insert(id) => {
                for variant in variants {
                    let tags = variant.tags.iter().cloned().map(Constant::Text).collect();
                    let tagged = [(tag.clone(), tags)];
                    self.objects(&variant.ty, &tagged, level + 1);
                }
            }
            Some((id, TypeKind::Choice { branches })) if self.visited.insert(id) => {
                for branch in branches {
                    for shape in &branch.shapes {
                        if let Shape::Object { constants, .. } = shape {
                            self.objects(&branch.ty, constants, level + 1);
                        }
                    }
                }
            }
            Some((_, TypeKind::Union { .. } | TypeKind::Choice { .. })) => {}
            Some((_, TypeKind::Alias(target))) => self.objects(target, constants, level + 1),
            _ => {
                if !std::mem::replace(&mut self.has_map, true) {
                    self.found.push(Shape::Map);
                }
            }
        }
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
    let mut members: BTreeMap<&WireName, Member<'_>> = BTreeMap::new();
    for field in all.iter().copied().flatten() {
        steps::count(1);
        members.entry(&field.wire).or_default().add(field);
    }
    let tells = |field: &&Field| {
        let member = members.get(&field.wire);
        // A single value has to be that one wherever another branch leaves it open.
        let differs = |member: &Member<'_>| {
            let open = member.listing < all.len();
            member.differs_from(field) || (field.listed.len() == 1 && open)
        };
        !field.listed.is_empty() && member.is_some_and(differs)
    };
    let mut added: Vec<Vec<(WireName, Vec<Constant>)>> = Vec::new();
    for fields in &all {
        let told = fields.iter().filter(tells);
        let told = told.map(|it| (it.wire.clone(), it.listed.clone()));
        added.push(told.collect());
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

/// The members of one name over all objects of a choice.
#[derive(Default)]
struct Member<'t> {
    /// How many of them list values.
    listing: usize,
    /// The lists that differ, in the order of the objects.
    lists: Vec<&'t [Constant]>,
    seen: BTreeSet<&'t [Constant]>,
}

impl<'t> Member<'t> {
    fn add(&mut self, field: &'t Field) {
        if field.listed.is_empty() {
            return;
        }
        self.listing += 1;
        if self.seen.insert(&field.listed) {
            self.lists.push(&field.listed);
        }
    }

    /// Whether some list has no value of the field's.
    fn differs_from(&self, field: &Field) -> bool {
        self.lists.iter().any(|list| {
            steps::count(1);
            !list.iter().any(|value| field.listed.contains(value))
        })
    }
}

/// The members of the object that a shape shows.
pub(crate) fn fields<'t>(api: &'t Api, shape: &Shape) -> Option<&'t [Field]> {
    let Shape::Object { of: Some(id), .. } = shape else {
        return None;
    };
    match &api.types[*id].kind {
        TypeKind::Object { fields, .. } => Some(fields),
        _ => None,
    }
}
