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

mod kinds;
mod refusals;

pub(in crate::lower) use refusals::in_stream;

use super::success::{Asked, Offer};
use crate::diagnostics::rules;
use crate::extension::received::{Received, received};
use crate::ir::{Framing, Stream, Type, WireName};
use crate::lower::Cx;
use crate::lower::bodies::form::is_json;
use crate::lower::schemas::view::view;
use crate::lower::site::{SchemaSite, child};
use crate::model::{self, stream_item};
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// The members of an event (HTML Living Standard, section 9.2).
const EVENT: [&str; 4] = ["data", "event", "id", "retry"];

/// The stream that a media type is; `None` for every other one.
pub(in crate::lower) fn lower_stream<'a>(
    cx: &mut Cx<'a, '_>,
    asked: &Asked<'_, 'a>,
    offer: Offer<'a>,
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

fn lowered<'a>(
    cx: &mut Cx<'a, '_>,
    asked: &Asked<'_, 'a>,
    site: SchemaSite<'a>,
    name: &str,
) -> Type {
    let path = [asked.id.clone(), WireName::new(name)];
    cx.types.lower(site, &path, cx.diag).closed()
}

/// Text is not JSON: a schema that says no more than that leaves the item as it came.
fn unless_text(ty: Type) -> Option<Type> {
    (ty != Type::String).then_some(ty)
}

/// A line; a schema of the whole body is a list of them, or it describes one all the same.
fn line<'a>(
    cx: &mut Cx<'a, '_>,
    asked: &Asked<'_, 'a>,
    site: SchemaSite<'a>,
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
fn event<'a>(cx: &mut Cx<'a, '_>, asked: &Asked<'_, 'a>, mut site: SchemaSite<'a>) -> Option<Type> {
    let mut schema = site.resolve(cx.document)?;
    let mut whole = view(schema);
    let mut seen = Vec::new();
    while let Some(items) = whole.items(schema.node) {
        // A list of itself says nothing of an event.
        if seen.contains(&schema.node.span) {
            return None;
        }
        seen.push(schema.node.span);
        site = items;
        schema = site.resolve(cx.document)?;
        whole = view(schema);
    }
    match kinds::find(cx.document, site) {
        kinds::Told::Kinds(found) => return kinds::lower(cx, asked, site, found),
        kinds::Told::Untold => {
            cx.diag
                .report(&rules::operations::EVENT_KINDS, schema.node.span)
                .arg(asked.id.as_str());
            return None;
        }
        kinds::Told::Nothing => {}
    }
    let mut properties = whole.properties(schema.node).peekable();
    let is_event = properties.peek().is_some() && properties.all(|(name, _)| EVENT.contains(&name));
    if !is_event {
        return unless_text(lowered(cx, asked, site, "event"));
    }
    let mut properties = whole.properties(schema.node);
    let (_, data) = properties.find(|(name, _)| *name == "data")?;
    let path = [asked.id.clone(), WireName::new("event")];
    if data.node.get("contentSchema").is_some() {
        return typed_data(cx, data, &path);
    }
    unless_text(cx.types.lower(data, &path, cx.diag).closed())
}

/// The type of an event's data; `None` where it is text. The typed model does not hold the schema of a string's content, so
/// that is read from the tree.
fn typed_data<'a>(cx: &mut Cx<'a, '_>, data: SchemaSite<'a>, path: &[WireName]) -> Option<Type> {
    let schema = data.resolve(cx.document)?;
    let says = |key: &str| schema.node.get(key);
    if let Some(content) = says("contentSchema") {
        let media_type = says("contentMediaType").and_then(Node::text);
        if !media_type.is_none_or(is_json) {
            return None;
        }
        let of = model::schema(content, &Pointer::root(), cx.diag);
        let site = cx.document.made.keep(of, content.clone())?;
        return unless_text(cx.types.lower(site, path, cx.diag).closed());
    }
    if view(schema).kind == Some("string") {
        return None;
    }
    let ty = cx.types.lower(data, path, cx.diag).closed();
    (!matches!(ty, Type::Any | Type::String)).then_some(ty)
}
