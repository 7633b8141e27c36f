//! `x-pagination`: how an operation hands out a list page by page.

mod dialect;

use faultcode_facts::PageKind;

use super::{Keys, merge, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{PagePlace, PageTurn, WireName};
use crate::source::Span;
use crate::source::node::Node;

pub(crate) use dialect::foreign;

pub(super) const KEYS: &[&str] = &[
    "kind",
    "parameter",
    "body",
    "next",
    "lastItem",
    "first",
    "total",
    "pages",
    "hasMore",
    "items",
];

/// What a document states, before it is held against an operation.
#[derive(Clone, Debug)]
pub(crate) struct Stated {
    pub(crate) turn: PageTurn,
    pub(crate) items: Option<WireName>,
    pub(crate) has_more: Option<WireName>,
    /// Where each part stands, for findings: the place of the request, the member that `turn` names, the list, `hasMore`.
    pub(crate) spans: Spans,
}

/// Where the parts of the statement stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spans {
    pub(crate) to: Span,
    pub(crate) from: Span,
    pub(crate) items: Span,
    pub(crate) has_more: Span,
}

/// Reads the merged value: `Err` when it does not parse, `Ok(None)` when paging is switched off.
pub(crate) fn read(node: &Node, diag: &mut Diagnostics) -> Result<Option<Stated>, ()> {
    let keys = Keys::open(node, KEYS, &[], diag).ok_or(())?;
    let missing = |key: &str, diag: &mut Diagnostics| {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg(key);
    };
    if keys.get("kind").is_none() {
        missing("kind", diag);
        return Err(());
    }
    let kind: PageKind = keys.read("kind", diag, value::word).ok_or(())?;
    if kind == PageKind::None {
        return Ok(None);
    }
    let errors = diag.error_count();
    let to = place(keys, kind, node, diag);
    let pointer = |key, diag: &mut Diagnostics| keys.read(key, diag, value::pointer_text);
    let first = |diag: &mut Diagnostics| {
        let stated = keys.read("first", diag, |n, d| value::integer(n, 0, 1, d));
        stated.unwrap_or(kind.first()).into()
    };
    let turn = match kind {
        PageKind::Cursor => {
            keys.conflict("next", "lastItem", diag);
            let (next, id) = (pointer("next", diag), pointer("lastItem", diag));
            if keys.get("next").is_none() && keys.get("lastItem").is_none() {
                missing(rules::extension::NEXT_OR_LAST_ITEM.text(), diag);
            }
            match (to, next, id) {
                (Some(to), Some(from), _) => Some(PageTurn::Cursor { to, from }),
                (Some(to), None, Some(id)) => Some(PageTurn::LastItem { to, id }),
                _ => None,
            }
        }
        PageKind::Offset => {
            let (first, total) = (first(diag), pointer("total", diag));
            to.map(|to| PageTurn::Offset { to, first, total })
        }
        PageKind::Page => {
            let (first, pages) = (first(diag), pointer("pages", diag));
            to.map(|to| PageTurn::Number { to, first, pages })
        }
        PageKind::Link => Some(PageTurn::Link),
        PageKind::NextUrl => {
            if keys.get("next").is_none() {
                missing("next", diag);
            }
            pointer("next", diag).map(PageTurn::Url)
        }
        PageKind::None => None,
    };
    let span = |names: &[&str]| {
        let mut found = names.iter().filter_map(|key| keys.get(key));
        found.next().map_or(node.span, |node| node.span)
    };
    let stated = turn.map(|turn| Stated {
        turn,
        items: pointer("items", diag),
        has_more: pointer("hasMore", diag),
        spans: Spans {
            to: span(&["parameter", "body"]),
            from: span(&["next", "lastItem", "total", "pages"]),
            items: span(&["items"]),
            has_more: span(&["hasMore"]),
        },
    });
    if diag.error_count() > errors {
        return Err(());
    }
    stated.map(Some).ok_or(())
}

/// Where the request says which page it wants. Links and URLs say so themselves.
fn place(keys: Keys<'_>, kind: PageKind, node: &Node, diag: &mut Diagnostics) -> Option<PagePlace> {
    keys.conflict("parameter", "body", diag);
    let parameter = keys
        .read("parameter", diag, value::text)
        .map(PagePlace::Query);
    let body = keys.read("body", diag, |node, diag| {
        let pointer = value::pointer_text(node, diag)?;
        if pointer.as_str().is_empty() {
            diag.report(&rules::extension::BAD_POINTER, node.span)
                .arg("")
                .arg(&rules::extension::PAGE_NEEDS_MEMBER);
            return None;
        }
        Some(PagePlace::Body(pointer))
    });
    let needed = matches!(kind, PageKind::Cursor | PageKind::Offset | PageKind::Page);
    if needed && keys.get("parameter").is_none() && keys.get("body").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg(&rules::extension::PARAMETER_OR_BODY);
    }
    parameter.or(body)
}

/// The layers of one extension on top of each other, the farthest first. Another `kind` starts anew: what was said of one
/// kind has no meaning for another.
pub(crate) fn layers<'n>(layers: impl IntoIterator<Item = Option<&'n Node>>) -> Option<Node> {
    let mut merged: Option<Node> = None;
    for layer in layers.into_iter().flatten() {
        let kind = |node: &Node| node.get("kind").and_then(Node::text).map(str::to_owned);
        let other = kind(layer).is_some_and(|near| {
            merged
                .as_ref()
                .and_then(kind)
                .is_some_and(|far| far != near)
        });
        merged = match merged.filter(|_| !other) {
            Some(below) => Some(merge::over(&below, layer)),
            None => Some(layer.clone()),
        };
    }
    merged.filter(|node| !node.is_null())
}
