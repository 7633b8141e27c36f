//! Standard output and standard error: colour only for people, quiet where asked.

use std::io::{IsTerminal, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::End;
use super::arguments::{Arguments, Colour};
use super::progress::Line;
use crate::diagnostics::render::{Look, human, sarif_text};
use crate::diagnostics::{Severity, counted, one_line};
use crate::load::Memory;
use crate::{Findings, Input, Options, Session};

/// The most that standard input may bring, as for files.
pub(super) const LONGEST: u64 = 32 << 20;

/// Where a verb prints.
pub(super) struct Terminal {
    quiet: bool,
    verbose: u8,
    colour: Colour,
    full: bool,
    /// The line that says how far a document has come; it goes before anything else is written.
    line: Mutex<Option<Line>>,
}

impl Terminal {
    /// As the arguments ask for it.
    pub fn new(arguments: &Arguments) -> Self {
        Self {
            quiet: arguments.quiet,
            verbose: arguments.verbose,
            colour: arguments.color,
            full: arguments.full,
            line: Mutex::new(None),
        }
    }

    /// Shows how far a session comes, until something else is written.
    fn follow(&self, name: &Path, session: &Session<'_>) {
        let name = one_line(&name.display().to_string());
        let line = Line::about(name, session.progress(), self.quiet);
        self.set_line(Some(line));
    }

    fn set_line(&self, line: Option<Line>) {
        if let Ok(mut own) = self.line.lock() {
            *own = line;
        }
    }

    /// Whether only errors are to be printed.
    #[cfg(feature = "mock")]
    pub fn is_quiet(&self) -> bool {
        self.quiet
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
        self.set_line(None);
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

    /// Whether details are shown.
    pub fn is_detailed(&self) -> bool {
        self.verbose > 0
    }

    /// A line on standard error.
    pub fn warn(&self, text: &str) {
        self.set_line(None);
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

    /// Findings on standard error. Remarks that ask for nothing are shown with `-v` only.
    pub fn findings(&self, findings: &Findings<'_>) {
        self.set_line(None);
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
    with_session_of(None, spec, overlays, options, terminal, act)
}

/// The same on files that stand in memory, where they do.
pub(super) fn with_session_of(
    memory: Option<Memory>,
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
    let session = Session::new(input, options);
    let mut session = match memory {
        Some(memory) => session.reading(memory),
        None => session,
    };
    terminal.follow(spec, &session);
    let end = act(&mut session);
    terminal.set_line(None);
    end
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
