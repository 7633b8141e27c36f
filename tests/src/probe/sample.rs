//! Arguments for calls: the document's own examples, and values after the schemas where there is none.

use faultcode::internals::ir;
use faultcode::internals::source::node::Node;
use faultcode::internals::source::pointer::Pointer;
use faultcode::internals::source::value::to_json;
use serde_json::{Map, Value, json};

use super::{Argument, Document};

/// Makes arguments.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'d> {
    document: &'d Document,
}

/// Schemas nest no deeper in a sample.
const DEPTH: usize = 16;

impl<'d> Samples<'d> {
    /// Samples of a document.
    pub fn of(document: &'d Document) -> Self {
        Self { document }
    }

    /// A value for the argument of an operation.
    pub fn argument(&self, operation: &ir::Operation, argument: &Argument) -> Value {
        match argument {
            Argument::Parameter(name) => self.parameter(operation, name),
            Argument::Body => self.body(operation),
        }
    }

    fn at(&self, node: &'d Node) -> &'d Node {
        self.document.follow(node, Pointer::root()).0
    }

    fn parameter(&self, operation: &ir::Operation, name: &str) -> Value {
        let own = self.document.operation(operation).map(|(node, _)| node);
        let lists = [own, self.document.path_item(operation)];
        let all = lists.into_iter().flatten();
        let mut all = all
            .filter_map(|it| it.get("parameters"))
            .flat_map(Node::items);
        let found = all.find_map(|it| {
            let it = self.at(it);
            (it.get("name").and_then(Node::text) == Some(name)).then_some(it)
        });
        // What the document does not declare was made up by a repair: a text.
        let Some(parameter) = found else {
            return json!("text");
        };
        if let Some(example) = self.example(parameter) {
            return example;
        }
        let content = parameter.get("content").into_iter().flat_map(Node::entries);
        let mut content = content.filter_map(|(_, media)| media.value.get("schema"));
        match parameter.get("schema").or_else(|| content.next()) {
            Some(schema) => self.schema(schema, DEPTH),
            None => json!("text"),
        }
    }

    fn body(&self, operation: &ir::Operation) -> Value {
        let operation = self.document.operation(operation).map(|(node, _)| node);
        let Some(body) = operation.and_then(|it| it.get("requestBody")) else {
            return Value::Null;
        };
        let content = self.at(body).get("content");
        let media: Vec<_> = content.into_iter().flat_map(Node::entries).collect();
        let is_json = |name: &str| name.contains("json");
        let chosen = media.iter().find(|(name, _)| is_json(name));
        let Some((_, media)) = chosen.or_else(|| media.first()) else {
            return Value::Null;
        };
        if let Some(example) = self.example(&media.value) {
            return example;
        }
        let schema = media.value.get("schema");
        schema.map_or(Value::Null, |it| self.schema(it, DEPTH))
    }

    /// The first example of a parameter or a media type.
    fn example(&self, node: &'d Node) -> Option<Value> {
        if let Some(example) = node.get("example") {
            return Some(to_json(example));
        }
        let mut named = node.get("examples")?.entries();
        named.find_map(|(_, it)| self.at(&it.value).get("value").map(to_json))
    }

    fn schema(&self, node: &'d Node, depth: usize) -> Value {
        let node = self.at(node);
        if depth == 0 {
            return Value::Null;
        }
        let first = |name: &str| node.get(name).and_then(|it| it.items().first());
        let given = node.get("example").or_else(|| first("examples"));
        let given = given
            .or_else(|| node.get("default"))
            .or_else(|| node.get("const"));
        let given = given.or_else(|| first("enum")).filter(|it| !it.is_null());
        if let Some(given) = given {
            return to_json(given);
        }
        let branches = first("oneOf").or_else(|| first("anyOf"));
        let all = node.get("allOf").into_iter().flat_map(Node::items);
        let parts = all.chain(branches).map(|part| self.schema(part, depth - 1));
        let parts: Vec<Value> = parts.collect();
        let kind = kind(node).or_else(|| node.get("properties").map(|_| "object"));
        match kind {
            None if !parts.is_empty() => joined(parts),
            Some("object") => {
                let own = self.object(node, depth);
                joined(parts.into_iter().chain([own]).collect())
            }
            Some("array") => {
                let items = node.get("items");
                let least = number(node, "minItems").unwrap_or(1.0).max(1.0) as usize;
                let item = items.map_or(json!("text"), |it| self.schema(it, depth - 1));
                Value::Array(vec![item; least])
            }
            Some("boolean") => json!(true),
            Some("integer") => json!(least(node) as i64),
            Some("number") => json!(least(node)),
            Some("null") => Value::Null,
            _ => json!(text(node)),
        }
    }

    fn object(&self, node: &'d Node, depth: usize) -> Value {
        let required = node.get("required").into_iter().flat_map(Node::items);
        let mut members = Map::new();
        for name in required.filter_map(Node::text) {
            let member = node.get("properties").and_then(|it| it.get(name));
            let Some(member) = member else { continue };
            let read_only = self.at(member).get("readOnly").and_then(Node::as_bool);
            if read_only != Some(true) {
                members.insert(name.to_owned(), self.schema(member, depth - 1));
            }
        }
        // The first kind that the discriminator names.
        let tag = node.get("discriminator");
        let name = tag.and_then(|it| it.get("propertyName"));
        let mut kinds = tag
            .and_then(|it| it.get("mapping"))
            .into_iter()
            .flat_map(Node::entries);
        if let (Some(name), Some((kind, _))) = (name.and_then(Node::text), kinds.next()) {
            members.insert(name.to_owned(), json!(kind));
        }
        Value::Object(members)
    }
}

fn joined(parts: Vec<Value>) -> Value {
    let mut members = Map::new();
    let mut last = Value::Null;
    for part in parts {
        match part {
            Value::Object(more) => members.extend(more),
            other => last = other,
        }
    }
    if members.is_empty() && !last.is_null() {
        return last;
    }
    Value::Object(members)
}

fn kind(node: &Node) -> Option<&str> {
    let kind = node.get("type")?;
    let mut several = kind.items().iter().filter_map(Node::text);
    kind.text().or_else(|| several.find(|it| *it != "null"))
}

fn number(node: &Node, name: &str) -> Option<f64> {
    node.get(name).and_then(Node::as_f64)
}

fn least(node: &Node) -> f64 {
    let above = number(node, "exclusiveMinimum").map(|it| it + 1.0);
    let least = number(node, "minimum").or(above).unwrap_or(1.0);
    number(node, "maximum").map_or(least, |most| least.min(most))
}

fn text(node: &Node) -> String {
    let text = match node.get("format").and_then(Node::text) {
        Some("date-time") => "2026-01-02T03:04:05Z",
        Some("date") => "2026-01-02",
        Some("uuid") => "123e4567-e89b-42d3-a456-426614174000",
        Some("email") => "user@host.example",
        Some("uri" | "url") => "https://host.example/",
        Some("ipv4") => "192.0.2.1",
        Some("byte") => "dGV4dA==",
        Some("decimal") => "10.50",
        _ => "text",
    };
    let least = number(node, "minLength").unwrap_or(0.0) as usize;
    let most = number(node, "maxLength").map_or(usize::MAX, |it| it as usize);
    let text = format!("{text:x<least$}");
    text.chars().take(most.max(least)).collect()
}
