//! The document itself, for what the tests need of it beside what was understood: its examples and its references.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use faultcode::internals::diagnostics::Diagnostics;
use faultcode::internals::ir::{Api, Operation, TypeKind};
use faultcode::internals::load::{Input, Loader};
use faultcode::internals::source::Span;
use faultcode::internals::source::node::{Kind, Node};
use faultcode::internals::source::pointer::Pointer;
use faultcode::internals::source::value::to_json;
use serde_json::Value;

/// A document as read.
#[derive(Debug)]
pub struct Document {
    root: Node,
}

/// An example of the document.
#[derive(Clone, Debug)]
pub struct Example {
    /// Where it stands.
    pub at: String,
    /// What it is an example of.
    pub of: Place,
    /// The example.
    pub json: Value,
}

/// What an example is an example of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The type at that position.
    Type(usize),
    /// The member of the type at that position.
    Member(usize, String),
    /// The body of the operation at that position.
    Request(usize),
    /// An answer of the operation at that position.
    Response {
        /// The operation.
        operation: usize,
        /// The status.
        status: u16,
        /// The media type.
        media: String,
    },
}

impl Document {
    /// Reads the document.
    ///
    /// # Panics
    ///
    /// It cannot be read.
    pub fn read(path: &Path) -> Self {
        let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
        let root = loader.read(Input::File(path), &mut diag);
        diag.take();
        Self {
            root: root.expect("a readable document"),
        }
    }

    /// What a node is after following its reference, and where that stands.
    pub fn follow<'d>(&'d self, node: &'d Node, at: Pointer) -> (&'d Node, Pointer) {
        let (mut node, mut at) = (node, at);
        for _ in 0..32 {
            let target = node.get("$ref").and_then(Node::text);
            let fragment = target.and_then(|it| it.strip_prefix('#'));
            let Some(target) = fragment.and_then(Pointer::from_fragment) else {
                break;
            };
            let Some(found) = self.root.at(target.as_str()) else {
                break;
            };
            (node, at) = (found, target);
        }
        (node, at)
    }

    /// The operation as it stands in the document.
    pub fn operation(&self, operation: &Operation) -> Option<(&Node, Pointer)> {
        let template = operation.template.as_str();
        let method = operation.method.name().to_ascii_lowercase();
        let at = Pointer::of(["paths", template]);
        let (path, at) = self.follow(self.root.get("paths")?.get(template)?, at);
        Some((path.get(&method)?, at.join(&method)))
    }

    /// The path item of an operation.
    pub fn path_item(&self, operation: &Operation) -> Option<&Node> {
        let template = operation.template.as_str();
        let (path, _) = self.follow(self.root.get("paths")?.get(template)?, Pointer::root());
        Some(path)
    }

    /// Every example that belongs to a type, a member, a request or an answer of the API.
    pub fn examples(&self, api: &Api) -> Vec<Example> {
        let mut nodes = BTreeMap::new();
        index(&self.root, &mut Pointer::root(), &mut nodes);
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for (position, def) in api.types.iter().enumerate() {
            if let Some((at, node)) = nodes.get(&key(def.span))
                && seen.insert(at.as_str().to_owned())
            {
                of_schema(node, at, &Place::Type(position), &mut found);
            }
            let TypeKind::Object { fields, .. } = &def.kind else {
                continue;
            };
            for field in fields {
                if let Some((at, node)) = nodes.get(&key(field.span))
                    && seen.insert(at.as_str().to_owned())
                {
                    let place = Place::Member(position, field.wire.as_str().to_owned());
                    of_schema(node, at, &place, &mut found);
                }
            }
        }
        for (position, operation) in api.operations.iter().enumerate() {
            self.of_operation(operation, position, &mut found);
        }
        found
    }

    fn of_operation(&self, operation: &Operation, position: usize, found: &mut Vec<Example>) {
        let Some((node, at)) = self.operation(operation) else {
            return;
        };
        if let Some(body) = node.get("requestBody") {
            let (body, at) = self.follow(body, at.join("requestBody"));
            for (name, media) in body.get("content").into_iter().flat_map(Node::entries) {
                let at = at.join("content").join(name);
                if name.contains("json") {
                    self.of_media(&media.value, &at, &Place::Request(position), found);
                }
            }
        }
        let responses = node.get("responses");
        for (status, response) in responses.into_iter().flat_map(Node::entries) {
            let (response, at) = self.follow(&response.value, at.join("responses").join(status));
            let status = match status.as_bytes() {
                [digit, b'X' | b'x', b'X' | b'x'] => u16::from(*digit - b'0') * 100,
                _ => status.parse().unwrap_or(500),
            };
            for (name, media) in response.get("content").into_iter().flat_map(Node::entries) {
                let at = at.join("content").join(name);
                let place = Place::Response {
                    operation: position,
                    status,
                    media: name.to_owned(),
                };
                self.of_media(&media.value, &at, &place, found);
            }
        }
    }

    fn of_media(&self, media: &Node, at: &Pointer, of: &Place, found: &mut Vec<Example>) {
        let mut add = |at: Pointer, json: Value| {
            found.push(Example {
                at: at.as_str().to_owned(),
                of: of.clone(),
                json,
            });
        };
        if let Some(example) = media.get("example") {
            add(at.join("example"), to_json(example));
        }
        for (name, example) in media.get("examples").into_iter().flat_map(Node::entries) {
            let (example, at) = self.follow(&example.value, at.join("examples").join(name));
            if let Some(value) = example.get("value") {
                add(at.join("value"), to_json(value));
            }
        }
    }
}

fn of_schema(node: &Node, at: &Pointer, of: &Place, found: &mut Vec<Example>) {
    let mut add = |at: Pointer, json: Value| {
        found.push(Example {
            at: at.as_str().to_owned(),
            of: of.clone(),
            json,
        });
    };
    if let Some(example) = node.get("example") {
        add(at.join("example"), to_json(example));
    }
    if let Some(examples) = node.get("examples") {
        for (index, example) in examples.items().iter().enumerate() {
            add(
                at.join("examples").join(&index.to_string()),
                to_json(example),
            );
        }
    }
}

type Nodes<'d> = BTreeMap<(u32, u32), (Pointer, &'d Node)>;

fn key(span: Span) -> (u32, u32) {
    (span.start, span.end)
}

/// Every schema by its place, and every member by the place of its name.
fn index<'d>(node: &'d Node, at: &mut Pointer, nodes: &mut Nodes<'d>) {
    nodes.insert(key(node.span), (at.clone(), node));
    match &node.kind {
        Kind::Map(map) => {
            for (name, entry) in map.iter() {
                at.push(name);
                nodes.insert(key(entry.key_span), (at.clone(), &entry.value));
                index(&entry.value, at, nodes);
                at.pop();
            }
        }
        Kind::List(items) => {
            for (position, item) in items.iter().enumerate() {
                at.push_index(position);
                index(item, at, nodes);
                at.pop();
            }
        }
        Kind::Null | Kind::Scalar(_) => {}
    }
}
