//! Where codes stand in the bodies of a server whose document does not say: the bodies are read as the examples of a document
//! that lists nothing, by the same inference.

use std::collections::BTreeMap;

use faultcode_facts::JSON;
use serde_json::Value;

use super::shape::{ECHO, TEXT};
use crate::infer;
use crate::ir::Envelope;
use crate::source::node::{Map, Node};
use crate::source::{FileId, Span};

/// The envelopes that bodies of errors show, the most telling first. Bodies come by operation and status.
pub fn envelopes(bodies: &BTreeMap<(usize, u16), Vec<&Value>>) -> Vec<Envelope> {
    let mut made = Made { next: 0 };
    let mut operations: BTreeMap<usize, Vec<(String, Node)>> = BTreeMap::new();
    for ((operation, status), bodies) in bodies {
        let response = made.response(bodies);
        let of = operations.entry(*operation).or_default();
        of.push((status.to_string(), response));
    }
    let paths = operations.into_iter().map(|(operation, responses)| {
        let responses = made.map(responses);
        let operation_node = made.map([("responses".to_owned(), responses)]);
        let path = made.map([("get".to_owned(), operation_node)]);
        (format!("/{operation}"), path)
    });
    let paths: Vec<_> = paths.collect();
    let paths = made.map(paths);
    infer::of_bodies(&made.map([("paths".to_owned(), paths)]))
}

/// Nodes that stand nowhere, each at a place of its own: inference tells responses by their places.
struct Made {
    next: usize,
}

impl Made {
    fn span(&mut self) -> Span {
        self.next += 1;
        Span::at(FileId(0), self.next)
    }

    fn map(&mut self, members: impl IntoIterator<Item = (String, Node)>) -> Node {
        let span = self.span();
        let mut map = Map::new();
        for (name, value) in members {
            map.insert(name, span, value);
        }
        Node::map(span, map)
    }

    fn text(&mut self, text: &str) -> Node {
        let span = self.span();
        Node::string(span, text)
    }

    fn response(&mut self, bodies: &[&Value]) -> Node {
        let schema = self.schema(bodies);
        let examples = bodies.iter().enumerate().map(|(index, body)| {
            let value = self.value(body);
            let example = self.map([("value".to_owned(), value)]);
            (index.to_string(), example)
        });
        let examples: Vec<_> = examples.collect();
        let examples = self.map(examples);
        let json = self.map([
            ("schema".to_owned(), schema),
            ("examples".to_owned(), examples),
        ]);
        let content = self.map([(JSON.to_owned(), json)]);
        self.map([("content".to_owned(), content)])
    }

    /// A schema that all of the values fit.
    fn schema(&mut self, values: &[&Value]) -> Node {
        let mut branches = Vec::new();
        for kind in ["object", "array", "string", "integer", "number", "boolean"] {
            let of_kind: Vec<&Value> = values
                .iter()
                .copied()
                .filter(|value| kind_of(value) == kind)
                .collect();
            if !of_kind.is_empty() {
                branches.push(self.of_kind(kind, &of_kind));
            }
        }
        match branches.len() {
            0 => self.map([]),
            1 => branches.remove(0),
            _ => {
                let span = self.span();
                let any = Node::list(span, branches);
                self.map([("anyOf".to_owned(), any)])
            }
        }
    }

    fn of_kind(&mut self, kind: &str, values: &[&Value]) -> Node {
        let mut members = vec![("type".to_owned(), self.text(kind))];
        if kind == "object" {
            let mut named: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
            let mut order: Vec<&str> = Vec::new();
            for (name, value) in values.iter().filter_map(|it| it.as_object()).flatten() {
                if !named.contains_key(name.as_str()) {
                    order.push(name);
                }
                named.entry(name).or_default().push(value);
            }
            let properties = order.into_iter().filter_map(|name| {
                let values = named.get(name)?;
                Some((name.to_owned(), self.schema(values)))
            });
            let properties: Vec<_> = properties.collect();
            members.push(("properties".to_owned(), self.map(properties)));
        } else if kind == "array" {
            let items: Vec<&Value> = values
                .iter()
                .filter_map(|it| it.as_array())
                .flatten()
                .collect();
            members.push(("items".to_owned(), self.schema(&items)));
        }
        self.map(members)
    }

    /// A value as an example; what is hidden in it is nothing.
    fn value(&mut self, value: &Value) -> Node {
        let span = self.span();
        match value {
            Value::Null => Node::null(span),
            Value::Bool(value) => Node::bool(span, *value),
            Value::Number(number) => Node::plain(span, number.to_string()),
            Value::String(text) if text == TEXT || text == ECHO => Node::string(span, ""),
            Value::String(text) => Node::string(span, text.as_str()),
            Value::Array(items) => {
                let items = items.iter().map(|item| self.value(item)).collect();
                Node::list(span, items)
            }
            Value::Object(members) => {
                let members = members.iter();
                let members = members.map(|(name, value)| (name.clone(), self.value(value)));
                let members: Vec<_> = members.collect();
                self.map(members)
            }
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
