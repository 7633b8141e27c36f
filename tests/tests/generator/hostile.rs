//! Documents that try to get code into the output, to reach files, or to use up the machine.
//!
//! `SAFE` in the file beside a case means that it is generated, compiled, and documented, and that its texts stay texts;
//! `REJECT` that the named rule refuses it at the named place. A second line says how `--strict` ends, where that differs.

#[path = "hostile/measured.rs"]
mod measured;
#[path = "hostile/pages.rs"]
mod pages;
#[path = "hostile/reach.rs"]
mod reach;
#[path = "hostile/servers.rs"]
mod servers;
#[path = "hostile/values.rs"]
mod values;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use faultcode::internals::diagnostics::Severity;
use faultcode::{File, Options};
use faultcode_tests::attacks::{Case, canary, documented, files, folder, is_hidden, quoted, texts};
use faultcode_tests::cargo::{cargo, cargo_documenting, workspace};
use faultcode_tests::generate::{self, Generated};
use faultcode_tests::{bombs, snapshot, tree};
use proc_macro2::{TokenStream, TokenTree};

/// Documents as deep, or with texts and names as long, as they may be: a compiler takes what comes of them.
const COMPILED: [&str; 9] = [
    "g14-large-description",
    "g46-long-names-that-differ-late",
    "g46-long-operation-id",
    "g46-long-value",
    "g49-most-values",
    "g55-lists-64",
    "g55-lists-65",
    "g55-objects-64",
    "g55-objects-65",
];

/// Documents of more bytes are generated once instead of twice.
const LARGE: usize = 64 << 10;

fn options(name: &str) -> Options {
    let runtime = tree::root().join("runtime");
    Options {
        runtime: faultcode::Runtime::Path(runtime.to_str().expect("UTF-8").to_owned()),
        ..Options::named(name)
    }
}

/// Generates, and checks what holds whatever the outcome is.
fn make(case: &Case, problems: &mut Vec<String>) -> Generated {
    let name = &case.name;
    let file = case.file.to_str().expect("UTF-8");
    let made = generate::from_bytes(file, &case.text, &options(name));
    problems.extend(look(case, &made));
    made
}

/// What holds whatever the outcome is.
fn look(case: &Case, made: &Generated) -> Vec<String> {
    let name = &case.name;
    let file = case.file.to_str().expect("UTF-8");
    let mut problems = Vec::new();
    // What costs time would cost it twice, and small documents show the same.
    if case.text.len() < LARGE {
        let again = generate::from_bytes(file, &case.text, &options(name));
        if made.files != again.files || made.linted.human != again.linted.human {
            problems.push(format!("{name}: two runs differ"));
        }
    }
    if made
        .linted
        .human
        .chars()
        .any(|sign| is_hidden(sign) && sign != '\n')
    {
        problems.push(format!(
            "{name}: findings hold a control or a direction mark"
        ));
    }
    for file in made.files.iter().flatten() {
        problems.extend(look_at(name, file));
    }
    problems
}

/// What must hold of each file: its path stays below the folder, its text shows what it is, and texts are no code.
fn look_at(name: &str, file: &File) -> Vec<String> {
    let mut problems = Vec::new();
    let path = &file.path;
    let plain = path.split('/').all(|part| {
        !part.is_empty()
            && part.len() <= 110
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    });
    if !plain {
        problems.push(format!("{name} writes to {path:?}"));
    }
    if let Some(sign) = file
        .text
        .chars()
        .find(|sign| is_hidden(*sign) && *sign != '\n')
    {
        problems.push(format!("{name}: {path} holds {sign:?}"));
    }
    if path.ends_with(".rs") {
        match file.text.parse::<TokenStream>() {
            Ok(tokens) if declares_sentinel(tokens.clone()) => {
                problems.push(format!("{name}: in {path} the text became code"))
            }
            Ok(_) => {}
            Err(error) => problems.push(format!("{name}: {path} is no Rust: {error}")),
        }
    }
    if path == "Cargo.toml" {
        problems.extend(look_at_manifest(name, &file.text));
    }
    problems
}

