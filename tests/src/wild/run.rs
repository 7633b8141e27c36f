//! One run: every document generated, the crates compiled, the result judged.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::account::Account;
use super::arguments::Arguments;
use super::compile::{Member, Scratch};
use super::documents::{Document, find};
use super::judge::{Subject, judge, judge_tables};
use super::known::Known;
use super::mutants::try_forms;
use super::{json, markdown};

/// How long a document may take.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// How many documents have their documentation built unless some are named.
const DOCUMENTED: usize = 5;

/// How the generation of a document ended.
#[derive(Clone, Debug)]
pub enum Ended {
    /// It gave an account.
    Accounted(Box<Account>),
    /// Its process died; the last of what it said.
    Died(String),
    /// It was stopped after so many seconds.
    Endless(u64),
}

/// What a run found.
#[derive(Clone, Debug)]
pub struct Report {
    /// Every document.
    pub subjects: Vec<Subject>,
    /// What is known of them.
    pub known: Known,
    /// Table entries that fit nothing.
    pub stale: Vec<String>,
}

/// Runs over the documents of a folder. `this` is the program that generates one document when it is called with
/// `--one`; `say` gets a line for each step.
///
/// # Errors
///
/// There is no document, a table is wrong, or a folder or program cannot be used.
pub fn run(
    arguments: &Arguments,
    this: &Path,
    say: &mut dyn FnMut(&str),
) -> Result<Report, String> {
    let folder = &arguments.folder;
    let in_folder = |error: io::Error| format!("{}: {error}", folder.display());
    let all = find(folder).map_err(|error| {
        format!(
            "{}\nThe documents are no part of this repository; name a folder that holds some.",
            in_folder(error)
        )
    })?;
    let known = Known::read(&arguments.tables)?;
    let wanted = |document: &&Document| {
        arguments.only.is_empty()
            || arguments
                .only
                .iter()
                .any(|word| document.shown.contains(word.as_str()))
    };
    let documents: Vec<Document> = all.iter().filter(wanted).cloned().collect();
    if documents.is_empty() {
        return Err(format!("{}: no document here", folder.display()));
    }
    let scratch = scratch(arguments, this).map_err(in_folder)?;
    fs::create_dir_all(scratch.folder()).map_err(in_folder)?;
    let mut subjects = Vec::new();
    for document in documents {
        let started = Instant::now();
        let ended = generate(&document, folder, &scratch, this).map_err(in_folder)?;
        let wall_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        say(&format!("{}: {wall_ms} ms", document.shown));
        subjects.push(Subject {
            document,
            ended,
            wall_ms,
            built: std::collections::BTreeMap::new(),
            mutants: Vec::new(),
            doctests: None,
        });
    }
    if arguments.mutants > 0 {
        for subject in &mut subjects {
            say(&format!("changed forms of {}", subject.document.shown));
            let kept = scratch
                .folder()
                .join("changed")
                .join(&subject.document.name);
            let tried = try_forms(&subject.document, &kept, arguments.mutants, this);
            subject.mutants = tried.map_err(in_folder)?;
        }
    }
    if arguments.check {
        compile(arguments, &scratch, &mut subjects, say)
            .map_err(|error| format!("cargo: {error}"))?;
    }
    let stale = if arguments.only.is_empty() {
        judge_tables(&all, &known)
    } else {
        Vec::new()
    };
    Ok(Report {
        subjects,
        known,
        stale,
    })
}

/// Where crates are written and compiled.
fn scratch(arguments: &Arguments, this: &Path) -> io::Result<Scratch> {
    // <target>/<profile>/wild
    let beside = this.ancestors().nth(2).unwrap_or(Path::new("."));
    let folder = arguments
        .scratch
        .clone()
        .unwrap_or_else(|| beside.join("wild"));
    let folder = std::path::absolute(folder)?;
    let target = arguments
        .target
        .clone()
        .unwrap_or_else(|| folder.join("target"));
    Ok(Scratch::new(
        folder.join("crates"),
        std::path::absolute(target)?,
        Some(this.to_owned()),
    ))
}

