//! Which clients a verb is about: the one of the arguments, or those of `faultcode.yaml`.

use std::path::{Component, Path, PathBuf};

use super::End;
use super::arguments::{Generate, Source, Which};
use super::terminal::{Terminal, with_session};
use crate::config::Client;
use crate::diagnostics::{Diagnostics, nearest, one_line};
use crate::load::Loader;
use crate::{Findings, Form, Options, Runtime, Session, config, plan};

/// One client.
pub(super) struct Job {
    pub spec: PathBuf,
    pub overlays: Vec<PathBuf>,
    /// The folder that is written, by verbs that write.
    pub out: PathBuf,
    pub options: Options,
}

impl Job {
    /// Opens a session on the document of the client.
    pub fn run(&self, terminal: &Terminal, act: impl FnOnce(&mut Session<'_>) -> End) -> End {
        let options = self.options.clone();
        with_session(&self.spec, &self.overlays, options, terminal, act)
    }
}

/// The clients of `generate` and `check`.
pub(super) fn to_generate(arguments: &Generate, terminal: &Terminal) -> Option<Vec<Job>> {
    let source = &arguments.source;
    let Some(spec) = &arguments.spec else {
        let mut jobs = configured(&arguments.which, source, terminal)?;
        for job in &mut jobs {
            if arguments.module {
                job.options.form = Form::Module;
            }
            if let Some(given) = &arguments.runtime {
                job.options.runtime = runtime(Some(given), &job.out);
            }
        }
        if let Some(name) = &arguments.name {
            jobs.retain(|job| job.options.name == *name);
        }
        if jobs.is_empty() {
            terminal.warn("error: the configuration names no such client");
            return None;
        }
        return Some(jobs);
    };
    let Some(out) = &arguments.out else {
        terminal.warn("error: --out says where the client goes");
        return None;
    };
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

/// The clients of a verb that writes nothing: those of the documents that are given, or of the configuration.
pub(super) fn to_look_at(
    specs: &[PathBuf],
    which: &Which,
    source: &Source,
    terminal: &Terminal,
) -> Option<Vec<Job>> {
    if specs.is_empty() {
        return configured(which, source, terminal);
    }
    let job = |spec: &PathBuf| Job {
        spec: spec.clone(),
        overlays: source.overlay.clone(),
        out: PathBuf::new(),
        options: source.options(&name_of(spec)),
    };
    Some(specs.iter().map(job).collect())
}

/// The configuration file.
pub(super) fn configuration(which: &Which) -> Option<PathBuf> {
    let given = which.config.clone();
    given.or_else(|| config::find(&std::env::current_dir().ok()?))
}

/// The clients of the configuration, which is found upwards. What is said on the command line goes on top.
fn configured(which: &Which, source: &Source, terminal: &Terminal) -> Option<Vec<Job>> {
    let path = needed_configuration(which, terminal)?;
    terminal.detail(&format!("reading {}", path.display()));
    let jobs = of_configuration(&path, Loader::new(), source, terminal)?;
    chosen(jobs, which, terminal)
}

/// The configuration file, which has to be there.
pub(super) fn needed_configuration(which: &Which, terminal: &Terminal) -> Option<PathBuf> {
    let found = configuration(which);
    if found.is_none() {
        terminal.warn(&format!(
            "error: neither a document nor a {} here or above",
            config::FILE_NAME
        ));
    }
    found
}

/// All clients of a configuration.
pub(super) fn of_configuration(
    path: &Path,
    mut loader: Loader,
    source: &Source,
    terminal: &Terminal,
) -> Option<Vec<Job>> {
    let mut diag = Diagnostics::new();
    let config = config::read(path, &mut loader, &mut diag);
    terminal.findings(&Findings {
        found: diag.take(),
        beyond: 0,
        sources: loader.sources(),
    });
    let clients = config?.clients.into_iter();
    Some(clients.map(|client| job(client, source)).collect())
}

/// Those of the clients that are asked for.
pub(super) fn chosen(jobs: Vec<Job>, which: &Which, terminal: &Terminal) -> Option<Vec<Job>> {
    for wanted in &which.client {
        if !jobs.iter().any(|job| job.options.name == *wanted) {
            let names = jobs.iter().map(|job| job.options.name.as_str());
            let hint = nearest(wanted, names)
                .map_or(String::new(), |near| format!("; did you mean {near}?"));
            terminal.warn(&format!(
                "error: the configuration names no client {}{}",
                one_line(wanted),
                one_line(&hint)
            ));
            return None;
        }
    }
    let named = |job: &Job| which.client.is_empty() || which.client.contains(&job.options.name);
    let jobs: Vec<Job> = jobs.into_iter().filter(named).collect();
    if jobs.is_empty() {
        terminal.warn("error: the configuration names no client");
        return None;
    }
    Some(jobs)
}

fn job(client: Client, source: &Source) -> Job {
    let package = client.package();
    Job {
        options: source.over(Options {
            name: client.name.unwrap_or_else(|| name_of(&client.spec)),
            form: if client.module {
                Form::Module
            } else {
                Form::Crate
            },
            runtime: runtime(client.runtime.as_deref(), &client.out),
            include: client.include,
            exclude: client.exclude,
            files: client.files,
            without_credentials: client.without_credentials,
            auth: client.auth,
            allow_origins: client.allow_origins,
            strict: client.strict,
            package,
            names: client.names.into_iter().collect(),
            exhaustive: client.exhaustive,
            narrow: client.narrow,
            allow: client.allow,
            places: client.places,
        }),
        overlays: [client.overlays, source.overlay.clone()].concat(),
        spec: client.spec,
        out: client.out,
    }
}

/// A name from the document's file name.
pub(super) fn name_of(spec: &Path) -> String {
    let stem = spec.file_stem().unwrap_or_default();
    plan::package_name(&stem.to_string_lossy(), Form::Crate)
}

/// What the manifest names: the folder is stated relative to the output. Where nothing is said, the runtime beside the source of
/// this program, where that is still there, since no registry need have it; else the version of this program.
fn runtime(given: Option<&str>, out: &Path) -> Runtime {
    let place = |folder: &str| {
        let way = relative(out, Path::new(folder));
        way.unwrap_or_else(|| folder.replace('\\', "/"))
    };
    let beside = || Some(beside()?.to_str()?.to_owned());
    match given.map(str::to_owned).or_else(beside) {
        Some(named) => Runtime::named(&named, place),
        None => Runtime::Version(env!("CARGO_PKG_VERSION").to_owned()),
    }
}

/// The folder of the runtime in the clone or the checkout that this program was built from.
fn beside() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()?
        .join("runtime");
    folder.join("Cargo.toml").is_file().then_some(folder)
}

/// The way from one folder to another, with `/`. Neither has to exist.
pub(super) fn relative(from: &Path, to: &Path) -> Option<String> {
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
