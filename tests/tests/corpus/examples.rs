//! Generated models decode the examples that three documents of other people show, and write them again.
//!
//! An example stands beside a schema, a member, a request or an answer. Those of schemas, members and requests are decoded
//! into the generated type and encoded again: what comes out has to be what went in, except for members that the schema
//! does not know. Those of answers are given to a call as its answer, which has to return a value, or the error that the
//! operation declares. Examples that do not fit stand in `tests/data/examples.yaml` with the reason.

use std::collections::BTreeMap;

use faultcode_tests::probe::{Probe, differs, examples as probed};
use faultcode_tests::{aloud, outside, tree};
use serde_json::Value;

/// The documents: the file in the collection, and the name of its client.
const DOCUMENTS: [(&str, &str); 3] = [
    ("adyen-checkout-v72.yaml", "adyen-checkout"),
    ("lithic.yaml", "lithic"),
    ("meilisearch.json", "meilisearch"),
];

/// Examples that are wrong in the document: by document, why, and where.
type Wrong = BTreeMap<String, Vec<Reason>>;

#[derive(serde::Deserialize)]
struct Reason {
    why: String,
    at: Vec<String>,
}

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
fn examples_of_documents_are_decoded() {
    let text = std::fs::read_to_string(tree::root().join("tests/data/examples.yaml"));
    let wrong: Wrong = serde_yaml::from_str(&text.expect("a file of ours")).expect("reasons");
    let mut problems = String::new();
    for (file, name) in DOCUMENTS {
        let path = outside::document(file);
        let none = Vec::new();
        let wrong = wrong.get(file).unwrap_or(&none);
        problems.push_str(&examples(&Probe::new(name, &path), wrong));
    }
    assert!(problems.is_empty(), "{problems}");
}

/// Prints how many examples of a document fit; returns what is wrong with it.
fn examples(probe: &Probe, wrong: &[Reason]) -> String {
    let (cases, places) = probed(probe);
    let results = probe.run(&cases);
    let mut failed: BTreeMap<&str, String> = BTreeMap::new();
    let mut all: Vec<&str> = Vec::new();
    for ((case, at), result) in cases.iter().zip(&places).zip(results) {
        all.push(at);
        let problem = match result {
            Err(problem) => Some(problem),
            Ok(_) if case["what"] == "answered" => None,
            Ok(text) => {
                let again: Value = serde_json::from_str(&text).expect("models write JSON");
                differs(&case["json"], &again)
                    .map(|it| format!("written again as something else: {it}"))
            }
        };
        if let Some(problem) = problem {
            failed
                .entry(at)
                .or_insert(format!("{problem}\n        {}", short(&case["json"])));
        }
    }
    all.sort_unstable();
    all.dedup();
    let explained = |at: &str| wrong.iter().any(|it| it.at.iter().any(|place| place == at));
    let open: Vec<_> = failed.iter().filter(|(at, _)| !explained(at)).collect();
    let stale: Vec<_> = wrong
        .iter()
        .flat_map(|it| &it.at)
        .filter(|at| !failed.contains_key(at.as_str()))
        .collect();
    let fit = all.len() - failed.len();
    aloud(&format!(
        "examples: {}: {fit} of {} examples fit ({:.1} %), {} do not and are explained",
        probe.name,
        all.len(),
        100.0 * fit as f64 / all.len().max(1) as f64,
        failed.len() - open.len(),
    ));
    for reason in wrong {
        aloud(&format!("    {}: {}", reason.at.len(), reason.why));
    }
    assert!(!all.is_empty(), "{} has no examples", probe.name);
    let open: Vec<_> = open
        .iter()
        .map(|(at, why)| format!("    {at}\n        {why}"))
        .collect();
    if open.is_empty() && stale.is_empty() {
        return String::new();
    }
    format!(
        "{}: {} examples fail without a reason\n{}\nentries of tests/data/examples.yaml that fit now: {stale:#?}\n",
        probe.name,
        open.len(),
        open.join("\n")
    )
}

fn short(json: &Value) -> String {
    let text = json.to_string();
    text.chars().take(300).collect()
}
