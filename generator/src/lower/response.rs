//! Responses: which are successes, and what a success returns.

use openapiv3::{MediaType, Operation, ReferenceOr, Response, Schema, StatusCode};

use super::Cx;
use super::body::{Media, media};
use super::facts::Positions;
use super::schema::Typed;
use super::site::{SchemaSite, Site, child};
use super::view::view;
use crate::diagnostics::rules;
use crate::extension::flag;
use crate::ir::{Envelope, Pointer, StatusSet, Success, SuccessKind, Type, WireName};
use crate::source::Span;
use crate::source::node::Node;

/// One declared response.
#[derive(Clone, Copy)]
pub(super) struct Declared<'s> {
    /// `None`: `default`.
    pub status: Option<StatusSet>,
    pub response: &'s Response,
    pub node: &'s Node,
    /// Where its status stands.
    pub span: Span,
    /// Whether it is an error.
    pub error: bool,
    /// Whether the document says so with `x-error`.
    pub flagged: bool,
}

impl<'s> Declared<'s> {
    /// The body to read, and its media type: JSON before text before bytes.
    pub fn content(&self) -> Option<(&'s str, &'s MediaType, &'s Node)> {
        let (name, chosen) = self.response.content.iter().min_by_key(|(n, _)| media(n))?;
        let node = child(child(self.node, "content"), name);
        Some((name, chosen, node))
    }
}

/// The declared responses in document order.
pub(super) fn declared<'s, 'a: 's>(
    cx: &mut Cx<'a, '_>,
    operation: &'s Operation,
    tree: &'s Node,
) -> Vec<Declared<'s>> {
    let trees = child(tree, "responses");
    let mut all = Vec::new();
    let numbered = operation.responses.responses.iter();
    let numbered = numbered.map(|(code, of)| (Some(code), of));
    let default = operation.responses.default.iter().map(|of| (None, of));
    for (code, of) in numbered.chain(default) {
        let key = code.map_or("default".to_owned(), StatusCode::to_string);
        if let Some(found) = one(cx, code, of, &key, trees) {
            all.push(found);
        }
    }
    // Without a declared success, `default` describes it.
    if !all.iter().any(|one| !one.error && one.status.is_some())
        && let Some(default) = all.iter_mut().find(|one| one.status.is_none())
        && !default.flagged
    {
        default.error = false;
    }
    all
}

fn one<'s, 'a: 's>(
    cx: &mut Cx<'a, '_>,
    code: Option<&StatusCode>,
    of: &'s ReferenceOr<Response>,
    key: &str,
    trees: &'s Node,
) -> Option<Declared<'s>> {
    let site = cx.document.resolve(of, child(trees, key))?;
    let status = code.map(|code| match code {
        StatusCode::Code(status) => StatusSet::one(*status),
        StatusCode::Range(digit) => StatusSet::class(*digit),
    });
    let flag = error_flag(cx, site.node);
    let by_status = status.is_none_or(|status| status.first >= 400);
    Some(Declared {
        status,
        response: site.item,
        node: site.node,
        span: trees.key_span(key).unwrap_or(site.node.span),
        error: flag.unwrap_or(by_status),
        flagged: flag.is_some_and(|flag| flag != by_status),
    })
}

/// `x-error`, or `x-ms-error-response` where it is absent.
fn error_flag(cx: &mut Cx<'_, '_>, response: &Node) -> Option<bool> {
    let own = flag::error(response, cx.diag);
    let foreign = response.get("x-ms-error-response").and_then(Node::as_bool);
    if let (Some(own), Some(foreign)) = (own, foreign)
        && own != foreign
        && let Some(at) = response.key_span("x-ms-error-response")
    {
        let report = cx.diag.report(&rules::extension::DIALECT_SHADOWED, at);
        let report = report.arg("x-ms-error-response").arg("x-error");
        if let Some(span) = response.key_span("x-error") {
            report.also(span, "this one stands");
        }
    }
    own.or(foreign)
}

