//! Which types lead back to each other.

use crate::ir::{Id, Table};

/// For each type the first one of the circle that it is part of, or itself. `edges` has what each leads to.
pub(super) fn circles<I: Id>(edges: &Table<I, Vec<I>>) -> Table<I, I> {
    let mut order = Vec::with_capacity(edges.len());
    let mut seen = edges.map(|_, _| false);
    for start in edges.ids() {
        walk(edges, start, &mut seen, &mut order);
    }
    let mut back = edges.map(|_, _| Vec::new());
    for (from, targets) in edges.entries() {
        for to in targets {
            back[*to].push(from);
        }
    }
    // Against the edges, the first type of a circle in that order reaches the circle and nothing else.
    let mut circle = edges.map(|id, _| id);
    let mut seen = edges.map(|_, _| false);
    for first in order.into_iter().rev() {
        let mut members = Vec::new();
        walk(&back, first, &mut seen, &mut members);
        for member in members {
            circle[member] = first;
        }
    }
    circle
}

/// Adds what is reached from a start and was not seen, each after all that it leads to.
fn walk<I: Id>(edges: &Table<I, Vec<I>>, start: I, seen: &mut Table<I, bool>, done: &mut Vec<I>) {
    if std::mem::replace(&mut seen[start], true) {
        return;
    }
    let mut open = vec![(start, 0)];
    while let Some((here, next)) = open.last_mut() {
        match edges[*here].get(*next) {
            Some(to) => {
                *next += 1;
                if !std::mem::replace(&mut seen[*to], true) {
                    open.push((*to, 0));
                }
            }
            None => {
                done.push(*here);
                open.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::circles;
    use crate::ir::{Table, TypeId};

    #[test]
    fn what_leads_back_is_one_circle() {
        let rows: [(&[&[usize]], &[usize]); 4] = [
            (&[], &[]),
            (&[&[1], &[]], &[0, 1]),
            (&[&[1], &[0], &[0]], &[0, 0, 2]),
            (&[&[1], &[2], &[1, 3], &[4], &[3]], &[0, 1, 1, 3, 3]),
        ];
        for (edges, expected) in rows {
            let targets: Table<TypeId, &[usize]> = edges.iter().copied().collect();
            let ids: Vec<TypeId> = targets.ids().collect();
            let of = circles(&targets.map(|_, to| to.iter().map(|at| ids[*at]).collect()));
            for a in 0..ids.len() {
                for b in 0..ids.len() {
                    let (found, wanted) = (of[ids[a]] == of[ids[b]], expected[a] == expected[b]);
                    assert_eq!(found, wanted, "{edges:?}: {a} and {b}");
                }
            }
        }
    }
}
