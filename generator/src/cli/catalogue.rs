//! `errors`: the error catalogue on standard output.

use super::End;
use super::arguments::{CatalogueFormat, Errors};
use super::terminal::{Terminal, with_session};
use crate::Stage;
use crate::catalogue::Catalogue;

/// Prints the catalogue of a document.
pub(super) fn errors(arguments: &Errors, terminal: &Terminal) -> End {
    let source = &arguments.source;
    let options = source.options("errors");
    with_session(
        &arguments.spec,
        &source.overlay,
        options,
        terminal,
        |session| {
            let read = session.until(Stage::Check);
            terminal.findings(&session.findings());
            if read.is_none() {
                return End::Bad;
            }
            let catalogue = Catalogue::of(session.api(), session.sources());
            terminal.out(&match arguments.format {
                CatalogueFormat::Table => catalogue.table(),
                CatalogueFormat::Md => catalogue.markdown(),
                CatalogueFormat::Html => catalogue.html(),
                CatalogueFormat::Json => catalogue.json(),
                CatalogueFormat::Counts => catalogue.counts_json(),
            });
            End::Good
        },
    )
}
