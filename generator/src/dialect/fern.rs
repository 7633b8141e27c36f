//! Fern: `x-fern-idempotent`, `x-fern-idempotency-headers`, `x-fern-retries` and `x-fern-sdk-return-value`.

use super::{Cx, map, misshapen};
use crate::diagnostics::Diagnostics;
use crate::source::node::{Map, Node};

const IDEMPOTENT: &str = "x-fern-idempotent";
const HEADERS: &str = "x-fern-idempotency-headers";
const RETRIES: &str = "x-fern-retries";
const RETURN: &str = "x-fern-sdk-return-value";

/// The headers that idempotent operations carry: the key first.
pub(super) struct Facts {
    headers: Vec<Node>,
}

impl Facts {
    pub fn read(root: &Node, diag: &mut Diagnostics) -> Self {
        let Some(listed) = root.get(HEADERS) else {
            return Self {
                headers: Vec::new(),
            };
        };
        let mut headers = Vec::new();
        if !listed.is_list() {
            misshapen(listed, HEADERS, diag);
        }
        for item in listed.items() {
            let name = item
                .get("header")
                .filter(|name| name.as_str().is_some_and(crate::extension::value::is_token));
            match name {
                Some(name) => headers.push(name.clone()),
                None => misshapen(item, HEADERS, diag),
            }
        }
        Self { headers }
    }
}

pub(super) fn operation(operation: &mut Node, cx: &mut Cx<'_>) {
    idempotent(operation, cx);
    retries(operation, cx);
    return_value(operation, cx);
}

fn idempotent(operation: &mut Node, cx: &mut Cx<'_>) {
    let Some(node) = operation.get(IDEMPOTENT) else {
        return;
    };
    let span = node.span;
    let Some(on) = node.as_bool() else {
        misshapen(node, IDEMPOTENT, cx.diag);
        return;
    };
    let facts = match cx.fern.headers.first() {
        _ if !on => map(span, [("mode", Node::string(span, "none"))]),
        Some(header) => map(span, [("header", header.clone())]),
        None => Node::map(span, Map::new()),
    };
    // What the document says of keys in general holds here too; where a key travels is said only once.
    let natives = [&cx.wide, &cx.path];
    let elsewhere = |layer: &std::collections::BTreeMap<_, Node>| {
        let native = layer.get("x-idempotency");
        native.is_some_and(|it: &Node| it.get("header").is_some() || it.get("body").is_some())
    };
    let facts = if on && natives.into_iter().any(elsewhere) {
        Node::map(span, Map::new())
    } else {
        facts
    };
    let (wide, path) = (cx.wide.clone(), cx.path.clone());
    super::put(
        operation,
        "x-idempotency",
        facts,
        IDEMPOTENT,
        cx,
        &[&wide, &path],
    );
    if on {
        let others: Vec<Node> = cx.fern.headers.iter().skip(1).cloned().collect();
        add_parameters(operation, &others);
    }
}

/// The headers beside the key become ordinary parameters.
fn add_parameters(operation: &mut Node, headers: &[Node]) {
    let Some(map_of) = operation.as_map_mut().filter(|_| !headers.is_empty()) else {
        return;
    };
    for name in headers {
        let schema = map(name.span, [("type", Node::string(name.span, "string"))]);
        let parameter = map(
            name.span,
            [
                ("name", name.clone()),
                ("in", Node::string(name.span, "header")),
                ("schema", schema),
            ],
        );
        match map_of.get_mut("parameters").and_then(Node::as_list_mut) {
            Some(list) => {
                let known = list.iter().any(|other| {
                    let same = |key: &str| other.get(key).and_then(Node::text);
                    same("in") == Some("header")
                        && same("name")
                            .zip(name.as_str())
                            .is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
                });
                if !known {
                    list.push(parameter);
                }
            }
            None => {
                let list = Node::list(name.span, vec![parameter]);
                map_of.insert("parameters", name.span, list);
            }
        }
    }
}

fn retries(operation: &mut Node, cx: &mut Cx<'_>) {
    let Some(node) = operation.get(RETRIES) else {
        return;
    };
    let span = node.span;
    match node.get("disabled").and_then(Node::as_bool) {
        Some(true) => {}
        Some(false) => return,
        None => {
            misshapen(node, RETRIES, cx.diag);
            return;
        }
    }
    let facts = map(span, [("preset", Node::string(span, "none"))]);
    let (wide, path) = (cx.wide.clone(), cx.path.clone());
    super::put(operation, "x-retry", facts, RETRIES, cx, &[&wide, &path]);
}

fn return_value(operation: &mut Node, cx: &mut Cx<'_>) {
    let Some(node) = operation.get(RETURN) else {
        return;
    };
    let Some(name) = node.as_str().filter(|name| !name.is_empty()) else {
        misshapen(node, RETURN, cx.diag);
        return;
    };
    let steps = name.split('.').map(crate::source::pointer::escape);
    let pointer: String = steps.map(|step| format!("/{step}")).collect();
    let data = Node::string(node.span, pointer);
    let facts = map(node.span, [("data", data)]);
    let (wide, path) = (cx.wide.clone(), cx.path.clone());
    super::put(
        operation,
        "x-error-envelope",
        facts,
        RETURN,
        cx,
        &[&wide, &path],
    );
}
