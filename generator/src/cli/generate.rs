//! `generate` and `check`: one client from the arguments, or every client of `faultcode.yaml`.

use std::path::{Component, Path, PathBuf};
use std::time::Instant;

use super::End;
use super::arguments::{Generate, SummaryFormat};
use super::terminal::{Terminal, with_session};
use crate::diagnostics::{Diagnostics, one_line};
use crate::load::Loader;
use crate::{Findings, Form, Options, Output, Runtime, Session, Summary, config, write};

/// Writes every client.
pub(super) fn generate(arguments: &Generate, terminal: &Terminal) -> End {
    each(arguments, terminal, |job, output, started| {
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
                summary(
                    arguments.format,
                    job,
                    output.summary,
                    &written,
                    started,
                    terminal,
                );
                End::Good
            }
        }
    })
}

/// Compares every client with what is there.
pub(super) fn check(arguments: &Generate, terminal: &Terminal) -> End {
    each(arguments, terminal, |job, output, _| {
        match write::compare(&job.out, &output.files) {
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
        }
    })
}

/// One client to make.
struct Job {
    spec: PathBuf,
    overlays: Vec<PathBuf>,
    out: PathBuf,
    options: Options,
}

/// Runs every client and ends like the worst of them.
fn each(
    arguments: &Generate,
    terminal: &Terminal,
    mut act: impl FnMut(&Job, &Output, Instant) -> End,
) -> End {
    let jobs = match jobs(arguments, terminal) {
        Some(jobs) => jobs,
        None => return End::Bad,
    };
    let mut end = End::Good;
    for job in &jobs {
        let started = Instant::now();
        let options = job.options.clone();
        let own = with_session(
            &job.spec,
            &job.overlays,
            options,
            terminal,
            |session| match make(session, terminal) {
                Some(output) => act(job, &output, started),
                None => End::Bad,
            },
        );
        end = match (end, own) {
            (End::Bad, _) | (_, End::Bad) => End::Bad,
            (End::Differs, _) | (_, End::Differs) => End::Differs,
            _ => End::Good,
        };
    }
    end
}

fn make(session: &mut Session<'_>, terminal: &Terminal) -> Option<Output> {
    let output = session.generate();
    for id in session.diagnostics().unused_allowances() {
        terminal.warn(&format!(
            "warning: nothing breaks the rule {}, which is allowed",
            one_line(id)
        ));
    }
    terminal.findings(&session.findings());
    output
}

fn jobs(arguments: &Generate, terminal: &Terminal) -> Option<Vec<Job>> {
    let Some(spec) = &arguments.spec else {
        return configured(arguments, terminal);
    };
    let Some(out) = &arguments.out else {
        terminal.warn("error: --out says where the client goes");
        return None;
    };
    let source = &arguments.source;
    let options = source.over(Options {
        form: if arguments.module {
            Form::Module
        } else {
            Form::Crate
        },
        runtime: runtime(arguments.runtime.as_deref(), out),
        ..Options::named(arguments.name.clone().unwrap_or_else(|| name_of(spec)))
    });
    Some(vec![Job {
        spec: spec.clone(),
        overlays: source.overlay.clone(),
        out: out.clone(),
        options,
    }])
}

