//! Things that ask for names at once: which of their wishes each is given.
//!
//! Each asks for its best wish, and for the next one where that is taken or another thing asks for it too. Whatever was asked for
//! twice belongs to nobody. With more things, more is asked for and more is asked for twice, so nothing that one thing had is given
//! to another: a name goes, or it stays what it was.

use std::collections::{BTreeMap, BTreeSet};

use crate::steps;

/// For each thing the position of the wish that it ends at: of its last one, if it has none for itself. The outcome does not
/// depend on the order of the things.
pub(crate) fn settle(wishes: &[Vec<String>], taken: &BTreeSet<String>) -> Vec<usize> {
    let mut at: Vec<usize> = vec![0; wishes.len()];
    let mut askers: BTreeMap<&str, usize> = BTreeMap::new();
    for first in wishes.iter().filter_map(|wishes| wishes.first()) {
        *askers.entry(first).or_default() += 1;
    }
    let own = |askers: &BTreeMap<&str, usize>, wish: Option<&String>| {
        wish.is_some_and(|wish| !taken.contains(wish) && askers.get(wish.as_str()) == Some(&1))
    };
    loop {
        let lost: Vec<usize> = (0..wishes.len())
            .filter(|thing| {
                steps::count(1);
                let (wishes, at) = (&wishes[*thing], at[*thing]);
                at + 1 < wishes.len() && !own(&askers, wishes.get(at))
            })
            .collect();
        if lost.is_empty() {
            break;
        }
        for thing in lost {
            at[thing] += 1;
            *askers.entry(&wishes[thing][at[thing]]).or_default() += 1;
        }
    }
    at
}
