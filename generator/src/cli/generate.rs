//! `generate` and `check`: one client from the arguments, or every client of `faultcode.yaml`.

use std::time::Instant;

use super::End;
use super::arguments::{Generate, GenerateFormat};
use super::jobs::{self, Job};
use super::terminal::Terminal;
use super::watch::Inputs;
use crate::diagnostics::render::{self, Beside};
use crate::diagnostics::{counted, one_line, rules};
use crate::write::{Difference, Differs};
use crate::{Form, Output, packs, write};

/// Writes every client. `inputs` are filled with the files that this depends on.
pub(super) fn generate(arguments: &Generate, inputs: &mut Inputs, terminal: &Terminal) -> End {
    each(arguments, inputs, terminal, |job, output, started, _| {
        if job.out.as_os_str() == "-" {
            terminal.out(&bundle(output));
            return End::Good;
        }
        match write::write(&job.out, &output.files) {
            Err(error) => failed(&error, terminal),
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
    let mut inputs = Inputs::default();
    each(
        arguments,
        &mut inputs,
        terminal,
        |job, output, _, beside| {
            let found = match write::differences(&job.out, &output.files) {
                Err(error) => return failed(&error, terminal),
                Ok(found) => found,
            };
            let is_human = arguments.format == GenerateFormat::Human;
            if arguments.format == GenerateFormat::Json {
                terminal.out(&format!("{}\n", drift(job, &found)));
            }
            beside.extend(found.iter().map(|it| stale(job, it)));
            if found.is_empty() {
                if is_human {
                    terminal.note(&format!("{} is up to date", job.out.display()));
                }
                return End::Good;
            }
            match write::compare(&job.out, &output.files) {
                Err(error) => return failed(&error, terminal),
                Ok(diff) if is_human => terminal.out(&diff),
                // People read along in the log of a job.
                Ok(diff) => terminal.warn(diff.trim_end()),
            }
            End::Differs
        },
    )
}

fn failed(error: &std::io::Error, terminal: &Terminal) -> End {
    terminal.warn(&format!("error: {}", one_line(&error.to_string())));
    End::Bad
}

/// What differs, for a program.
fn drift(job: &Job, found: &[Difference]) -> serde_json::Value {
    let differs: Vec<&str> = found.iter().map(|it| it.path.as_str()).collect();
    serde_json::json!({
        "out": job.out.to_string_lossy(),
        "same": differs.is_empty(),
        "differs": differs,
    })
}

/// A difference as a finding.
fn stale(job: &Job, found: &Difference) -> Beside {
    let said = match found.kind {
        Differs::Text => &rules::names::OTHER_TEXT,
        Differs::Missing => &rules::names::NOT_THERE,
        Differs::LeftOver => &rules::names::LEFT_OVER,
    };
    Beside {
        rule: &rules::names::STALE_CLIENT,
        file: format!("{}/{}", job.out.display(), found.path),
        line: found.line,
        said,
    }
}

/// Runs every client and ends like the worst of them.
fn each(
    arguments: &Generate,
    inputs: &mut Inputs,
    terminal: &Terminal,
    mut act: impl FnMut(&Job, &Output, Instant, &mut Vec<Beside>) -> End,
) -> End {
    if arguments.spec.is_none() {
        inputs.wanted.extend(jobs::configuration(&arguments.which));
    }
    let Some(jobs) = jobs::to_generate(arguments, terminal) else {
        return End::Bad;
    };
    let is_sarif = arguments.format == GenerateFormat::Sarif;
    let mut runs = Vec::new();
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
            let output = session.generate();
            inputs.read.extend(session.files().iter().cloned());
            inputs.wanted.extend(session.missing().iter().cloned());
            let findings = session.findings();
            terminal.findings(&findings);
            let mut beside = Vec::new();
            let end = match output {
                Some(output) => act(job, &output, started, &mut beside),
                None => End::Bad,
            };
            if is_sarif {
                let mut run = render::sarif_run(&findings.found, findings.sources);
                render::sarif_beside(&mut run, &beside);
                runs.push(run);
            }
            end
        })
    });
    let end = ends.fold(End::Good, End::worse);
    if is_sarif {
        terminal.sarif(runs);
    }
    end
}

fn bundle(output: &Output) -> String {
    let files = output
        .files
        .iter()
        .map(|file| format!("==> {} <==\n{}\n", file.path, file.text));
    files.collect()
}

fn summary(
    format: GenerateFormat,
    job: &Job,
    output: &Output,
    written: &write::Written,
    started: Instant,
    terminal: &Terminal,
) {
    let elapsed = started.elapsed();
    let (made, features) = (output.summary, &output.features);
    match format {
        GenerateFormat::Human => {
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
        GenerateFormat::Json => {
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
        GenerateFormat::Sarif => {}
    }
}
