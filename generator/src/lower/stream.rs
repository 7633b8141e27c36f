//! Streams: what their items are.
//!
//! ```yaml
//! text/event-stream:
//!   schema: {$ref: '#/components/schemas/Chunk'}          # the data of each event, as most documents mean it
//! text/event-stream:
//!   itemSchema:                                           # 3.2: the event; its data is JSON within a string
//!     properties:
//!       event: {type: string}
//!       data: {type: string, contentMediaType: application/json, contentSchema: {$ref: '#/components/schemas/Chunk'}}
//! application/jsonl:
//!   itemSchema: {$ref: '#/components/schemas/Chunk'}      # 3.2: each line
//! ```

use super::Cx;
use super::received::{Received, received};
use super::site::{SchemaRef, SchemaSite, child};
use super::success::{Asked, Offer};
use super::view::view;
use crate::diagnostics::rules;
use crate::ir::{Framing, Stream, Type, WireName};
use crate::model::stream_item;
use crate::resolve::place::reference;
use crate::source::node::Node;

/// The members of an event (HTML Living Standard, section 9.2).
const EVENT: [&str; 4] = ["data", "event", "id", "retry"];

/// The stream that a media type is; `None` for every other one.
pub(super) fn lower_stream(
    cx: &mut Cx<'_, '_>,
    asked: &Asked<'_>,
    offer: Offer<'_>,
) -> Option<Stream> {
    let framing = match received(offer.name) {
        Received::Events => Framing::Events,
        Received::Lines => Framing::Lines,
        Received::Json | Received::Text | Received::Bytes => return None,
    };
    let stated = stream_item(offer.name, offer.node);
    let is_item = stated.is_some();
    let tree = stated.unwrap_or_else(|| child(offer.node, "schema"));
    let site = offer.content.schema.as_ref();
    let site = site.map(|of| SchemaSite::new(of, tree));
    let item = match (site, framing) {
        (None, Framing::Events) => None,
        (None, Framing::Lines) => Some(Type::Any),
        (Some(site), Framing::Events) => event(cx, asked, site),
        (Some(site), Framing::Lines) => line(cx, asked, site, is_item),
    };
    Some(Stream {
        framing,
        item,
        accept: WireName::new(offer.name),
    })
}

fn lowered(cx: &mut Cx<'_, '_>, asked: &Asked<'_>, site: SchemaSite<'_>, name: &str) -> Type {
    let path = [asked.id.clone(), WireName::new(name)];
    cx.types.lower(site, &path, cx.diag).closed()
}

/// Text is not JSON: a schema that says no more than that leaves the item as it came.
fn unless_text(ty: Type) -> Option<Type> {
    (ty != Type::String).then_some(ty)
}

/// A line; a schema of the whole body is a list of them, or it describes one all the same.
fn line(
    cx: &mut Cx<'_, '_>,
    asked: &Asked<'_>,
    site: SchemaSite<'_>,
    is_item: bool,
) -> Option<Type> {
    let schema = site.resolve(cx.document)?;
    let view = view(schema);
    let items = view.items(schema.node).filter(|_| !is_item);
    let is_text = view.kind == Some("string") && view.texts.is_empty();
    if items.is_none() && is_text {
        // The whole body as a string says nothing of its lines.
        return Some(Type::Any);
    }
    Some(lowered(cx, asked, items.unwrap_or(site), "item"))
}

/// The data of an event: the schema itself, or its member `data` where it describes the event.
fn event(cx: &mut Cx<'_, '_>, asked: &Asked<'_>, site: SchemaSite<'_>) -> Option<Type> {
    let schema = site.resolve(cx.document)?;
    let whole = view(schema);
    if let Some(items) = whole.items(schema.node) {
        return event(cx, asked, items);
    }
    let branches = whole.branches(schema.node);
    let is_event = |site: &SchemaSite<'_>| {
        let Some(schema) = site.resolve(cx.document) else {
            return false;
        };
        let view = view(schema);
        let mut names = view
            .properties(schema.node)
            .map(|(name, _)| name)
            .peekable();
        names.peek().is_some() && names.all(|name| EVENT.contains(&name))
    };
    let data = whole
        .properties(schema.node)
        .find(|(name, _)| *name == "data");
    if !branches.is_empty() && branches.iter().all(is_event) {
        // The type of an event chooses a branch, which JSON in its data cannot say.
        cx.diag
            .report(&rules::operations::EVENT_KINDS, schema.node.span)
            .arg(asked.id.as_str());
        return None;
    }
    if !is_event(&site) {
        return unless_text(lowered(cx, asked, site, "event"));
    }
    let (_, data) = data?;
    let Some(content) = data.node.get("contentSchema") else {
        return unless_text(lowered(cx, asked, data, "event"));
    };
    match reference(content).and_then(Node::text) {
        Some(target) => {
            let site = SchemaSite {
                of: SchemaRef::Reference(target),
                node: content,
            };
            unless_text(lowered(cx, asked, site, "event"))
        }
        // Behind a reference to the event the typed model does not hold the schema of a string's content.
        None => {
            let report = cx
                .diag
                .report(&rules::operations::EVENT_KINDS, content.span);
            report.arg(asked.id.as_str());
            None
        }
    }
}
