//! Lists page by page, as `x-pagination` says: which part of a list a request asks for, and what the answer says of the rest.

use serde_json::Value;

use super::answer::Answer;
use super::request::Request;
use crate::examples::{follow, set};
use crate::ir::{PagePlace, PageTurn, Pagination, WireName, segments};

/// Items of a page where the request does not say.
const USUAL_SIZE: usize = 10;

/// The longest page.
const MOST: usize = 1_000;

/// Query parameters that say how many items a page has.
const SIZES: [&str; 13] = [
    "limit",
    "page_size",
    "pageSize",
    "per_page",
    "perPage",
    "size",
    "count",
    "page[size]",
    "max_results",
    "maxResults",
    "first",
    "take",
    "results_per_page",
];

/// Members beside the number of pages that say the same in other words.
const TOTALS: [&str; 5] = ["total", "total_count", "totalCount", "count", "total_items"];
const NUMBERS: [&str; 4] = ["page", "current_page", "page_number", "currentPage"];

/// The parameter of links that the mock makes up for itself.
const OWN_PARAMETER: &str = "mock_offset";

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    from: usize,
    size: usize,
    /// The number of the page, where it is asked for by one.
    number: u64,
}

/// Puts one page of `all` into the body of an answer. Links lead to the host that was asked.
pub(super) fn turn(
    facts: &Pagination,
    request: &Request,
    all: &[&Value],
    body: &mut Value,
    answer: &mut Answer,
) {
    let Some(items) = facts.facts.items.as_ref().map(segments) else {
        return;
    };
    let part = part(&facts.facts.turn, request, all);
    let end = part.from.saturating_add(part.size).min(all.len());
    let page = all.get(part.from.min(end)..end).unwrap_or_default();
    set(body, &items, page.iter().map(|it| (*it).clone()).collect());
    let more = end < all.len();
    if let Some(at) = &facts.facts.has_more {
        set(body, &segments(at), Value::Bool(more));
    }
    let link = || {
        let host = request.header("host").unwrap_or("localhost");
        let others = request.query.as_deref().unwrap_or_default().split('&');
        let kept = others.filter(|it| !it.is_empty() && !it.starts_with(OWN_PARAMETER));
        let own = format!("{OWN_PARAMETER}={end}");
        let query = kept.chain(std::iter::once(own.as_str()));
        let query = query.collect::<Vec<_>>().join("&");
        format!("http://{host}{}?{query}", request.path)
    };
    match &facts.facts.turn {
        PageTurn::Cursor { from, .. } => next(body, from, more, || format!("mock-{end}")),
        PageTurn::Url(at) => next(body, at, more, link),
        PageTurn::Link if more => answer.header("link", &format!("<{}>; rel=\"next\"", link())),
        PageTurn::Link | PageTurn::LastItem { .. } => {}
        PageTurn::Offset { total, .. } => {
            if let Some(at) = total {
                count(body, &segments(at), all.len());
            }
        }
        PageTurn::Number { pages, .. } => {
            if let Some(at) = pages {
                let at = segments(at);
                count(body, &at, all.len().div_ceil(part.size.max(1)).max(1));
                beside(body, &at, &TOTALS, all.len());
                let number = usize::try_from(part.number).unwrap_or_default();
                beside(body, &at, &NUMBERS, number);
                beside(body, &at, &SIZES, part.size);
            }
        }
    }
}

/// The part that a request asks for.
fn part(turn: &PageTurn, request: &Request, all: &[&Value]) -> Part {
    let asked = SIZES.iter().find_map(|name| {
        let text = request.query_value(name)?;
        text.parse::<usize>().ok()
    });
    let size = asked
        .filter(|it| (1..=MOST).contains(it))
        .unwrap_or(USUAL_SIZE);
    let said = turn.place().and_then(|place| match place {
        PagePlace::Query(name) => request.query_value(name.as_str()),
        PagePlace::Body(at) => {
            let body: Value = serde_json::from_slice(&request.body).ok()?;
            match follow(&body, &segments(at))? {
                Value::String(text) => Some(text.clone()),
                other => Some(other.to_string()),
            }
        }
    });
    let counted = said.as_ref().and_then(|it| it.parse::<u64>().ok());
    let position = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let (from, number) = match turn {
        PageTurn::Number { first, .. } => {
            let number = counted.unwrap_or(*first);
            let before = position(number.saturating_sub(*first));
            (before.saturating_mul(size), number)
        }
        PageTurn::Offset { first, .. } => {
            let number = counted.unwrap_or(*first);
            (position(number.saturating_sub(*first)), number)
        }
        PageTurn::Cursor { .. } => {
            let own = said.as_ref().and_then(|it| it.strip_prefix("mock-"));
            (own.and_then(|it| it.parse().ok()).unwrap_or(0), 0)
        }
        PageTurn::LastItem { id, .. } => {
            let at = segments(id);
            let is_last = |item: &&Value| match follow(item, &at) {
                Some(Value::String(text)) => Some(text) == said.as_ref(),
                Some(other) => Some(other.to_string()) == said,
                None => false,
            };
            (all.iter().position(is_last).map_or(0, |it| it + 1), 0)
        }
        PageTurn::Link | PageTurn::Url(_) => {
            let own = request.query_value(OWN_PARAMETER);
            (own.and_then(|it| it.parse().ok()).unwrap_or(0), 0)
        }
    };
    Part { from, size, number }
}

/// Says where the next page is; on the last one there is nothing.
fn next(body: &mut Value, at: &WireName, more: bool, text: impl FnOnce() -> String) {
    let at = segments(at);
    match more {
        true => set(body, &at, Value::from(text())),
        false if follow(body, &at).is_some() => set(body, &at, Value::Null),
        false => {}
    }
}

/// Sets a number that is there.
fn count(body: &mut Value, at: &[WireName], number: usize) {
    if follow(body, at).is_some_and(Value::is_number) {
        set(body, at, Value::from(number));
    }
}

/// Sets a number beside another one.
fn beside(body: &mut Value, at: &[WireName], names: &[&str], number: usize) {
    let Some((_, parent)) = at.split_last() else {
        return;
    };
    for name in names {
        let at = [parent, &[WireName::new(*name)]].concat();
        count(body, &at, number);
    }
}
