//! Webhooks and callbacks: what the API sends to its client.

mod event;

use crate::diagnostics::rules;
use crate::extension::codes::resolve;
use crate::extension::{merge, webhook};
use crate::ir::{Api, DocText, Webhook, WireName};
use crate::lower::Cx;
use crate::lower::answers::envelope::look_at_event;
use crate::lower::operations::facts::signature;
use crate::model;
use crate::resolve::place::is_method;
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

const SIGNATURE: &str = "x-webhook-signature";
const EVENT: &str = "x-webhook-event";

/// Adds webhooks, then callbacks, each with the type of its payload.
pub(super) fn lower_webhooks(cx: &mut Cx<'_, '_>, api: &mut Api) {
    let root = cx.wide.root;
    for (name, entry) in root.get("webhooks").into_iter().flat_map(Node::entries) {
        let name = [WireName::new(name)];
        one(cx, api, &name, entry.key_span, &entry.value);
    }
    api.event = event::event(cx, &api.webhooks);
    let paths = root.get("paths").into_iter().flat_map(Node::entries);
    for (_, path) in paths {
        let operations = path.value.entries().filter(|(key, _)| is_method(key));
        for (_, operation) in operations {
            let id = operation.value.get("operationId").and_then(Node::text);
            let callbacks = operation.value.get("callbacks");
            for (name, callback) in callbacks.into_iter().flat_map(Node::entries) {
                let names = [id.unwrap_or_default(), name].map(WireName::new);
                for (_, item) in resolve(root, &callback.value).entries() {
                    one(cx, api, &names, callback.key_span, &item.value);
                }
            }
        }
    }
}

/// The operations of one path item. `name` is the webhook's, or the operation's and its callback's.
fn one(cx: &mut Cx<'_, '_>, api: &mut Api, name: &[WireName], at: Span, item: &Node) {
    let root = cx.wide.root;
    let item = resolve(root, item);
    let own = item.get(SIGNATURE).and_then(|own| {
        let merged = merge::layers([root.get(SIGNATURE), Some(own)])?;
        signature(&merged, cx.diag)
    });
    for (_, operation) in item.entries().filter(|(key, _)| is_method(key)) {
        let operation = &operation.value;
        let event = merge::layers([root.get(EVENT), item.get(EVENT), operation.get(EVENT)]);
        let durable = event.and_then(|node| webhook::durable(&node, cx.diag));
        let body = operation.get("requestBody");
        let body = body.map(|node| resolve(root, node));
        let content = body.and_then(|body| body.get("content"));
        let mut json = content.into_iter().flat_map(Node::entries);
        let json = json.find(|(media_type, _)| {
            crate::lower::bodies::media(media_type) == crate::lower::bodies::Media::Json
        });
        let Some(node) = json.and_then(|(_, entry)| entry.value.get("schema")) else {
            let called = name.last().map_or("", WireName::as_str);
            cx.diag
                .report(&rules::document::CALLBACKS_UNUSED, at)
                .arg(called);
            continue;
        };
        let of = model::schema(node, &Pointer::root(), cx.diag);
        let mut path: Vec<WireName> = name.last().cloned().into_iter().collect();
        path.push(WireName::new("payload"));
        let Some(site) = cx.document.made.keep(of, node.clone()) else {
            continue;
        };
        let mut signatures = [item.get(SIGNATURE), root.get(SIGNATURE)].into_iter();
        let id = signatures.find_map(|node| node?.at("/id/body"));
        if let Some(id) = id {
            look_at_event(cx, site, id);
        }
        let typed = cx.types.lower(site, &path, cx.diag);
        let texts = ["summary", "description"].map(|key| operation.get(key).and_then(Node::text));
        let doc = texts.into_iter().flatten().find(|text| !text.is_empty());
        api.webhooks.push(Webhook {
            name: name.to_vec(),
            doc: DocText::new(doc.unwrap_or_default()),
            payload: typed.closed(),
            signature: own.clone().filter(|own| Some(own) != api.webhook.as_ref()),
            durable,
        });
    }
}
