//! The keys and values that the JSON Schemas list, and those that an instance uses, walked along the same schemas.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use serde_json::Value;

/// A key of an extension, or one of its values or forms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    pub key: String,
    pub value: Option<String>,
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            None => f.write_str(&self.key),
            Some(value) => write!(f, "{}: {value}", self.key),
        }
    }
}

/// All schemas of the folder, by file name.
pub struct Schemas(BTreeMap<String, Value>);

/// Where the walk is: a schema, the file that its references count from, and the path of the key.
#[derive(Clone)]
struct At<'s> {
    schema: &'s Value,
    file: &'s str,
    key: String,
}

impl Schemas {
    pub fn read(folder: &Path) -> Self {
        let mut schemas = BTreeMap::new();
        for entry in std::fs::read_dir(folder).expect("the folder of schemas") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|it| it == "json") {
                let text = std::fs::read_to_string(&path).expect("a schema");
                let name = path.file_name().expect("a name").to_string_lossy();
                schemas.insert(
                    name.into_owned(),
                    serde_json::from_str(&text).expect("JSON"),
                );
            }
        }
        Self(schemas)
    }

    /// Everything that the schemas list.
    pub fn facts(&self) -> BTreeSet<Fact> {
        let mut facts = BTreeSet::new();
        for (file, schema) in &self.0 {
            if let Some(key) = file.strip_suffix(".json").filter(|it| it.starts_with("x-")) {
                let key = key.to_owned();
                self.walk(At { schema, file, key }, None, 0, &mut facts);
            }
        }
        facts
    }

    /// What an instance of an extension uses.
    pub fn used(&self, extension: &str, value: &Value) -> BTreeSet<Fact> {
        let file = format!("{extension}.json");
        let (file, schema) = self
            .0
            .get_key_value(&file)
            .expect("each extension has a schema");
        let key = extension.to_owned();
        let mut facts = BTreeSet::new();
        self.walk(At { schema, file, key }, Some(value), 0, &mut facts);
        facts
    }

    /// Collects the facts of a schema; with an instance only those that it has.
    fn walk<'s>(
        &'s self,
        at: At<'s>,
        instance: Option<&Value>,
        depth: usize,
        facts: &mut BTreeSet<Fact>,
    ) {
        assert!(depth < 32, "{} is deep", at.key);
        if instance.is_some_and(|it| !self.fits(&at, it)) {
            return;
        }
        if at.schema.get("$ref").is_some() {
            return self.walk(self.target(&at), instance, depth + 1, facts);
        }
        let mut values = Vec::new();
        let has = |value: &Value| instance.is_none_or(|it| it == value);
        let words = at.schema.get("enum").and_then(Value::as_array);
        let words = words.into_iter().flatten().chain(at.schema.get("const"));
        // `null` takes away what is inherited, at every key and in one place of the generator.
        for word in words.filter(|it| !it.is_null() && has(it)) {
            values.push(word.to_string());
        }
        if types(at.schema).contains(&"boolean") {
            for word in [Value::Bool(true), Value::Bool(false)] {
                if has(&word) {
                    values.push(word.to_string());
                }
            }
        }
        let branches = |name| at.schema.get(name).and_then(Value::as_array);
        let branches: Vec<_> = branches("anyOf").into_iter().flatten().collect();
        let forms = branches
            .iter()
            .filter(|it| !types(it).contains(&"null"))
            .count();
        for schema in branches {
            let branch = At {
                schema,
                ..at.clone()
            };
            let there = instance.is_none_or(|it| self.fits(&branch, it));
            if forms > 1 && there && !types(schema).contains(&"null") {
                values.push(format!("as {}", self.form(&branch)));
            }
            self.walk(branch, instance, depth + 1, facts);
        }
        facts.extend(values.into_iter().map(|value| Fact {
            key: at.key.clone(),
            value: Some(value),
        }));
        let properties = at.schema.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let inside = instance.map(|it| it.get(name));
            if inside == Some(None) || schema.is_boolean() {
                continue;
            }
            let key = format!("{}/{name}", at.key);
            facts.insert(Fact {
                key: key.clone(),
                value: None,
            });
            self.walk(At { schema, key, ..at }, inside.flatten(), depth + 1, facts);
        }
        if let Some(schema) = at
            .schema
            .get("additionalProperties")
            .filter(|it| it.is_object())
        {
            // What is included is a map of entries, as the catalogue is.
            let holder = at.key.strip_suffix("/include").unwrap_or(&at.key);
            let key = format!("{holder}/*");
            let inside = At { schema, key, ..at };
            self.each(
                &inside,
                instance.map(|it| it.as_object().into_iter().flat_map(|it| it.values())),
                depth,
                facts,
            );
        }
        if let Some(schema) = at.schema.get("items") {
            let inside = At {
                schema,
                ..at.clone()
            };
            self.each(
                &inside,
                instance.map(|it| it.as_array().into_iter().flatten()),
                depth,
                facts,
            );
        }
    }

    fn each<'s, 'v>(
        &'s self,
        at: &At<'s>,
        instances: Option<impl Iterator<Item = &'v Value>>,
        depth: usize,
        facts: &mut BTreeSet<Fact>,
    ) {
        match instances {
            None => self.walk(at.clone(), None, depth + 1, facts),
            Some(all) => all.for_each(|it| self.walk(at.clone(), Some(it), depth + 1, facts)),
        }
    }

    fn target<'s>(&'s self, at: &At<'s>) -> At<'s> {
        let reference = at.schema["$ref"].as_str().expect("a reference is text");
        let (file, pointer) = reference
            .split_once('#')
            .expect("a reference has a pointer");
        let file = if file.is_empty() { at.file } else { file };
        let (file, root) = self.0.get_key_value(file).expect("a file of the folder");
        let schema = root.pointer(pointer).expect("a reference leads somewhere");
        At {
            schema,
            file,
            key: at.key.clone(),
        }
    }

    /// What a form is called: the definition it refers to, else its type or its one required member.
    fn form(&self, at: &At<'_>) -> String {
        if let Some(reference) = at.schema.get("$ref").and_then(Value::as_str) {
            return reference.rsplit('/').next().unwrap_or_default().to_owned();
        }
        let required = at.schema.get("required").and_then(|it| it.get(0));
        let required = required.and_then(Value::as_str);
        let constant = at.schema.get("const").map(Value::to_string);
        let kind = || types(at.schema).first().map(|it| (*it).to_owned());
        let form = required.map(str::to_owned).or(constant).or_else(kind);
        form.unwrap_or_else(|| "any".to_owned())
    }

    /// Whether a value has the shape of a schema, as far as forms are told apart by it.
    fn fits(&self, at: &At<'_>, value: &Value) -> bool {
        if at.schema.get("$ref").is_some() {
            let target = self.target(at);
            return self.fits(&target, value);
        }
        if let Some(branches) = at.schema.get("anyOf").and_then(Value::as_array) {
            let fits = |schema| {
                self.fits(
                    &At {
                        schema,
                        ..at.clone()
                    },
                    value,
                )
            };
            return branches.iter().any(fits);
        }
        if let Some(constant) = at.schema.get("const") {
            return constant == value;
        }
        if let Some(words) = at.schema.get("enum").and_then(Value::as_array) {
            return words.contains(value);
        }
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let known = types(at.schema);
        let number = kind == "integer" && known.contains(&"number");
        if !known.is_empty() && !known.contains(&kind) && !number {
            return false;
        }
        if let (Some(text), Some(pattern)) = (value.as_str(), at.schema.get("pattern")) {
            // The only texts that patterns tell apart are pointers, durations and classes of statuses.
            let class = pattern == "^[1-5]XX$";
            return !class || (text.len() == 3 && text.ends_with("XX"));
        }
        let Some(members) = value.as_object() else {
            return true;
        };
        let required = at.schema.get("required").and_then(Value::as_array);
        let has = |name: &Value| name.as_str().is_some_and(|name| members.contains_key(name));
        if !required.into_iter().flatten().all(has) {
            return false;
        }
        let properties = at.schema.get("properties").and_then(Value::as_object);
        let closed = at.schema.get("additionalProperties") == Some(&Value::Bool(false));
        let listed = |name: &String| properties.is_some_and(|it| it.contains_key(name));
        if closed && !members.keys().all(listed) {
            return false;
        }
        let others = at
            .schema
            .get("additionalProperties")
            .filter(|it| it.is_object());
        others.is_none_or(|schema| {
            let inside = At {
                schema,
                ..at.clone()
            };
            members.values().all(|it| self.fits(&inside, it))
        })
    }
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Every extension of a document that has a schema, with its place.
pub fn extensions(document: &Value) -> Vec<(String, String, &Value)> {
    let mut found = Vec::new();
    search(document, "", &mut found);
    found
}

fn search<'d>(value: &'d Value, place: &str, found: &mut Vec<(String, String, &'d Value)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let inside = format!("{place}/{name}");
                match name.as_str() {
                    // Entries that others refer to.
                    "x-entries" => {}
                    _ if name.starts_with("x-") => found.push((inside, name.clone(), member)),
                    _ => search(member, &inside, found),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                search(item, &format!("{place}/{index}"), found);
            }
        }
        _ => {}
    }
}
