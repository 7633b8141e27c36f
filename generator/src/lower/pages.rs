//! How an operation hands out a list page by page: as the document states it, or as its parameters and answers show.

mod answer;
mod detect;
mod members;
mod opposite;

use std::collections::BTreeMap;

use crate::diagnostics::{Phrase, meant, rules};
use crate::extension::codes;
use crate::extension::pagination::{self, Stated};
use crate::ir::{
    Body, BodyKind, Method, PagePlace, PageTurn, Pagination, Parameter, Place, Pointer, Success,
    SuccessKind, Type, TypeId, WireName, joined, segments,
};
use crate::lower::Cx;
use crate::lower::answers::response::Declared;
use crate::lower::bodies::{Media, media};
use crate::lower::operations::facts::Positions;
use crate::lower::site::{SchemaSite, child};
use crate::source::Span;
use crate::source::node::Node;

use self::answer::{Answer, Seen};

/// What the runtime is told.
type Facts = faultcode_facts::document::Pagination;

/// The operation that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Asked<'s> {
    pub id: &'s WireName,
    pub method: &'s Method,
    pub template: &'s str,
    pub positions: Positions<'s>,
    pub declared: &'s [Declared<'s>],
    pub parameters: &'s [Parameter],
    pub body: Option<&'s Body>,
    pub success: &'s Success,
    pub wide: &'s [crate::ir::Envelope],
    pub span: Span,
}

impl<'s> Asked<'s> {
    /// The tree of the schema of a query parameter.
    fn schema_of(&self, name: &str) -> Option<&'s Node> {
        let Positions {
            root,
            path,
            operation,
            ..
        } = self.positions;
        let lists = [operation, path].map(|node| node.get("parameters"));
        let parameters = lists.into_iter().flatten().flat_map(Node::items);
        let mut resolved = parameters.map(|node| codes::resolve(root, node));
        let found = resolved.find(|node| {
            let is = |key: &str, text: &str| node.get(key).and_then(Node::text) == Some(text);
            is("name", name) && is("in", "query")
        })?;
        Some(codes::resolve(root, found.get("schema")?))
    }
}

/// Where the items stand in each type that is a page, and which operation says so.
pub(super) type Seats = BTreeMap<TypeId, (Pointer, Span)>;

const KEY: &str = "x-pagination";

/// How the operation's list is handed out; `None` where it comes in one answer, or where nothing is known.
pub(super) fn lower_pagination(cx: &mut Cx<'_, '_>, asked: Asked<'_>) -> Option<Pagination> {
    let positions = asked.positions;
    let otherwise = |cx: &mut Cx<'_, '_>| foreign(cx, asked).unwrap_or_else(|| detected(cx, asked));
    let Some(node) = pagination::layers(positions.all(KEY)) else {
        return otherwise(cx);
    };
    let own = positions.operation.get(KEY).is_some();
    let of_path = positions.path.get(KEY).is_some();
    let stated = match &cx.wide.pagination {
        Some(wide) if !own && !of_path => wide.clone(),
        _ => pagination::read(&node, cx.diag),
    };
    match fit(cx, asked, &stated.ok()??) {
        Ok(found) => Some(settle(cx, asked, found)),
        // What the document says of all operations covers those that it fits.
        Err(_) if !own => otherwise(cx),
        Err(misfit) => {
            let report = cx.diag.report(misfit.rule, misfit.at);
            let args = misfit.args.into_iter();
            let report = args.fold(report, |report, arg| report.arg(arg));
            let report = report.also(asked.span, &rules::remarks::THE_OPERATION);
            if let Some(near) = misfit.near {
                report.help(rules::remarks::DID_YOU_MEAN.of([&near]));
            }
            None
        }
    }
}

/// What an extension of another tool says: `Some(None)` that there are no pages.
fn foreign(cx: &mut Cx<'_, '_>, asked: Asked<'_>) -> Option<Option<Pagination>> {
    let positions = asked.positions;
    let (name, at, read) = pagination::foreign(positions.root, positions.operation)?;
    match read.map(|stated| stated.map(|stated| fit(cx, asked, &stated)).transpose()) {
        Some(Ok(found)) => Some(found.map(|found| settle(cx, asked, found))),
        // It was written for another tool, so what does not fit is no mistake of its author.
        _ => {
            cx.diag
                .report(&rules::extension::DIALECT_SHAPE, at)
                .arg(name);
            None
        }
    }
}

