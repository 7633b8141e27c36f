//! `generate` and `check`: one client from the arguments, or every client of `faultcode.yaml`.

use std::time::Instant;

use super::End;
use super::arguments::{Generate, SummaryFormat};
use super::jobs::{self, Job};
use super::terminal::Terminal;
use super::watch::Inputs;
use crate::diagnostics::{counted, one_line};
use crate::{Form, Output, Session, packs, write};

/// Writes every client. `inputs` are filled with the files that this depends on.
pub(super) fn generate(arguments: &Generate, inputs: &mut Inputs, terminal: &Terminal) -> End {
    each(arguments, inputs, terminal, |job, output, started| {
        if job.out.as_os_str() == "-" {
            terminal.out(&bundle(output));
            return End::Good;
        }
        match write::write(&job.out, &output.files) {
            Err(error) => {
                terminal.warn(&format!("error: {}", one_line(&error.to_string())));
                End::Bad
            }
            Ok(written) => {
                for path in &written.written {
                    terminal.detail(&format!("wrote {path}"));
                }
                for path in &written.removed {
                    terminal.detail(&format!("removed {path}"));
                }
                summary(arguments.format, job, output, &written, started, terminal);
                End::Good
            }
        }
    })
}

/// Compares every client with what is there.
pub(super) fn check(arguments: &Generate, terminal: &Terminal) -> End {
    each(
        arguments,
        &mut Inputs::default(),
        terminal,
        |job, output, _| match write::compare(&job.out, &output.files) {
            Err(error) => {
                terminal.warn(&format!("error: {}", one_line(&error.to_string())));
                End::Bad
            }
            Ok(diff) if diff.is_empty() => {
                terminal.note(&format!("{} is up to date", job.out.display()));
                End::Good
            }
            Ok(diff) => {
                terminal.out(&diff);
                End::Differs
            }
        },
    )
}

/// Runs every client and ends like the worst of them.
fn each(
    arguments: &Generate,
    inputs: &mut Inputs,
    terminal: &Terminal,
    mut act: impl FnMut(&Job, &Output, Instant) -> End,
) -> End {
    if arguments.spec.is_none() {
        inputs.wanted.extend(jobs::configuration(&arguments.which));
    }
    let Some(jobs) = jobs::to_generate(arguments, terminal) else {
        return End::Bad;
    };
    let ends = jobs.iter().map(|job| {
        let started = Instant::now();
        // What cannot be read is not among the files that were.
        inputs.wanted.push(job.spec.clone());
        inputs.wanted.extend(
            job.overlays
                .iter()
                .filter(|it| packs::named(it).is_none())
                .cloned(),
        );
        job.run(terminal, |session| {
            let output = make(session, terminal);
            inputs.read.extend(session.files().iter().cloned());
            inputs.wanted.extend(session.missing().iter().cloned());
            match output {
                Some(output) => act(job, &output, started),
                None => End::Bad,
            }
        })
    });
    ends.fold(End::Good, End::worse)
}

fn make(session: &mut Session<'_>, terminal: &Terminal) -> Option<Output> {
    let output = session.generate();
    terminal.findings(&session.findings());
    output
}

fn bundle(output: &Output) -> String {
    let files = output
        .files
        .iter()
        .map(|file| format!("==> {} <==\n{}\n", file.path, file.text));
    files.collect()
}

fn summary(
    format: SummaryFormat,
    job: &Job,
    output: &Output,
    written: &write::Written,
    started: Instant,
    terminal: &Terminal,
) {
    let elapsed = started.elapsed();
    let (made, features) = (output.summary, &output.features);
    match format {
        SummaryFormat::Human => {
            terminal.note(&format!(
                "{}: {}, {}, {}, {} ({} written, {} removed) in {:.0?}",
                job.out.display(),
                counted(made.operations, "operation"),
                counted(made.types, "type"),
                counted(made.codes, "error code"),
                counted(made.files, "file"),
                written.written.len(),
                written.removed.len(),
                elapsed
            ));
            if job.options.form == Form::Module && !features.is_empty() {
                terminal.note(&format!(
                    "your Cargo.toml needs: faultcode-runtime = {{ …, features = {features:?} }}"
                ));
            }
        }
        SummaryFormat::Json => {
            let value = serde_json::json!({
                "out": job.out.to_string_lossy(),
                "operations": made.operations,
                "types": made.types,
                "codes": made.codes,
                "files": made.files,
                "written": written.written,
                "removed": written.removed,
                "unchanged": written.unchanged,
                "features": features,
                "milliseconds": u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            });
            terminal.out(&format!("{value}\n"));
        }
    }
}
