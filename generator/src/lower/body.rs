//! Request bodies: which of the offered media types are sent.

use openapiv3::{MediaType, ReferenceOr, RequestBody};

use super::Cx;
use super::schema::{Shape, Typed, quietly};
use super::site::{SchemaSite, child};
use super::view::view;
use super::{form, multipart};
use crate::diagnostics::rules;
use crate::ir::{Body, BodyKind, DocText, Type, TypeDef, TypeId, TypeKind, WireName};
use crate::source::node::Node;

/// How a media type is written and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Media {
    Json,
    Form,
    Text,
    Bytes,
    Multipart,
}

/// What a media type is, parameters and case aside.
pub(super) fn media(name: &str) -> Media {
    let essence = essence(name);
    match essence.as_str() {
        "application/json" | "*/*" | "application/*" | "text/json" => Media::Json,
        "application/x-www-form-urlencoded" => Media::Form,
        _ if essence.ends_with("+json") => Media::Json,
        _ if essence.starts_with("multipart/") => Media::Multipart,
        _ if essence.starts_with("text/") => Media::Text,
        _ => Media::Bytes,
    }
}

fn essence(name: &str) -> String {
    let essence = name.split(';').next().unwrap_or(name).trim();
    essence.to_ascii_lowercase()
}

/// The media type that is sent. A wildcard stands for JSON, or for what everything is that has no other name.
fn sent(name: &str, kind: Media) -> WireName {
    WireName::new(match (name.contains('*'), kind) {
        (false, _) => name,
        (true, Media::Json) => "application/json",
        (true, Media::Text) => "text/plain",
        (true, _) => "application/octet-stream",
    })
}

/// One of the media types that an operation offers.
#[derive(Clone, Copy)]
pub(super) struct Offer<'s> {
    pub name: &'s str,
    pub kind: Media,
    pub media_type: &'s MediaType,
    pub node: &'s Node,
}

impl<'s> Offer<'s> {
    /// Its schema.
    pub fn schema(&self) -> Option<SchemaSite<'s>> {
        let of = self.media_type.schema.as_ref()?;
        Some(SchemaSite::new(of, child(self.node, "schema")))
    }

    fn of(cx: &Cx<'_, '_>, name: &'s str, media_type: &'s MediaType, node: &'s Node) -> Self {
        let mut offer = Self {
            name,
            kind: media(name),
            media_type,
            node,
        };
        // A text of the format `binary` is content as it stands, whatever its media type says.
        let is_raw = matches!(offer.kind, Media::Json | Media::Text);
        if is_raw && offer.is_text(cx, true) {
            offer.kind = Media::Bytes;
        }
        offer
    }

    /// Whether the content is a text, or a text of the format `binary`.
    fn is_text(&self, cx: &Cx<'_, '_>, binary: bool) -> bool {
        let site = self.schema().and_then(|site| site.resolve(cx.document));
        site.is_some_and(|site| {
            let view = view(site);
            let is_binary = view.format.as_deref() == Some("binary");
            view.kind == Some("string") && (is_binary || !binary)
        })
    }

    /// Whether this says the same as one that is taken: in other words, or as raw text of what the other one types.
    fn is_redundant(&self, cx: &Cx<'_, '_>, taken: &[Self]) -> bool {
        let same = taken
            .iter()
            .any(|other| other.media_type.schema == self.media_type.schema);
        match self.kind {
            Media::Json | Media::Form | Media::Multipart => same,
            Media::Text | Media::Bytes => {
                let alike = taken.iter().any(|other| other.kind == self.kind);
                let essence = essence(self.name);
                let untyped = ["xml", "yaml"].iter().any(|end| essence.ends_with(end));
                let structured = match self.schema() {
                    None => untyped,
                    Some(_) => !self.is_text(cx, false),
                };
                same || alike || structured
            }
        }
    }
}

/// The request body of an operation.
pub(super) fn lower_body(
    cx: &mut Cx<'_, '_>,
    of: &ReferenceOr<RequestBody>,
    tree: &Node,
    operation: &WireName,
) -> Option<Body> {
    let document = cx.document;
    let site = document.resolve(of, tree)?;
    let trees = child(site.node, "content");
    let mut offers: Vec<Offer<'_>> = site
        .item
        .content
        .iter()
        .map(|(name, media_type)| Offer::of(cx, name, media_type, child(trees, name)))
        .collect();
    let all = offers.len();
    offers.sort_by_key(|offer| offer.kind);
    let mut taken: Vec<Offer<'_>> = Vec::new();
    for offer in offers {
        if !offer.is_redundant(cx, &taken) {
            taken.push(offer);
        } else if offer.kind == Media::Multipart && multipart::holds_files(cx, &offer) {
            // Of the same members, only parts can be files.
            taken.retain(|other| other.media_type.schema != offer.media_type.schema);
            taken.push(offer);
        }
    }
    let first = taken.first()?;
    let span = trees.key_span(first.name).unwrap_or(site.node.span);
    if taken.len() < all {
        let names: Vec<&str> = taken.iter().map(|offer| offer.name).collect();
        cx.diag
            .report(&rules::operations::SEVERAL_MEDIA_TYPES, trees.span)
            .arg(names.join(", "));
    }
    let kind = match taken.as_slice() {
        [only] => lower_kind(cx, only, operation, "request"),
        many => {
            let kinds: Vec<_> = many
                .iter()
                .map(|offer| lower_kind(cx, offer, operation, word(offer.kind)))
                .collect();
            cx.types.defs.push(TypeDef {
                name: vec![operation.clone(), WireName::new("body")],
                title: None,
                doc: DocText::default(),
                span: trees.span,
                kind: TypeKind::Bodies(kinds),
                sent: false,
                received: false,
                encoded: false,
                decoded: false,
                deprecated: false,
            });
            BodyKind::Choice(Type::Named(TypeId(cx.types.defs.len() - 1)))
        }
    };
    Some(Body {
        kind,
        required: site.item.required,
        doc: DocText::new(site.item.description.clone().unwrap_or_default()),
        span,
    })
}

fn word(kind: Media) -> &'static str {
    match kind {
        Media::Json => "request",
        Media::Form => "form",
        Media::Multipart => "parts",
        Media::Text | Media::Bytes => "content",
    }
}

fn lower_kind(
    cx: &mut Cx<'_, '_>,
    offer: &Offer<'_>,
    operation: &WireName,
    word: &str,
) -> BodyKind {
    let path = [operation.clone(), WireName::new(word)];
    let media_type = sent(offer.name, offer.kind);
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
        Media::Text => BodyKind::Text(media_type),
        Media::Bytes => BodyKind::Bytes(media_type),
        Media::Multipart => multipart::lower_multipart(cx, offer, &path),
    }
}

fn schema_type(cx: &mut Cx<'_, '_>, offer: &Offer<'_>, path: &[WireName]) -> Typed {
    match offer.schema() {
        Some(site) => cx.types.lower(site, path, cx.diag),
        None => Typed::ANY,
    }
}

/// What a schema is, references and single `allOf` followed; nothing is reported.
pub(super) fn shape_of<'s, 'a: 's>(cx: &Cx<'a, '_>, site: SchemaSite<'s>) -> Option<Shape<'s>> {
    let mut site = site;
    // As many steps as no document needs; circles are rejected elsewhere.
    for _ in 0..64 {
        let resolved = site.resolve(cx.document)?;
        match quietly(|diag| cx.types.shape(resolved, diag)) {
            Shape::Same(next) => site = next,
            shape => return Some(shape),
        }
    }
    None
}