fn detected(cx: &mut Cx<'_, '_>, asked: Asked<'_>) -> Option<Pagination> {
    let (pagination, words) = detect::detect(cx, asked)?;
    cx.diag
        .report(&rules::operations::PAGINATION_DETECTED, asked.span)
        .arg(asked.id.as_str())
        .arg(words);
    Some(settle(cx, asked, pagination))
}

/// Keeps one place of items per type: the type has one way to give its items.
fn settle(cx: &mut Cx<'_, '_>, asked: Asked<'_>, mut found: Pagination) -> Pagination {
    let facts = &mut found.facts;
    facts.opposite = opposite::opposite(&cx.types.defs, asked, &facts.turn);
    if !facts.opposite.is_empty() {
        let named = facts.opposite.iter().map(|place| match place {
            PagePlace::Query(named) | PagePlace::Body(named) => named.as_str(),
        });
        let named: Vec<_> = named.collect();
        cx.diag
            .report(&rules::operations::PAGES_ONE_WAY, asked.span)
            .arg(asked.id.as_str())
            .arg(named.join(", "));
    }
    let page = Answer::of(cx, asked).and_then(|answer| answer.page());
    let (Some(within), Some(id)) = (&found.within, page) else {
        return found;
    };
    match cx.pages.get(&id) {
        None => {
            cx.pages.insert(id, (within.clone(), asked.span));
        }
        Some((other, _)) if other == within => {}
        Some((_, at)) => {
            let at = *at;
            cx.diag
                .report(&rules::operations::PAGES_DIFFER, asked.span)
                .arg(asked.id.as_str())
                .also(at, &rules::operations::LIST_TAKEN);
            found.within = None;
        }
    }
    found
}

struct Misfit {
    rule: &'static crate::diagnostics::Rule,
    at: Span,
    args: Vec<String>,
    /// What was probably meant.
    near: Option<String>,
}

/// What is stated, held against the operation.
fn fit(cx: &Cx<'_, '_>, asked: Asked<'_>, stated: &Stated) -> Result<Pagination, Misfit> {
    let spans = stated.spans;
    let nowhere = |at: Span, pointer: &WireName, why: &'static Phrase, near| Misfit {
        rule: &rules::extension::BAD_POINTER,
        at,
        args: vec![pointer.as_str().to_owned(), why.text().to_owned()],
        near,
    };
    if let Some(to) = stated.turn.place() {
        check_place(cx, asked, to, spans.to)?;
    }
    let Some(answer) = Answer::of(cx, asked) else {
        return Err(Misfit {
            rule: &rules::operations::PAGE_WITHOUT_BODY,
            at: spans.items,
            args: vec![asked.id.as_str().to_owned()],
            near: None,
        });
    };
    let named = match &stated.turn {
        PageTurn::Cursor { from, .. } => Some(from),
        PageTurn::Offset { total, .. } => total.as_ref(),
        PageTurn::Number { pages, .. } => pages.as_ref(),
        PageTurn::Url(at) => Some(at),
        PageTurn::LastItem { .. } | PageTurn::Link => None,
    };
    for (pointer, at) in [
        (named, spans.from),
        (stated.has_more.as_ref(), spans.has_more),
    ] {
        if let Some(pointer) = pointer
            && matches!(answer.at(&segments(pointer)), Seen::Nothing)
        {
            return Err(nowhere(
                at,
                pointer,
                &rules::extension::NO_MEMBER_OF_SUCCESS,
                answer.meant(&segments(pointer)),
            ));
        }
    }
    let items = match &stated.items {
        Some(items) => match answer.at(&segments(items)) {
            Seen::Type(ty) if answer.is_list(&ty) => Some(segments(items)),
            Seen::Open => Some(segments(items)),
            _ => {
                return Err(nowhere(
                    spans.items,
                    items,
                    &rules::extension::NO_LIST_IN_SUCCESS,
                    answer.meant(&segments(items)),
                ));
            }
        },
        None => answer.list(""),
    };
    let needs_items = stated.turn.is_counted() || matches!(stated.turn, PageTurn::LastItem { .. });
    if items.is_none() && needs_items {
        return Err(Misfit {
            rule: &rules::extension::MISSING_KEY,
            at: spans.items,
            args: vec!["items".to_owned()],
            near: None,
        });
    }
    if let (PageTurn::LastItem { id, .. }, Some(items)) = (&stated.turn, &items)
        && let Seen::Type(list) = answer.at(items)
        && matches!(answer.in_item(&list, &segments(id)), Seen::Nothing)
    {
        return Err(nowhere(
            spans.from,
            id,
            &rules::extension::NO_MEMBER_OF_ITEM,
            None,
        ));
    }
    Ok(Pagination {
        within: items.as_ref().and_then(|items| answer.within(items)),
        facts: Facts {
            turn: stated.turn.clone(),
            items: items.as_deref().map(joined),
            has_more: stated.has_more.clone(),
            ..Facts::default()
        },
    })
}

