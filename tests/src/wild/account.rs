//! What the generation of one document says of itself, passed from its process to the runner as JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What became of one document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Account {
    /// Whether files were made.
    pub generated: bool,
    /// Reading up to the intermediate representation, in milliseconds.
    pub read_ms: u64,
    /// Naming, emission and layout, in milliseconds.
    pub emit_ms: u64,
    /// How much there is of what.
    pub counts: Counts,
    /// Operations with typed errors, by what the types were taken from.
    pub sources: BTreeMap<String, usize>,
    /// Every finding, in document order.
    pub findings: Vec<Finding>,
    /// Findings that were counted but not kept.
    pub beyond: usize,
    /// The most memory that the process held at one time, in bytes; `None` where the system does not say.
    pub peak: Option<u64>,
}

/// How much there is of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Operations.
    pub operations: usize,
    /// Named types.
    pub types: usize,
    /// Operations whose error enum has a case for a code.
    pub with_codes: usize,
    /// Operations whose error enum has cases for statuses only.
    pub with_statuses: usize,
    /// Distinct codes with a type.
    pub codes: usize,
    /// Distinct status entries with a type.
    pub statuses: usize,
    /// Files.
    pub files: usize,
    /// Bytes in these files.
    pub bytes: u64,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The word of its severity.
    pub severity: String,
    /// Whether it says how a breach was repaired.
    pub repair: bool,
    /// The file, relative to the folder of documents.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What a person reads.
    pub message: String,
}
