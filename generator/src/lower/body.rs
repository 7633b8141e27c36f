//! Request bodies: which of the offered media types is sent.

use openapiv3::{MediaType, ReferenceOr, RequestBody};

use super::Cx;
use super::schema::Typed;
use super::site::{SchemaSite, child};
use crate::diagnostics::rules;
use crate::ir::{Body, BodyKind, DocText, Type, WireName};
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
    let essence = name.split(';').next().unwrap_or(name).trim();
    let essence = essence.to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "*/*" | "application/*" | "text/json" => Media::Json,
        "application/x-www-form-urlencoded" => Media::Form,
        _ if essence.ends_with("+json") => Media::Json,
        _ if essence.starts_with("multipart/") => Media::Multipart,
        _ if essence.starts_with("text/") => Media::Text,
        _ => Media::Bytes,
    }
}

/// The media type that is sent: a wildcard stands for JSON.
fn sent(name: &str) -> WireName {
    let wildcard = name.contains('*');
    WireName::new(if wildcard { "application/json" } else { name })
}

/// The request body of an operation.
pub(super) fn lower_body(
    cx: &mut Cx<'_, '_>,
    of: &ReferenceOr<RequestBody>,
    tree: &Node,
    operation: &WireName,
) -> Option<Body> {
    let site = cx.document.resolve(of, tree)?;
    let offered = &site.item.content;
    let (name, chosen) = offered.iter().min_by_key(|(name, _)| media(name))?;
    let trees = child(site.node, "content");
    let node = child(trees, name);
    let span = trees.key_span(name).unwrap_or(site.node.span);
    if offered.len() > 1 {
        let report = cx
            .diag
            .report(&rules::operations::SEVERAL_MEDIA_TYPES, trees.span);
        report.arg(name);
    }
    let kind = match media(name) {
        Media::Json => BodyKind::Json {
            ty: schema_type(cx, chosen, node, operation).closed(),
            media_type: sent(name),
        },
        Media::Form => BodyKind::Form(schema_type(cx, chosen, node, operation).ty),
        Media::Text => BodyKind::Text(sent(name)),
        Media::Bytes => BodyKind::Bytes(sent(name)),
        Media::Multipart => {
            cx.diag.report(&rules::operations::MULTIPART_BODY, span);
            BodyKind::Bytes(WireName::new(name))
        }
    };
    Some(Body {
        kind,
        required: site.item.required,
        doc: DocText::new(site.item.description.clone().unwrap_or_default()),
        span,
    })
}

fn schema_type(
    cx: &mut Cx<'_, '_>,
    media_type: &MediaType,
    node: &Node,
    operation: &WireName,
) -> Typed {
    let Some(of) = &media_type.schema else {
        return Typed {
            ty: Type::Any,
            nullable: false,
        };
    };
    let path = [operation.clone(), WireName::new("request")];
    let site = SchemaSite::new(of, child(node, "schema"));
    cx.types.lower(site, &path, cx.diag)
}
