//! Documents that are valid, drawn at random from a grammar (`faultcode_tests::valid`): the generator takes each of them, says
//! the same twice, and writes what parses. `VALID_DOCUMENTS` says how many, `VALID_SEED` which is the first.

#[path = "valid/oracle.rs"]
mod oracle;

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::process::Command;

use faultcode::{Input, Options, Session};
use faultcode_tests::folder::Folder;
use faultcode_tests::valid::{Document, FEATURES, seeds, shrink};
use faultcode_tests::{aloud, outside};
use serde_json::json;

/// Attempts at making a document smaller that shows a fault.
const ATTEMPTS: usize = 300;

type Files = Vec<(String, String)>;

fn generated(document: &Document) -> Result<Files, String> {
    let (name, text) = document.file();
    let mut session = Session::new(
        Input::bytes(name, text.as_bytes()),
        Options::named("client"),
    );
    let output = session.generate();
    let found = session.findings();
    let output = output.ok_or_else(|| found.to_string())?;
    Ok(output
        .files
        .into_iter()
        .map(|file| (file.path, file.text))
        .collect())
}

/// What is wrong with what is made of a document: a word for the kind of fault, and all of it.
fn fault(document: &Document) -> Option<(String, String)> {
    let made = catch_unwind(|| (generated(document), generated(document)));
    let Ok((made, again)) = made else {
        return Some(("panics".to_owned(), String::new()));
    };
    let files = match made {
        Err(found) => {
            let first = found
                .lines()
                .find(|it| it.contains("error["))
                .unwrap_or_default();
            let rule = first.split(['[', ']']).nth(1).unwrap_or("no rule");
            return Some((format!("refused by {rule}"), found));
        }
        Ok(files) => files,
    };
    if again.as_ref() != Ok(&files) {
        return Some(("two runs differ".to_owned(), String::new()));
    }
    for (path, text) in &files {
        if path.ends_with(".rs")
            && let Err(error) = syn::parse_file(text)
        {
            return Some((format!("does not parse: {error}"), text.clone()));
        }
    }
    None
}

/// The smallest document with a fault of that kind, as its file.
fn smallest(document: &Document, kind: &str) -> String {
    let has =
        |choices: &[u32]| fault(&Document::of_choices(choices)).is_some_and(|it| it.0 == kind);
    let choices = shrink(&document.choices, ATTEMPTS, has);
    let small = Document::of_choices(&choices);
    let said = fault(&small).map(|it| it.1).unwrap_or_default();
    format!("{}\n{said}", small.yaml())
}

#[test]
fn each_is_taken_and_makes_the_same_twice() {
    let seeds = seeds(20);
    let mut faults: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for seed in seeds.clone() {
        if let Some((kind, _)) = fault(&Document::of_seed(seed)) {
            faults.entry(kind).or_default().push(seed);
        }
    }
    aloud(&format!(
        "valid: documents {seeds:?}: {} kinds of faults",
        faults.len()
    ));
    for (kind, seeds) in &faults {
        aloud(&format!("valid: {kind}: seeds {seeds:?}"));
    }
    let shown = faults.iter().map(|(kind, seeds)| {
        let smallest = smallest(&Document::of_seed(seeds[0]), kind);
        let first: Vec<&u64> = seeds.iter().take(8).collect();
        format!(
            "{kind}: {} documents, seeds {first:?}\n{smallest}",
            seeds.len()
        )
    });
    let shown: Vec<String> = shown.collect();
    assert!(shown.is_empty(), "{}", shown.join("\n\n"));
}

