//! One document in a process of its own, so that its memory can be read and a fault ends nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use faultcode::internals::diagnostics::Diagnostic;
use faultcode::internals::ir::{Api, ErrorCase};
use faultcode::internals::source::SourceMap;
use faultcode::internals::write;
use faultcode::{Input, Options, Output, Runtime, Session, Stage};

use super::account::{Account, Counts, Finding};
use super::measure;
use crate::tree;

/// The words with which the runner starts a child: document, folder of documents, crate folder, name, account, and what
/// references may name.
pub fn serve(words: &[OsString]) -> ExitCode {
    let [document, folder, out, name, account_file, allow @ ..] = words else {
        eprintln!("--one is for the runner alone");
        return ExitCode::from(2);
    };
    let allow = allow.iter().map(|word| word.to_string_lossy().into_owned());
    let options = Options {
        runtime: Runtime::Path(tree::root().join("runtime").to_string_lossy().into_owned()),
        files: allow.collect(),
        ..Options::named(name.to_string_lossy())
    };
    let (mut account, files) = account(Path::new(document), Path::new(folder), &options);
    if let Some(output) = files
        && let Err(error) = write::write(Path::new(out), &output.files)
    {
        eprintln!("{}: {error}", out.display());
        return ExitCode::from(2);
    }
    account.peak = measure::peak("self");
    let text = serde_json::to_string(&account).expect("an account is text and numbers");
    match fs::write(PathBuf::from(account_file), text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", account_file.display());
            ExitCode::from(2)
        }
    }
}

/// Generates the client of a document. Findings name files relative to `folder`.
pub fn account(document: &Path, folder: &Path, options: &Options) -> (Account, Option<Output>) {
    let mut session = Session::new(Input::file(document), options.clone());
    let started = Instant::now();
    let understood = session.until(Stage::Check);
    let read = started.elapsed();
    let output = understood.and_then(|()| session.generate());
    let mut account = Account {
        generated: output.is_some(),
        read_ms: u64::try_from(read.as_millis()).unwrap_or(u64::MAX),
        emit_ms: u64::try_from((started.elapsed() - read).as_millis()).unwrap_or(u64::MAX),
        beyond: session.diagnostics().beyond(),
        ..Account::default()
    };
    let found = session.findings().into_diagnostics();
    account.findings = found
        .iter()
        .map(|found| finding(found, session.sources(), folder))
        .collect();
    if let Some(output) = &output {
        account.counts = counts(session.api(), output);
        account.sources = sources(session.api());
    }
    (account, output)
}

fn finding(found: &Diagnostic, sources: &SourceMap, folder: &Path) -> Finding {
    let place = sources.location(found.primary.span);
    let file = Path::new(sources.name(found.primary.span.file));
    let file = file.strip_prefix(folder).unwrap_or(file);
    Finding {
        rule: found.rule.id.to_owned(),
        severity: found.severity.word().to_owned(),
        repair: found.rule.repair,
        file: file.to_string_lossy().into_owned(),
        line: place.line,
        column: place.column,
        message: found.message.clone(),
    }
}

fn counts(api: &Api, output: &Output) -> Counts {
    let mut counts = Counts {
        operations: api.operations.len(),
        types: api.types.len(),
        files: output.files.len(),
        bytes: output.files.iter().map(|file| file.text.len() as u64).sum(),
        ..Counts::default()
    };
    let mut answered = BTreeSet::new();
    for operation in &api.operations {
        let has_code = |case: &ErrorCase| api.codes[case.code].code.is_some();
        if operation.errors.iter().any(has_code) {
            counts.with_codes += 1;
        } else if !operation.errors.is_empty() {
            counts.with_statuses += 1;
        }
        answered.extend(operation.errors.iter().map(|case| case.code));
    }
    let entries = answered.iter().map(|id| &api.codes[*id]);
    // An entry that one operation has changed is a type of its own, but no other code.
    let codes: BTreeSet<_> = entries
        .clone()
        .filter_map(|entry| entry.code.as_ref())
        .map(|code| code.as_str())
        .collect();
    counts.codes = codes.len();
    counts.statuses = entries.filter(|entry| entry.code.is_none()).count();
    counts
}

/// Operations by what their typed errors were taken from.
fn sources(api: &Api) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for operation in &api.operations {
        let origins: BTreeSet<String> = operation
            .errors
            .iter()
            .map(|case| case.origin.phrase())
            .collect();
        for origin in origins {
            *found.entry(origin).or_default() += 1;
        }
    }
    found
}
