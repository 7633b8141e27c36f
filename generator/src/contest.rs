//! Things that ask for names at once: which of their wishes each is given.
//!
//! Each asks for its best wish, and for the next one where that is taken or another thing asks for it too. Whatever was asked for
//! twice belongs to nobody. With more things, more is asked for and more is asked for twice, so nothing that one thing had is given
//! to another: a name goes, or it stays what it was.

use std::collections::{BTreeMap, BTreeSet};

use crate::steps;

/// For each of so many things the position of the wish that it ends at: of its last one, if it has none for itself. `wish` says what
/// a thing asks for at a position; most are never asked for a second one. The outcome does not depend on the order of the things.
pub(crate) fn settle(
    things: usize,
    taken: &BTreeSet<String>,
    mut wish: impl FnMut(usize, usize) -> Option<String>,
) -> Vec<usize> {
    let mut at: Vec<usize> = vec![0; things];
    let mut now: Vec<Option<String>> = (0..things).map(|thing| wish(thing, 0)).collect();
    let mut askers: BTreeMap<String, usize> = BTreeMap::new();
    for first in now.iter().flatten() {
        *askers.entry(first.clone()).or_default() += 1;
    }
    // Those that have asked for their last wish are out.
    let mut ended = vec![false; things];
    loop {
        let own = |wish: &String| !taken.contains(wish) && askers.get(wish) == Some(&1);
        let lost: Vec<usize> = (0..things)
            .filter(|thing| {
                steps::count(1);
                !ended[*thing] && !now[*thing].as_ref().is_some_and(own)
            })
            .collect();
        if lost.is_empty() {
            break;
        }
        for thing in lost {
            match wish(thing, at[thing] + 1) {
                None => ended[thing] = true,
                Some(next) => {
                    at[thing] += 1;
                    *askers.entry(next.clone()).or_default() += 1;
                    now[thing] = Some(next);
                }
            }
        }
    }
    at
}
