//! The walk over the pages: what is asked for next, and when it ends. Not generic, so it is compiled once.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, Hash, RandomState};

use super::PageProblem;
use super::facts::{PageTurn, Pagination};
use super::position::Position;
use super::read::{Read, Step, read};
use super::url::is_within;
use crate::code::Code;
use crate::error::{BuildError, Failed};
use crate::execute::path_and_query;
use crate::meta::Meta;
use crate::request::{BuildProblem, Request};

/// How many pages are fetched unless the caller says otherwise.
const MOST_PAGES: u64 = 10_000;

/// How many empty pages in a row are taken for a server that filters what it hands out.
const MOST_EMPTY: u32 = 100;

pub(super) struct Walk {
    /// The call as the caller made it.
    call: Box<Request>,
    pub(super) codes: &'static [&'static Code],
    next: Next,
    position: Position,
    /// The path of the page that was asked for last.
    current: String,
    pages: u64,
    most: u64,
    empty: u32,
    /// What identifies the pages that have come.
    seen: HashSet<u64>,
    hasher: RandomState,
}

enum Next {
    Page,
    End,
    Refused(BuildProblem),
}

/// What an answer means for the walk, to be put into effect once its value is decoded.
pub(super) struct Turned {
    next: Next,
    position: Position,
}

impl Walk {
    pub(super) fn new(call: Box<Request>, codes: &'static [&'static Code]) -> Self {
        Self {
            call,
            codes,
            next: Next::Page,
            position: Position::Start,
            current: String::new(),
            pages: 0,
            most: MOST_PAGES,
            empty: 0,
            seen: HashSet::new(),
            hasher: RandomState::new(),
        }
    }

    fn facts(&self) -> Option<&'static Pagination> {
        self.call.operation.pagination
    }

    pub(super) fn limit(&mut self, most: u64) {
        self.most = most;
    }

    pub(super) fn resume(&mut self, token: &str) {
        let base = self.call.client.core().base.path().to_owned();
        let position = self.facts().ok_or(PageProblem::Token).and_then(|facts| {
            match Position::parse(token, facts.turn)? {
                Position::Target(target) if !is_within(&base, &target) => Err(PageProblem::Token),
                position => Ok(position),
            }
        });
        match position {
            Ok(position) => self.position = position,
            Err(problem) => self.next = Next::Refused(BuildProblem::Page(problem)),
        }
    }

    pub(super) fn token(&self) -> Option<String> {
        self.position.token()
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.next, Next::End)
    }

    /// The request for the next page; `None` when there is none.
    pub(super) fn request(&mut self) -> Option<Result<Box<Request>, Failed>> {
        match std::mem::replace(&mut self.next, Next::End) {
            Next::End => None,
            Next::Refused(problem) => Some(Err(self.refused(problem))),
            Next::Page if self.pages >= self.most => {
                let problem = BuildProblem::Page(PageProblem::TooMany(self.most));
                Some(Err(self.refused(problem)))
            }
            Next::Page => {
                let mut request = Box::new(self.call.copy());
                let facts = self.facts();
                if let Some(facts) = facts
                    && self.position != Position::Start
                    && let Err(problem) = self.position.write(facts.turn, &mut request)
                {
                    return Some(Err(self.refused(problem)));
                }
                if self.pages > 0 {
                    // Another page is another call: under the same key a server would give the same page again.
                    request.key = None;
                }
                // What cannot be written is reported when the request is sent.
                self.current = path_and_query(&request)
                    .map_or_else(|_| String::new(), |target| target.as_str().to_owned());
                self.pages += 1;
                match facts.map(|facts| facts.turn) {
                    Some(PageTurn::Link | PageTurn::Url(_)) => {
                        self.see(&Position::Target(self.current.clone()));
                    }
                    Some(PageTurn::Cursor { to, .. } | PageTurn::LastItem { to, .. }) => {
                        if let Some(text) = request.page_value(to) {
                            self.see(&text);
                        }
                    }
                    _ => {}
                }
                Some(Ok(request))
            }
        }
    }

    fn refused(&self, problem: BuildProblem) -> Failed {
        let meta = Box::new(Meta::new(self.call.operation));
        Failed::Build(Box::new(BuildError::new(problem, meta)))
    }

    /// What the answer to the last request means.
    pub(super) fn turn(&mut self, meta: &Meta) -> Turned {
        let Some(facts) = self.facts() else {
            return Turned {
                next: Next::End,
                position: Position::Start,
            };
        };
        let base = &self.call.client.core().base;
        let Read { step, items, told } =
            read(facts, &self.call, &self.position, base, &self.current, meta);
        let (next, position) = match step {
            Step::Next(position) => (self.progress(&position, items, told, meta), position),
            Step::End(position) => (Next::End, position.unwrap_or(Position::Start)),
            Step::Refused(problem) => (Next::Refused(problem), self.position.clone()),
        };
        Turned { next, position }
    }

    /// Whether the walk gets on by asking for that page.
    fn progress(
        &mut self,
        position: &Position,
        items: Option<usize>,
        told: bool,
        meta: &Meta,
    ) -> Next {
        self.empty = if items == Some(0) { self.empty + 1 } else { 0 };
        if self.empty >= MOST_EMPTY {
            return Next::Refused(BuildProblem::Page(PageProblem::Empty(self.empty)));
        }
        let is_new = match position {
            // A server that does not know the parameter gives the first page each time.
            Position::Count(_) if !told => self.see(&meta.body),
            Position::Count(_) => true,
            Position::Cursor { text, .. } => !self.saw(text),
            position => !self.saw(position),
        };
        if is_new {
            Next::Page
        } else {
            Next::Refused(BuildProblem::Page(PageProblem::Repeated))
        }
    }

    /// Whether that was not there before.
    fn see(&mut self, what: &impl Hash) -> bool {
        self.seen.insert(self.hasher.hash_one(what))
    }

    fn saw(&self, what: &impl Hash) -> bool {
        self.seen.contains(&self.hasher.hash_one(what))
    }

    /// Goes on to where the answer points.
    pub(super) fn take(&mut self, turned: Turned) {
        self.next = turned.next;
        self.position = turned.position;
    }
}
