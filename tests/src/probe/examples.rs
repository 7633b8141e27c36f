//! A document's own examples as cases of its probe.

use serde_json::{Value, json};

use super::{Place, Probe};

/// A case for each example, or two, and where the example stands.
pub fn examples(probe: &Probe) -> (Vec<Value>, Vec<String>) {
    let mut cases: Vec<Value> = Vec::new();
    let mut places = Vec::new();
    for example in probe.document.examples(&probe.api) {
        let whole = |of: &str, what: &str| json!({"of": of, "what": what, "field": "", "json": example.json});
        let asked = match &example.of {
            Place::Type(index) => vec![whole(&probe.types[*index], "whole")],
            Place::Member(index, name) => {
                let mut case = whole(&probe.types[*index], "whole");
                case["field"] = json!(name);
                vec![case]
            }
            Place::Request(index) => {
                let operation = &probe.operations[*index];
                let body = operation.takes_model.then(|| whole(&operation.of, "body"));
                body.into_iter().collect()
            }
            Place::Response {
                operation,
                status,
                media,
            } => {
                let mut case = whole(&probe.operations[*operation].of, "answered");
                case["status"] = json!(status);
                case["media"] = json!(media);
                if let (Value::String(text), false) = (&example.json, media.contains("json")) {
                    case["body"] = json!(text);
                }
                let operation = &probe.operations[*operation];
                let again = (operation.returns_model && (200..300).contains(status))
                    .then(|| whole(&operation.of, "returned"));
                [case].into_iter().chain(again).collect()
            }
        };
        for case in asked {
            cases.push(case);
            places.push(example.at.clone());
        }
    }
    (cases, places)
}

fn short(json: &Value) -> String {
    let text = json.to_string();
    text.chars().take(300).collect()
}

/// Where the second value says something that the first does not. It may say less: members that no schema knows are
/// dropped, and members that are null may be left out.
pub fn differs(given: &Value, again: &Value) -> Option<String> {
    match (given, again) {
        (Value::Object(given), Value::Object(again)) => again.iter().find_map(|(name, value)| {
            let was = given.get(name).unwrap_or(&Value::Null);
            differs(was, value).map(|it| format!("{name}: {it}"))
        }),
        (Value::Array(given), Value::Array(again)) if given.len() == again.len() => given
            .iter()
            .zip(again)
            .find_map(|(given, again)| differs(given, again)),
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => None,
        (one, other) if one == other => None,
        (one, other) => Some(format!("{} became {}", short(one), short(other))),
    }
}
