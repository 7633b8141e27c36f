//! `schema`: the JSON Schema of documents with the vocabulary, of overlays, and of `faultcode.yaml`, for editors.
//!
//! The schema of documents is made of three tables: the extensions, one file each; where each may stand; and the keys of OpenAPI. It
//! completes keys and words at their places, and refuses nothing but what an extension holds.

use serde_json::{Map, Value, json};

use super::End;
use super::arguments::{Schema, SchemaOf};
use super::terminal::Terminal;
use crate::extension::position;
use crate::resolve::place::{Kind, Place};
use crate::review::keys;

macro_rules! extensions {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../schema/extensions/", $name, ".json")))),*]
    };
}

/// The values that extensions share, then each extension.
static EXTENSIONS: &[(&str, &str)] = extensions! {
    "common"
    "x-auth"
    "x-error"
    "x-error-codes"
    "x-error-envelope"
    "x-existing"
    "x-idempotency"
    "x-pagination"
    "x-rate-limit"
    "x-retry"
    "x-sensitive"
    "x-support"
    "x-test-triggers"
    "x-webhook-event"
    "x-webhook-signature"
};

/// The schema of `faultcode.yaml`.
const CONFIGURATION: &str = include_str!("../../schema/config.json");

/// The kinds of object that the schema describes.
const KINDS: [Kind; 16] = [
    Kind::Components,
    Kind::Paths,
    Kind::PathItem,
    Kind::Operation,
    Kind::Parameter,
    Kind::Header,
    Kind::RequestBody,
    Kind::Responses,
    Kind::Response,
    Kind::MediaType,
    Kind::Encoding,
    Kind::Example,
    Kind::Link,
    Kind::Callback,
    Kind::SecurityScheme,
    Kind::Schema,
];

/// Prints a schema.
pub(super) fn schema(arguments: &Schema, terminal: &Terminal) -> End {
    terminal.out(&text(arguments.of));
    End::Good
}

/// A schema as text.
pub(super) fn text(of: SchemaOf) -> String {
    match of {
        SchemaOf::Document => format!("{:#}\n", document()),
        SchemaOf::Config => CONFIGURATION.to_owned(),
    }
}

fn document() -> Value {
    let mut definitions = Map::new();
    for (name, text) in EXTENSIONS {
        let mut schema: Value = serde_json::from_str(text).unwrap_or_default();
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("$schema");
            schema.remove("$id");
        }
        local(&mut schema, name);
        definitions.insert((*name).to_owned(), schema);
    }
    for kind in KINDS {
        definitions.insert(name(kind), object(kind));
    }
    definitions.insert("anything".to_owned(), anything());
    let mut root = object(Kind::Root);
    if let Some(properties) = root["properties"].as_object_mut() {
        let update = json!({"properties": {"update": {"$ref": "#/$defs/anything"}}});
        properties.insert("actions".to_owned(), json!({"items": update}));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An OpenAPI document, or an overlay of one, with the extensions that faultcode reads",
        "properties": root["properties"],
        "$defs": definitions,
    })
}

/// What the definition of a kind is called: without a blank, which a reference would have to escape.
fn name(kind: Kind) -> String {
    kind.noun().replace(' ', "-")
}

/// Lets the references of one file lead into this one.
fn local(schema: &mut Value, name: &str) {
    match schema {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(text) if key == "$ref" => {
                        let (file, at) = text.split_once('#').unwrap_or((text, ""));
                        let file = file.strip_suffix(".json").unwrap_or(name);
                        *text = format!("#/$defs/{file}{at}");
                    }
                    member => local(member, name),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| local(item, name)),
        _ => {}
    }
}

/// An object of OpenAPI: its keys, with what stands there, and the extensions that it may have.
fn object(kind: Kind) -> Value {
    let mut properties = Map::new();
    for key in keys::of(kind) {
        let place = Place::One(kind).child(key);
        properties.insert(key.to_owned(), place.map_or(json!(true), at));
    }
    for name in position::of(kind) {
        let reference = json!({"$ref": format!("#/$defs/{name}{}", form(name, kind))});
        properties.insert(name.to_owned(), reference);
    }
    let mut schema = json!({"properties": properties});
    // What has any key: the first letter tells paths from extensions.
    for (sample, pattern) in [("/", "^/"), ("default", "^[^x]|^x[^-]")] {
        let is_open = matches!(kind, Kind::Paths | Kind::Responses | Kind::Callback);
        if let (true, Some(place)) = (is_open, Place::One(kind).child(sample)) {
            let mut patterns = Map::new();
            patterns.insert(pattern.to_owned(), at(place));
            schema["patternProperties"] = patterns.into();
        }
    }
    schema
}

/// What stands at a place.
fn at(place: Place) -> Value {
    let one = |kind: Kind| json!({"$ref": format!("#/$defs/{}", name(kind))});
    match place {
        Place::One(kind) => one(kind),
        Place::Map(kind) => json!({"additionalProperties": one(kind)}),
        Place::List(kind) => json!({"items": one(kind)}),
    }
}

/// The form that an extension has at such an object, where it has several.
fn form(name: &str, kind: Kind) -> &'static str {
    match (name, kind) {
        ("x-error-codes", Kind::Root | Kind::Components | Kind::Schema) => "/$defs/catalogue",
        ("x-auth", Kind::SecurityScheme) => "/$defs/scheme",
        ("x-auth", Kind::Operation) => "/$defs/operation",
        _ => "",
    }
}

/// What an overlay puts somewhere: any object, with any extension at any depth.
fn anything() -> Value {
    let extensions = EXTENSIONS.iter().filter(|(name, _)| *name != "common");
    let mut properties = Map::new();
    for (name, _) in extensions {
        properties.insert(
            (*name).to_owned(),
            json!({"$ref": format!("#/$defs/{name}")}),
        );
    }
    json!({
        "properties": properties,
        "additionalProperties": {"$ref": "#/$defs/anything"},
        "items": {"$ref": "#/$defs/anything"},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extension_has_a_schema_and_a_place() {
        let has = |name: &str| EXTENSIONS.iter().any(|(it, _)| *it == name);
        let names: Vec<&str> = position::names().collect();
        assert!(names.iter().all(|name| has(name)), "{names:?}");
        assert_eq!(EXTENSIONS.len(), names.len() + 1);
        let text = document().to_string();
        for name in names {
            assert!(
                text.contains(&format!("{name:?}:{{\"$ref\":\"#/$defs/{name}")),
                "{name}"
            );
        }
    }
}
