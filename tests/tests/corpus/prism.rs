//! Generated clients call every operation of five documents of other people, served by a mock server that we did not write.
//!
//! Prism checks each request against the document and answers with an example or a value after the schema, so that both
//! directions are seen by somebody else's eyes. Arguments are the document's examples, else values after the schemas. A call
//! has to return its typed success; operations that fail stand in `tests/data/prism.yaml` with the reason.

use std::collections::BTreeMap;
use std::path::Path;

use faultcode_tests::prism::Prism;
use faultcode_tests::probe::{Probe, Samples};
use faultcode_tests::{aloud, outside, tree};
use serde_json::json;

/// The documents: the file in the collection, and the name of its client.
const DOCUMENTS: [(&str, &str); 5] = [
    ("realworld-conduit.yaml", "conduit"),
    ("svix.json", "svix"),
    ("adyen-checkout-v72.yaml", "adyen-checkout"),
    ("lithic.yaml", "lithic"),
    ("gocardless-bankdata.json", "gocardless"),
];

/// Operations that fail: by document, why, and which.
type Failing = BTreeMap<String, Vec<Reason>>;

#[derive(serde::Deserialize)]
struct Reason {
    why: String,
    at: Vec<String>,
}

#[test]
#[cfg_attr(
    not(all(corpus, prism)),
    ignore = "SKIPPED: needs the documents of FAULTCODE_CORPUS, and Prism, which .ci/validate installs"
)]
fn operations_of_documents_succeed() {
    let text = std::fs::read_to_string(tree::root().join("tests/data/prism.yaml"));
    let failing: Failing = serde_yaml::from_str(&text.expect("a file of ours")).expect("reasons");
    let program = outside::prism().expect(".ci/validate installs Prism");
    let mut problems = String::new();
    for (file, name) in DOCUMENTS {
        let path = outside::document(file);
        let none = Vec::new();
        let failing = failing.get(file).unwrap_or(&none);
        problems.push_str(&calls(&program, &path, &Probe::new(name, &path), failing));
    }
    assert!(problems.is_empty(), "{problems}");
}

/// Prints how many operations succeed; returns what is wrong.
fn calls(program: &Path, path: &Path, probe: &Probe, failing: &[Reason]) -> String {
    let prism = Prism::serving(program, path);
    let samples = Samples::of(&probe.document);
    let (mut cases, mut called, mut uploads) = (Vec::new(), Vec::new(), 0);
    for (operation, asked) in probe.api.operations.iter().zip(&probe.operations) {
        let Some(arguments) = &asked.arguments else {
            uploads += 1;
            continue;
        };
        let args = arguments.iter().map(|it| samples.argument(operation, it));
        let args: Vec<_> = args.collect();
        cases.push(json!({"of": asked.of, "what": "call", "args": args, "url": prism.url()}));
        called.push(operation.id.as_str());
    }
    let results = probe.run(&cases);
    let failed: BTreeMap<&str, String> = called
        .iter()
        .zip(results)
        .zip(&cases)
        .filter_map(|((id, result), case)| {
            let why = result.err()?;
            Some((*id, format!("{why}\n        with {}", case["args"])))
        })
        .collect();
    let explained = |id: &str| failing.iter().any(|it| it.at.iter().any(|it| it == id));
    let open: Vec<_> = failed.iter().filter(|(id, _)| !explained(id)).collect();
    let stale: Vec<_> = failing
        .iter()
        .flat_map(|it| &it.at)
        .filter(|id| !failed.contains_key(id.as_str()))
        .collect();
    let succeeded = called.len() - failed.len();
    aloud(&format!(
        "prism: {}: {succeeded} of {} calls returned their typed success ({:.1} %), {} did not and are explained, \
         {uploads} operations take uploads",
        probe.name,
        called.len(),
        100.0 * succeeded as f64 / called.len().max(1) as f64,
        failed.len() - open.len(),
    ));
    for reason in failing {
        aloud(&format!("    {}: {}", reason.at.join(", "), reason.why));
    }
    assert!(!called.is_empty(), "{} has no operation", probe.name);
    if open.is_empty() && stale.is_empty() {
        return String::new();
    }
    let open: Vec<_> = open
        .iter()
        .map(|(id, why)| format!("    {id}\n        {why}"))
        .collect();
    format!(
        "{}: {} calls fail without a reason\n{}\nentries of tests/data/prism.yaml that succeed now: {stale:?}\n",
        probe.name,
        open.len(),
        open.join("\n")
    )
}
