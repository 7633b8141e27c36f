//! What the guide shows of the generator's output is what the generator writes now.
//!
//! `UPDATE=1` rewrites what is stale, and the tests fail once so that the change is read.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use faultcode::catalogue::Catalogue;
use faultcode::diagnostics::render::{Look, human};
use faultcode::diagnostics::{Diagnostic, Diagnostics, Rule, rules};
use faultcode::load::{Input as File, Loader};
use faultcode::{Input, Options, Output, generate, understand};

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// A document of the guide, under the name that its reader knows.
struct Read {
    loader: Loader,
    diag: Diagnostics,
}

impl Read {
    fn new() -> Self {
        Self {
            loader: Loader::new(),
            diag: Diagnostics::new(),
        }
    }

    fn client(&mut self, document: &str, overlays: &[&str]) -> Option<Output> {
        let texts: Vec<_> = [document]
            .iter()
            .chain(overlays)
            .map(|name| (*name, fs::read(path("specs").join(name)).unwrap()))
            .collect();
        let mut files = texts
            .iter()
            .map(|(name, bytes)| File::Bytes { name, bytes });
        let input = Input {
            document: files.next().unwrap(),
            overlays: files.collect(),
        };
        generate(
            &input,
            &Options::named("courier"),
            &mut self.loader,
            &mut self.diag,
        )
    }

    fn sound_client(document: &str, overlays: &[&str]) -> Output {
        let mut read = Self::new();
        let client = read.client(document, overlays);
        let found = read.diag.take();
        assert!(
            found.is_empty(),
            "{}",
            human(&found, read.loader.sources(), Look::default())
        );
        client.unwrap()
    }
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
    let client = Read::sound_client("courier.yaml", &[]);
    let bare = Read::sound_client("courier-bare.yaml", &[]);
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
                "/// One of",
                "\n}\n",
            ),
        ),
    ]);
}

#[test]
fn the_overlay_says_what_the_annotated_document_says() {
    let annotated = Read::sound_client("courier.yaml", &[]);
    let overlaid = Read::sound_client("courier-bare.yaml", &["courier.overlay.yaml"]);
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
    let mut read = Read::new();
    assert!(read.client("finding.yaml", &[]).is_none());
    let found: Vec<Diagnostic> = read.diag.take();
    let text = human(&found, read.loader.sources(), Look::default());
    compare(&[("snippets/finding.txt", &text)]);
}

#[test]
fn the_catalogue_that_is_shown_is_printed() {
    let mut read = Read::new();
    let bytes = fs::read(path("specs/courier.yaml")).unwrap();
    let input = Input::of(File::Bytes {
        name: "courier.yaml",
        bytes: &bytes,
    });
    let options = Options::named("courier");
    let api = understand(&input, &options, &mut read.loader, &mut read.diag).unwrap();
    assert!(read.diag.take().is_empty());
    let table = Catalogue::of(&api, read.loader.sources()).table();
    compare(&[("snippets/errors.txt", &table)]);
}

/// What the tables of rules are about, in their order.
const SUBJECTS: [&str; 6] = [
    "The text of a file",
    "Structure, references and overlays",
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
    for placeholder in ["{0}", "{1}", "{2}"] {
        text = text.replace(placeholder, "…");
    }
    text
}
