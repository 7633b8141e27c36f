//! Which shapes can tie with another one at all, so that in a choice of many not each has to be held against each.

use std::collections::{BTreeMap, BTreeSet};

use super::{constants, knows_all, required};
use crate::analyse::choice_fields;
use crate::ir::{Api, Constant, Shape, WireName};
use crate::steps;

/// Places of shapes, in the order of their branches.
type Places = BTreeSet<usize>;

/// The shapes of a choice by what has to be the same in two that tie.
#[derive(Default)]
pub(super) struct Index<'t> {
    /// How many there are.
    count: usize,
    /// The shapes that know a member.
    knowing: BTreeMap<&'t WireName, Places>,
    /// The shapes that require a member, each under the one that the fewest know.
    requiring: BTreeMap<&'t WireName, Places>,
    /// The shapes that require nothing.
    free: Places,
    /// The shapes without known members.
    maps: Places,
    /// The shapes in which a member has to have one of some values.
    valued: BTreeMap<&'t WireName, Valued<'t>>,
}

#[derive(Default)]
struct Valued<'t> {
    by_value: BTreeMap<&'t Constant, Places>,
    all: Places,
    /// The others, where they are the fewer.
    others: Option<Places>,
}

impl<'t> Index<'t> {
    pub fn of(api: &'t Api, shapes: &[&'t Shape]) -> Self {
        let mut index = Self {
            count: shapes.len(),
            ..Self::default()
        };
        for (place, shape) in shapes.iter().enumerate() {
            let members = choice_fields(api, shape).unwrap_or_default().iter();
            let members = members.map(|field| &field.wire);
            for wire in members.chain(constants(shape).iter().map(|(wire, _)| wire)) {
                steps::count(1);
                index.knowing.entry(wire).or_default().insert(place);
            }
            for (wire, values) in constants(shape) {
                let valued = index.valued.entry(wire).or_default();
                valued.all.insert(place);
                for value in values {
                    valued.by_value.entry(value).or_default().insert(place);
                }
            }
        }
        for (place, shape) in shapes.iter().enumerate() {
            let fewest = |wire: &&WireName| index.knowing.get(*wire).map_or(0, Places::len);
            match (shape, required(api, shape).into_iter().min_by_key(fewest)) {
                (Shape::Object { .. }, Some(wire)) => {
                    index.requiring.entry(wire).or_default().insert(place);
                }
                (Shape::Object { .. }, None) => {
                    index.free.insert(place);
                }
                (Shape::Map, _) => {
                    index.maps.insert(place);
                }
                _ => {}
            }
        }
        for valued in index.valued.values_mut() {
            if valued.all.len() * 2 >= shapes.len() {
                steps::count(shapes.len());
                let others = (0..shapes.len()).filter(|place| !valued.all.contains(place));
                valued.others = Some(others.collect());
            }
        }
        index
    }

    /// The shapes that may tie with one of them.
    pub fn candidates(&self, api: &Api, shape: &Shape) -> Places {
        match shape {
            Shape::Map => return self.free.clone(),
            Shape::Object { .. } => {}
            _ => return Places::new(),
        }
        let needed = required(api, shape);
        let mut lists: Vec<Vec<&Places>> = Vec::new();
        // The other one has to know what this one requires.
        for wire in &needed {
            lists.push(self.knowing.get(*wire).into_iter().collect());
        }
        // Where both have to have a value of a member, there has to be a value that both take.
        for (wire, values) in constants(shape) {
            let Some(valued) = self.valued.get(wire) else {
                continue;
            };
            let is_there = needed.contains(&wire) || !super::has(api, shape, wire);
            if let Some(others) = valued.others.as_ref().filter(|_| is_there) {
                let same = values.iter().filter_map(|value| valued.by_value.get(value));
                lists.push(same.chain([others]).collect());
            }
        }
        // And this one what the other one requires.
        let known = knows_all(api, shape);
        let requiring = known.filter_map(|wire| self.requiring.get(wire));
        lists.push(requiring.chain([&self.free]).collect());
        let size = |list: &Vec<&Places>| list.iter().map(|places| places.len()).sum::<usize>();
        let fewest = lists.iter().min_by_key(|list| size(list));
        let mut found: Places = fewest
            .into_iter()
            .flatten()
            .copied()
            .flatten()
            .copied()
            .collect();
        steps::count(found.len().min(self.count));
        if needed.is_empty() {
            found.extend(&self.maps);
        }
        found
    }
}
