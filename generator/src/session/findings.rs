//! What a session found, for people and for programs.

use std::fmt;

use crate::diagnostics::render::{Look, human, json_text, json_values, sarif_run, sarif_text};
use crate::diagnostics::{Diagnostic, Severity, counted};
use crate::source::SourceMap;

/// What was found, in the order of the document. `Display` shows it as the command does.
#[derive(Debug)]
pub struct Findings<'s> {
    pub(crate) found: Vec<Diagnostic>,
    /// How many more there were than are kept.
    pub(crate) beyond: usize,
    pub(crate) sources: &'s SourceMap,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<'f> {
    /// The id of the rule that was broken, which `faultcode explain` tells about.
    pub rule: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: &'f str,
    /// What to do about it.
    pub help: &'f [String],
    /// The file, as it was named.
    pub file: &'f str,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Findings<'_> {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether there is an error, so that nothing is generated.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|it| it.severity == Severity::Error)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Finding<'_>> {
        self.found.iter().map(|it| {
            let place = self.sources.location(it.primary.span);
            Finding {
                rule: it.rule.id,
                severity: it.severity.word(),
                message: &it.message,
                help: &it.help,
                file: self.sources.name(it.primary.span.file),
                line: place.line,
                column: place.column,
            }
        })
    }

    /// As JSON, the form that `lint --format json` prints.
    pub fn to_json(&self) -> String {
        json_text(json_values(&self.found, self.sources))
    }

    /// As SARIF, the form that `lint --format sarif` prints.
    pub fn to_sarif(&self) -> String {
        sarif_text(vec![sarif_run(&self.found, self.sources)], None)
    }

    /// The findings themselves.
    #[doc(hidden)]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found
    }
}

impl fmt::Display for Findings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&human(&self.found, self.sources, Look::default()))?;
        match self.beyond {
            0 => Ok(()),
            more => writeln!(f, "{} counted and not kept", counted(more, "more finding")),
        }
    }
}
