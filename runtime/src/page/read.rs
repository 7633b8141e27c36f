//! What an answer says of the page after it.

use super::facts::{PagePlace, PageTurn, Pagination};
use super::position::Position;
use super::{PageProblem, link, url};
use crate::client::Base;
use crate::decode::{Decoder, Tokens};
use crate::meta::Meta;
use crate::request::{BuildProblem, Request};
use crate::scan::{End, Found, scan};
use crate::value::Value;

/// What an answer says.
pub(super) struct Read {
    pub(super) step: Step,
    /// How many items the page holds; `None` where no list stands.
    pub(super) items: Option<usize>,
    /// Whether the answer itself says that more follows, so that another page is no guess.
    pub(super) told: bool,
}

/// Where it goes on.
pub(super) enum Step {
    Next(Position),
    /// Nowhere for now; a later call may go on there.
    End(Option<Position>),
    Refused(BuildProblem),
}

/// Reads the answer to the request that asked for the page at `position`. `current` is the path of that page.
pub(super) fn read(
    facts: &Pagination,
    request: &Request,
    position: &Position,
    base: &Base,
    current: &str,
    meta: &Meta,
) -> Read {
    let page = Page::scan(facts, meta);
    let step = match facts.turn {
        // Whichever of two members is taken, the list may end too early.
        _ if page.twice.is_some() => refused(PageProblem::NoNext(page.twice.unwrap_or_default())),
        PageTurn::Cursor { from, .. } => page.cursor(from),
        PageTurn::LastItem { id, .. } => page.last_item(facts.items.unwrap_or(""), id),
        PageTurn::Offset { to, first, .. } => {
            let before = count(request, position, to, first);
            let next = before.saturating_add(page.items.map_or(0, |items| items as u64));
            page.counted(next, |total| next.saturating_sub(first) >= total)
        }
        PageTurn::Number { to, first, .. } => {
            let next = count(request, position, to, first).saturating_add(1);
            page.counted(next, |pages| next.saturating_sub(first) >= pages)
        }
        PageTurn::Link => page.url(
            base,
            current,
            Ok(link::next(&meta.headers).map(str::to_owned)),
        ),
        PageTurn::Url(at) => {
            let url = match page.value(0) {
                None | Some(Value::Null) => Ok(None),
                Some(Value::String(text)) => Ok(Some(text)),
                Some(_) => Err(PageProblem::NoNext(at)),
            };
            page.url(base, current, url)
        }
    };
    Read {
        step,
        items: page.items,
        told: page.more == Some(true)
            || !matches!(
                facts.turn,
                PageTurn::Offset { .. } | PageTurn::Number { .. }
            )
            || page.all().is_some(),
    }
}

/// The number that the request asked for.
fn count(request: &Request, position: &Position, to: PagePlace, first: u64) -> u64 {
    match position {
        Position::Count(count) => *count,
        _ => request
            .page_value(to)
            .and_then(|text| text.parse().ok())
            .unwrap_or(first),
    }
}

/// The parts of a page that paging looks at.
struct Page<'b> {
    body: &'b [u8],
    /// The member that the turn names, the member that says whether there is more, and the list.
    found: [Found; 3],
    more: Option<bool>,
    items: Option<usize>,
    last: Option<&'b [u8]>,
    /// One of those that is there more than once.
    twice: Option<&'static str>,
}

impl<'b> Page<'b> {
    fn scan(facts: &Pagination, meta: &'b Meta) -> Self {
        let named = match facts.turn {
            PageTurn::Cursor { from, .. } => Some(from),
            PageTurn::Offset { total, .. } => total,
            PageTurn::Number { pages, .. } => pages,
            PageTurn::Url(at) => Some(at),
            PageTurn::LastItem { .. } | PageTurn::Link => None,
        };
        let body: &[u8] = &meta.body;
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let pointers = [named, facts.has_more, facts.items];
        let segments = pointers.map(|pointer| pointer.map(segments));
        let texts: Vec<Vec<&str>> = segments
            .iter()
            .flatten()
            .map(|pointer| pointer.iter().map(String::as_str).collect())
            .collect();
        let texts: Vec<&[&str]> = texts.iter().map(Vec::as_slice).collect();
        let (found, end) = scan(body, &texts);
        let mut found = found.into_iter();
        let found = segments.map(|pointer| match pointer {
            Some(_) if end != End::Broken => found.next().unwrap_or_default(),
            _ => Found::Absent,
        });
        let repeated = found.iter().position(|found| *found == Found::Twice);
        let list = found[2].bytes(body).and_then(items);
        let mut page = Self {
            body,
            found,
            more: None,
            items: list.map(|(count, _)| count),
            last: list.and_then(|(_, last)| last),
            twice: repeated.and_then(|at| pointers.get(at).copied().flatten()),
        };
        page.more = match page.value(1) {
            Some(Value::Bool(more)) => Some(more),
            _ => None,
        };
        page
    }

