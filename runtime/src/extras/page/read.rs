//! What an answer says of the page after it.

use super::position::Position;
use super::progress::Content;
use super::{link, url};
use crate::call::client::Base;
use crate::call::meta::Meta;
use crate::call::request::{BuildError, PageError, Request};
use crate::facts::{PagePlace, PageTurn, Pagination};
use crate::model::decode::{Decoder, Tokens};
use crate::model::scan::{End, Found, scan};
use crate::model::value::Value;

/// Where it goes on.
pub(super) enum Step {
    Next(Position),
    /// Nowhere for now; a later call may go on there.
    End(Option<Position>),
    Refused(BuildError),
}

/// Reads the answer to the request that asked for the page at `position`: where it goes on, and what it holds. `current`
/// is the path of that page.
pub(super) fn read<'b>(
    facts: &Pagination,
    request: &Request,
    position: &Position,
    base: &Base,
    current: &str,
    meta: &'b Meta,
) -> (Step, Content<'b>) {
    let page = Page::scan(facts, meta);
    let content = page.content(facts);
    if let Some(twice) = page.twice {
        // Which of the two counts is anybody's guess.
        return (refused(PageError::NoNext(twice)), content);
    }
    let items = facts.items.unwrap_or("");
    let step = match facts.turn {
        PageTurn::Cursor { from, .. } => page.cursor(from),
        PageTurn::LastItem { id, .. } => page.last_item(items, id),
        PageTurn::Offset { to, first, .. } => {
            let before = count(request, position, to, first);
            let next = before.saturating_add(page.items.unwrap_or(0) as u64);
            // More than all of them means that the number is none of all items, or that some were added.
            let are_all = |all| match next.saturating_sub(first) {
                come if page.is_empty() => come >= all,
                come => come == all,
            };
            page.counted(next, are_all, Some(items).filter(|_| next == before))
        }
        PageTurn::Number { to, first, .. } => {
            let next = count(request, position, to, first).saturating_add(1);
            let are_all = |all| match next.saturating_sub(first) {
                come if page.is_empty() => come >= all,
                come => come == all,
            };
            page.counted(next, are_all, None)
        }
        PageTurn::Link => {
            let url = link::next(&meta.headers).map_err(|()| PageError::NoNext("Link"));
            page.url(base, current, "Link", url)
        }
        PageTurn::Url(at) => {
            let url = match page.value(0) {
                Ok(None | Some(Value::Null)) => Ok(None),
                Ok(Some(Value::String(text))) => Ok(Some(text)),
                Ok(Some(_)) | Err(()) => Err(PageError::NoNext(at)),
            };
            page.url(base, current, at, url)
        }
    };
    (step, content)
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
    /// Where one of them stands that is there more than once.
    twice: Option<&'static str>,
    more: Option<bool>,
    /// How many items there are; `None` where no list is known.
    items: Option<usize>,
    last: Option<&'b [u8]>,
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
        let mut twice = found.iter().zip(pointers);
        let twice = twice.find(|(found, _)| **found == Found::Twice);
        let [_, _, list] = &found;
        let bytes = list.bytes(body);
        let (items, last) = match (facts.items, bytes) {
            // A list that is not there, or null, holds nothing.
            (Some(_), None | Some(b"null")) => (Some(0), None),
            (Some(_), Some(bytes)) => items(bytes).unzip(),
            (None, _) => (None, None),
        };
        let mut page = Self {
            body,
            twice: twice.and_then(|(_, at)| at),
            found,
            more: None,
            items,
            last: last.flatten(),
        };
        page.more = match page.value(1) {
            Ok(Some(Value::Bool(more))) => Some(more),
            Ok(Some(Value::String(text))) => text.to_ascii_lowercase().parse().ok(),
            _ => None,
        };
        page
    }

    fn value(&self, part: usize) -> Result<Option<Value>, ()> {
        match self.found.get(part).and_then(|it| it.bytes(self.body)) {
            Some(bytes) => Decoder::whole(bytes).map(Some).map_err(|_| ()),
            None => Ok(None),
        }
    }

    fn is_empty(&self) -> bool {
        match self.items {
            Some(items) => items == 0,
            None => has_only_empty_lists(self.body),
        }
    }

    fn content(&self, facts: &Pagination) -> Content<'b> {
        let [_, _, list] = &self.found;
        Content {
            bytes: list.bytes(self.body).unwrap_or(self.body),
            empty: self.is_empty(),
            composed: self
                .last
                .is_some_and(|it| it.starts_with(b"{") || it.starts_with(b"[")),
            more: self.more,
            told: !facts.turn.is_counted() || self.more == Some(true) || self.all().is_some(),
        }
    }

    fn cursor(&self, from: &'static str) -> Step {
        let ends = |text: &str| text.is_empty() || text == "0";
        let next = match self.value(0) {
            Ok(None | Some(Value::Null | Value::Bool(false))) => None,
            Ok(Some(Value::String(text))) if ends(&text) => None,
            Ok(Some(Value::Number(number))) if ends(number.as_str()) => None,
            Ok(Some(Value::String(text))) => Some(Position::Cursor {
                text,
                number: false,
            }),
            Ok(Some(Value::Number(number))) => Some(Position::Cursor {
                text: number.as_str().to_owned(),
                number: true,
            }),
            Ok(Some(_)) | Err(()) => return refused(PageError::NoNext(from)),
        };
        match (next, self.more) {
            (Some(next), None | Some(true)) => Step::Next(next),
            (None, Some(true)) => refused(PageError::NoNext(from)),
            (next, _) => Step::End(next),
        }
    }

    fn last_item(&self, items: &'static str, id: &'static str) -> Step {
        if self.more == Some(false) {
            return Step::End(None);
        }
        let Some(last) = self.last else {
            return match self.more {
                Some(true) => refused(PageError::NoNext(items)),
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
            _ => refused(PageError::NoNext(id)),
        }
    }

    /// The number of all items or pages, if the answer states it.
    fn all(&self) -> Option<u64> {
        match self.value(0).ok()?? {
            Value::Number(number) => number.as_str().parse().ok(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The end is where the answer says so; where it says nothing, an empty page. `stuck` is where a list is empty behind
    /// which the next page cannot be asked for, since its number would be the same.
    fn counted(
        &self,
        next: u64,
        are_all: impl FnOnce(u64) -> bool,
        stuck: Option<&'static str>,
    ) -> Step {
        let goes_on = match (self.more, self.all().map(are_all)) {
            (Some(more), _) => more,
            (None, Some(are_all)) => !are_all,
            (None, None) => !self.is_empty(),
        };
        match stuck {
            _ if !goes_on => Step::End(None),
            Some(items) => refused(PageError::NoNext(items)),
            None => Step::Next(Position::Count(next)),
        }
    }

    /// `at` is where the URL stands.
    fn url(
        &self,
        base: &Base,
        current: &str,
        at: &'static str,
        url: Result<Option<String>, PageError>,
    ) -> Step {
        let url = match url {
            Err(problem) => return refused(problem),
            Ok(url) => url.filter(|url| !url.is_empty()),
        };
        match (url, self.more) {
            (None, Some(true)) => refused(PageError::NoNext(at)),
            (None, _) | (_, Some(false)) => Step::End(None),
            (Some(url), _) => match url::target(base, current, &url) {
                Ok(target) => Step::Next(Position::Target(target)),
                Err(problem) => Step::Refused(problem),
            },
        }
    }
}

/// Whether JSON has lists, and nothing in any of them: how a page is empty that is about more than one list.
fn has_only_empty_lists(body: &[u8]) -> bool {
    let (mut within, mut escaped, mut opened, mut any) = (false, false, false, false);
    for byte in body {
        if within {
            within = *byte != b'"' || escaped;
            escaped = *byte == b'\\' && !escaped;
            continue;
        }
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            b']' => {}
            _ if opened => return false,
            _ => within = *byte == b'"',
        }
        opened = *byte == b'[';
        any |= opened;
    }
    any
}

fn refused(problem: PageError) -> Step {
    Step::Refused(BuildError::Page(problem))
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
    let (mut count, mut last) = (0_usize, None);
    while next.is_some() {
        last = Some(json.raw().ok()?);
        count = count.saturating_add(1);
        next = json.element().ok()?;
    }
    Some((count, last))
}
