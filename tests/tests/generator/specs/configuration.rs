//! `generator/schema/config.json` and the guide describe the keys that the configuration has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use faultcode::internals::config::Config;

/// The keys of a client, as the reader of the configuration lists them when it meets another one.
fn keys() -> BTreeSet<String> {
    let text = "clients: [{spec: a, out: b, no-such-key: c}]";
    let refused = serde_yaml::from_str::<Config>(text);
    let message = refused.expect_err("there is no such key").to_string();
    let (_, listed) = message
        .split_once("expected one of ")
        .expect("it says which there are");
    let quoted = listed.split('`').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

fn read(path: &str) -> String {
    let path = Path::new("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_schema_lists_the_keys() {
    let schema: serde_json::Value =
        serde_json::from_str(&read("generator/schema/config.json")).expect("JSON");
    let properties = schema.pointer("/$defs/client/properties");
    let properties = properties.and_then(serde_json::Value::as_object);
    let described = properties.expect("a client has properties").keys().cloned();
    assert_eq!(keys(), described.collect());
}

#[test]
fn the_schema_takes_what_the_reader_takes() {
    let schema = serde_json::from_str(&read("generator/schema/config.json")).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let rows = [
        ("clients: []", true),
        ("clients: [{spec: a.yaml, out: a}]", true),
        (
            "clients: [{spec: a.yaml, out: a, names: {createOrder: placeOrder}, exhaustive: true, publish: false}]",
            true,
        ),
        (
            "clients: [{spec: a.yaml, out: a, auth: {schemes: {token: bearer, key: {header: X-Key}}, default: [token, none], needs: {login: none, search: [[token, key], token]}}}]",
            true,
        ),
        (
            "clients: [{spec: a.yaml, out: a, auth: {schemes: {token: barer}}}]",
            false,
        ),
        (
            "clients: [{spec: a.yaml, out: a, auth: {schemes: {key: {header: A, query: b}}}}]",
            false,
        ),
        (
            "clients: [{spec: a.yaml, out: a, auth: {schemes: {key: {header: ''}}}}]",
            false,
        ),
        (
            "clients: [{spec: a.yaml, out: a, auth: {default: {a: b}}}]",
            false,
        ),
        (
            "clients: [{spec: a.yaml, out: a, auth: {need: {a: b}}}]",
            false,
        ),
        ("clients: [{spec: a.yaml}]", false),
        (
            "clients: [{spec: a.yaml, out: a, name: 1.5, publish: sometimes}]",
            false,
        ),
        ("clients: [{spec: a.yaml, out: a, exhaustiv: true}]", false),
        ("{}", false),
    ];
    for (text, expected) in rows {
        let value: serde_json::Value = serde_yaml::from_str(text).expect("YAML");
        assert_eq!(schema.is_valid(&value), expected, "{text}");
        assert_eq!(
            serde_yaml::from_str::<Config>(text).is_ok(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn the_guide_lists_the_keys() {
    let guide = read("docs/src/start/checked-in.md");
    for key in keys() {
        let says = |line: &str| {
            let first = line
                .strip_prefix("| ")
                .and_then(|line| line.split(" |").next());
            first.is_some_and(|first| first.contains(&format!("`{key}`")))
        };
        assert!(guide.lines().any(says), "{key}");
    }
}