    fn value(&self, part: usize) -> Option<Value> {
        Decoder::whole(self.found.get(part)?.bytes(self.body)?).ok()
    }

    fn cursor(&self, from: &'static str) -> Step {
        let ends = |text: &str| text.is_empty() || text == "0";
        let next = match self.value(0) {
            None | Some(Value::Null | Value::Bool(false)) => None,
            Some(Value::String(text)) if ends(&text) => None,
            Some(Value::Number(number)) if ends(number.as_str()) => None,
            Some(Value::String(text)) => Some(Position::Cursor {
                text,
                number: false,
            }),
            Some(Value::Number(number)) => Some(Position::Cursor {
                text: number.as_str().to_owned(),
                number: true,
            }),
            Some(_) => return refused(PageProblem::NoNext(from)),
        };
        match (next, self.more) {
            (Some(next), None | Some(true)) => Step::Next(next),
            (None, Some(true)) => refused(PageProblem::NoNext(from)),
            (next, _) => Step::End(next),
        }
    }

    fn last_item(&self, items: &'static str, id: &'static str) -> Step {
        if self.more == Some(false) {
            return Step::End(None);
        }
        let Some(last) = self.last else {
            return match self.more {
                Some(true) => refused(PageProblem::NoNext(items)),
                _ => Step::End(None),
            };
        };
        let id_segments = segments(id);
        let id_segments: Vec<&str> = id_segments.iter().map(String::as_str).collect();
        let (found, _) = scan(last, &[&id_segments]);
        let value = found.first().and_then(|found| found.bytes(last));
        match value.and_then(|bytes| Decoder::whole::<Value>(bytes).ok()) {
            Some(Value::String(text)) if !text.is_empty() => Step::Next(Position::Cursor {
                text,
                number: false,
            }),
            Some(Value::Number(number)) => Step::Next(Position::Cursor {
                text: number.as_str().to_owned(),
                number: true,
            }),
            _ => refused(PageProblem::NoNext(id)),
        }
    }

    /// The number of all items or pages, if the answer states it.
    fn all(&self) -> Option<u64> {
        match self.value(0)? {
            Value::Number(number) => number.as_str().parse().ok(),
            _ => None,
        }
    }

    /// The end is where a page is empty, or where the answer says so.
    fn counted(&self, next: u64, is_all: impl FnOnce(u64) -> bool) -> Step {
        let all = self.all();
        let empty = self.items.unwrap_or(0) == 0;
        if empty || self.more == Some(false) || all.is_some_and(is_all) {
            Step::End(None)
        } else {
            Step::Next(Position::Count(next))
        }
    }

    fn url(&self, base: &Base, current: &str, url: Result<Option<String>, PageProblem>) -> Step {
        match url {
            Err(problem) => refused(problem),
            Ok(url) => match url.filter(|url| !url.is_empty() && self.more != Some(false)) {
                None => Step::End(None),
                Some(url) => match url::target(base, current, &url) {
                    Ok(target) => Step::Next(Position::Target(target)),
                    Err(problem) => Step::Refused(problem),
                },
            },
        }
    }
}

fn refused(problem: PageProblem) -> Step {
    Step::Refused(BuildProblem::Page(problem))
}

/// The segments of a JSON pointer.
fn segments(pointer: &str) -> Vec<String> {
    let segments = pointer.split('/').skip(1);
    segments
        .map(|segment| segment.replace("~1", "/").replace("~0", "~"))
        .collect()
}

/// How many items a list has, and the last of them.
fn items(list: &[u8]) -> Option<(usize, Option<&[u8]>)> {
    let mut json = Tokens::new(list);
    let mut next = json.array().ok()?;
    let (mut count, mut last) = (0, None);
    while next.is_some() {
        last = Some(json.raw().ok()?);
        count += 1;
        next = json.element().ok()?;
    }
    Some((count, last))
}
