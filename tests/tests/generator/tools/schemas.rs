//! `faultcode schema` against documents and overlays that hold what the vocabulary has, and against slips.

use std::fs;
use std::path::Path;

use faultcode_tests::command::faultcode;
use faultcode_tests::folder::Folder;
use faultcode_tests::tree;
use jsonschema::Validator;
use serde_json::Value;

fn printed(arguments: &[&str]) -> Value {
    let folder = Folder::new("schema");
    let ended = faultcode(folder.path())
        .arg("schema")
        .args(arguments)
        .output()
        .expect("the command was built");
    assert!(ended.status.success());
    serde_json::from_slice(&ended.stdout).expect("it is JSON")
}

fn document() -> Validator {
    jsonschema::validator_for(&printed(&[])).expect("it is a schema")
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a file of the repository");
    serde_yaml::from_str(&text).expect("YAML")
}

fn valid(schema: &Validator, value: &Value, what: &str) {
    let errors: Vec<String> = schema
        .iter_errors(value)
        .map(|it| format!("{}: {it}", it.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

#[test]
fn the_documents_and_the_packs_fit_it() {
    let schema = document();
    let mut seen = 0;
    let folders = [
        "specs",
        "generator/packs",
        "generator/starter",
        "tests/calls",
        "docs/examples/specs",
    ];
    for folder in folders.map(|it| tree::root().join(it)) {
        for file in tree::files(&folder)
            .iter()
            .filter(|it| it.ends_with(".yaml"))
        {
            let text = fs::read_to_string(folder.join(file)).expect("a file of the repository");
            // A slip is what the guide shows with this one.
            if file == "finding.yaml" {
                assert!(!schema.is_valid(&read(&folder.join(file))), "{file}");
                continue;
            }
            // Lists of codes stand beside documents.
            if text.contains("openapi:") || text.contains("overlay:") {
                valid(&schema, &read(&folder.join(file)), file);
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn a_slip_is_seen_at_every_place_of_an_extension() {
    let schema = document();
    let slip = "{maxAttempt: 4}";
    let rows = [
        format!("x-retry: {slip}"),
        format!("paths: {{/a: {{x-retry: {slip}}}}}"),
        format!("paths: {{/a: {{get: {{x-retry: {slip}}}}}}}"),
        format!("webhooks: {{made: {{post: {{x-retry: {slip}}}}}}}"),
        format!("components: {{pathItems: {{p: {{x-retry: {slip}}}}}}}"),
        format!("paths: {{/a: {{get: {{callbacks: {{c: {{'{{$url}}': {{post: {{x-retry: {slip}}}}}}}}}}}}}}}"),
        format!("paths: {{/a: {{additionalOperations: {{COPY: {{x-retry: {slip}}}}}}}}}"),
        "paths: {/a: {get: {responses: {'200': {x-error: yes please}}}}}".to_owned(),
        "components: {responses: {r: {x-error-envelope: {codes: /a}}}}".to_owned(),
        "components: {responses: {r: {content: {application/json: {x-error-envelope: {codes: /a}}}}}}".to_owned(),
        "components: {schemas: {s: {properties: {p: {x-sensitive: perhaps}}}}}".to_owned(),
        "components: {schemas: {s: {allOf: [{items: {x-sensitive: perhaps}}]}}}".to_owned(),
        "components: {securitySchemes: {s: {x-auth: {keyClass: a}}}}".to_owned(),
        "paths: {/a: {get: {x-auth: {refresh: {}}}}}".to_owned(),
        "x-error-codes: [A]".to_owned(),
        "x-error-codes: {A: {retry: perhaps}}".to_owned(),
        "components: {x-error-codes: {A: {retries: never}}}".to_owned(),
        format!("overlay: 1.0.0\nactions: [{{target: $, update: {{x-retry: {slip}}}}}]"),
        format!("overlay: 1.0.0\nactions: [{{target: $.paths, update: {{/a: {{get: {{x-retry: {slip}}}}}}}}}]"),
    ];
    for text in rows {
        let value: Value = serde_yaml::from_str(&text).expect("YAML");
        assert!(!schema.is_valid(&value), "{text}");
        let mended = text
            .replace("maxAttempt:", "maxAttempts:")
            .replace("yes please", "true")
            .replace("codes: /a", "code: /a")
            .replace("perhaps}}}}}", "true}}}}}")
            .replace("perhaps}}]", "true}}]")
            .replace("x-auth: {keyClass: a}", "x-auth: {refresh: {}}")
            .replace(
                "get: {x-auth: {refresh: {}}}",
                "get: {x-auth: {keyClass: a}}",
            )
            .replace("x-error-codes: [A]", "x-error-codes: {A: {}}")
            .replace("retry: perhaps", "retry: never")
            .replace("retries:", "retry:");
        let value: Value = serde_yaml::from_str(&mended).expect("YAML");
        valid(&schema, &value, &mended);
    }
}

#[test]
fn the_configuration_has_one_schema() {
    let file = fs::read_to_string(tree::root().join("generator/schema/config.json"))
        .expect("a file of the repository");
    assert_eq!(
        printed(&["config"]),
        serde_json::from_str::<Value>(&file).expect("JSON")
    );
}
