//! The tests that clients of documents of other people are generated with, run: every operation, every declared error, odd answers.
//!
//! Each client is generated with the pack of its vendor. How many operations the tests have to drive is read here from the document,
//! as plain values.

use std::fs;

use faultcode_tests::cargo::{cargo, workspace};
use faultcode_tests::command::faultcode;
use faultcode_tests::{aloud, outside, tree};
use serde_json::Value;

/// The documents: the file in the collection, the name of its client, and its pack.
const DOCUMENTS: [(&str, &str, &str); 5] = [
    ("adyen-checkout-v72.yaml", "own-adyen", "@adyen"),
    ("discord.json", "own-discord", "@discord"),
    ("lithic.yaml", "own-lithic", "@lithic"),
    ("openai.json", "own-openai", "@openai"),
    ("plaid.yaml", "own-plaid", "@plaid"),
];

/// What the tests of a client count together.
#[derive(Debug, Default)]
struct Counts {
    operations: usize,
    errors: usize,
    answers: usize,
    requests: usize,
}

/// Operations with a method of their own.
fn operations(path: &std::path::Path) -> usize {
    let text = fs::read_to_string(path).expect("a document");
    let document: Value = serde_json::from_str(&text)
        .or_else(|_| serde_yaml::from_str(&text))
        .expect("a document");
    let items = document["paths"].as_object().expect("paths").values();
    let methods = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ];
    let of = |item: &Value| methods.iter().filter(|it| item.get(**it).is_some()).count();
    items.map(of).sum()
}

/// The tests of a client say what they count, where they drive an operation.
fn aloud_in(tests: &str) -> String {
    let counting = "fn counted(it: faultcode_runtime::testing::Checked) {\n    println!(\"checked {} {} {}\", it.errors, it.answers, it.requests);\n}\n";
    let mut text = String::new();
    for statement in tests.split_inclusive(';') {
        match statement
            .find("check_errors::<")
            .or(statement.find("check_errors_like::<"))
        {
            Some(at) => {
                let (before, call) = statement.split_at(at);
                text.push_str(&format!("{before}counted({});", call.trim_end_matches(';')));
            }
            None => text.push_str(statement),
        }
    }
    text + counting
}

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
#[cfg_attr(corpus, ignore = "takes many minutes: .ci/slow runs it")]
fn tests_of_clients_of_others_pass() {
    let chosen = std::env::var("OWN_DOCUMENTS").unwrap_or_default();
    let mut all = Counts::default();
    let mut problems = Vec::new();
    for (file, name, pack) in DOCUMENTS {
        if !chosen.is_empty() && !chosen.split(',').any(|it| name.ends_with(it)) {
            aloud(&format!("own: {name} is left out"));
            continue;
        }
        let path = outside::document(file);
        let folder = workspace(name, &["client".to_owned()]);
        let runtime = tree::root().join("runtime").display().to_string();
        let made = faultcode(&folder)
            .arg("generate")
            .arg(&path)
            .args([
                "--overlay",
                pack,
                "--out",
                "client",
                "--name",
                name,
                "--runtime",
                &runtime,
            ])
            .output()
            .expect("the command");
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{name}: {said}");
        let tests = folder.join("client/tests/errors.rs");
        let text = fs::read_to_string(&tests).expect("tests");
        fs::write(&tests, aloud_in(&text)).expect("the folder is ours");
        let ended = cargo(
            &folder,
            &[
                "test",
                "--features",
                "testing",
                "--test",
                "errors",
                "--",
                "--nocapture",
            ],
        );
        let mut counts = Counts::default();
        for line in ended.out.lines().filter_map(|it| it.split_once("checked ")) {
            let numbers = line
                .1
                .split(' ')
                .map(|it| it.trim().parse::<usize>().unwrap_or(0));
            let numbers: Vec<usize> = numbers.collect();
            counts.operations += 1;
            counts.errors += numbers[0];
            counts.answers += numbers[1];
            counts.requests += numbers[2];
        }
        aloud(&format!("own: {name}: {counts:?}"));
        let declared = operations(&path);
        if !ended.success || counts.operations != declared {
            let failed = ended
                .out
                .lines()
                .filter(|it| it.contains("panicked") || it.contains("answering"));
            let failed: Vec<String> = failed.map(|it| it.chars().take(400).collect()).collect();
            let err: String = ended.err.chars().take(3_000).collect();
            problems.push(format!(
                "{name}: {declared} operations are declared, {} driven\n{}\n{err}",
                counts.operations,
                failed.join("\n")
            ));
        }
        all.operations += counts.operations;
        all.errors += counts.errors;
        all.answers += counts.answers;
        all.requests += counts.requests;
    }
    aloud(&format!("own: {all:?}"));
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}
