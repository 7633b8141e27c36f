//! Which types lead back to each other.

/// For each type the first one of the circle that it is part of, or itself. `edges` has what each leads to.
pub(super) fn circles(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(edges.len());
    let mut seen = vec![false; edges.len()];
    for start in 0..edges.len() {
        walk(edges, start, &mut seen, &mut order);
    }
    let mut back = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for to in targets {
            back[*to].push(from);
        }
    }
    // Against the edges, the first type of a circle in that order reaches the circle and nothing else.
    let mut circle: Vec<usize> = (0..edges.len()).collect();
    let mut seen = vec![false; edges.len()];
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
fn walk(edges: &[Vec<usize>], start: usize, seen: &mut [bool], done: &mut Vec<usize>) {
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

    #[test]
    fn what_leads_back_is_one_circle() {
        let rows: [(&[&[usize]], &[usize]); 4] = [
            (&[], &[]),
            (&[&[1], &[]], &[0, 1]),
            (&[&[1], &[0], &[0]], &[0, 0, 2]),
            (&[&[1], &[2], &[1, 3], &[4], &[3]], &[0, 1, 1, 3, 3]),
        ];
        for (edges, expected) in rows {
            let edges: Vec<Vec<usize>> = edges.iter().map(|to| to.to_vec()).collect();
            let of = circles(&edges);
            let same = |a: usize, b: usize| (of[a] == of[b], expected[a] == expected[b]);
            for a in 0..edges.len() {
                for b in 0..edges.len() {
                    let (found, wanted) = same(a, b);
                    assert_eq!(found, wanted, "{edges:?}: {a} and {b}");
                }
            }
        }
    }
}
