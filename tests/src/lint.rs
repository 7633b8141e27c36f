//! A document through every stage that finds something, in process.

use std::path::Path;

use faultcode::diagnostics::render::{self, Look};
use faultcode::diagnostics::{Diagnostic, Diagnostics};
use faultcode::load::{Input, Loader, load};
use faultcode::resolve::{Reach, resolve};
use faultcode::{check, config, lower, model, normalise, overlay, plan};

/// What was found and how a person reads it.
#[derive(Clone, Debug)]
pub struct Linted {
    /// The findings in document order.
    pub found: Vec<Diagnostic>,
    /// The findings as printed: no colour, no limit.
    pub human: String,
}

/// Runs the stages on a document with its overlay. Messages name the files as given here.
pub fn lint(document: &Path, overlay: Option<&Path>) -> Linted {
    let mut loader = Loader::new();
    let mut diag = Diagnostics::new();
    stages(document, overlay, &mut loader, &mut diag);
    linted(&loader, &mut diag)
}

/// Reads a configuration file.
pub fn lint_config(path: &Path) -> Linted {
    let mut loader = Loader::new();
    let mut diag = Diagnostics::new();
    config::read(path, &mut loader, &mut diag);
    linted(&loader, &mut diag)
}

fn stages(path: &Path, overlay: Option<&Path>, loader: &mut Loader, diag: &mut Diagnostics) {
    let document = load(Input::File(path), loader, diag);
    let overlays: Vec<_> = overlay
        .and_then(|overlay| loader.read(Input::File(overlay), diag))
        .into_iter()
        .collect();
    let root = overlay::overlay(document.node, &overlays, loader, diag);
    if diag.has_errors() {
        return;
    }
    let reach = Reach {
        entry: Some(path.to_owned()),
        allowed: Vec::new(),
    };
    let root = resolve(root, document.version, &reach, loader, diag);
    if diag.has_errors() {
        return;
    }
    let root = normalise::normalise(root, document.version, diag);
    if diag.has_errors() {
        return;
    }
    let model = model::model(&root, diag);
    if diag.has_errors() {
        return;
    }
    let api = lower::lower(&model, &root, diag);
    if diag.has_errors() {
        return;
    }
    check::check(&api, diag);
    if diag.has_errors() {
        return;
    }
    plan::plan(&api, "client", diag);
}

fn linted(loader: &Loader, diag: &mut Diagnostics) -> Linted {
    let found = diag.take();
    let look = Look {
        limit: usize::MAX,
        ..Look::default()
    };
    let human = render::human(&found, loader.sources(), look);
    Linted { found, human }
}
