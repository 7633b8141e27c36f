//! The command line: arguments into calls of the library, results onto the terminal.
//!
//! Exit codes: 0 as asked, 1 a difference or a denied finding, 2 input that cannot be used.

mod arguments;
mod catalogue;
mod diff;
mod dump;
mod explain;
mod generate;
mod import_docs;
mod init;
mod jobs;
mod learn;
mod lint;
#[cfg(feature = "mock")]
mod mock;
mod packs;
mod progress;
mod revision;
mod schema;
mod terminal;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use self::arguments::{Arguments, Verb};
use self::terminal::Terminal;
use crate::workers;

/// How a verb ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// As asked.
    Good,
    /// A difference, or a finding at the denied level.
    Differs,
    /// The input cannot be used.
    Bad,
}

impl End {
    /// The worse of two ends.
    fn worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::Bad, _) | (_, Self::Bad) => Self::Bad,
            (Self::Differs, _) | (_, Self::Differs) => Self::Differs,
            _ => Self::Good,
        }
    }
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        match end {
            End::Good => Self::SUCCESS,
            End::Differs => Self::from(1),
            End::Bad => Self::from(2),
        }
    }
}

/// Runs the command with the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let terminal = Terminal::new(&arguments);
    let end = match arguments.verb {
        Verb::Init(it) => init::init(&it, &terminal),
        Verb::Generate(it) if it.watch => watch::watch(&it.generate, &terminal),
        Verb::Generate(it) => workers::run(|| {
            generate::generate(&it.generate, &mut watch::Inputs::default(), &terminal)
        }),
        Verb::Check(it) => workers::run(|| generate::check(&it, &terminal)),
        Verb::Lint(it) => lint::lint(&it, &terminal),
        Verb::Diff(it) => diff::diff(&it, &terminal),
        Verb::Errors(it) => catalogue::errors(&it, &terminal),
        Verb::ImportDocs(it) => import_docs::import_docs(&it, &terminal),
        Verb::Learn(it) => learn::learn(&it, &terminal),
        Verb::Explain(it) => explain::explain(&it, &terminal),
        #[cfg(feature = "mock")]
        Verb::Mock(it) => mock::mock(&it, &terminal),
        Verb::Schema(it) => schema::schema(&it, &terminal),
        Verb::Packs(it) => packs::packs(&it, &terminal),
        Verb::Dump(it) => dump::dump(&it, &terminal),
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "faultcode", &mut script);
            terminal.out(&String::from_utf8_lossy(&script));
            End::Good
        }
    };
    end.into()
}
