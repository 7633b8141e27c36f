//! Request bodies: which of the offered media types are sent, and as what.
//!
//! Every body that a document declares can be sent: as a typed value where JSON, a form or parts describe one, as text or
//! bytes otherwise. What is left out or not typed is reported.

pub(super) mod form;
mod media;
pub(super) mod multipart;
mod offer;

use openapiv3::{ReferenceOr, RequestBody};

pub(super) use self::media::{Media, media};
use self::media::{is_media_type, is_range, sent};
pub(super) use self::offer::Offer;
use self::offer::{Said, choose};
use crate::diagnostics::{Phrase, Phrased, rules};
use crate::ir::{Body, BodyKind, DocText, Method, Type, TypeDef, TypeKind, WireName};
use crate::lower::Cx;
use crate::lower::schemas::{Shape, Typed};
use crate::lower::site::{SchemaSite, Site, child};
use crate::source::node::Node;

/// Schemas that are the same as another one, followed before giving up: as many as no document needs. Circles are rejected
/// elsewhere.
const HOPS: usize = 64;

/// The request body of an operation.
///
/// Some documents give each operation a body, `GET` included, and say of those that there is nothing in it. Servers and what
/// stands before them refuse a `GET` with a body, so such a body is none.
pub(super) fn lower_body<'a>(
    cx: &mut Cx<'a, '_>,
    of: &'a ReferenceOr<RequestBody>,
    tree: &'a Node,
    operation: &WireName,
    method: &Method,
) -> Option<Body> {
    let document = cx.document;
    let site = document.resolve(of, tree)?;
    let trees = child(site.node, "content");
    let offers = offers(cx, site, trees);
    // What the body of these means is nowhere defined (RFC 9110, sections 9.3.1, 9.3.2 and 9.3.5).
    let bodiless = matches!(method, Method::Get | Method::Head | Method::Delete);
    if bodiless && !site.item.required && offers.iter().all(|offer| offer.is_empty(cx)) {
        cx.diag
            .report(&rules::operations::EMPTY_BODY, tree.span)
            .arg(method.name());
        return None;
    }
    let all = offers.len();
    let taken = choose(cx, offers);
    let head = || tree.entries().next().map(|(_, entry)| entry.key_span);
    let first = taken.first().map(|offer| offer.at);
    let span = first.or_else(head).unwrap_or(tree.span);
    if taken.len() < all {
        let names: Vec<&str> = taken.iter().map(|offer| offer.name).collect();
        cx.diag
            .report(&rules::operations::SEVERAL_MEDIA_TYPES, trees.span)
            .arg(names.join(", "));
    }
    let kind = match taken.as_slice() {
        [] => {
            cx.diag
                .report(&rules::operations::BODY_WITHOUT_MEDIA_TYPE, span);
            BodyKind::Bytes(sent("*/*", Media::Bytes))
        }
        [only] => lower_kind(cx, only, operation, "request"),
        many => {
            let kinds: Vec<_> = many
                .iter()
                .map(|offer| lower_kind(cx, offer, operation, word(offer.kind)))
                .collect();
            let id = cx.types.defs.push(TypeDef {
                name: vec![operation.clone(), WireName::new("body")],
                title: None,
                doc: DocText::default(),
                span: trees.span,
                kind: TypeKind::Bodies(kinds),
                sent: false,
                received: false,
                reads: Vec::new(),
                shared: None,
                deprecated: false,
            });
            BodyKind::Several(Type::Named(id))
        }
    };
    Some(Body {
        kind,
        required: site.item.required,
        doc: DocText::new(site.item.description.clone().unwrap_or_default()),
        span,
    })
}

/// What the document offers under names that are media types; under others only where there is nothing else.
fn offers<'a>(cx: &mut Cx<'a, '_>, site: Site<'a, RequestBody>, trees: &'a Node) -> Vec<Offer<'a>> {
    let all = site.item.content.iter();
    let (mut named, other): (Vec<_>, Vec<_>) = all.partition(|(name, _)| is_media_type(name));
    let is_left_out = !named.is_empty();
    for (name, _) in &other {
        let meant = sent(name, media(name));
        let outcome = if is_left_out {
            Phrased::from(&rules::operations::LEFT_OUT)
        } else if meant.as_str() == *name {
            Phrased::from(&rules::operations::SENT_UNDER_NAME)
        } else {
            rules::operations::SENT_AS.of([meant.as_str()])
        };
        let at = trees.key_span(name).unwrap_or(trees.span);
        cx.diag
            .report(&rules::operations::BAD_MEDIA_TYPE, at)
            .arg(*name)
            .arg(outcome);
    }
    if !is_left_out {
        named = other;
    }
    let named = named.into_iter();
    named
        .map(|(name, media_type)| Offer::of(cx, name, media_type, trees))
        .collect()
}

fn word(kind: Media) -> &'static str {
    match kind {
        Media::Json => "request",
        Media::Form => "form",
        Media::Multipart => "parts",
        Media::Text | Media::Bytes => "content",
    }
}

fn lower_kind<'a>(
    cx: &mut Cx<'a, '_>,
    offer: &Offer<'a>,
    operation: &WireName,
    word: &str,
) -> BodyKind {
    let path = [operation.clone(), WireName::new(word)];
    let media_type = sent(offer.name, offer.kind);
    if is_range(offer.name) {
        cx.diag
            .report(&rules::operations::MEDIA_TYPE_RANGE, offer.at)
            .arg(offer.name)
            .arg(media_type.as_str());
    }
    match offer.kind {
        Media::Json => BodyKind::Json {
            ty: schema_type(cx, offer, &path).closed(),
            media_type,
        },
        Media::Form => {
            let ty = schema_type(cx, offer, &path).ty;
            let rule = form::rule(cx, offer);
            BodyKind::Form(ty, rule)
        }
        Media::Text => {
            if offer.said(cx) == Said::Value {
                untyped(cx, offer, &rules::operations::TEXT);
            }
            BodyKind::Text(media_type)
        }
        Media::Bytes => {
            match offer.said(cx) {
                Said::Value => untyped(cx, offer, &rules::operations::BYTES),
                Said::Encoded => untyped(cx, offer, &rules::operations::ENCODED_BYTES),
                Said::Nothing | Said::Text | Said::Binary => {}
            }
            BodyKind::Bytes(media_type)
        }
        Media::Multipart => multipart::lower_multipart(cx, offer, media_type, &path),
    }
}

/// Reports content whose schema no type stands for.
pub(super) fn untyped<'a>(cx: &mut Cx<'a, '_>, offer: &Offer<'a>, passed: &'static Phrase) {
    let at = offer.node.key_span("schema");
    let at = at.or_else(|| offer.node.key_span("itemSchema"));
    cx.diag
        .report(&rules::operations::UNTYPED_BODY, at.unwrap_or(offer.at))
        .arg(offer.name)
        .arg(passed);
}

fn schema_type<'a>(cx: &mut Cx<'a, '_>, offer: &Offer<'a>, path: &[WireName]) -> Typed {
    match offer.schema() {
        Some(site) => cx.types.lower(site, path, cx.diag),
        None => Typed::ANY,
    }
}

/// What a schema is, references and single `allOf` followed; nothing is reported.
pub(super) fn shape_of<'a>(cx: &Cx<'a, '_>, site: SchemaSite<'a>) -> Option<Shape<'a>> {
    let mut site = site;
    for _ in 0..HOPS {
        let resolved = site.resolve(cx.document)?;
        match cx.types.shape(resolved) {
            Shape::Same(next) => site = next,
            shape => return Some(shape),
        }
    }
    None
}