/// Whether the sentinel stands anywhere outside of a literal.
fn declares_sentinel(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "PWNED_SENTINEL",
        TokenTree::Group(group) => declares_sentinel(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The tables of the manifest are the ones that we write.
fn look_at_manifest(name: &str, text: &str) -> Option<String> {
    let tables: BTreeSet<&str> = text.lines().filter(|line| line.starts_with('[')).collect();
    let known = [
        "[package]",
        "[package.metadata.docs.rs]",
        "[package.metadata.faultcode]",
        "[lib]",
        "[features]",
        "[dependencies]",
        "[[test]]",
    ];
    let strange = tables.iter().find(|table| !known.contains(table));
    strange.map(|table| format!("{name}: Cargo.toml has a table {table}"))
}

/// The outcome in the words of the file beside the case.
fn outcome(made: &Generated) -> String {
    let error = made
        .linted
        .found
        .iter()
        .find(|finding| finding.severity == Severity::Error);
    match (error, &made.files) {
        (None, Some(_)) => "SAFE\n".to_owned(),
        (Some(error), None) => {
            let id = error.rule.id;
            // The place is read off the message, which is what a person gets.
            let place = made
                .linted
                .human
                .split(&format!("error[{id}]"))
                .nth(1)
                .and_then(|rest| rest.split("--> ").nth(1));
            let place = place
                .and_then(|rest| rest.lines().next())
                .unwrap_or("nowhere");
            let place = place.split_once(':').map_or(place, |(_, place)| place);
            format!("REJECT {id} {place}\n")
        }
        (error, files) => format!(
            "CONTRADICTION: error {error:?}, files {}\n",
            files.is_some()
        ),
    }
}

#[test]
fn every_case_ends_as_it_says() {
    let mut problems = Vec::new();
    for case in files() {
        let made = make(&case, &mut problems);
        let file = case.file.to_str().expect("UTF-8");
        let strict = generate::strictly(file, &case.text, &options(&case.name));
        let mut ends = outcome(&made);
        if outcome(&strict) != ends {
            ends.push_str(&format!("--strict: {}", outcome(&strict)));
        }
        let path = case.file.with_extension("outcome");
        let shown = path.to_str().expect("UTF-8");
        problems.extend(snapshot::compare(
            &folder().join(&path),
            shown,
            ends.as_bytes(),
            snapshot::update(),
        ));
    }
    snapshot::finish(
        &problems,
        "A case that changed from REJECT to SAFE needs a second look. `UPDATE=1 cargo test -p faultcode-tests hostile::` \
         writes the outcomes.",
    );
}

#[test]
fn every_reference_that_leaves_the_document_is_refused() {
    let template =
        fs::read_to_string(folder().join("references/template.yaml")).expect("the template");
    let mut problems = Vec::new();
    for (name, reference) in texts("references/references.yaml") {
        let quoted = quoted(&reference);
        let case = Case {
            name: name.clone(),
            file: "references.yaml".into(),
            text: template.replace("REFERENCE", &quoted).into_bytes(),
        };
        let made = make(&case, &mut problems);
        let rules: Vec<&str> = made
            .linted
            .found
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| finding.rule.id)
            .collect();
        if made.files.is_some()
            || !rules
                .iter()
                .all(|rule| ["remote-ref", "ref-outside-root", "external-ref"].contains(rule))
        {
            problems.push(format!("{name}: {reference:?} ends with {rules:?}"));
        }
        if made.linted.human.contains("root:") {
            problems.push(format!("{name}: the message shows the target"));
        }
    }
    snapshot::finish(
        &problems,
        "A reference to another file or host is refused before anything is touched (generator/src/load/contain.rs).",
    );
}

#[test]
fn what_is_accepted_compiles_and_runs_nothing() {
    let mut problems = Vec::new();
    let mut members = Vec::new();
    let mut crates = Vec::new();
    for case in documented() {
        let made = make(&case, &mut problems);
        match made.files {
            Some(files) => crates.push((case.name, files)),
            None => problems.push(format!("{} is refused:\n{}", case.name, made.linted.human)),
        }
    }
    for bomb in bombs::all() {
        if !COMPILED.contains(&bomb.name) {
            continue;
        }
        let case = bomb.case();
        let files = make(&case, &mut problems).files;
        crates.push((case.name, files.expect("it is accepted")));
    }
    for case in files() {
        if let Some(files) = make(&case, &mut Vec::new()).files {
            crates.push((case.name, files));
        }
    }
    snapshot::finish(
        &problems,
        "Text of a document is data: see generator/src/emit/{literal,docs}.rs.",
    );
    members.extend(crates.iter().map(|(name, _)| name.clone()));
    let folder = workspace("hostile", &members);
    for (name, files) in &crates {
        write_crate(&folder.join(name), files);
    }
    let _ = fs::remove_file(canary());
    let advice =
        "A document made the output wrong: the crate is below target/faultcode-tests/hostile.";
    cargo(
        &folder,
        &["check", "--workspace", "--quiet", "--keep-going"],
    )
    .expect_success(advice);
    // The way of `cargo test --doc`, but that what is tested needs no code.
    let ended = cargo_documenting(&folder, &["doc", "--workspace", "--no-deps"], "--test");
    ended.expect_success(advice);
    let results: Vec<&str> = ended
        .out
        .lines()
        .filter(|line| line.starts_with("running "))
        .collect();
    assert!(
        results.len() >= crates.len(),
        "documentation tests of {} crates: {}",
        crates.len(),
        ended.out
    );
    assert!(
        results.iter().all(|line| *line == "running 0 tests"),
        "{advice}\n{}",
        ended.out
    );
    assert!(
        !canary().exists(),
        "{advice} It wrote {}",
        canary().display()
    );
    pages::hold_no_markup_of_documents(&folder, &crates, advice);
}

/// Writes a crate with documentation tests turned on: the texts have to be inert by themselves.
fn write_crate(folder: &Path, files: &[File]) {
    for file in files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("the folder is ours");
        let text = file
            .text
            .replace("\ndoctest = false\n", "\ndoctest = true\n");
        fs::write(path, text).expect("the folder is ours");
    }
}
