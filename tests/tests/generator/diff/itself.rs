//! A document against itself, as it is and in another order.

use std::fs;
use std::path::{Path, PathBuf};

use faultcode::Input;
use faultcode::internals::diff::{Diff, Strangers, text};
use faultcode_tests::snapshot::finish;
use faultcode_tests::{aloud, outside, tree};

use super::{diff, evolution};

/// Documents of this repository, and of the collection beside it.
fn documents() -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut below = |folder: PathBuf| {
        let files = tree::files(&folder).into_iter();
        let files = files.filter(|file| file.ends_with(".yaml") || file.ends_with(".json"));
        all.extend(files.map(|file| folder.join(file)));
    };
    below(tree::root().join("specs"));
    below(tree::root().join("tests/wire"));
    below(evolution());
    all
}

fn is_a_document(path: &Path) -> bool {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.contains("openapi")
}

#[test]
fn a_document_does_not_differ_from_itself() {
    let mut read = 0;
    for path in documents().into_iter().filter(|path| is_a_document(path)) {
        match diff(Input::file(&path), Input::file(&path)) {
            Some(Ok(diff)) => {
                read += 1;
                assert_eq!(diff.changes, [], "{}", path.display());
            }
            Some(Err(Strangers)) => panic!("{} is a stranger to itself", path.display()),
            None => {}
        }
    }
    assert!(read > 200, "{read} documents");
}

/// The same value with its maps in another order, but for members and parameters, whose order is that of arguments.
fn reordered(value: serde_json::Value, is_map_of_members: bool) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map
                .into_iter()
                .map(|(key, value)| {
                    let members = matches!(
                        key.as_str(),
                        "properties"
                            | "parameters"
                            | "responses"
                            | "content"
                            | "mapping"
                            | "examples"
                            | "headers"
                            | "variables"
                            | "details"
                            | "securitySchemes"
                    );
                    let value = reordered(value, members);
                    (key, value)
                })
                .collect();
            if !is_map_of_members {
                entries.reverse();
            }
            Value::Object(entries.into_iter().collect())
        }
        Value::Array(items) => {
            Value::Array(items.into_iter().map(|it| reordered(it, false)).collect())
        }
        other => other,
    }
}

/// Compares a document with itself in another order; `None` where it cannot be planned.
fn turned(path: &Path) -> Option<Diff> {
    let text = fs::read_to_string(path).ok()?;
    let value: serde_json::Value = match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(_) => serde_yaml::from_str(&text).ok()?,
    };
    let [old, new] = [value.clone(), reordered(value, false)].map(|it| it.to_string());
    let made = diff(
        Input::bytes("old.json", old.as_bytes()),
        Input::bytes("new.json", new.as_bytes()),
    );
    Some(made?.unwrap_or_else(|_| panic!("{} is a stranger to itself", path.display())))
}

/// Documents whose order says something, because what is stated once is chosen among equals by it.
const ORDERED: &[(&str, &str)] = &[
    ("conventions.yaml", ENVELOPES),
    ("iceberg-rest-catalog.yaml", WORDS),
    ("influxdb-oss.yaml", WORDS),
    ("own_name_of_details_stays/old.yaml", DETAILS),
    ("paypal-orders-v2.json", DETAILS),
    ("paypal-subscriptions-v1.json", DETAILS),
    ("recurly.yaml", DETAILS),
];
const ENVELOPES: &str =
    "of several envelopes that are inferred equally often, the first is the document's";
const WORDS: &str = "of several descriptions of one code, the first is the code's";
const DETAILS: &str =
    "of several details of one code, equally often, the first have its name in `errors`";

fn is_ordered(path: &Path) -> bool {
    ORDERED.iter().any(|(ordered, _)| path.ends_with(ordered))
}

#[test]
fn the_order_of_a_document_says_nothing() {
    let mut read = 0;
    let mut problems = Vec::new();
    for path in documents().into_iter().filter(|path| is_a_document(path)) {
        if let Some(diff) = turned(&path) {
            read += 1;
            if diff.changes.is_empty() == is_ordered(&path) {
                problems.push(text(&path.to_string_lossy(), &diff));
            }
        }
    }
    assert!(read > 150, "{read} documents");
    finish(
        &problems,
        "What callers see may not depend on the order of a document.",
    );
}

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
fn published_documents_do_not_differ_from_themselves() {
    let folder = outside::corpus().expect("a folder of documents");
    let (mut read, mut problems) = (0, Vec::new());
    for file in tree::files(&folder) {
        let path = folder.join(&file);
        let about = fs::metadata(&path).expect("a file of the collection");
        let is_document = file.ends_with(".yaml") || file.ends_with(".json");
        // The largest ones say no more than the others, and take minutes in a build without optimisation.
        if !is_document || about.len() > 1 << 19 {
            continue;
        }
        let Some(same) = diff(Input::file(&path), Input::file(&path)) else {
            continue;
        };
        read += 1;
        let same = same.unwrap_or_else(|_| panic!("{file} is a stranger to itself"));
        if !same.changes.is_empty() {
            problems.push(text(&file, &same));
        }
        let turned = turned(&path).filter(|it| it.changes.is_empty() == is_ordered(&path));
        if let Some(turned) = turned {
            problems.push(text(&format!("{file} in another order"), &turned));
        }
    }
    aloud(&format!("{read} published documents against themselves"));
    assert!(read > 20, "{read} documents");
    finish(&problems, "A document says the same as itself.");
}
