//! What the successes of an operation return: one type, one of several, a stream.

mod apart;
mod existing;

use std::collections::BTreeMap;

use openapiv3::MediaType;

use self::apart::{Apart, failures, told_apart};
use self::existing::existing;
use super::held::{Held, held};
use super::response::{Declared, Target, at, meant_pointer};
use super::response_header::lower_headers;
use super::stream::lower_stream;
use crate::diagnostics::rules;
use crate::extension::received::{Received, received};
use crate::ir::{
    DocText, Envelope, Method, RateLimitFacts, StatusRange, Stream, Success, SuccessCase,
    SuccessKind, Type, WireName,
};
use crate::lower::Cx;
use crate::lower::operations::facts::Positions;
use crate::lower::schemas::Typed;
use crate::lower::site::child;
use crate::source::Span;
use crate::source::node::Node;
use crate::source::value::to_json;

/// An operation, as far as its successes depend on it.
pub(in crate::lower) struct Asked<'s, 'a> {
    pub id: &'s WireName,
    pub method: &'s Method,
    pub declared: &'s [Declared<'a>],
    pub positions: Positions<'s>,
    /// The document's envelopes.
    pub wide: &'s [Envelope],
    /// The document's headers of rate limits.
    pub rate_limit: &'s RateLimitFacts,
}

/// What the successes of an operation return.
pub(in crate::lower) fn lower_success<'a>(cx: &mut Cx<'a, '_>, asked: &Asked<'_, 'a>) -> Success {
    let returned = asked.declared.iter().filter(|one| one.is_returned());
    let mut cases = Vec::new();
    let mut known = BTreeMap::new();
    let mut streams = Vec::new();
    for one in returned.clone() {
        // An answer to HEAD has no body, whatever is declared (RFC 9110 section 9.3.2).
        let mut offered = if *asked.method == Method::Head {
            Vec::new()
        } else {
            offered(one)
        };
        let empty = offered.is_empty();
        offered.retain(|offer| match lower_stream(cx, asked, *offer) {
            Some(stream) => {
                streams.push((stream, offer.node.span));
                false
            }
            None => true,
        });
        if empty || !offered.is_empty() {
            lower_cases(cx, asked, one, &offered, &mut known, &mut cases);
        }
    }
    let stream = one_stream(cx, asked, streams);
    let own = cases.iter().flat_map(|case| &case.media_types);
    let accept = accept(asked.declared, own.map(WireName::as_str));
    let redirects = |status: &StatusRange| status.first / 100 != 2;
    let mut statuses: Vec<StatusRange> = returned.clone().filter_map(|one| one.status).collect();
    let failures = failures(asked.declared, &statuses);
    let flagged = asked.declared.iter().any(Declared::is_flagged);
    if !flagged && failures.is_empty() && !statuses.iter().any(redirects) {
        statuses.clear();
    }
    let has_value = cases.iter().any(|case| !case.media_types.is_empty());
    let marked = returned.filter(|one| one.is_marked());
    let marked: Vec<StatusRange> = marked.filter_map(|one| one.status).collect();
    let only_streams = stream.is_some() && !has_value;
    let (kind, optional, absent) = match told_apart(&marked, &cases) {
        Apart::ByChoice if !only_streams => (SuccessKind::Several(cases), false, Vec::new()),
        Apart::Not if !only_streams => {
            let (kind, optional) = one_or_several(cases);
            (kind, optional, Vec::new())
        }
        _ => {
            let (kind, optional) = one_or_several(cases);
            (kind, optional, marked)
        }
    };
    let success = Success {
        statuses,
        failures,
        absent,
        existing: existing(cx, asked),
        kind,
        optional,
        accept,
        stream,
        headers: lower_headers(cx, asked, asked.rate_limit),
    };
    match success.stream {
        // Nothing to tell apart: a success without a body is a stream without items.
        Some(stream) if !has_value => Success {
            accept: stream.accept.clone(),
            kind: SuccessKind::Stream(stream),
            stream: None,
            ..success
        },
        _ => success,
    }
}

