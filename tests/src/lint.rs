//! What a person reads about a document, or about a configuration.

use std::path::Path;

use faultcode::diagnostics::render::{self, Look};
use faultcode::diagnostics::{Diagnostic, Diagnostics};
use faultcode::load::{self, Loader};
use faultcode::{Input, Options, config, generate};

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
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let input = Input {
        document: load::Input::File(document),
        overlays: overlay.into_iter().map(load::Input::File).collect(),
    };
    generate(&input, &Options::named("client"), &mut loader, &mut diag);
    linted(&loader, &mut diag)
}

/// Reads a configuration file.
pub fn lint_config(path: &Path) -> Linted {
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    config::read(path, &mut loader, &mut diag);
    linted(&loader, &mut diag)
}

/// The findings of a run, printed.
pub fn linted(loader: &Loader, diag: &mut Diagnostics) -> Linted {
    let found = diag.take();
    let look = Look {
        limit: usize::MAX,
        ..Look::default()
    };
    let human = render::human(&found, loader.sources(), look);
    Linted { found, human }
}
