//! Generated crates under Cargo: the crate alone, its dependencies built before, nothing kept unless that is what is
//! measured.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::row::{Built, Clean, Step, first_line};
use crate::measure::{self, Cost, median};
use crate::rustc;

/// A generated crate, or a program that depends on one.
#[derive(Clone, Debug)]
pub struct Package {
    /// Its folder.
    pub folder: PathBuf,
    /// The name of its package.
    pub name: String,
    /// Where its builds go; shared by the crates of one generator, so that dependencies are built once.
    pub target: PathBuf,
    /// The most that one build may take.
    pub limit: Duration,
}

/// What a build printed.
struct Printed {
    good: bool,
    words: String,
    files: Vec<PathBuf>,
}

impl Package {
    /// A package in a folder, named by its manifest, which is made a workspace of its own.
    ///
    /// # Errors
    ///
    /// The manifest cannot be read or written, or has no name.
    pub fn adopt(folder: &Path, target: &Path, limit: Duration) -> Result<Self, Box<dyn Error>> {
        let manifest = folder.join("Cargo.toml");
        let mut text = fs::read_to_string(&manifest)?;
        if !text.lines().any(|line| line.trim() == "[workspace]") {
            text.push_str("\n[workspace]\n");
            fs::write(&manifest, &text)?;
        }
        let name = text
            .lines()
            .filter_map(|line| line.split_once('='))
            .find(|(key, _)| key.trim() == "name")
            .map(|(_, value)| value.trim().trim_matches('"').to_owned())
            .ok_or("the manifest names no package")?;
        Ok(Self {
            folder: folder.to_owned(),
            name,
            target: target.to_owned(),
            limit,
        })
    }

    /// `cargo check`, cold, the crate alone: the middle of `times`.
    ///
    /// # Errors
    ///
    /// Cargo cannot be started.
    pub fn check(&self, times: usize) -> Result<Step<Cost>, Box<dyn Error>> {
        let mut costs = Vec::new();
        for _ in 0..times {
            self.touch()?;
            let (printed, cost) = self.build(&["check"], false)?;
            match cost.filter(|_| printed.good) {
                Some(cost) => costs.push(cost),
                None => return Ok(Step::Failed(first_line(&printed.words))),
            }
        }
        Ok(Step::Done(median(&costs)))
    }

    /// `cargo check` after a function was added to a file of models, with what the compiler kept of the time before.
    ///
    /// # Errors
    ///
    /// Cargo cannot be started, or the file cannot be changed.
    pub fn edit(&self) -> Result<Step<Cost>, Box<dyn Error>> {
        let Some(file) = model(&self.folder.join("src"))? else {
            return Ok(Step::Failed("no file has a struct".to_owned()));
        };
        let before = fs::read(&file)?;
        self.touch()?;
        let (printed, _) = self.build(&["check"], true)?;
        if !printed.good {
            return Ok(Step::Failed(first_line(&printed.words)));
        }
        let mut after = before.clone();
        after.extend_from_slice(
            b"\n#[doc(hidden)]\npub fn added_by_the_benchmark() -> u8 {\n    1\n}\n",
        );
        fs::write(&file, after)?;
        let built = self.build(&["check"], true);
        fs::write(&file, before)?;
        let (printed, cost) = built?;
        Ok(match cost.filter(|_| printed.good) {
            Some(cost) => Step::Done(cost),
            None => Step::Failed(first_line(&printed.words)),
        })
    }

    /// The release build of a library alone: its cost, and the size of the rlib.
    ///
    /// # Errors
    ///
    /// Cargo cannot be started.
    pub fn release(&self) -> Result<Step<Built>, Box<dyn Error>> {
        self.touch()?;
        self.built(&["build", "--release"], |file| {
            file.extension().is_some_and(|it| it == "rlib")
        })
    }

    /// The release build of a program alone: its cost, and the size of the binary.
    ///
    /// # Errors
    ///
    /// Cargo cannot be started.
    pub fn program(&self) -> Result<Step<Built>, Box<dyn Error>> {
        let name = self.name.clone();
        self.built(&["build", "--release"], move |file| {
            file.file_name().is_some_and(|it| it == name.as_str())
        })
    }