/// What the successes of an operation return.
pub(super) fn lower_success(
    cx: &mut Cx<'_, '_>,
    declared: &[Declared<'_>],
    positions: Positions<'_>,
    wide: &[Envelope],
    operation: &WireName,
) -> Success {
    let mut found: Option<(SuccessKind, &Declared<'_>, &str)> = None;
    let mut empty = false;
    let successes = declared.iter().filter(|one| !one.error);
    // Informational answers and redirects carry nothing that a call returns.
    let returned = |one: &&Declared<'_>| {
        one.flagged
            || one
                .status
                .is_none_or(|status| (200..300).contains(&status.first))
    };
    for one in successes.clone().filter(returned) {
        let Some((name, content, node)) = one.content() else {
            empty = true;
            continue;
        };
        let kind = success_kind(cx, one, name, content, node, positions, wide, operation);
        match &found {
            None => found = Some((kind, one, name)),
            Some((first, at, _)) if !same(first, &kind) => {
                let status = at.span;
                cx.diag
                    .report(&rules::operations::SEVERAL_SUCCESS_TYPES, one.span)
                    .arg(operation.as_str())
                    .also(status, "the type of this one is taken");
            }
            Some(_) => {}
        }
    }
    let flagged = declared.iter().any(|one| one.flagged);
    let statuses: Vec<StatusSet> = if flagged {
        let numbered = successes.filter_map(|one| one.status);
        numbered.filter(|status| status.first >= 200).collect()
    } else {
        Vec::new()
    };
    let accept = accept(declared, found.as_ref().map(|(_, _, name)| *name));
    let (kind, optional) = match found {
        Some((kind, _, _)) => (kind, empty),
        None => (SuccessKind::Empty, false),
    };
    Success {
        statuses,
        kind,
        optional,
        accept,
    }
}

fn same(a: &SuccessKind, b: &SuccessKind) -> bool {
    match (a, b) {
        (SuccessKind::Json(a), SuccessKind::Json(b)) => a == b,
        (SuccessKind::Bytes, SuccessKind::Bytes) | (SuccessKind::Text, SuccessKind::Text) => true,
        _ => false,
    }
}

/// What is asked for: the success's own media type, then those of errors.
fn accept(declared: &[Declared<'_>], chosen: Option<&str>) -> WireName {
    let mut names: Vec<&str> = chosen.into_iter().collect();
    for one in declared.iter().filter(|one| one.error) {
        names.extend(one.content().map(|(name, _, _)| name));
    }
    let mut unique: Vec<&str> = Vec::new();
    for name in names {
        if !unique.contains(&name) {
            unique.push(name);
        }
    }
    WireName::new(if unique.is_empty() {
        "*/*".to_owned()
    } else {
        unique.join(", ")
    })
}

#[expect(clippy::too_many_arguments, reason = "the facts of one response")]
fn success_kind(
    cx: &mut Cx<'_, '_>,
    one: &Declared<'_>,
    name: &str,
    content: &MediaType,
    node: &Node,
    positions: Positions<'_>,
    wide: &[Envelope],
    operation: &WireName,
) -> SuccessKind {
    let site = content
        .schema
        .as_ref()
        .map(|of| SchemaSite::new(of, child(node, "schema")));
    let binary = site
        .and_then(|site| site.resolve(cx.document))
        .is_some_and(|site| view(site).format.as_deref() == Some("binary"));
    match media(name) {
        Media::Json if !binary => {}
        Media::Text if !binary => return SuccessKind::Text,
        _ => return SuccessKind::Bytes,
    }
    let Some(site) = site else {
        return SuccessKind::Json(Type::Any);
    };
    let own = positions.envelopes_of(one.node, Some(node), cx.diag);
    let own = own.or_else(|| positions.envelopes(cx.diag));
    let envelopes = own.as_deref().unwrap_or(wide);
    let data = envelopes.iter().find_map(|envelope| envelope.data.as_ref());
    let path = [operation.clone(), WireName::new("response")];
    let typed = match data {
        None => cx.types.lower(site, &path, cx.diag),
        Some(pointer) => match at(cx, site, pointer) {
            Found::Schema(site) => cx.types.lower(site, &path, cx.diag),
            Found::Anything => Typed::ANY,
            Found::Nothing => {
                let span = data_span(one.node, node, positions).unwrap_or(site.node.span);
                let text: String = pointer.iter().map(|p| format!("/{}", p.as_str())).collect();
                cx.diag
                    .report(&rules::extension::ENVELOPE_MISMATCH, site.node.span)
                    .arg("data")
                    .arg(text)
                    .also(span, "the pointer stands here");
                Typed::ANY
            }
        },
    };
    SuccessKind::Json(typed.closed())
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

/// What a pointer leads to within the values of a schema.
pub(super) enum Found<'s> {
    /// A schema.
    Schema(SchemaSite<'s>),
    /// A place that the schema leaves open.
    Anything,
    /// A member that the schema does not have.
    Nothing,
}

/// Follows a pointer through a schema.
pub(super) fn at<'s, 'a: 's>(
    cx: &Cx<'a, '_>,
    site: SchemaSite<'s>,
    pointer: &Pointer,
) -> Found<'s> {
    let mut here = vec![site];
    for segment in pointer {
        let mut next = Vec::new();
        let mut open = false;
        for site in &here {
            if let Some(site) = site.resolve(cx.document) {
                step(cx, site, segment.as_str(), 0, &mut next, &mut open);
            }
        }
        if next.is_empty() {
            return if open {
                Found::Anything
            } else {
                Found::Nothing
            };
        }
        here = next;
    }
    here.first()
        .map_or(Found::Nothing, |site| Found::Schema(*site))
}

/// Collects the schemas of a member over all parts and branches of a schema.
fn step<'s, 'a: 's>(
    cx: &Cx<'a, '_>,
    site: Site<'s, Schema>,
    name: &str,
    level: usize,
    next: &mut Vec<SchemaSite<'s>>,
    open: &mut bool,
) {
    if level > 16 {
        return;
    }
    let view = view(site);
    next.extend(
        view.properties(site.node)
            .filter(|(property, _)| *property == name)
            .map(|(_, site)| site),
    );
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        next.extend(view.items(site.node));
    }
    next.extend(view.rest_schema(site.node));
    let composed = view
        .parts(site.node)
        .into_iter()
        .chain(view.branches(site.node));
    for part in composed {
        if let Some(part) = part.resolve(cx.document) {
            step(cx, part, name, level + 1, next, open);
        }
    }
    let says_nothing = !view.has_properties()
        && view.all_of.is_empty()
        && view.branches.is_empty()
        && view.kind.is_none_or(|kind| kind == "object")
        && view.rest.is_none()
        && !view.listed;
    *open |= view.is_open() || says_nothing;
}
