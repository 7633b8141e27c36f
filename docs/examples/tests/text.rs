//! What the guide shows of the generator's output is what the generator writes now.
//!
//! `UPDATE=1` rewrites what is stale, and the tests fail once so that the change is read.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use faultcode::internals::catalogue::Catalogue;
use faultcode::internals::diagnostics::{Rule, rules};
use faultcode::{Input, Options, Output, Session, Stage};

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// What is made of a document of the guide, under the name that its reader knows.
fn client(document: &str, overlays: &[&str]) -> (Option<Output>, String) {
    let read = |name: &str| fs::read(path("specs").join(name)).unwrap();
    let bytes = read(document);
    let overlays: Vec<_> = overlays.iter().map(|name| (*name, read(name))).collect();
    let input = Input::bytes(document, &bytes);
    let input = overlays.iter().fold(input, |input, (name, bytes)| {
        input.overlay_bytes(name, bytes)
    });
    // The smallest documents say nothing of credentials.
    let options = Options {
        allow: ["no-security-scheme", "stale-entry"]
            .map(str::to_owned)
            .to_vec(),
        ..Options::named("courier")
    };
    let mut session = Session::new(input, options);
    let output = session.generate();
    (output, session.findings().to_string())
}

fn sound_client(document: &str, overlays: &[&str]) -> Output {
    let (client, found) = client(document, overlays);
    assert!(found.is_empty(), "{found}");
    client.unwrap()
}

fn file<'o>(client: &'o Output, name: &str) -> &'o str {
    let found = client.files.iter().find(|file| file.path == name);
    &found.unwrap_or_else(|| panic!("no file {name}")).text
}

/// From `start` to the next `end`, both included.
fn part<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let from = text.find(start).expect("the part begins");
    let length = text[from..].find(end).expect("the part ends");
    &text[from..from + length + end.len()]
}

/// Compares checked-in texts with what they should be, all of them before it fails.
fn compare(expected: &[(&str, &str)]) {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut stale = Vec::new();
    for (name, text) in expected {
        let path = path(name);
        if fs::read_to_string(&path).ok().as_deref() != Some(*text) {
            stale.push(*name);
            if update {
                fs::write(path, text).unwrap();
            }
        }
    }
    assert!(
        stale.is_empty(),
        "stale: {stale:?}; UPDATE=1 rewrites them, then read the pages that show them"
    );
}

#[test]
fn the_code_that_is_shown_is_generated() {
    let client = sound_client("courier.yaml", &[]);
    let bare = sound_client("courier-bare.yaml", &[]);
    let create = file(&client, "src/parcels/create_parcel.rs");
    let the_enum = "/// How [`Parcels::create";
    compare(&[
        ("snippets/create_parcel.txt", create),
        ("snippets/error.txt", part(create, the_enum, "\n}\n")),
        (
            "snippets/bare_error.txt",
            part(
                file(&bare, "src/parcels/create_parcel.rs"),
                the_enum,
                "\n}\n",
            ),
        ),
        (
            "snippets/balance_too_low.txt",
            part(
                file(&client, "src/errors.rs"),
                "/// `BALANCE_TOO_LOW`",
                "\n}\n",
            ),
        ),
        (
            "snippets/parcel_state.txt",
            part(
                file(&client, "src/types/parcel_state.rs"),
                "#[non_exhaustive]\npub enum ParcelState",
                "\n}\n",
            ),
        ),
    ]);
}

#[test]
fn the_overlay_says_what_the_annotated_document_says() {
    let annotated = sound_client("courier.yaml", &[]);
    let overlaid = sound_client("courier-bare.yaml", &["courier.overlay.yaml"]);
    // These carry the digest of what was read, and each file names the document in its first line.
    let differs = ["Cargo.toml", "faultcode.manifest"];
    let code = |client: Output| -> Vec<_> {
        let files = client.files.into_iter();
        let files = files.filter(|file| !differs.contains(&file.path.as_str()));
        files
            .map(|file| {
                let rest = file.text.split_once('\n').map(|(_, rest)| rest.to_owned());
                (file.path, rest)
            })
            .collect()
    };
    assert_eq!(code(annotated), code(overlaid));
}

#[test]
fn the_findings_that_are_shown_are_reported() {
    let (client, found) = client("finding.yaml", &[]);
    assert!(client.is_none());
    compare(&[("snippets/finding.txt", &found)]);
}

#[test]
fn the_catalogue_that_is_shown_is_printed() {
    let bytes = fs::read(path("specs/courier.yaml")).unwrap();
    let input = Input::bytes("courier.yaml", &bytes);
    let mut session = Session::new(input, Options::named("courier"));
    session.until(Stage::Check).unwrap();
    assert!(session.findings().is_empty());
    let table = Catalogue::of(session.api(), session.sources()).table();
    compare(&[("snippets/errors.txt", &table)]);
}

/// What the tables of rules are about, in their order.
const SUBJECTS: [&str; 7] = [
    "The text of a file",
    "Structure, references and overlays",
    "Keys, names and statements",
    "Extensions",
    "Types",
    "Operations",
    "Names and output",
];

#[test]
fn the_list_of_rules_is_complete() {
    assert_eq!(
        rules::ALL.len(),
        SUBJECTS.len(),
        "a table of rules without a heading"
    );
    let mut page = String::from(
        "# List of rules\n\n\
         `faultcode explain ID` explains a rule. A `…` stands for what the document says.\n",
    );
    for (subject, table) in SUBJECTS.iter().zip(rules::ALL) {
        write!(
            page,
            "\n## {subject}\n\n| rule | severity | message |\n|---|---|---|\n"
        )
        .unwrap();
        for rule in *table {
            writeln!(
                page,
                "| `{}` | {} | {} |",
                rule.id,
                severity(rule),
                message(rule)
            )
            .unwrap();
        }
    }
    page.push_str("\n## Retired\n\n| rule | what is generated now |\n|---|---|\n");
    for (id, now) in rules::retired::ALL {
        writeln!(page, "| `{id}` | {now} |").unwrap();
    }
    compare(&[("../src/rules.md", &page)]);
}

fn severity(rule: &Rule) -> String {
    let repair = if rule.repair { ", a repair" } else { "" };
    format!("{}{repair}", rule.severity.word())
}

fn message(rule: &Rule) -> String {
    let mut text = rule.title.replace('|', "\\|");
    for place in 0..10 {
        text = text.replace(&format!("{{{place}}}"), "…");
    }
    text
}
