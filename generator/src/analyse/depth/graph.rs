//! Which type holds which, how deep each is reached, and what circles.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::ir::{Table, TypeId};

/// Steps for trying all starts of all circles. What needs more is broken at once.
const WORK: usize = 1 << 24;

/// Rounds of trying the starts of one circle: an edge that is broken leaves other ways, which may be longer.
const ROUNDS: usize = 8;

/// One type holds another.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    /// The type that is held.
    pub to: TypeId,
    /// The steps to it.
    pub cost: usize,
}

/// The types.
pub(super) struct Graph {
    edges: Table<TypeId, Vec<Edge>>,
    /// How deep a type is found; `None` where nothing known so far holds it.
    depth: Table<TypeId, Option<usize>>,
    /// The place of a type in the order.
    rank: Table<TypeId, usize>,
    /// The first type of the circle that a type is part of.
    circle: Table<TypeId, TypeId>,
    /// The members of a circle, at its first type; taken once its depth is known.
    members: Table<TypeId, Vec<TypeId>>,
    broken: BTreeSet<(TypeId, TypeId)>,
    work: usize,
}

impl Graph {
    /// A graph of these types, none of which holds another yet.
    pub fn new<T>(types: &Table<TypeId, T>) -> Self {
        Self {
            edges: types.map(|_, _| Vec::new()),
            depth: types.map(|_, _| None),
            rank: types.map(|_, _| 0),
            circle: types.map(|id, _| id),
            members: types.map(|_, _| Vec::new()),
            broken: BTreeSet::new(),
            work: WORK,
        }
    }

    /// A type holds another.
    pub fn add(&mut self, from: TypeId, edge: Edge) {
        self.edges[from].push(edge);
    }

    /// A value of a type can start that deep.
    pub fn start(&mut self, at: TypeId, depth: usize) {
        let known = &mut self.depth[at];
        *known = Some(depth).max(*known);
    }

    /// All types, those that hold others first, but for circles, which are found on the way.
    pub fn order(&mut self) -> Vec<TypeId> {
        let mut order = Vec::with_capacity(self.edges.len());
        let mut seen = self.edges.map(|_, _| false);
        for start in self.edges.ids() {
            walk(&self.edges, start, &mut seen, &mut order);
        }
        order.reverse();
        for (rank, id) in order.iter().enumerate() {
            self.rank[*id] = rank;
        }
        self.find_circles(&order);
        order
    }

    /// Against the edges, the first type of a circle in that order reaches the circle and nothing else.
    fn find_circles(&mut self, order: &[TypeId]) {
        let mut back = self.edges.map(|_, _| Vec::new());
        for (from, edges) in self.edges.entries() {
            for edge in edges {
                back[edge.to].push(Edge { to: from, cost: 0 });
            }
        }
        let mut seen = self.edges.map(|_, _| false);
        for first in order {
            let mut members = Vec::new();
            walk(&back, *first, &mut seen, &mut members);
            if members.len() < 2 {
                continue;
            }
            members.sort_by_key(|member| self.rank[*member]);
            for member in &members {
                self.circle[*member] = *first;
            }
            self.members[*first] = members;
        }
    }

    /// How deep a type is; of a circle all members, at the first of them.
    pub fn enter(&mut self, id: TypeId, room: usize) -> usize {
        let members = std::mem::take(&mut self.members[id]);
        if !members.is_empty() {
            if (0..ROUNDS).any(|_| self.fits(&members, room)) {
                self.spread(&members);
            } else {
                self.unroll(&members);
            }
        }
        self.depth[id].unwrap_or_default()
    }

    /// Tries every start of a circle, and breaks edges that lead too deep. `true` when there was none.
    fn fits(&mut self, members: &[TypeId], room: usize) -> bool {
        let mut fits = true;
        for start in members {
            let mut seen = BTreeSet::from([*start]);
            let mut open = vec![(*start, self.depth[*start].unwrap_or_default(), 0)];
            while let Some((here, depth, next)) = open.last_mut() {
                let Some(work) = self.work.checked_sub(1) else {
                    return false;
                };
                self.work = work;
                let (from, at) = (*here, *depth);
                let Some(edge) = self.edges[from].get(*next).copied() else {
                    open.pop();
                    continue;
                };
                *next += 1;
                let inside = self.circle[edge.to] == self.circle[from];
                if !inside || self.is_broken(from, edge.to) || !seen.insert(edge.to) {
                    continue;
                }
                if at + edge.cost > room {
                    self.broken.insert((from, edge.to));
                    fits = false;
                    continue;
                }
                open.push((edge.to, at + edge.cost, 0));
            }
        }
        fits
    }

    /// The depth of the members of a circle: by the shortest way from where it is entered.
    fn spread(&mut self, members: &[TypeId]) {
        let entries = members
            .iter()
            .filter_map(|it| Some((self.depth[*it]?, *it)));
        let mut open: BinaryHeap<_> = entries.map(Reverse).collect();
        members.iter().for_each(|it| self.depth[*it] = None);
        while let Some(Reverse((at, here))) = open.pop() {
            if self.depth[here].is_some() {
                continue;
            }
            self.depth[here] = Some(at);
            let inside = self.edges[here].iter().filter(|edge| {
                self.circle[edge.to] == self.circle[here] && !self.is_broken(here, edge.to)
            });
            open.extend(inside.map(|edge| Reverse((at + edge.cost, edge.to))));
        }
    }

    /// Breaks what leads back in the order, so that nothing circles.
    fn unroll(&mut self, members: &[TypeId]) {
        for from in members {
            for edge in &self.edges[*from] {
                let inside = self.circle[edge.to] == self.circle[*from];
                if inside && self.rank[edge.to] <= self.rank[*from] {
                    self.broken.insert((*from, edge.to));
                }
            }
        }
        for member in members {
            self.circle[*member] = *member;
        }
    }

    /// Whether a type must not hold another one.
    pub fn is_broken(&self, from: TypeId, to: TypeId) -> bool {
        self.broken.contains(&(from, to))
    }

    /// A type that is that deep is held; within a circle, that is known already.
    pub fn pass(&mut self, from: TypeId, to: TypeId, depth: usize) {
        if self.circle[from] != self.circle[to] {
            self.start(to, depth);
        }
    }
}

/// Adds what is reached from a start and was not seen, each after all that it leads to.
fn walk(
    edges: &Table<TypeId, Vec<Edge>>,
    start: TypeId,
    seen: &mut Table<TypeId, bool>,
    done: &mut Vec<TypeId>,
) {
    if std::mem::replace(&mut seen[start], true) {
        return;
    }
    let mut open = vec![(start, 0)];
    while let Some((here, next)) = open.last_mut() {
        match edges[*here].get(*next) {
            Some(edge) => {
                *next += 1;
                if !std::mem::replace(&mut seen[edge.to], true) {
                    open.push((edge.to, 0));
                }
            }
            None => {
                done.push(*here);
                open.pop();
            }
        }
    }
}
