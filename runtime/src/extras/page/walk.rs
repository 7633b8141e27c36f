//! The walk over the pages: what is asked for next, and when it ends. Not generic, so it is compiled once.

use super::position::Position;
use super::progress::{Onward, Progress};
use super::read::{Step, read};
use super::url::is_within;
use crate::call::error::Failed;
use crate::call::execute::path_and_query;
use crate::call::meta::Meta;
use crate::call::request::{BuildError, PageError, Request};
use crate::facts::{Code, PagePlace, PageTurn, Pagination};

/// How many pages are fetched unless the caller says otherwise.
const MOST_PAGES: u64 = 10_000;

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
    progress: Progress,
}

enum Next {
    Page,
    End,
    Refused(BuildError),
}

/// What an answer means for the walk, to be put into effect once its value is decoded.
pub(super) struct Turned {
    next: Next,
    position: Position,
    /// Whether the page holds what was handed out already, which nobody asked to have twice.
    pub(super) withheld: bool,
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
            progress: Progress::new(),
        }
    }

    fn facts(&self) -> Option<&'static Pagination> {
        self.call.operation.pagination
    }

    pub(super) fn limit(&mut self, most: u64) {
        self.most = most;
    }

    pub(super) fn limit_idle(&mut self, most: u32) {
        self.progress.limit(most);
    }

    pub(super) fn resume(&mut self, token: &str) {
        let base = self.call.client.core().base.path().to_owned();
        let position =
            self.facts().ok_or(PageError::Token).and_then(|facts| {
                match Position::parse(token, facts.turn)? {
                    Position::Target(target) if !is_within(&base, &target) => Err(PageError::Token),
                    position => Ok(position),
                }
            });
        match position {
            Ok(position) => self.position = position,
            Err(problem) => self.next = Next::Refused(BuildError::Page(problem)),
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
                let problem = BuildError::Page(PageError::TooMany(self.most));
                Some(Err(self.refused(problem)))
            }
            Next::Page => {
                if self.pages == 0
                    && let Some(at) = self.facts().and_then(|facts| self.no_start(facts))
                {
                    let problem = BuildError::Page(PageError::Start(at));
                    return Some(Err(self.refused(problem)));
                }
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
                self.pages = self.pages.saturating_add(1);
                match facts.map(|facts| facts.turn) {
                    Some(PageTurn::Link | PageTurn::Url(_)) => {
                        self.progress.ask(Some(&self.current));
                    }
                    Some(PageTurn::Cursor { to, .. } | PageTurn::LastItem { to, .. }) => {
                        self.progress.ask(request.page_value(to).as_deref());
                    }
                    _ => self.progress.ask(None),
                }
                Some(Ok(request))
            }
        }
    }

    /// Where the call asks for a start from which no walk goes on.
    fn no_start(&self, facts: &Pagination) -> Option<&'static str> {
        let place = match facts.turn {
            PageTurn::Offset { to, .. } | PageTurn::Number { to, .. }
                if self.position == Position::Start =>
            {
                let text = self.call.page_value(to).unwrap_or_default();
                (!text.is_empty() && text.parse::<u64>().is_err()).then_some(to)
            }
            _ => None,
        };
        let mut opposite = facts.opposite.iter().copied();
        let is_set = |at: &PagePlace| self.call.page_value(*at).is_some_and(|it| !it.is_empty());
        let place = place.or_else(|| opposite.find(is_set));
        place.map(|place| match place {
            PagePlace::Query(at) | PagePlace::Body(at) => at,
        })
    }

    fn refused(&self, problem: BuildError) -> Failed {
        let meta = Box::new(Meta::new(self.call.operation));
        Failed::build(problem, meta)
    }

    /// What the answer to the last request means.
    pub(super) fn turn(&mut self, meta: &Meta) -> Turned {
        let turned = |next, position| Turned {
            next,
            position,
            withheld: false,
        };
        let Some(facts) = self.facts() else {
            return turned(Next::End, Position::Start);
        };
        let base = &self.call.client.core().base;
        let (step, content) = read(facts, &self.call, &self.position, base, &self.current, meta);
        match step {
            Step::Next(position) => {
                let position = match position {
                    // Servers copy the query of the request into such URLs, and a resume token may be stored anywhere.
                    Position::Target(target) => {
                        Position::Target(self.call.without_credentials(&target))
                    }
                    position => position,
                };
                let (onward, withheld) = self.progress.turn(&position, content);
                let next = match onward {
                    Onward::Next => Next::Page,
                    Onward::End => Next::End,
                    Onward::Refused(problem) => Next::Refused(BuildError::Page(problem)),
                };
                Turned {
                    next,
                    position,
                    withheld,
                }
            }
            Step::End(None) if facts.turn.is_counted() && self.progress.is_repeated(content) => {
                Turned {
                    next: Next::Refused(BuildError::Page(PageError::Repeated)),
                    position: self.position.clone(),
                    withheld: true,
                }
            }
            Step::End(position) => turned(Next::End, position.unwrap_or(Position::Start)),
            Step::Refused(problem) => turned(Next::Refused(problem), self.position.clone()),
        }
    }

    /// Goes on to where the answer points.
    pub(super) fn take(&mut self, turned: Turned) {
        self.next = turned.next;
        self.position = turned.position;
    }
}
