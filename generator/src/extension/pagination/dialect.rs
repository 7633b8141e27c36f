//! The pagination extensions of other tools, rewritten as `x-pagination`.
//!
//! ```yaml
//! # x-speakeasy-pagination: {type: cursor, inputs: [{name: after, in: parameters, type: cursor}],
//! #                          outputs: {nextCursor: $.next, results: $.data}}
//! # x-fern-pagination: {cursor: $request.after, next_cursor: $response.next, results: $response.data}
//! # x-ms-pageable: {nextLinkName: nextLink, itemName: value}
//! # x-pagination: {kind: cursor, parameter: after, next: /next, items: /data}
//! ```

use super::{Stated, read};
use crate::diagnostics::Diagnostics;
use crate::source::Span;
use crate::source::node::{Map, Node};

/// The extension of another tool at an operation: its name, its place, and what it says as a native one, if it has a form
/// that is known.
pub(crate) fn foreign(root: &Node, operation: &Node) -> Option<Foreign> {
    let names = [
        "x-speakeasy-pagination",
        "x-fern-pagination",
        "x-ms-pageable",
    ];
    names.into_iter().find_map(|name| {
        let node = operation.get(name)?;
        let native = match name {
            "x-speakeasy-pagination" => speakeasy(node),
            "x-fern-pagination" => fern(root, node),
            _ => ms_pageable(node),
        };
        // It was written for another tool, so what the vocabulary finds wrong with it is no finding.
        let read = native.and_then(|native| {
            let (read, _) = Diagnostics::apart(|diag| read(&native, diag));
            read.ok()
        });
        Some((name, node.span, read))
    })
}

/// The name of an extension, its place, and what it says: `None` for paging that is switched off.
type Foreign = (&'static str, Span, Option<Option<Stated>>);

struct Native {
    span: Span,
    map: Map,
}

impl Native {
    fn new(span: Span, kind: &str) -> Self {
        let mut native = Self {
            span,
            map: Map::new(),
        };
        native.put("kind", span, kind);
        native
    }

    fn put(&mut self, key: &str, span: Span, text: &str) {
        self.map.insert(key, span, Node::string(span, text));
    }

    /// A pointer made of a path such as `$.data.next`; false if the path is more than member names.
    fn point(&mut self, key: &str, node: Option<&Node>, prefix: &str) -> bool {
        let Some(node) = node else { return true };
        let pointer = node.text().and_then(|text| pointer(text, prefix));
        if let Some(pointer) = &pointer {
            self.put(key, node.span, pointer);
        }
        pointer.is_some()
    }

    fn node(self) -> Node {
        Node::map(self.span, self.map)
    }
}

/// `$.a.b` as `/a/b`.
fn pointer(path: &str, prefix: &str) -> Option<String> {
    let rest = path.strip_prefix(prefix)?;
    if rest.is_empty() {
        return Some(String::new());
    }
    let rest = rest.strip_prefix('.')?;
    let plain = |name: &str| {
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        !name.is_empty() && name.bytes().all(word)
    };
    let mut pointer = String::new();
    for name in rest.split('.') {
        if !plain(name) {
            return None;
        }
        pointer.push('/');
        pointer.push_str(name);
    }
    Some(pointer)
}

fn speakeasy(node: &Node) -> Option<Node> {
    let outputs = node.get("outputs");
    let output = |key| outputs.and_then(|outputs| outputs.get(key));
    let inputs = node.get("inputs").map(Node::items).unwrap_or_default();
    let input = |kind: &str| {
        let mut inputs = inputs.iter();
        inputs.find(|input| input.get("type").and_then(Node::text) == Some(kind))
    };
    let (kind, input) = match node.get("type")?.text()? {
        "cursor" => ("cursor", input("cursor")),
        "url" => ("nextUrl", None),
        "offsetLimit" => match (input("offset"), input("page")) {
            (Some(offset), _) => ("offset", Some(offset)),
            (None, page) => ("page", page),
        },
        _ => return None,
    };
    let mut native = Native::new(node.span, kind);
    if kind != "nextUrl" {
        let input = input?;
        let name = input.get("name")?;
        match input.get("in")?.text()? {
            "parameters" => native.put("parameter", name.span, name.text()?),
            "requestBody" => native.put("body", name.span, &format!("/{}", name.text()?)),
            _ => return None,
        }
    }
    let next = if kind == "nextUrl" {
        "nextUrl"
    } else {
        "nextCursor"
    };
    let whole = native.point("items", output("results"), "$")
        && native.point("next", output(next), "$")
        && (kind != "page" || native.point("pages", output("numPages"), "$"));
    whole.then(|| native.node())
}

fn fern(root: &Node, node: &Node) -> Option<Node> {
    // `true` stands for what the document says at its root.
    let node = match node.as_bool() {
        Some(true) => root.get("x-fern-pagination")?,
        Some(false) => return Some(Native::new(node.span, "none").node()),
        None => node,
    };
    let (kind, input) = match (node.get("cursor"), node.get("offset")) {
        (Some(cursor), _) => ("cursor", cursor),
        (None, Some(offset)) if node.get("step").is_some() => ("offset", offset),
        (None, Some(page)) => ("page", page),
        (None, None) => return None,
    };
    let mut native = Native::new(node.span, kind);
    let name = input.text()?.strip_prefix("$request.")?;
    match name.strip_prefix("body.") {
        Some(member) => native.put("body", input.span, &format!("/{member}")),
        None => native.put("parameter", input.span, name),
    }
    let whole = native.point("items", node.get("results"), "$response")
        && (kind != "cursor" || native.point("next", node.get("next_cursor"), "$response"))
        && native.point("hasMore", node.get("has-next-page"), "$response");
    whole.then(|| native.node())
}

fn ms_pageable(node: &Node) -> Option<Node> {
    let name = node.get("nextLinkName")?;
    if name.is_null() {
        return Some(Native::new(node.span, "none").node());
    }
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    let mut native = Native::new(node.span, "nextUrl");
    native.put("next", name.span, &format!("/{}", escaped(name.text()?)));
    let items = node.get("itemName").and_then(Node::text).unwrap_or("value");
    native.put("items", node.span, &format!("/{}", escaped(items)));
    Some(native.node())
}

#[cfg(test)]
mod tests {
    use super::pointer;

    #[test]
    fn only_plain_paths_become_pointers() {
        let rows = [
            ("$.data.next", Some("/data/next")),
            ("$", Some("")),
            ("$.data[0]", None),
            ("$.data..next", None),
            ("$..next", None),
            ("data", None),
        ];
        for (path, expected) in rows {
            assert_eq!(pointer(path, "$").as_deref(), expected, "{path}");
        }
    }
}
