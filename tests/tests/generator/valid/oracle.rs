//! Whether a document is valid, asked of the JSON Schemas that the OpenAPI Initiative publishes.
//!
//! They are not ours to carry: the validator that `.ci/validate` installs brings them. Schemas within a document of 3.1 or 3.2
//! are asked of JSON Schema 2020-12, which those schemas leave to whoever binds their dynamic anchor.

use std::path::Path;

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use faultcode_tests::valid::Version;

/// The schemas of all versions.
#[derive(Debug)]
pub(super) struct Schemas {
    all: Vec<(Version, Validator)>,
}

impl Schemas {
    /// Reads them from the folder that has one folder per version.
    ///
    /// # Panics
    ///
    /// They are not there, or are no schemas.
    pub(super) fn read(folder: &Path) -> Self {
        let all = [Version::V30, Version::V31, Version::V32].map(|version| {
            let path = folder.join(format!("v{}/schema.json", version.minor()));
            let text = std::fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
            (version, validator(version, schema))
        });
        Self { all: all.into() }
    }

    /// What is wrong with a document; nothing where it is valid.
    pub(super) fn problems(&self, version: Version, document: &Value) -> Vec<String> {
        let found = self.all.iter().find(|(of, _)| *of == version);
        let (_, validator) = found.expect("a schema of each version");
        let errors = validator.iter_errors(document);
        errors
            .map(|it| format!("{}: {it}", it.instance_path()))
            .collect()
    }
}

fn validator(version: Version, schema: Value) -> Validator {
    if version == Version::V30 {
        return jsonschema::validator_for(&schema).expect("a schema");
    }
    let id = schema["$id"].as_str().expect("it has an id").to_owned();
    let registry = Registry::new().add(&id, schema).expect("a usable schema");
    let registry = registry
        .prepare()
        .expect("schemas that refer to each other");
    let bound = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://faultcode.invalid/bound",
        "$ref": id,
        "$defs": {"schema": {"$dynamicAnchor": "meta", "$ref": "https://json-schema.org/draft/2020-12/schema"}},
    });
    jsonschema::options()
        .with_registry(&registry)
        .build(&bound)
        .expect("a schema")
}
