//! `diff`: what changes for callers, from one document to another, or since a revision of git.

use std::path::{Path, PathBuf};

use super::End;
use super::arguments::{self, DiffFormat};
use super::jobs::{self, Job};
use super::revision::Revision;
use super::terminal::{Terminal, with_session_of};
use crate::diagnostics::one_line;
use crate::diff::{self, Diff, Half, Kind, Verdict};
use crate::load::{Loader, Memory};
use crate::{Session, Stage, packs};

/// A client at one time: in files, or in memory.
struct Side {
    job: Job,
    memory: Option<Memory>,
}

/// Compares two documents, or every client of the configuration with what it was.
pub(super) fn diff(arguments: &arguments::Diff, terminal: &Terminal) -> End {
    let compared = match (&arguments.against, &arguments.old, &arguments.new) {
        (Some(revision), spec, _) => since(arguments, revision, spec.as_deref(), terminal),
        (None, Some(old), Some(new)) => documents(arguments, old, new, terminal),
        // The arguments are refused before.
        (None, _, _) => None,
    };
    let Some(clients) = compared else {
        return End::Bad;
    };
    let texts = |show: fn(&str, &Diff) -> String| {
        let texts: Vec<String> = clients
            .iter()
            .map(|(name, diff)| show(name, diff))
            .collect();
        texts.join("\n")
    };
    terminal.out(&match arguments.format {
        DiffFormat::Text => texts(diff::text),
        DiffFormat::Markdown => texts(diff::markdown),
        DiffFormat::Json => diff::json(&clients),
    });
    let breaks = |(_, diff): &(String, Diff)| diff.verdict() == Verdict::Major;
    match clients.iter().any(breaks) {
        true => End::Differs,
        false => End::Good,
    }
}

type Compared = Option<Vec<(String, Diff)>>;

fn documents(arguments: &arguments::Diff, old: &Path, new: &Path, terminal: &Terminal) -> Compared {
    if [old, new].iter().all(|path| path.as_os_str() == "-") {
        terminal.warn("error: standard input holds one document, not both");
        return None;
    }
    let overlays = [&arguments.overlay_old, &arguments.source.overlay];
    let [old, new] = [old, new].map(Path::to_owned);
    let name = format!("{} → {}", old.display(), new.display());
    let sides = [old, new].into_iter().zip(overlays);
    let mut sides = sides.map(|(spec, overlays)| Side {
        job: Job {
            spec,
            overlays: overlays.clone(),
            out: Default::default(),
            options: arguments.source.options("client"),
        },
        memory: None,
    });
    let (old, new) = (sides.next()?, sides.next()?);
    Some(vec![(name, between(&old, &new, terminal)?)])
}

/// What has changed since a revision.
fn since(
    arguments: &arguments::Diff,
    revision: &str,
    spec: Option<&Path>,
    terminal: &Terminal,
) -> Compared {
    let refuse = |why: String| terminal.warn(&format!("error: {why}"));
    let (which, source) = (&arguments.which, &arguments.source);
    let given: Vec<PathBuf> = spec.map(Path::to_owned).into_iter().collect();
    let now = jobs::to_look_at(&given, which, source, terminal)?;
    let home = match spec {
        Some(spec) => spec.to_owned(),
        None => jobs::needed_configuration(which, terminal)?,
    };
    let folder = home.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut revision = Revision::open(revision, folder).map_err(refuse).ok()?;
    let mut before = match spec {
        Some(_) => {
            let overlays = match arguments.overlay_old.as_slice() {
                [] => &source.overlay,
                own => own,
            };
            let mut jobs = jobs::to_look_at(&given, which, source, terminal)?;
            jobs.iter_mut()
                .for_each(|job| job.overlays = overlays.to_vec());
            jobs
        }
        None => {
            let mut memory = Memory::default();
            let path = revision.take(&home, &mut memory).map_err(refuse).ok()?;
            let jobs = jobs::of_configuration(&path, Loader::of(memory), source, terminal)?;
            let wanted =
                |job: &Job| which.client.is_empty() || which.client.contains(&job.options.name);
            jobs.into_iter().filter(wanted).collect()
        }
    };
    let mut all = Vec::new();
    for job in now {
        let name = job.options.name.clone();
        let was = before.iter().position(|it| it.options.name == name);
        let Some(was) = was else {
            all.push((name.clone(), Diff::whole(Kind::ClientAdded, &name)));
            continue;
        };
        let mut old = before.remove(was);
        let memory = gathered(&mut old, &mut revision).map_err(refuse).ok()?;
        let (old, new) = (
            Side {
                job: old,
                memory: Some(memory),
            },
            Side { job, memory: None },
        );
        all.push((name, between(&old, &new, terminal)?));
    }
    for gone in before {
        let name = gone.options.name;
        all.push((name.clone(), Diff::whole(Kind::ClientRemoved, &name)));
    }
    Some(all)
}

/// Every file that a client names, as the revision has it; the client then names it there.
fn gathered(job: &mut Job, revision: &mut Revision) -> Result<Memory, String> {
    let mut memory = Memory::default();
    let folder = job.spec.parent().unwrap_or(Path::new("")).to_owned();
    for named in &job.options.files {
        // What stands for an address is named behind it.
        let file = named
            .rsplit_once('=')
            .map_or(named.as_str(), |(_, file)| file);
        revision.take_all(&folder.join(file), &mut memory)?;
    }
    let overlays = job.overlays.iter_mut();
    let overlays = overlays.filter(|path| packs::named(path).is_none());
    for path in overlays.chain([&mut job.spec]) {
        *path = revision.take(path, &mut memory)?;
    }
    Ok(memory)
}

/// What changes from one client to another. `None` where one of them cannot be had, or they do not belong together.
fn between(old: &Side, new: &Side, terminal: &Terminal) -> Option<Diff> {
    let mut found = None;
    open(old, terminal, |one| {
        open(new, terminal, |other| {
            let plans = (one.plan(), other.plan());
            let (Some(was), Some(is)) = &plans else {
                return End::Bad;
            };
            let was = Half {
                plan: was,
                sources: one.sources(),
            };
            let is = Half {
                plan: is,
                sources: other.sources(),
            };
            match Diff::of(was, is) {
                Ok(diff) => found = Some(diff),
                Err(diff::Strangers) => terminal.warn(&format!(
                    "error: {} and {} have no operation in common: they are not two versions of one API",
                    one_line(&old.job.spec.to_string_lossy()),
                    one_line(&new.job.spec.to_string_lossy())
                )),
            }
            End::Good
        })
    });
    found
}

/// Opens a session and lets it plan.
fn open(side: &Side, terminal: &Terminal, act: impl FnOnce(&mut Session<'_>) -> End) -> End {
    let Job {
        spec,
        overlays,
        options,
        ..
    } = &side.job;
    let memory = side.memory.clone();
    with_session_of(
        memory,
        spec,
        overlays,
        options.clone(),
        terminal,
        |session| {
            let planned = session.until(Stage::Plan);
            let findings = session.findings();
            // Warnings are for `lint`.
            if planned.is_none() || terminal.is_detailed() {
                terminal.findings(&findings);
            }
            match planned {
                Some(()) => act(session),
                None => End::Bad,
            }
        },
    )
}
