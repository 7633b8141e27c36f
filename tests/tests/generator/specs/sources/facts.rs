//! Lists the facts of an OpenAPI document by names that a person can write: `GET /invoices query.limit@maximum`.
//!
//! References to schemas are not followed, since every component has its own facts. Parameters, answers and headers are,
//! because they are facts of the operation that refers to them.

use std::collections::BTreeSet;

use serde_yaml::{Mapping, Value};

const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

const LIMITS: [&str; 11] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "default",
    "multipleOf",
];

pub struct Facts {
    all: BTreeSet<String>,
    operations: BTreeSet<String>,
}

impl Facts {
    pub fn of(document: &Value) -> Self {
        let mut reader = Reader {
            document,
            catalogue: BTreeSet::new(),
            facts: Self {
                all: BTreeSet::new(),
                operations: BTreeSet::new(),
            },
        };
        reader.document();
        reader.facts
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str)
    }

    pub fn contains(&self, fact: &str) -> bool {
        self.all.contains(fact)
    }

    pub fn is_operation(&self, fact: &str) -> bool {
        self.operations.contains(fact)
    }

    pub fn operations(&self) -> usize {
        self.operations.len()
    }
}

struct Reader<'d> {
    document: &'d Value,
    /// The codes of the document's own catalogue.
    catalogue: BTreeSet<String>,
    facts: Facts,
}

impl<'d> Reader<'d> {
    fn add(&mut self, fact: impl Into<String>) {
        self.facts.all.insert(fact.into());
    }

    fn document(&mut self) {
        let document = self.document;
        self.servers(document);
        let components = &document["components"];
        for (name, scheme) in members(&components["securitySchemes"]) {
            self.add(format!("scheme {name}"));
            for (_, flow) in members(&self.resolved(scheme)["flows"]) {
                for (scope, _) in members(&flow["scopes"]) {
                    self.add(format!("scope {scope}"));
                }
            }
        }
        for place in [document, components] {
            for (code, _) in members(self.resolved(&place["x-error-codes"])) {
                self.add(format!("code {code}"));
                self.catalogue.insert(code);
            }
        }
        for (key, value) in members(document) {
            if key.starts_with("x-") && key != "x-error-codes" && key != "x-webhooks" {
                self.leaves(value, &key);
            }
        }
        for (path, item) in members(&document["paths"]) {
            let item = self.resolved(item);
            for method in METHODS {
                if let Some(operation) = item.get(method) {
                    self.operation(&path, method, item, operation);
                }
            }
        }
        for key in ["webhooks", "x-webhooks"] {
            for (name, item) in members(&document[key]) {
                self.event(&name, self.resolved(item));
            }
        }
        for (name, schema) in members(&components["schemas"]) {
            self.schema(schema, &name);
        }
    }

    fn servers(&mut self, place: &Value) {
        for server in items(&place["servers"]) {
            self.add(format!("server {}", text(&server["url"])));
        }
    }

    fn operation(&mut self, path: &str, method: &str, item: &'d Value, operation: &'d Value) {
        let name = format!("{} {path}", method.to_uppercase());
        self.add(&name);
        self.facts.operations.insert(name.clone());
        for place in [item, operation] {
            self.servers(place);
            for parameter in items(&place["parameters"]) {
                let parameter = self.resolved(parameter);
                let base = format!(
                    "{name} {}.{}",
                    text(&parameter["in"]),
                    text(&parameter["name"])
                );
                self.add(&base);
                self.schema(&parameter["schema"], &base);
                self.content(parameter, &base);
            }
            self.extensions(place, &name);
        }
        self.content(
            self.resolved(&operation["requestBody"]),
            &format!("{name} body"),
        );
        for (status, response) in members(&operation["responses"]) {
            let response = self.resolved(response);
            let base = format!("{name} {status}");
            self.add(&base);
            for (header, value) in members(&response["headers"]) {
                let base = format!("{base} header.{header}");
                self.add(&base);
                self.schema(&self.resolved(value)["schema"], &base);
            }
            self.content(response, &base);
            self.codes(&response["x-error-codes"], &name);
            let existing = "x-existing";
            if let Some(value) = response.get(existing) {
                self.leaves(value, &format!("{base} {existing}"));
            }
        }
        for (callback, paths) in members(&operation["callbacks"]) {
            for (_, item) in members(self.resolved(paths)) {
                self.event(&callback, self.resolved(item));
            }
        }
    }