/// The stream that is read, with everything that its call asks for.
fn one_stream<'a>(
    cx: &mut Cx<'a, '_>,
    asked: &Asked<'_, 'a>,
    streams: Vec<(Stream, Span)>,
) -> Option<Stream> {
    let mut streams = streams.into_iter();
    let (mut first, _) = streams.next()?;
    for (other, span) in streams {
        if other.framing != first.framing || other.item != first.item {
            cx.diag
                .report(&rules::operations::SEVERAL_STREAMS, span)
                .arg(asked.id.as_str())
                .arg(first.accept.as_str());
        }
    }
    let name = first.accept;
    first.accept = accept(asked.declared, std::iter::once(name.as_str()));
    Some(first)
}

/// One media type of a response.
#[derive(Clone, Copy)]
pub(in crate::lower) struct Offer<'s> {
    pub name: &'s str,
    pub content: &'s MediaType,
    pub node: &'s Node,
}

impl Offer<'_> {
    fn schema(&self) -> Option<&Node> {
        self.node.get("schema")
    }
}

/// The media types of a response: JSON alone where the others are only other spellings of the same value.
fn offered<'s>(one: &Declared<'s>) -> Vec<Offer<'s>> {
    let trees = child(one.node, "content");
    let mut all: Vec<Offer<'s>> = one
        .response
        .content
        .iter()
        .map(|(name, content)| Offer {
            name,
            content,
            node: child(trees, name),
        })
        .collect();
    let json = all.iter().find(|it| received(it.name) == Received::Json);
    if let Some(json) = json.copied() {
        let value = |it: &Offer<'_>| it.schema().map(to_json);
        let of_json = value(&json);
        all.retain(|it| it.name == json.name || of_json.is_none() || value(it) != of_json);
    }
    all
}

/// The types of schemas that were met, so that one schema written twice is one type.
type Known = BTreeMap<String, SuccessKind>;

/// Adds the cases of one response: one for each kind of value that it can hold.
fn lower_cases<'a>(
    cx: &mut Cx<'a, '_>,
    asked: &Asked<'_, 'a>,
    one: &Declared<'a>,
    offered: &[Offer<'a>],
    known: &mut Known,
    cases: &mut Vec<SuccessCase>,
) {
    let case = |kind| SuccessCase {
        status: one.status,
        media_types: Vec::new(),
        kind,
        doc: DocText::new(&*one.response.description),
    };
    if offered.is_empty() {
        cases.push(case(SuccessKind::Empty));
    }
    let first = cases.len();
    for offer in offered {
        let kind = success_kind(cx, asked, one, *offer, known, first > 0);
        let own = cases.iter_mut().skip(first);
        let same = own.into_iter().find(|other| same(&other.kind, &kind));
        let media_type = WireName::new(offer.name);
        match same {
            Some(other) => other.media_types.push(media_type),
            None => cases.push(SuccessCase {
                media_types: vec![media_type],
                ..case(kind)
            }),
        }
    }
}

/// The plain type where all cases agree, with absence where one of them has no body; else a choice.
fn one_or_several(mut cases: Vec<SuccessCase>) -> (SuccessKind, bool) {
    let is_empty = |case: &SuccessCase| matches!(case.kind, SuccessKind::Empty);
    let optional = cases.iter().any(is_empty);
    let mut bodies = cases.iter().filter(|case| !is_empty(case));
    let Some(first) = bodies.next() else {
        return (SuccessKind::Empty, false);
    };
    if bodies.any(|other| !same(&first.kind, &other.kind)) {
        return (SuccessKind::Several(cases), false);
    }
    let position = cases.iter().position(|case| !is_empty(case));
    let first = position.map(|position| cases.swap_remove(position).kind);
    (first.unwrap_or(SuccessKind::Empty), optional)
}

fn same(a: &SuccessKind, b: &SuccessKind) -> bool {
    match (a, b) {
        (SuccessKind::Json(a), SuccessKind::Json(b)) => a == b,
        (SuccessKind::Bytes, SuccessKind::Bytes) | (SuccessKind::Text, SuccessKind::Text) => true,
        _ => false,
    }
}

