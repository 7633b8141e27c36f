//! Standard output and standard error: colour only for people, quiet where asked.

use std::io::{IsTerminal, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::End;
use super::arguments::{Arguments, Colour};
use crate::diagnostics::render::{Look, human, sarif_text};
use crate::diagnostics::{Severity, counted, one_line};
use crate::{Findings, Input, Options, Session};

/// The most that standard input may bring, as for files.
const LONGEST: u64 = 32 << 20;

/// Where a verb prints.
pub(super) struct Terminal {
    quiet: bool,
    verbose: u8,
    colour: Colour,
    full: bool,
}

impl Terminal {
    /// As the arguments ask for it.
    pub fn new(arguments: &Arguments) -> Self {
        Self {
            quiet: arguments.quiet,
            verbose: arguments.verbose,
            colour: arguments.color,
            full: arguments.full,
        }
    }

    /// Whether a stream is coloured. `NO_COLOR` counts where nobody says otherwise.
    fn colours(&self, stream: &impl IsTerminal) -> bool {
        let plain = || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => !plain() && stream.is_terminal(),
        }
    }

    /// What was asked for.
    pub fn out(&self, text: &str) {
        // A reader that went away, such as `head`, is no fault.
        let _ = std::io::stdout().write_all(text.as_bytes());
    }

    /// Runs of SARIF, with paths from the working folder on.
    pub fn sarif(&self, runs: Vec<serde_json::Value>) {
        let here = std::env::current_dir().ok();
        self.out(&sarif_text(runs, here.as_deref()));
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
            colour: self.colours(&std::io::stdout()),
            full: self.full,
        }
    }

    /// The look of findings.
    pub fn look(&self) -> Look {
        Look {
            colour: self.colours(&std::io::stderr()),
            full: self.full,
        }
    }

    /// Rules that are allowed and that nothing breaks.
    pub fn allowances(&self, session: &mut Session<'_>) {
        for id in session.diagnostics().unused_allowances() {
            self.warn(&format!(
                "warning: nothing breaks the rule {}, which is allowed",
                one_line(id)
            ));
        }
        for id in session.diagnostics().overruled_allowances() {
            self.warn(&format!(
                "warning: breaches of the rule {} are errors here, so allowing it is without effect",
                one_line(id)
            ));
        }
    }

    /// Findings on standard error. Remarks that ask for nothing are shown with `-v` only.
    pub fn findings(&self, findings: &Findings<'_>) {
        let least = match (self.quiet, self.verbose) {
            (true, _) => Severity::Error,
            (false, 0) => Severity::Warning,
            _ => Severity::Info,
        };
        let shown = findings.found.iter().filter(|it| it.severity >= least);
        let shown: Vec<_> = shown.cloned().collect();
        let text = human(&shown, findings.sources, self.look());
        let _ = std::io::stderr().write_all(text.as_bytes());
        self.beyond(findings);
    }

    /// How many findings there were for which there was no room.
    pub fn beyond(&self, findings: &Findings<'_>) {
        if findings.beyond > 0 {
            let more = counted(findings.beyond, "more finding");
            self.warn(&format!("{more} counted and not kept"));
        }
    }
}

/// Opens a session on the document of a verb.
pub(super) fn with_session(
    spec: &Path,
    overlays: &[PathBuf],
    options: Options,
    terminal: &Terminal,
    act: impl FnOnce(&mut Session<'_>) -> End,
) -> End {
    let given = match Given::read(spec) {
        Ok(given) => given,
        Err(error) => {
            terminal.warn(&format!("error: standard input: {error}"));
            return End::Bad;
        }
    };
    let input = overlays
        .iter()
        .fold(given.input(spec), |input, path| input.overlay(path));
    act(&mut Session::new(input, options))
}

/// A document by its argument: a path, or what standard input holds.
struct Given {
    bytes: Option<Vec<u8>>,
}

impl Given {
    /// Reads standard input if the argument is `-`.
    fn read(path: &Path) -> std::io::Result<Self> {
        if path.as_os_str() != "-" {
            return Ok(Self { bytes: None });
        }
        let mut bytes = Vec::new();
        std::io::stdin().take(LONGEST + 1).read_to_end(&mut bytes)?;
        Ok(Self { bytes: Some(bytes) })
    }

    /// The input of the pipeline.
    fn input<'a>(&'a self, path: &'a Path) -> Input<'a> {
        match &self.bytes {
            Some(bytes) => Input::bytes("stdin", bytes),
            None => Input::file(path),
        }
    }
}
