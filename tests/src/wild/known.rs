//! What is known of the documents: which must be refused, and what of each cannot be expressed. Tables beside the
//! runner, `refused.yaml` and `unsupported.yaml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use faultcode::internals::diagnostics::{Severity, rules};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::tree;

/// What is known of a folder of documents.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Documents that must be refused, by their path.
    pub refused: BTreeMap<String, Refused>,
    /// What cannot be expressed.
    pub unsupported: Vec<Unsupported>,
}

/// Why a document must be refused.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// The rule of its first error.
    pub rule: String,
    /// The line of that error.
    pub line: usize,
}

/// A construct that some documents have and that is not expressed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unsupported {
    /// The rule that says so.
    pub rule: String,
    /// Why that is acceptable.
    pub why: String,
    /// The documents that have it, by their path.
    pub documents: BTreeSet<String>,
}

impl Known {
    /// Reads the tables in a folder; a missing table is empty.
    ///
    /// # Errors
    ///
    /// A table cannot be read, names a rule that there is not, or gives no reason.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let known = Self {
            refused: table(&folder.join("refused.yaml"))?,
            unsupported: table(&folder.join("unsupported.yaml"))?,
        };
        let limits = limits();
        let mut seen = BTreeSet::new();
        for entry in &known.unsupported {
            if !limits.contains(entry.rule.as_str()) {
                return Err(format!(
                    "unsupported.yaml: docs/src/limits.md does not list the rule {}",
                    entry.rule
                ));
            }
            if entry.why.trim().is_empty() {
                return Err(format!("unsupported.yaml: {} gives no reason", entry.rule));
            }
            for document in &entry.documents {
                if !seen.insert((entry.rule.as_str(), document.as_str())) {
                    return Err(format!(
                        "unsupported.yaml: {} lists {document} twice",
                        entry.rule
                    ));
                }
            }
        }
        let unknown = |it: &&Refused| rules::find(&it.rule).is_none();
        match known.refused.values().find(unknown) {
            Some(entry) => Err(format!("refused.yaml: there is no rule {}", entry.rule)),
            None => Ok(known),
        }
    }

    /// The rules that a document may break because what they say is known.
    pub fn unsupported_in<'a>(&'a self, shown: &str) -> BTreeSet<&'a str> {
        let entries = self
            .unsupported
            .iter()
            .filter(|entry| entry.documents.contains(shown));
        entries.map(|entry| entry.rule.as_str()).collect()
    }
}

fn table<T: DeserializeOwned + Default>(path: &Path) -> Result<T, String> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(T::default()),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    serde_yaml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The rules that say what is not expressed: those that `docs/src/limits.md` lists in the second column of a table.
/// Errors are none of them, because they stop the run, and neither are repairs, which are listed line by line.
pub fn limits() -> BTreeSet<&'static str> {
    let path = tree::root().join("docs/src/limits.md");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let cells = text
        .lines()
        .filter(|line| line.starts_with('|'))
        .filter_map(|line| line.split('|').nth(2));
    // Every second piece stands between backticks.
    let ids = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let found = ids
        .filter_map(rules::find)
        .filter(|rule| rule.severity != Severity::Error && !rule.repair);
    found.map(|rule| rule.id).collect()
}
