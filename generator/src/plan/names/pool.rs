//! Things of one scope that ask for names at once.

use super::{Claimed, Name, RustIdent, Scope, Wish};
use crate::contest;

/// A thing that asks.
pub(super) struct Asking<'s, T> {
    thing: T,
    wish: Wish,
    suffix: &'s str,
    /// What it would take, the best first, as far as it was asked: the first only, or all.
    names: Vec<Name>,
    is_all: bool,
}

impl<'s, T> Asking<'s, T> {
    pub fn new(thing: T, wish: Wish, suffix: &'s str) -> Self {
        let first = Some(wish.first().clone());
        let names = first.filter(|first| RustIdent::new(first.clone()).is_some());
        let mut asking = Self {
            thing,
            wish,
            suffix,
            names: names.into_iter().collect(),
            is_all: false,
        };
        if asking.names.is_empty() {
            asking.tell_all();
        }
        asking
    }

    fn tell_all(&mut self) {
        if !self.is_all {
            self.names = self.wish.all(self.suffix);
            self.is_all = true;
        }
    }
}

/// Gives each its name, in their order.
pub(super) fn settle<T>(scope: &mut Scope, mut asking: Vec<Asking<'_, T>>) -> Vec<(T, Claimed)> {
    // What users give goes before what others wish for. One that cannot be had is found when names are looked over.
    let mut given: Vec<Option<Claimed>> = asking
        .iter()
        .map(|one| {
            let first = one.wish.given.then(|| one.names[0].clone())?;
            scope.take(&first, first.clone())
        })
        .collect();
    let ends = contest::settle(asking.len(), &scope.taken, |thing, at| {
        if given[thing].is_some() {
            return None;
        }
        let one = &mut asking[thing];
        if at > 0 {
            one.tell_all();
        }
        (at < one.names.len()).then(|| scope.key(one.names[at].as_str()))
    });
    // By their keys: of two that are equal in all, one comes first whatever the order is.
    let mut order: Vec<usize> = (0..asking.len())
        .filter(|at| given[*at].is_none())
        .collect();
    order.sort_by(|a, b| asking[*a].wish.key.cmp(&asking[*b].wish.key));
    for at in &order {
        let one = &asking[*at];
        given[*at] = scope.take(&one.names[0], one.names[ends[*at]].clone());
    }
    // Nobody who comes later has what was asked for.
    for at in &order {
        let asked = asking[*at].names.iter().take(ends[*at] + 1);
        let asked: Vec<String> = asked.map(|name| scope.key(name.as_str())).collect();
        scope.taken.extend(asked);
    }
    for at in order {
        let one = &asking[at];
        let claim = || Claimed {
            instead_of: Some(one.names[0].as_str().to_owned()),
            ..scope.claim(one.names[ends[at]].clone(), "_")
        };
        given[at].get_or_insert_with(claim);
    }
    let mut given = given.into_iter().flatten();
    let mut next = || given.next().expect("each is given a name");
    asking.into_iter().map(|one| (one.thing, next())).collect()
}
