//! Payloads of webhooks and callbacks: what the API sends to its client.

use super::Cx;
use super::site::SchemaSite;
use crate::ir::{Api, WireName};
use crate::model;
use crate::resolve::place::METHODS;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// Adds the payload types of webhooks and callbacks.
pub(super) fn lower_webhooks(cx: &mut Cx<'_, '_>, api: &mut Api) {
    let root = cx.wide.root;
    for (name, entry) in root.get("webhooks").into_iter().flat_map(Node::entries) {
        payloads(cx, api, name, &entry.value);
    }
    let paths = root.get("paths").into_iter().flat_map(Node::entries);
    for (_, path) in paths {
        let operations = path
            .value
            .entries()
            .filter(|(key, _)| METHODS.contains(key));
        for (_, operation) in operations {
            let callbacks = operation.value.get("callbacks");
            for (name, callback) in callbacks.into_iter().flat_map(Node::entries) {
                for (_, item) in callback.value.entries() {
                    payloads(cx, api, name, &item.value);
                }
            }
        }
    }
}

/// The JSON payloads of the operations of one path item.
fn payloads(cx: &mut Cx<'_, '_>, api: &mut Api, name: &str, item: &Node) {
    for (_, operation) in item.entries().filter(|(key, _)| METHODS.contains(key)) {
        let body = operation.value.get("requestBody");
        let body = body.map(|node| crate::extension::codes::resolve(cx.wide.root, node));
        let content = body.and_then(|body| body.get("content"));
        for (media_type, entry) in content.into_iter().flat_map(Node::entries) {
            let Some(node) = entry.value.get("schema") else {
                continue;
            };
            if super::body::media(media_type) != super::body::Media::Json {
                continue;
            }
            let of = model::schema(node, &Pointer::root(), cx.diag);
            let path = [WireName::new(name), WireName::new("payload")];
            let typed = cx.types.lower(SchemaSite::new(&of, node), &path, cx.diag);
            api.webhook_payloads
                .push((WireName::new(name), typed.closed()));
        }
    }
}
