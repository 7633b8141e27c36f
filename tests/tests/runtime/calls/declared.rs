//! No construct of a request disappears silently: what a document declares of a request can be sent, or a finding says at
//! its place why it cannot.
//!
//! A reader of its own, which shares nothing with the generator, lists the operations of a document with their parameters,
//! bodies, media types and members. What the generated method can send is read back from the files that were generated.

#[path = "declared/asked.rs"]
mod asked;
#[path = "declared/compare.rs"]
mod compare;
#[path = "declared/emitted.rs"]
mod emitted;
#[path = "declared/findings.rs"]
mod findings;
#[path = "declared/raw.rs"]
mod raw;

use std::path::{Path, PathBuf};

use faultcode::Options;
use faultcode_tests::generate::{Generated, from_bytes, from_file};
use faultcode_tests::{aloud, outside, tree, wild};

use self::compare::{Comparison, Counts};
use self::emitted::Emitted;
use self::findings::Findings;
use self::raw::Raw;

/// What came of one document.
enum Outcome {
    /// The generator refuses it.
    Refused,
    Compared(Counts, Vec<String>),
}

fn compared(path: &Path, allow: &[String]) -> Outcome {
    let options = Options {
        files: allow.to_vec(),
        ..Options::named("client")
    };
    let Generated { files, linted } = from_file(path, &options);
    let (Some(files), Some(raw)) = (files, Raw::read(path)) else {
        return Outcome::Refused;
    };
    let (emitted, findings) = (Emitted::read(&files), Findings::new(&linted.found, path));
    let comparison = Comparison::of(&raw, &emitted, &findings);
    Outcome::Compared(comparison.counts, comparison.missing)
}

/// Documents with references where OpenAPI has none: who reads them as the specification has it finds nothing there.
const MISPLACED: [&str; 1] = ["published.yaml"];

/// Compares every document of some folders, prints the sums, and fails with all that is missing.
fn all(what: &str, folders: &[PathBuf], wordy: bool) {
    let (mut sum, mut missing) = (Counts::default(), Vec::new());
    let (mut documents, mut refused) = (0, Vec::new());
    for folder in folders {
        for document in wild::find_within(folder).expect("the folder is there") {
            if MISPLACED.contains(&&*document.shown) {
                aloud(&format!("declared: {}: not compared", document.shown));
                continue;
            }
            match compared(&document.path, &document.allow) {
                Outcome::Refused => refused.push(document.shown),
                Outcome::Compared(counts, wrong) => {
                    documents += 1;
                    if wordy {
                        let (shown, wrong) = (&document.shown, wrong.len());
                        aloud(&format!("declared: {shown}: {counts}; {wrong} missing"));
                    }
                    sum += counts;
                    missing.extend(
                        wrong
                            .into_iter()
                            .map(|it| format!("{}: {it}", document.shown)),
                    );
                }
            }
        }
    }
    aloud(&format!(
        "declared: {what}: {documents} documents: {sum}; {} missing; refused: {}",
        missing.len(),
        refused.join(", ")
    ));
    assert!(
        sum.operations > 0 && sum.bodies > 0 && sum.members > 0,
        "nothing was compared"
    );
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn documents_of_our_own_say_nothing_in_vain() {
    let root = tree::root();
    let folders = [
        "specs",
        "tests/wire",
        "tests/calls",
        "tests/wild/own/documents",
    ];
    all("our own", &folders.map(|folder| root.join(folder)), false);
}

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
fn published_documents_say_nothing_in_vain() {
    let folder = outside::corpus().expect("FAULTCODE_CORPUS names the folder of documents");
    all("published", &[folder], true);
}

/// What a client of the first document is said to lack of the second one.
fn lacks(client: &str, document: &str) -> Vec<String> {
    let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";
    let (client, document) = (format!("{head}{client}"), format!("{head}{document}"));
    let made = from_bytes("t.yaml", client.as_bytes(), &Options::named("client"));
    let files = made.files.expect("a sound document");
    let raw = Raw::of(&document).expect("YAML");
    let (emitted, findings) = (Emitted::read(&files), Findings::none());
    Comparison::of(&raw, &emitted, &findings).missing
}

const FULL: &str = "\
paths:
  /a/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: page, in: query, schema: {type: integer}}
      - {name: X-Trace, in: header, required: true, schema: {type: string}}
    post:
      operationId: send
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Order'}}
          text/csv: {schema: {type: string}}
      responses: {'204': {description: done}}
  /b:
    get: {operationId: look, responses: {'204': {description: done}}}
components:
  schemas:
    Order:
      allOf:
        - {type: object, properties: {lines: {type: array, items: {type: object, properties: {sku: {type: string}, count: {type: integer}}}}}}
        - {type: object, properties: {note: {type: string}}}
";

#[test]
fn what_is_missing_is_told() {
    assert_eq!(lacks(FULL, FULL), Vec::<String>::new());
    let post = "/paths/~1a~1{id}/post";
    let body = format!("{post}/requestBody");
    let json = format!("{body}/content/application~1json");
    let rows = [
        ("      - {name: page, in: query, schema: {type: integer}}\n", "", vec!["no query parameter page at /paths/~1a~1{id}/parameters/1".to_owned()]),
        ("header, required: true", "header", vec!["the parameter X-Trace is required there, and here: false at /paths/~1a~1{id}/parameters/2".to_owned()]),
        ("        required: true\n        content", "        content", vec![format!("the body is required there: true, here: false at {body}")]),
        ("          text/csv: {schema: {type: string}}\n", "", vec![format!("the media type text/csv, which says what no other one says, at {body}/content/text~1csv")]),
        (", count: {type: integer}", "", vec!["the member count of OrderLinesItem at /components/schemas/Order/allOf/0/properties/lines/items/properties/count".to_owned()]),
        ("        - {type: object, properties: {note: {type: string}}}\n", "", vec!["the member note of Box < Order > at /components/schemas/Order/allOf/1/properties/note".to_owned()]),
        ("  /b:\n    get: {operationId: look, responses: {'204': {description: done}}}\n", "", vec!["no operation at /paths/~1b/get".to_owned()]),
        ("application/json: {schema", "application/xml: {schema", vec![format!("the media type application/json, which says what no other one says, at {json}")]),
    ];
    for (cut, instead, expected) in rows {
        assert!(FULL.contains(cut), "{cut}");
        assert_eq!(lacks(&FULL.replace(cut, instead), FULL), expected, "{cut}");
    }
}