fn configured(arguments: &Generate, terminal: &Terminal) -> Option<Vec<Job>> {
    let found = arguments
        .config
        .clone()
        .or_else(|| config::find(&std::env::current_dir().ok()?));
    let Some(path) = found else {
        terminal.warn(&format!(
            "error: neither a document nor a {} here or above",
            config::FILE_NAME
        ));
        return None;
    };
    terminal.detail(&format!("reading {}", path.display()));
    let mut loader = Loader::new();
    let mut diag = Diagnostics::new();
    let config = config::read(&path, &mut loader, &mut diag);
    terminal.findings(&Findings {
        found: diag.take(),
        sources: loader.sources(),
    });
    let source = &arguments.source;
    let jobs = config?
        .clients
        .into_iter()
        .map(|client| (client.package(), client));
    let jobs = jobs.map(|(package, client)| Job {
        options: source.over(Options {
            name: client.name.clone().unwrap_or_else(|| name_of(&client.spec)),
            form: if client.module || arguments.module {
                Form::Module
            } else {
                Form::Crate
            },
            runtime: runtime(
                arguments.runtime.as_deref().or(client.runtime.as_deref()),
                &client.out,
            ),
            include: client.include,
            exclude: client.exclude,
            files: client.files,
            without_credentials: client.without_credentials,
            allow_origins: client.allow_origins,
            strict: client.strict,
            package,
            names: client.names.into_iter().collect(),
            exhaustive: client.exhaustive,
            allow: client.allow,
        }),
        overlays: [client.overlays, source.overlay.clone()].concat(),
        spec: client.spec,
        out: client.out,
    });
    let jobs: Vec<_> = jobs
        .filter(|job| {
            arguments
                .name
                .as_ref()
                .is_none_or(|name| job.options.name == *name)
        })
        .collect();
    if jobs.is_empty() {
        terminal.warn("error: the configuration names no such client");
        return None;
    }
    Some(jobs)
}

/// A name from the document's file name.
fn name_of(spec: &Path) -> String {
    let stem = spec.file_stem().map_or_else(
        || "client".into(),
        |stem| stem.to_string_lossy().into_owned(),
    );
    let name: String = stem
        .to_ascii_lowercase()
        .chars()
        .map(|sign| {
            if sign.is_ascii_alphanumeric() {
                sign
            } else {
                '-'
            }
        })
        .collect();
    let name = name.trim_matches('-');
    if name.starts_with(|first: char| first.is_ascii_lowercase()) {
        name.to_owned()
    } else {
        format!("client-{name}")
    }
}

/// A folder, stated relative to the output, or a version.
fn runtime(given: Option<&str>, out: &Path) -> Runtime {
    let Some(given) = given else {
        return Runtime::Version(env!("CARGO_PKG_VERSION").to_owned());
    };
    let is_path =
        given.contains(['/', '\\']) || given.starts_with('.') || Path::new(given).is_dir();
    if !is_path {
        return Runtime::Version(given.to_owned());
    }
    Runtime::Path(relative(out, Path::new(given)).unwrap_or_else(|| given.replace('\\', "/")))
}

/// The way from one folder to another, with `/`. Neither has to exist.
fn relative(from: &Path, to: &Path) -> Option<String> {
    let (from, to) = (plain(from)?, plain(to)?);
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(shared).map(|_| "..".to_owned());
    let down = to.iter().skip(shared).cloned();
    let parts: Vec<_> = up.chain(down).collect();
    Some(if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    })
}

/// The parts of the absolute path, `..` taken away.
fn plain(path: &Path) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::CurDir => {}
            part => parts.push(part.as_os_str().to_string_lossy().into_owned()),
        }
    }
    Some(parts)
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
    counted: Summary,
    written: &write::Written,
    started: Instant,
    terminal: &Terminal,
) {
    let elapsed = started.elapsed();
    match format {
        SummaryFormat::Human => terminal.note(&format!(
            "{}: {} operations, {} types, {} error codes, {} files ({} written, {} removed) in {:.0?}",
            job.out.display(),
            counted.operations,
            counted.types,
            counted.codes,
            counted.files,
            written.written.len(),
            written.removed.len(),
            elapsed
        )),
        SummaryFormat::Json => {
            let value = serde_json::json!({
                "out": job.out.to_string_lossy(),
                "operations": counted.operations,
                "types": counted.types,
                "codes": counted.codes,
                "files": counted.files,
                "written": written.written,
                "removed": written.removed,
                "unchanged": written.unchanged,
                "milliseconds": u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            });
            terminal.out(&format!("{value}\n"));
        }
    }
}