#[test]
fn the_grammar_draws_all_that_it_knows() {
    let mut counts: BTreeMap<&str, usize> = FEATURES.iter().map(|it| (*it, 0)).collect();
    let documents = 1_500;
    for seed in 0..documents {
        for feature in Document::of_seed(seed).features {
            *counts.entry(feature).or_default() += 1;
        }
    }
    let unknown: Vec<_> = counts.keys().filter(|it| !FEATURES.contains(it)).collect();
    assert!(unknown.is_empty(), "not listed: {unknown:?}");
    let never: Vec<_> = counts.iter().filter(|(_, count)| **count == 0).collect();
    assert!(never.is_empty(), "never drawn: {never:?}");
    let (rarest, least) = counts
        .iter()
        .min_by_key(|(_, count)| **count)
        .expect("there are features");
    aloud(&format!(
        "valid: {} features in {documents} documents; the rarest, {rarest}, in {least}",
        counts.len()
    ));
}

#[test]
fn a_seed_is_a_document_and_its_choices_make_it_again() {
    for seed in 0..50 {
        let document = Document::of_seed(seed);
        assert_eq!(document.json, Document::of_seed(seed).json);
        assert_eq!(document.json, Document::of_choices(&document.choices).json);
    }
    assert_ne!(Document::of_seed(1).json, Document::of_seed(2).json);
}

/// The JSON Schemas of the OpenAPI Initiative say that they are valid, and that documents with a slip are not.
#[test]
#[cfg_attr(
    not(openapi_schemas),
    ignore = "SKIPPED: needs the schemas of the validator that .ci/validate installs"
)]
fn the_schemas_of_openapi_accept_each() {
    let folder = outside::openapi_schemas().expect(".ci/validate installs them");
    let schemas = oracle::Schemas::read(&folder);
    let mut problems = Vec::new();
    for seed in seeds(100) {
        let document = Document::of_seed(seed);
        let found = schemas.problems(document.version, &document.json);
        let version = document.version.text();
        problems.extend(
            found
                .first()
                .map(|it| format!("seed {seed} ({version}): {it}")),
        );
        for (slip, value) in [
            ("/info", json!("Shop")),
            ("/components/schemas", json!({"A": {"type": "text"}})),
            ("/components/parameters", json!({"A": {"name": "a"}})),
        ] {
            let mut wrong = document.json.clone();
            let (parent, name) = slip.rsplit_once('/').expect("a pointer");
            wrong.pointer_mut(parent).expect("it is there")[name] = value;
            let found = schemas.problems(document.version, &wrong);
            assert!(!found.is_empty(), "{version}: {slip} is no slip");
        }
    }
    let shown: Vec<&str> = problems.iter().take(20).map(String::as_str).collect();
    assert!(
        problems.is_empty(),
        "{} documents\n{}",
        problems.len(),
        shown.join("\n")
    );
}

/// A validator of others follows references, compares names and looks at defaults as well.
#[test]
#[cfg_attr(
    not(openapi_validator),
    ignore = "SKIPPED: needs the validator that .ci/validate installs"
)]
fn a_validator_of_others_accepts_each() {
    let program = outside::openapi_validator().expect(".ci/validate installs it");
    let folder = Folder::new("valid");
    let files = seeds(10).map(|seed| {
        let path = folder.file(&format!("{seed}.json"));
        let text = Document::of_seed(seed).json.to_string();
        std::fs::write(&path, text).expect("the folder is ours");
        path
    });
    let files: Vec<_> = files.collect();
    let (mut refused, mut lost, mut left) = (Vec::new(), 0, files.as_slice());
    while !left.is_empty() {
        let output = Command::new(&program).args(left).output();
        let output = output.expect("the validator can be started");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            break;
        }
        // It ends with the first file that it does not accept. Some schemas that hold themselves are too much for it.
        let accepted = said.lines().filter(|line| line.ends_with(": OK")).count();
        match said.contains("maximum recursion depth exceeded") {
            true => lost += 1,
            false => refused.push(said),
        }
        left = left.get(accepted + 1..).unwrap_or_default();
    }
    aloud(&format!(
        "valid: a validator of others was asked about {} documents; it was lost in {lost}",
        files.len()
    ));
    assert!(lost * 2 < files.len(), "it says next to nothing");
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