    /// A build of everything from nothing, without optimisation, in a folder of its own.
    ///
    /// # Errors
    ///
    /// Cargo cannot be started, or the folder cannot be removed.
    pub fn clean(&self) -> Result<Step<Clean>, Box<dyn Error>> {
        if self.target.exists() {
            fs::remove_dir_all(&self.target)?;
        }
        // Packages are fetched before, not measured.
        let fetched = self.cargo(&["fetch"], false).output()?;
        if !fetched.status.success() {
            return Ok(Step::Failed(first_line(&String::from_utf8_lossy(
                &fetched.stderr,
            ))));
        }
        let command = self.cargo(&["build", "--message-format", "json", "--quiet"], false);
        let outcome = measure::run(&command, self.limit)?;
        let printed = read(&outcome.words, outcome.good, &self.folder);
        if !outcome.good {
            return Ok(Step::Failed(first_line(&printed.words)));
        }
        let mut packages: Vec<_> = outcome
            .words
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|it| it["reason"] == "compiler-artifact")
            .filter_map(|it| it["package_id"].as_str().map(str::to_owned))
            .collect();
        packages.sort();
        packages.dedup();
        Ok(Step::Done(Clean {
            cost: outcome.cost,
            packages: packages.len(),
        }))
    }

    fn built(
        &self,
        words: &[&str],
        wanted: impl Fn(&Path) -> bool,
    ) -> Result<Step<Built>, Box<dyn Error>> {
        let (printed, cost) = self.build(words, false)?;
        let file = printed.files.iter().find(|file| wanted(file));
        let (Some(file), Some(cost), true) = (file, cost, printed.good) else {
            return Ok(Step::Failed(first_line(&printed.words)));
        };
        Ok(Step::Done(Built {
            cost,
            mib: fs::metadata(file)?.len() as f64 / 1_048_576.0,
        }))
    }

    /// Builds, and returns what the compiler of this package cost.
    fn build(&self, words: &[&str], kept: bool) -> Result<(Printed, Option<Cost>), Box<dyn Error>> {
        let log = self.folder.join("compiled.jsonl");
        let lock = self.target.with_extension("lock");
        let own = self.folder.join("Cargo.lock");
        // One resolution for all crates of a generator: else a release in between would build dependencies again.
        if lock.exists() && !own.exists() {
            fs::copy(&lock, &own)?;
        }
        let mut all = words.to_vec();
        all.extend(["--message-format", "json", "--quiet"]);
        let mut command = self.cargo(&all, kept);
        rustc::measured(&mut command, &log)?;
        let outcome = measure::run(&command, self.limit)?;
        if !lock.exists() && own.exists() {
            fs::copy(&own, &lock)?;
        }
        let cost = rustc::last(&log, &self.name.replace('-', "_"));
        Ok((read(&outcome.words, outcome.good, &self.folder), cost))
    }

    fn cargo(&self, words: &[&str], kept: bool) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .current_dir(&self.folder)
            .args(words)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", if kept { "1" } else { "0" })
            // What is compared are crates, not habits of this machine.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_MANIFEST_DIR");
        command
    }

    /// Makes Cargo compile the package again.
    fn touch(&self) -> Result<(), Box<dyn Error>> {
        let root = self.folder.join("src/lib.rs");
        Ok(fs::write(&root, fs::read(&root)?)?)
    }
}

/// What Cargo's messages say of the package in a folder.
fn read(out: &str, good: bool, folder: &Path) -> Printed {
    let (mut errors, mut rest, mut files) = (String::new(), String::new(), Vec::new());
    let mut count = 0;
    for line in out.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            rest.push_str(line);
            rest.push('\n');
            continue;
        };
        let manifest = message["manifest_path"].as_str().unwrap_or("");
        let own = Path::new(manifest).parent() == Some(folder);
        let message_of = &message["message"];
        if message_of["level"] == "error" {
            count += 1;
            errors.push_str(message_of["rendered"].as_str().unwrap_or(""));
        }
        if own && let Some(names) = message["filenames"].as_array() {
            files.extend(names.iter().filter_map(Value::as_str).map(PathBuf::from));
        }
        if own && let Some(name) = message["executable"].as_str() {
            files.push(name.into());
        }
    }
    if count > 1 {
        errors = format!("{} errors, the first: {errors}", count - 1);
    }
    errors.push_str(&rest);
    Printed {
        good,
        words: errors,
        files,
    }
}

/// The largest file with a struct in it.
fn model(folder: &Path) -> Result<Option<PathBuf>, Box<dyn Error>> {
    let mut found: Option<(usize, PathBuf)> = None;
    for file in sources(folder)? {
        let text = fs::read_to_string(&file)?;
        let larger = found
            .as_ref()
            .is_none_or(|(length, _)| text.len() > *length);
        if text.contains("pub struct ") && larger {
            found = Some((text.len(), file));
        }
    }
    Ok(found.map(|(_, file)| file))
}

/// Every file of Rust below a folder, in the order of their names.
///
/// # Errors
///
/// The folder cannot be read.
pub fn sources(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
