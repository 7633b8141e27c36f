//! What a pack says, as the error of a generated client says it: answers of each vendor to operations of a stand-in.

use faultcode_tests::aloud;
use faultcode_tests::packs::{Asked, asked, standin};
use faultcode_tests::probe::Probe;
use serde_json::{Value, json};
use std::path::Path;

#[test]
fn answers_of_vendors_come_to_the_errors_that_their_packs_say() {
    let mut wrong = Vec::new();
    for (name, asked) in asked() {
        let path = standin(&name, &asked);
        let pack = format!("@{name}");
        let package = format!("pack-{name}");
        let probe = Probe::under(&package, &path, &[], Some(Path::new(&pack)));
        wrong.extend(judged(&name, &probe, &asked));
        aloud(&format!("packs: {name}: {} answers", asked.answers.len()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn judged(name: &str, probe: &Probe, asked: &Asked) -> Vec<String> {
    let cases: Vec<Value> = asked
        .answers
        .iter()
        .map(|answer| {
            let mut operations = probe.api.operations.iter().zip(&probe.operations);
            let found = operations.find(|(known, _)| known.id.as_str() == answer.operation);
            let (_, operation) = found.unwrap_or_else(|| panic!("no {}", answer.operation));
            let headers: Vec<_> = answer.headers.iter().collect();
            json!({
                "of": operation.of,
                "what": "judged",
                "status": answer.status,
                "headers": headers,
                "json": answer.body,
            })
        })
        .collect();
    let results = probe.run(&cases);
    let mut wrong = Vec::new();
    for (answer, result) in asked.answers.iter().zip(results) {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        // A category that is not asked for may be any.
        let told = result.as_deref().map(|text| match answer.category {
            Some(_) => text,
            None => text.rsplit_once(" | ").map_or(text, |(rest, _)| rest),
        });
        let mut expected = [
            answer.variant.clone(),
            or_none(&answer.code),
            answer.verdict.clone(),
        ]
        .join(" | ");
        if let Some(category) = &answer.category {
            expected = format!("{expected} | {category}");
        }
        if told != Ok(expected.as_str()) {
            let (operation, status) = (&answer.operation, answer.status);
            wrong.push(format!(
                "{name}: {operation} {status}: {result:?}, expected {expected}"
            ));
        }
    }
    wrong
}
