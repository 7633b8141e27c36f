//! Things of one scope that ask for names at once.

use super::{Case, Claimed, Name, RustIdent, Scope, Wish, with_hash};
use crate::contest;

/// A thing that asks.
pub(super) struct Asking<T> {
    thing: T,
    key: String,
    /// What it would take, the best first. The last one has a hash.
    names: Vec<Name>,
    /// Whether a user has given the first of them.
    is_given: bool,
}

impl<T> Asking<T> {
    pub fn new(thing: T, wish: Wish, suffix: &str) -> Self {
        let Wish {
            key,
            mut names,
            exact,
            given: is_given,
        } = wish;
        let first = names[0].clone();
        if !is_given {
            if !suffix.is_empty() {
                names.push(first.clone().joined(suffix));
            }
            if let Some((exact, case)) = &exact {
                names.push(match names.contains(exact) {
                    true => just(exact, *case),
                    false => exact.clone(),
                });
            }
        }
        let case = exact.map_or_else(|| Case::of(first.as_str()), |(_, case)| case);
        names.push(with_hash(first.as_str(), &key, case));
        // What cannot be an identifier is nobody's wish.
        let mut seen = Vec::new();
        names.retain(|name| {
            let fresh = RustIdent::new(name.clone()).is_some() && !seen.contains(name);
            seen.push(name.clone());
            fresh
        });
        Self {
            thing,
            key,
            names,
            is_given,
        }
    }
}

/// What a name is called whose text has no sign and no capital that could tell it from the others.
fn just(name: &Name, case: Case) -> Name {
    let bare = name.as_str().trim_start_matches('_');
    Name::from(match case {
        Case::Snake => format!("just_{bare}"),
        Case::Camel => format!("Just{bare}"),
        Case::Shouty => format!("JUST_{bare}"),
    })
}

/// Gives each its name, in their order.
pub(super) fn settle<T>(scope: &mut Scope, asking: Vec<Asking<T>>) -> Vec<(T, Claimed)> {
    // What users give goes before what others wish for. One that cannot be had is found when names are looked over.
    let mut given: Vec<Option<Claimed>> = asking
        .iter()
        .map(|one| {
            let first = one.is_given.then(|| one.names[0].clone())?;
            scope.take(&first, first.clone())
        })
        .collect();
    let wishes: Vec<Vec<String>> = asking
        .iter()
        .enumerate()
        .map(|(at, one)| match given[at] {
            Some(_) => Vec::new(),
            None => one
                .names
                .iter()
                .map(|name| scope.key(name.as_str()))
                .collect(),
        })
        .collect();
    let ends = contest::settle(&wishes, &scope.taken);
    // By their keys: of two that are equal in all, one comes first whatever the order is.
    let mut order: Vec<usize> = (0..asking.len())
        .filter(|at| given[*at].is_none())
        .collect();
    order.sort_by(|a, b| asking[*a].key.cmp(&asking[*b].key));
    for at in &order {
        let one = &asking[*at];
        given[*at] = scope.take(&one.names[0], one.names[ends[*at]].clone());
    }
    // Nobody who comes later has what was asked for.
    for at in &order {
        scope
            .taken
            .extend(wishes[*at].iter().take(ends[*at] + 1).cloned());
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
