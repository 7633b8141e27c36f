//! Whether a walk gets on: which pages it asked for, and what came.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use super::position::Position;
use crate::call::request::PageError;

/// How many pages in a row may bring nothing new: servers that filter what they hand out have empty ones.
const MOST_IDLE: u32 = 100;

/// What a page holds, as far as getting on asks.
#[derive(Clone, Copy)]
pub(super) struct Content<'b> {
    /// The list, or the whole body where no single list is known.
    pub(super) bytes: &'b [u8],
    /// Whether it holds no item.
    pub(super) empty: bool,
    /// Whether its items are objects or lists, which hardly ever come twice by chance.
    pub(super) composed: bool,
    /// What the answer says of whether there is more.
    pub(super) more: Option<bool>,
    /// Whether the answer itself says that more follows, so that another page is no guess.
    pub(super) told: bool,
}

/// What the walk does after a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Onward {
    Next,
    End,
    Refused(PageError),
}

pub(super) struct Progress {
    /// The cursors and URLs that were asked for.
    asked: HashSet<u64>,
    /// The lists that came.
    lists: HashSet<u64>,
    hasher: RandomState,
    /// The cursor or URL of the page in hand.
    current: Option<u64>,
    begun: bool,
    /// Whether the page in hand was asked for twice in a row.
    again: bool,
    /// Whether pages of more than one cursor or URL were asked for.
    moved: bool,
    idle: u32,
    most_idle: u32,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self {
            asked: HashSet::new(),
            lists: HashSet::new(),
            hasher: RandomState::new(),
            current: None,
            begun: false,
            again: false,
            moved: false,
            idle: 0,
            most_idle: MOST_IDLE,
        }
    }

    /// That many pages in a row may bring nothing new.
    pub(super) fn limit(&mut self, most: u32) {
        self.most_idle = most.max(1);
    }

    /// A page is asked for, by that cursor or URL if by any.
    pub(super) fn ask(&mut self, name: Option<&str>) {
        let name = name.map(|name| self.hasher.hash_one(name));
        self.again = self.begun && name.is_some() && name == self.current;
        self.moved |= self.begun && name != self.current;
        self.begun = true;
        self.asked.extend(name);
        self.current = name;
    }

    /// What follows from a page that names another one, and whether it holds what was handed out already.
    pub(super) fn turn(&mut self, next: &Position, page: Content<'_>) -> (Onward, bool) {
        let list = self.hasher.hash_one(page.bytes);
        let fresh = !page.empty && self.lists.insert(list);
        self.idle = if fresh {
            0
        } else {
            self.idle.saturating_add(1)
        };
        let name = next.name().map(|name| self.hasher.hash_one(name));
        let onward = match name {
            // A server that does not know the number gives the first page each time.
            None if !page.empty && !fresh && (page.composed || !page.told) => {
                Onward::Refused(PageError::Repeated)
            }
            Some(name) if self.asked.contains(&name) => self.revisit(name, fresh, page),
            _ => Onward::Next,
        };
        let onward = match onward {
            Onward::Next if self.idle >= self.most_idle => {
                Onward::Refused(PageError::Empty(self.idle))
            }
            onward => onward,
        };
        let is_repeated = name.is_none() && onward == Onward::Refused(PageError::Repeated);
        (onward, (self.again || is_repeated) && !fresh && !page.empty)
    }

    /// Whether the last of the numbered pages holds the items of an earlier one: the server does not know the number, and
    /// the list only looks complete.
    pub(super) fn is_repeated(&self, page: Content<'_>) -> bool {
        let came = || self.lists.contains(&self.hasher.hash_one(page.bytes));
        page.composed && page.more != Some(false) && came()
    }

    /// What follows from a page whose next one was asked for already.
    ///
    /// A page that names itself means one of two things: it is the last one, of a server that never says so otherwise, or its
    /// cursor stays the same while the server moves on. So a page with new items is asked for once more: new items go on with
    /// the list, none end it, and the same ones once more show that no page behind them can be reached.
    fn revisit(&self, name: u64, fresh: bool, page: Content<'_>) -> Onward {
        let refused = Onward::Refused(PageError::Repeated);
        if self.current != Some(name) {
            return refused;
        }
        let says_more = page.more == Some(true);
        match (page.empty, fresh) {
            (true, _) if !says_more => Onward::End,
            (false, true) => Onward::Next,
            // Where no other page came before, the server may not know the parameter at all.
            (false, false) if self.again && self.moved && !says_more => Onward::End,
            _ => refused,
        }
    }
}
