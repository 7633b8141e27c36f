//! `errors`: the error catalogue on standard output.

use super::End;
use super::arguments::{CatalogueFormat, Errors};
use super::terminal::{Given, Terminal};
use crate::catalogue::Catalogue;
use crate::diagnostics::{Diagnostics, Policy};
use crate::load::{self, Loader};
use crate::{Input, Options, understand};

/// Prints the catalogue of a document.
pub(super) fn errors(arguments: &Errors, terminal: &Terminal) -> End {
    let given = match Given::read(&arguments.spec) {
        Ok(given) => given,
        Err(error) => {
            terminal.warn(&format!("error: standard input: {error}"));
            return End::Bad;
        }
    };
    let source = &arguments.source;
    let mut loader = Loader::new();
    let mut diag = Diagnostics::with_policy(Policy {
        strict: source.strict,
        allow: source.allow.clone(),
    });
    let input = Input {
        document: given.input(&arguments.spec),
        overlays: source
            .overlay
            .iter()
            .map(|path| load::Input::File(path))
            .collect(),
    };
    let options = Options {
        files: source.files.clone(),
        without_credentials: source.without_credentials.clone(),
        allow_origins: source.allow_origins.clone(),
        ..Options::named("errors")
    };
    let api = understand(&input, &options, &mut loader, &mut diag);
    terminal.findings(&diag.take(), loader.sources());
    let Some(api) = api else { return End::Bad };
    let catalogue = Catalogue::of(&api, loader.sources());
    terminal.out(&match arguments.format {
        CatalogueFormat::Table => catalogue.table(),
        CatalogueFormat::Md => catalogue.markdown(),
        CatalogueFormat::Html => catalogue.html(),
        CatalogueFormat::Json => catalogue.json(),
        CatalogueFormat::Counts => catalogue.counts_json(),
    });
    End::Good
}