/// What is asked for: the media types of successes, the first before the others, then those of errors.
fn accept<'s>(declared: &[Declared<'_>], own: impl Iterator<Item = &'s str>) -> WireName {
    let mut names: Vec<String> = Vec::new();
    for name in own {
        if names.iter().any(|known| names_same(known, name)) || !is_sendable(name) {
            continue;
        }
        // The order in a list means nothing to a server; the weight does (RFC 9110 section 12.5.1).
        names.push(if names.is_empty() {
            name.to_owned()
        } else {
            format!("{name};q=0.9")
        });
    }
    for one in declared.iter().filter(|one| one.error) {
        let name = one.content().map(|(name, _, _)| name);
        let name = name.filter(|name| is_sendable(name));
        if let Some(name) = name.filter(|name| !names.iter().any(|known| names_same(known, name))) {
            names.push(name.to_owned());
        }
    }
    WireName::new(if names.is_empty() {
        "*/*".to_owned()
    } else {
        names.join(", ")
    })
}

/// Whether a media type can stand in a header. Others say nothing to a server.
fn is_sendable(name: &str) -> bool {
    name.contains('/') && name.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn names_same(weighted: &str, name: &str) -> bool {
    weighted.strip_suffix(";q=0.9").unwrap_or(weighted) == name
}

fn success_kind<'a>(
    cx: &mut Cx<'a, '_>,
    asked: &Asked<'_, 'a>,
    one: &Declared<'a>,
    offer: Offer<'a>,
    known: &mut Known,
    further: bool,
) -> SuccessKind {
    let Offer { content, node, .. } = offer;
    let site = match held(cx.document, offer.name, content, node) {
        Held::Json(Some(site)) => site,
        Held::Json(None) => return SuccessKind::Json(Type::Any),
        Held::Text => return SuccessKind::Text,
        Held::Bytes => return SuccessKind::Bytes,
    };
    let of_response = asked.positions.envelopes_of(one.node, Some(node));
    // An envelope of its own may lead to another part of the same schema.
    let key = of_response
        .is_none()
        .then(|| to_json(site.node).to_string());
    if let Some(kind) = key.as_ref().and_then(|key| known.get(key)) {
        return kind.clone();
    }
    let own = of_response.or_else(|| asked.positions.envelopes());
    let envelopes = own.as_deref().unwrap_or(asked.wide);
    let data = envelopes.iter().find_map(|envelope| envelope.data.as_ref());
    let mut path = vec![asked.id.clone(), WireName::new("response")];
    if further {
        let status = one.status.map(|status| status.first.to_string());
        path.push(WireName::new(status.as_deref().unwrap_or("default")));
    }
    let typed = match data {
        None => cx.types.lower(site, &path, cx.diag),
        Some(pointer) => match at(cx, site, pointer) {
            Target::Schema(site) => cx.types.lower(site, &path, cx.diag),
            Target::Anything => Typed::ANY,
            Target::Nothing => {
                let span = data_span(one.node, node, asked.positions).unwrap_or(site.node.span);
                let text: String = pointer.iter().map(|p| format!("/{}", p.as_str())).collect();
                let near = meant_pointer(cx, site, pointer);
                cx.seen.without_data(span, text, site.node.span, near);
                Typed::ANY
            }
        },
    };
    let kind = SuccessKind::Json(typed.closed());
    if let Some(key) = key {
        known.insert(key, kind.clone());
    }
    kind
}

/// Where the nearest `data` of an envelope stands.
fn data_span(response: &Node, media_type: &Node, positions: Positions<'_>) -> Option<Span> {
    let holders = [
        media_type,
        response,
        positions.operation,
        positions.path,
        positions.root,
    ];
    let envelopes = holders
        .iter()
        .filter_map(|node| node.get("x-error-envelope"));
    let mut data = envelopes.filter_map(|node| {
        let one = node.get("data");
        one.or_else(|| node.items().iter().find_map(|item| item.get("data")))
    });
    data.next().map(|node| node.span)
}
