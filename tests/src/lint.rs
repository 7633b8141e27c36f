//! What a person reads about a document, or about a configuration.

use std::path::Path;

use faultcode::internals::config;
use faultcode::internals::diagnostics::render::{self, Look};
use faultcode::internals::diagnostics::{Diagnostic, Diagnostics};
use faultcode::internals::load::Loader;
use faultcode::internals::source::SourceMap;
use faultcode::{Input, Options, Session};

/// What was found and how a person reads it.
#[derive(Clone, Debug)]
pub struct Linted {
    /// The findings in document order.
    pub found: Vec<Diagnostic>,
    /// The findings as printed: no colour, no limit.
    pub human: String,
}

/// Runs every stage on a document with its overlay. Messages name the files as given here.
pub fn lint(document: &Path, overlay: Option<&Path>) -> Linted {
    let input = overlay
        .into_iter()
        .fold(Input::file(document), Input::overlay);
    let mut session = Session::new(input, Options::named("client"));
    session.generate();
    linted(&mut session)
}

/// Reads a configuration file.
pub fn lint_config(path: &Path) -> Linted {
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    config::read(path, &mut loader, &mut diag);
    printed(diag.take(), loader.sources())
}

/// The findings of a session, printed.
pub fn linted(session: &mut Session<'_>) -> Linted {
    let found = session.findings().into_diagnostics();
    printed(found, session.sources())
}

fn printed(found: Vec<Diagnostic>, sources: &SourceMap) -> Linted {
    let look = Look {
        limit: usize::MAX,
        ..Look::default()
    };
    let human = render::human(&found, sources, look);
    Linted { found, human }
}