/// Generates one document in a process of its own.
fn generate(
    document: &Document,
    folder: &Path,
    scratch: &Scratch,
    this: &Path,
) -> io::Result<Ended> {
    let beside =
        |ending: &str| -> PathBuf { scratch.folder().join(format!("{}.{ending}", document.name)) };
    let (account, words) = (beside("json"), beside("err"));
    if account.exists() {
        fs::remove_file(&account)?;
    }
    let mut child = Command::new(this)
        .arg("--one")
        .args([&document.path, folder, &scratch.of(&document.name)])
        .arg(&document.name)
        .arg(&account)
        .args(&document.allow)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&words)?)
        .spawn()?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if started.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(Ended::Endless(PATIENCE.as_secs()));
        }
        thread::sleep(Duration::from_millis(2));
    };
    let read = || serde_json::from_str(&fs::read_to_string(&account).ok()?).ok();
    Ok(match read().filter(|_| status.success()) {
        Some(account) => Ended::Accounted(Box::new(account)),
        None => {
            let words = fs::read_to_string(&words).unwrap_or_default();
            let last: Vec<_> = words.lines().rev().take(5).collect();
            let last: Vec<_> = last.into_iter().rev().collect();
            Ended::Died(format!("{status}: {}", last.join(" / ")))
        }
    })
}

fn compile(
    arguments: &Arguments,
    scratch: &Scratch,
    subjects: &mut [Subject],
    say: &mut dyn FnMut(&str),
) -> io::Result<()> {
    let members: Vec<Member> = subjects.iter().filter_map(member).collect();
    scratch.prepare(&members)?;
    let mut verbs = vec![(vec!["check"], members.clone())];
    if arguments.clippy {
        verbs.push((vec!["clippy", "--", "-D", "warnings"], members.clone()));
    }
    let documented = documented(arguments, subjects);
    if arguments.doc {
        let chosen = members
            .iter()
            .filter(|member| documented.contains(&member.name));
        verbs.push((vec!["doc", "--no-deps"], chosen.cloned().collect()));
    }
    for (verb, members) in &verbs {
        let built = scratch.build(verb, members, say)?;
        for subject in subjects.iter_mut() {
            if let Some(built) = built.get(&subject.document.name) {
                subject.built.insert(verb[0].to_owned(), built.clone());
            }
        }
    }
    if arguments.doc {
        let chosen = |subject: &&mut Subject| documented.contains(&subject.document.name);
        for subject in subjects.iter_mut().filter(chosen) {
            say(&format!("cargo test --doc: {}", subject.document.name));
            subject.doctests = Some(scratch.doctests(&subject.document.name)?);
        }
    }
    Ok(())
}

fn member(subject: &Subject) -> Option<Member> {
    let Ended::Accounted(account) = &subject.ended else {
        return None;
    };
    account.generated.then(|| Member {
        name: subject.document.name.clone(),
        bytes: account.counts.bytes,
    })
}

/// The crates whose documentation is built: those of the largest documents that are not oversized, or all that were
/// named.
fn documented(arguments: &Arguments, subjects: &[Subject]) -> Vec<String> {
    let mut chosen: Vec<_> = subjects
        .iter()
        .filter(|subject| member(subject).is_some())
        .collect();
    if arguments.only.is_empty() {
        chosen.retain(|subject| !subject.document.is_oversized());
        chosen.sort_by_key(|subject| std::cmp::Reverse(subject.document.size));
        chosen.truncate(DOCUMENTED);
    }
    chosen
        .into_iter()
        .map(|subject| subject.document.name.clone())
        .collect()
}

impl Report {
    /// Whether every document does what is asked of it, and every table entry fits.
    pub fn is_good(&self) -> bool {
        self.shortcomings().is_empty()
    }

    /// Everything that falls short, one text each.
    pub fn shortcomings(&self) -> Vec<String> {
        let each = self.subjects.iter().flat_map(|subject| {
            let short = judge(subject, &self.known);
            short
                .into_iter()
                .map(|it| format!("{}: {it}", subject.document.shown))
        });
        each.chain(self.stale.iter().cloned()).collect()
    }

    /// A few lines for a terminal.
    pub fn summary(&self) -> String {
        markdown::summary(self)
    }

    /// Writes `wild.md` and `wild.json`.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("wild.md"), markdown::markdown(self))?;
        fs::write(folder.join("wild.json"), json::json(self))
    }
}
