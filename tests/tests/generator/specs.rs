//! The five documents: against the JSON Schemas of the extension vocabulary, and where each of their facts comes from.

#[path = "specs/configuration.rs"]
mod configuration;
#[path = "specs/sources.rs"]
mod sources;
#[path = "specs/words.rs"]
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::{Registry, Validator};
use serde_json::Value;

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")
}

/// The schema of every extension by its name, for use and for a catalogue or a scheme by position.
fn validators() -> BTreeMap<String, Validator> {
    let schemas: Vec<(String, Value)> =
        fs::read_dir(specs().join("../generator/schema/extensions"))
            .expect("the folder of schemas")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "json")
            })
            .map(|path| {
                let text = fs::read_to_string(&path).expect("a schema");
                (
                    path.file_stem()
                        .expect("a name")
                        .to_string_lossy()
                        .into_owned(),
                    serde_json::from_str(&text).expect("JSON"),
                )
            })
            .collect();
    let mut registry = Registry::new();
    for (_, schema) in &schemas {
        let id = schema["$id"].as_str().expect("each schema has an id");
        registry = registry.add(id, schema.clone()).expect("a usable schema");
    }
    let registry = registry
        .prepare()
        .expect("schemas that refer to each other");
    schemas
        .iter()
        .filter(|(name, _)| name.starts_with("x-"))
        .map(|(name, schema)| {
            let validator = jsonschema::options().with_registry(&registry).build(schema);
            (name.clone(), validator.expect("a schema that compiles"))
        })
        .collect()
}

/// Every extension of a document with its JSON pointer, examples left out: their members are data.
fn extensions<'d>(value: &'d Value, pointer: &str, found: &mut Vec<(String, String, &'d Value)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let inside = format!("{pointer}/{name}");
                if name.starts_with("x-") {
                    found.push((inside, name.clone(), member));
                } else if !matches!(name.as_str(), "example" | "examples" | "value") {
                    extensions(member, &inside, found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                extensions(item, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Extensions that others have defined: webhooks in 3.0, and the names of an enum's values.
const OF_OTHERS: [&str; 2] = ["x-enum-varnames", "x-webhooks"];

#[test]
fn every_extension_of_the_five_documents_fits_its_schema() {
    let validators = validators();
    assert_eq!(validators.len(), 14, "one schema per extension");
    for name in [
        "billium",
        "accounts",
        "sessions",
        "getbill",
        "partner-invoicing",
    ] {
        let text = fs::read_to_string(specs().join(format!("{name}.yaml"))).expect("a document");
        let document: Value = serde_yaml::from_str(&text).expect("YAML");
        let mut found = Vec::new();
        extensions(&document, "", &mut found);
        assert!(found.len() >= 5, "{name} states its facts as extensions");
        found.retain(|(_, extension, _)| !OF_OTHERS.contains(&extension.as_str()));
        for (pointer, extension, value) in found {
            let validator = validators
                .get(&extension)
                .unwrap_or_else(|| panic!("{name}{pointer}: no such extension"));
            let errors: Vec<String> = validator
                .iter_errors(value)
                .map(|error| error.to_string())
                .collect();
            assert!(errors.is_empty(), "{name}{pointer}: {errors:#?}");
        }
    }
}

#[test]
fn the_schemas_refuse_what_the_vocabulary_refuses() {
    let validators = validators();
    let wrong = [
        ("x-retry", serde_json::json!({"maxAttempts": 0})),
        ("x-retry", serde_json::json!({"backoff": {"base": 5}})),
        ("x-retry", serde_json::json!({"tries": 5})),
        (
            "x-error-codes",
            serde_json::json!({"A": {"retry": "sometimes"}}),
        ),
        (
            "x-error-envelope",
            serde_json::json!({"code": "error/code"}),
        ),
        ("x-idempotency", serde_json::json!({"mode": "always"})),
        ("x-pagination", serde_json::json!({"kind": "scroll"})),
        (
            "x-pagination",
            serde_json::json!({"kind": "cursor", "next": "/a", "lastItem": "/b"}),
        ),
        ("x-existing", serde_json::json!("yes")),
        ("x-sensitive", serde_json::json!("yes")),
        ("x-webhook-event", serde_json::json!({"durable": "yes"})),
        (
            "x-webhook-signature",
            serde_json::json!({"scheme": "standard", "id": {"body": "/id"}}),
        ),
        (
            "x-webhook-signature",
            serde_json::json!({"scheme": "plain", "header": "X-S", "id": {"header": "X-Id"}}),
        ),
        (
            "x-webhook-signature",
            serde_json::json!({"scheme": "standard", "delivery": {"answers": {"stop": ["4xx"]}}}),
        ),
    ];
    for (name, value) in wrong {
        assert!(!validators[name].is_valid(&value), "{name} accepts {value}");
    }
}
