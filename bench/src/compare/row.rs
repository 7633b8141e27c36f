//! What is known of one document under one generator, kept between runs.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::measure::Cost;

/// A step that was tried: what it gave, or the first line of its message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step<T> {
    /// It went well.
    Done(T),
    /// It did not, and said this.
    Failed(String),
}

impl<T> Step<T> {
    /// What it gave.
    pub fn done(&self) -> Option<&T> {
        match self {
            Self::Done(it) => Some(it),
            Self::Failed(_) => None,
        }
    }
}

/// A generated crate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Generated {
    /// What generating cost.
    pub cost: Cost,
    /// Lines of Rust.
    pub lines: usize,
    /// Bytes of Rust.
    pub bytes: u64,
    /// Files of Rust.
    pub files: usize,
}

/// A built artefact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Built {
    /// What the compiler cost.
    pub cost: Cost,
    /// The size of the artefact in MiB.
    pub mib: f64,
}

/// A program that depends on a generated crate, built with all its dependencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clean {
    /// What the whole build cost.
    pub cost: Cost,
    /// The packages that were built, the program and its client among them.
    pub packages: usize,
}

/// One document under one generator. A step that is `None` was not tried.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Row {
    /// The document's name.
    pub document: String,
    /// The generator's name.
    pub peer: String,
    /// Its version; of ours, with a digest.
    pub version: String,
    /// The start of the document's digest.
    pub digest: String,
    /// The load of the machine when each step began: the largest of them.
    pub load: f64,
    /// The crate that was generated.
    pub generate: Option<Step<Generated>>,
    /// Its `cargo check`, cold, alone.
    pub check: Option<Step<Cost>>,
    /// Its `cargo check` after one edit, with what the compiler kept.
    pub edit: Option<Step<Cost>>,
    /// Its release build, alone, and the size of its rlib.
    pub release: Option<Step<Built>>,
    /// A stripped program that calls five of its operations.
    pub program: Option<Step<Built>>,
    /// A small program that depends on it, built from nothing, without optimisation, in each way that there is.
    #[serde(default)]
    pub clean: BTreeMap<Way, Step<Clean>>,
}

/// How a small program comes by its client, and whether TLS is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The client is checked in; without TLS.
    Cleartext,
    /// The client is checked in; with TLS.
    Tls,
    /// The build script makes the client; without TLS.
    ScriptCleartext,
    /// The build script makes the client; with TLS.
    ScriptTls,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Cleartext,
        Self::Tls,
        Self::ScriptCleartext,
        Self::ScriptTls,
    ];

    /// The words of the report.
    pub fn words(self) -> &'static str {
        match self {
            Self::Cleartext => "clean build without TLS",
            Self::Tls => "clean build with TLS",
            Self::ScriptCleartext => "build script without TLS",
            Self::ScriptTls => "build script with TLS",
        }
    }

    /// Whether TLS is in it.
    pub fn has_tls(self) -> bool {
        matches!(self, Self::Tls | Self::ScriptTls)
    }
}

impl Row {
    /// The row that a file holds, if it is about the same versions; else an empty one.
    pub fn load(path: &Path, document: &str, peer: &str, version: &str, digest: &str) -> Self {
        let kept = fs::read(path)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        kept.filter(|row| row.version == version && row.digest == digest)
            .unwrap_or_else(|| Self {
                document: document.to_owned(),
                peer: peer.to_owned(),
                version: version.to_owned(),
                digest: digest.to_owned(),
                ..Self::default()
            })
    }

    /// Keeps the row.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn store(&self, path: &Path) -> Result<(), Box<dyn Error>> {
        Ok(fs::write(path, serde_json::to_vec_pretty(self)?)?)
    }

    /// Whether the crate was generated and compiles.
    pub fn compiles(&self) -> bool {
        matches!(self.check, Some(Step::Done(_)))
    }

    /// The message of the first step that failed.
    pub fn failure(&self) -> Option<(&'static str, &str)> {
        fn of<T>(step: Option<&Step<T>>) -> Option<&str> {
            match step {
                Some(Step::Failed(words)) => Some(words),
                _ => None,
            }
        }
        let steps = [
            ("generate", of(self.generate.as_ref())),
            ("check", of(self.check.as_ref())),
            ("edit", of(self.edit.as_ref())),
            ("release", of(self.release.as_ref())),
            ("program", of(self.program.as_ref())),
        ];
        let clean = self
            .clean
            .iter()
            .map(|(way, step)| (way.words(), of(Some(step))));
        steps
            .into_iter()
            .chain(clean)
            .find_map(|(step, words)| words.map(|words| (step, words)))
    }
}

/// The line of a program's output that says what went wrong: the first that speaks of an error, else the first.
pub fn first_line(words: &str) -> String {
    let plain: String = strip_colours(words);
    let lines = || plain.lines().map(str::trim).filter(|line| !line.is_empty());
    let spoken = lines().find(|line| {
        let line = line.to_lowercase();
        [
            "error",
            "failed",
            "panicked",
            "exception",
            "killed",
            "ended after",
        ]
        .iter()
        .any(|word| line.contains(word))
    });
    let line = spoken.or_else(|| lines().next()).unwrap_or("no message");
    line.chars().take(200).collect()
}

fn strip_colours(words: &str) -> String {
    let mut plain = String::new();
    let mut rest = words.chars();
    while let Some(it) = rest.next() {
        if it == '\u{1b}' {
            // A control sequence ends with a letter.
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(it);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_shown_by_the_line_that_names_it() {
        let words = "\n  Reading x\n\u{1b}[31mError:\u{1b}[0m unexpected status\n   at y\n";
        assert_eq!(first_line(words), "Error: unexpected status");
        assert_eq!(first_line("nothing to say\n"), "nothing to say");
        assert_eq!(first_line(""), "no message");
    }
}