fn check_place(cx: &Cx<'_, '_>, asked: Asked<'_>, to: &PagePlace, at: Span) -> Result<(), Misfit> {
    match to {
        PagePlace::Query(name) => {
            let query = asked.parameters.iter();
            let query = query.filter(|it| it.place == Place::Query);
            let names: Vec<&str> = query.map(|it| it.wire.as_str()).collect();
            if names.contains(&name.as_str()) {
                return Ok(());
            }
            Err(Misfit {
                rule: &rules::extension::UNKNOWN_PARAMETER,
                at,
                args: vec![rules::extension::IN_THE_QUERY.of([name.as_str()]).into()],
                near: meant(name.as_str(), names.iter().copied()).map(str::to_owned),
            })
        }
        PagePlace::Body(pointer) => {
            let ty = json_body(asked.body);
            let types = &cx.types.defs;
            match ty.map(|ty| answer::walk(types, ty, &segments(pointer))) {
                Some(Seen::Type(_) | Seen::Open) => Ok(()),
                _ => Err(Misfit {
                    rule: &rules::extension::BAD_POINTER,
                    at,
                    args: vec![
                        pointer.as_str().to_owned(),
                        rules::extension::NO_MEMBER_OF_BODY.text().to_owned(),
                    ],
                    near: ty.and_then(|ty| answer::meant_at(types, ty, &segments(pointer))),
                }),
            }
        }
    }
}

/// The type of a JSON request body.
fn json_body(body: Option<&Body>) -> Option<&Type> {
    match &body?.kind {
        BodyKind::Json { ty, .. } => Some(ty),
        _ => None,
    }
}

/// The declared success that the call returns, and the schema of its JSON body.
fn success<'s>(asked: Asked<'s>) -> Option<(&'s Declared<'s>, Option<SchemaSite<'s>>)> {
    let SuccessKind::Json(_) = asked.success.kind else {
        return None;
    };
    let mut successes = asked.declared.iter().filter(|one| !one.error);
    successes.find_map(|one| {
        let (name, content, node) = one.content()?;
        (media(name) == Media::Json).then(|| {
            let schema = content.schema.as_ref();
            (
                one,
                schema.map(|of| SchemaSite::new(of, child(node, "schema"))),
            )
        })
    })
}

/// Where what the call returns stands in the body.
fn data(asked: Asked<'_>) -> Pointer {
    let own = success(asked).and_then(|(one, _)| {
        let media_type = one.content().map(|(_, _, node)| node);
        asked.positions.envelopes_of(one.node, media_type)
    });
    let own = own.or_else(|| asked.positions.envelopes());
    let envelopes = own.as_deref().unwrap_or(asked.wide);
    let mut data = envelopes
        .iter()
        .filter_map(|envelope| envelope.data.clone());
    data.next().unwrap_or_default()
}
