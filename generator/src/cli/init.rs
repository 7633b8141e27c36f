//! `init`: the files that a project begins with, and what is known of the document's errors.
//!
//! Nothing is overwritten: if one of the files is there, none is written.

mod files;

use std::path::{Path, PathBuf};

use super::End;
use super::arguments::Init;
use super::jobs;
use super::terminal::{Terminal, with_session};
use crate::catalogue::{Catalogue, Counts};
use crate::diagnostics::{Severity, counted, one_line};
use crate::{Options, Stage, packs};

/// The name of the document that is written where none is given.
const STARTER: &str = "api.yaml";

/// What is known of a document.
#[derive(Default)]
struct Found {
    title: String,
    /// What its errors come from; `None` where an error stands in the way.
    counts: Option<Counts>,
    /// The packs for it.
    packs: Vec<String>,
    errors: usize,
    warnings: usize,
    /// Whether nothing says how callers are authenticated.
    is_open: bool,
}

/// Looks at the document, writes the files, and says what comes next.
pub(super) fn init(arguments: &Init, terminal: &Terminal) -> End {
    let folder = &arguments.dir;
    let spec = match &arguments.spec {
        Some(spec) if spec.as_os_str() == "-" => {
            terminal.warn("error: standard input has no name that faultcode.yaml could say; save the document first");
            return End::Bad;
        }
        Some(spec) => spec.clone(),
        None => folder.join(STARTER),
    };
    let found = match &arguments.spec {
        None => Found::default(),
        Some(spec) => {
            let Some(mut found) = look(spec, &[], terminal) else {
                return End::Bad;
            };
            tell(spec, &found, terminal);
            if !found.packs.is_empty() {
                with_packs(spec, &mut found, terminal);
            }
            found
        }
    };
    let name = arguments
        .name
        .clone()
        .unwrap_or_else(|| jobs::name_of(&spec));
    let made = files::made(&files::Wanted {
        folder,
        spec: &spec,
        is_starter: arguments.spec.is_none(),
        name: &name,
        title: &found.title,
        packs: &found.packs,
        is_open: found.is_open,
    });
    match files::write(folder, &made) {
        Ok(()) => {
            for (path, _) in &made {
                terminal.note(&format!("wrote {}", shown(&folder.join(path))));
            }
            next(folder, found.errors > 0, &name, terminal);
            End::Good
        }
        Err(refused) => {
            terminal.warn(&format!("error: {}", one_line(&refused)));
            End::Bad
        }
    }
}

fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    one_line(&path.display().to_string())
}

/// Leads the document as far as its errors are known. `None` where it cannot be read.
fn look(spec: &Path, overlays: &[PathBuf], terminal: &Terminal) -> Option<Found> {
    let mut found = None;
    with_session(
        spec,
        overlays,
        Options::named("init"),
        terminal,
        |session| {
            if session.until(Stage::Load).is_none() {
                terminal.findings(&session.findings());
                return End::Bad;
            }
            let tree = session.tree();
            let title = tree.at("/info/title").and_then(|it| it.text());
            let mut own = Found {
                title: one_line(title.unwrap_or("").trim()),
                packs: packs::for_document(tree)
                    .iter()
                    .map(|it| it.shown())
                    .collect(),
                ..Found::default()
            };
            let read = session.until(Stage::Check);
            let catalogue = read.map(|()| Catalogue::of(session.api(), session.sources()));
            own.counts = catalogue.map(|it| it.counts());
            let findings = session.findings();
            let of = |severity| {
                findings
                    .found
                    .iter()
                    .filter(|it| it.severity == severity)
                    .count()
            };
            (own.errors, own.warnings) = (of(Severity::Error), of(Severity::Warning));
            let mut ids = findings.found.iter().map(|it| it.rule.id);
            own.is_open =
                ids.any(|id| id == crate::diagnostics::rules::operations::NO_SECURITY_SCHEME.id);
            found = Some(own);
            End::Good
        },
    );
    found
}

/// Says what is known.
fn tell(spec: &Path, found: &Found, terminal: &Terminal) {
    let findings = format!(
        "{}, {}",
        counted(found.errors, "error"),
        counted(found.warnings, "warning")
    );
    terminal.note(&format!("{}: {} ({findings})", shown(spec), found.title));
    if let Some(counts) = &found.counts {
        numbers(counts, terminal);
    }
}

fn numbers(counts: &Counts, terminal: &Terminal) {
    terminal.note(&format!(
        "  {}: {} with codes, {} with statuses only, {} without any error; {}",
        counted(counts.operations, "operation"),
        counts.with_codes,
        counts.with_statuses,
        counts.with_neither,
        counted(counts.codes, "code"),
    ));
    for (from, operations) in &counts.from {
        terminal.note(&format!(
            "  from {from}: {}",
            counted(*operations, "operation")
        ));
    }
}

/// Says what packs add; one that does not fit this version of the document is left out.
fn with_packs(spec: &Path, found: &mut Found, terminal: &Terminal) {
    let names: Vec<PathBuf> = found.packs.iter().map(PathBuf::from).collect();
    let with = look(spec, &names, terminal);
    match with.and_then(|it| it.counts) {
        Some(counts) => {
            terminal.note(&format!("with {}:", found.packs.join(", ")));
            numbers(&counts, terminal);
        }
        None => found.packs.clear(),
    }
}

/// Says what to do next.
fn next(folder: &Path, has_errors: bool, name: &str, terminal: &Terminal) {
    let is_here = folder == Path::new(".") || folder.as_os_str().is_empty();
    let there = match is_here {
        true => String::new(),
        false => format!(
            " --config {}",
            shown(&folder.join(crate::config::FILE_NAME))
        ),
    };
    let next = match has_errors {
        true => format!("faultcode lint{there}: what stands in the way of {name}"),
        false => format!("faultcode generate{there}"),
    };
    terminal.note(&format!("next: {next}"));
}
