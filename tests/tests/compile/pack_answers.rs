//! What a pack says, as the error of a generated client says it: answers of each vendor to operations of a stand-in.

use std::collections::BTreeMap;

use faultcode_tests::aloud;
use faultcode_tests::packs::{Asked, asked};
use faultcode_tests::valid::{Batch, Source};
use serde_json::{Value, json};

#[test]
fn answers_of_vendors_come_to_the_errors_that_their_packs_say() {
    let asked = asked();
    let module = |name: &str| name.replace('-', "_");
    let documents = asked.iter().map(|(name, asked)| Source {
        client: module(name),
        file: "api.json",
        text: asked.standin.to_string(),
        overlay: Some(format!("@{name}").into()),
    });
    let batch = Batch::new("pack_answers", &documents.collect::<Vec<_>>());
    let advice = "The modules are named after the packs.";
    batch.cargo(&["build"], &[]).expect_success(advice);
    let mut wrong = Vec::new();
    for (name, asked) in &asked {
        wrong.extend(judged(&batch, name, &module(name), asked));
        aloud(&format!("packs: {name}: {} answers", asked.answers.len()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is said of the answers of one vendor, where it is not what its pack says.
fn judged(batch: &Batch, name: &str, client: &str, asked: &Asked) -> Vec<String> {
    let probe = &batch.clients[client];
    let operations = probe.api.operations.iter().zip(&probe.operations);
    let operations: BTreeMap<&str, &str> = operations
        .map(|(known, operation)| (known.id.as_str(), operation.of.as_str()))
        .collect();
    let cases: Vec<Value> = asked
        .answers
        .iter()
        .map(|answer| {
            let of = operations.get(answer.operation.as_str());
            let of = of.unwrap_or_else(|| panic!("{name}: no {}", answer.operation));
            let headers: Vec<_> = answer.headers.iter().collect();
            json!({
                "of": of,
                "what": "judged",
                "status": answer.status,
                "headers": headers,
                "json": answer.body,
            })
        })
        .collect();
    let results = batch.cases(client, &cases);
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
