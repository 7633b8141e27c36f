//! Standard output and standard error: colour only for people, quiet where asked.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::Path;

use crate::diagnostics::render::{Look, human};
use crate::diagnostics::{Diagnostic, Severity};
use crate::load::Input;
use crate::source::SourceMap;

/// The most that standard input may bring, as for files.
const LONGEST: u64 = 32 << 20;

/// Where a verb prints.
pub(super) struct Terminal {
    quiet: bool,
    verbose: u8,
    colour: bool,
}

impl Terminal {
    /// Looks at standard error and at `NO_COLOR`.
    pub fn new(quiet: bool, verbose: u8) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            quiet,
            verbose,
            colour: !plain && std::io::stderr().is_terminal(),
        }
    }

    /// What was asked for.
    pub fn out(&self, text: &str) {
        // A reader that went away, such as `head`, is no fault.
        let _ = std::io::stdout().write_all(text.as_bytes());
    }

    /// What is good to know.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.out(&format!("{text}\n"));
        }
    }

    /// What helps only those who ask for more.
    pub fn detail(&self, text: &str) {
        if self.verbose > 0 {
            self.warn(text);
        }
    }

    /// A line on standard error.
    pub fn warn(&self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    /// The look of findings that are what was asked for.
    pub fn look_of_output(&self) -> Look {
        Look {
            colour: self.colour && std::io::stdout().is_terminal(),
            limit: usize::MAX,
        }
    }

    /// The look of findings.
    pub fn look(&self) -> Look {
        Look {
            colour: self.colour,
            ..Look::default()
        }
    }

    /// Findings on standard error. Remarks that ask for nothing are shown with `-v` only.
    pub fn findings(&self, found: &[Diagnostic], sources: &SourceMap) {
        let least = match (self.quiet, self.verbose) {
            (true, _) => Severity::Error,
            (false, 0) => Severity::Warning,
            _ => Severity::Info,
        };
        let shown: Vec<_> = found
            .iter()
            .filter(|it| it.severity >= least)
            .cloned()
            .collect();
        let _ = std::io::stderr().write_all(human(&shown, sources, self.look()).as_bytes());
    }
}

/// A document by its argument: a path, or what standard input holds.
pub(super) struct Given {
    bytes: Option<Vec<u8>>,
}

impl Given {
    /// Reads standard input if the argument is `-`.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        if path.as_os_str() != "-" {
            return Ok(Self { bytes: None });
        }
        let mut bytes = Vec::new();
        std::io::stdin().take(LONGEST + 1).read_to_end(&mut bytes)?;
        Ok(Self { bytes: Some(bytes) })
    }

    /// The input of the pipeline.
    pub fn input<'a>(&'a self, path: &'a Path) -> Input<'a> {
        match &self.bytes {
            Some(bytes) => Input::Bytes {
                name: "stdin",
                bytes,
            },
            None => Input::File(path),
        }
    }
}