    /// What the API sends by itself: a webhook or a callback.
    fn event(&mut self, name: &str, item: &'d Value) {
        let name = format!("webhook {name}");
        self.add(&name);
        self.extensions(item, &name);
        for operation in METHODS.iter().filter_map(|method| item.get(method)) {
            self.content(
                self.resolved(&operation["requestBody"]),
                &format!("{name} body"),
            );
            self.extensions(operation, &name);
        }
    }

    fn content(&mut self, place: &Value, base: &str) {
        for (_, media) in members(&place["content"]) {
            self.schema(&media["schema"], base);
        }
    }

    fn schema(&mut self, schema: &Value, base: &str) {
        if !schema.is_mapping() || schema.get("$ref").is_some() {
            return;
        }
        for value in items(&schema["enum"]).chain(schema.get("const")) {
            self.add(format!("{base}={}", text(value)));
        }
        for limit in LIMITS {
            if schema
                .get(limit)
                .is_some_and(|value| limit == "default" || value != &Value::Bool(false))
            {
                self.add(format!("{base}@{limit}"));
            }
        }
        for (name, member) in members(&schema["properties"]) {
            let inside = format!("{base}.{name}");
            self.add(&inside);
            self.schema(member, &inside);
        }
        self.schema(&schema["items"], &format!("{base}[]"));
        self.schema(&schema["additionalProperties"], &format!("{base}.*"));
        for parts in ["allOf", "oneOf", "anyOf"] {
            for part in items(&schema[parts]) {
                self.schema(part, base);
            }
        }
    }

    fn extensions(&mut self, place: &Value, base: &str) {
        for (key, value) in members(place) {
            if key == "x-error-codes" {
                self.codes(value, base);
            } else if key.starts_with("x-") {
                self.leaves(value, &format!("{base} {key}"));
            }
        }
    }

    /// The codes that only this place declares.
    fn codes(&mut self, uses: &Value, base: &str) {
        let named = members(uses).map(|(code, _)| code);
        let own = named.filter(|key| key != "include" && key != "exclude");
        let listed = items(uses).chain(items(&uses["include"])).map(text);
        let codes: Vec<String> = own.chain(listed).collect();
        for code in codes
            .iter()
            .filter(|&code| !self.catalogue.contains(code))
            .collect::<Vec<_>>()
        {
            self.facts.all.insert(format!("{base} code.{code}"));
        }
    }

    /// The single values of an extension; a list is one.
    fn leaves(&mut self, value: &Value, base: &str) {
        if value.as_mapping().is_none_or(Mapping::is_empty) {
            self.add(base);
        }
        for (key, member) in members(value) {
            self.leaves(member, &format!("{base}.{key}"));
        }
    }

    /// What a reference within the document points to.
    fn resolved(&self, mut value: &'d Value) -> &'d Value {
        // A chain of references longer than this is a circle.
        for _ in 0..8 {
            let Some(pointer) = value.get("$ref").and_then(Value::as_str) else {
                return value;
            };
            let path = pointer
                .strip_prefix("#/")
                .expect("a reference within the document");
            value = path.split('/').fold(self.document, |place, step| {
                &place[step.replace("~1", "/").replace("~0", "~").as_str()]
            });
            assert!(!value.is_null(), "{pointer} points to nothing");
        }
        panic!("references in a circle");
    }
}

fn members(value: &Value) -> impl Iterator<Item = (String, &Value)> {
    let mapping = value.as_mapping().into_iter().flatten();
    mapping.map(|(key, member)| (text(key), member))
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_sequence().into_iter().flatten()
}

/// A scalar as the document writes it.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => serde_json::to_string(other).expect("a scalar"),
    }
}
