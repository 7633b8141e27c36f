//! `errors`: the error catalogue on standard output.

use super::arguments::{CatalogueFormat, Errors};
use super::terminal::Terminal;
use super::{End, jobs};
use crate::Stage;
use crate::catalogue::Catalogue;

/// Prints the catalogue of a document, or of each client of `faultcode.yaml`.
pub(super) fn errors(arguments: &Errors, terminal: &Terminal) -> End {
    let (spec, source) = (arguments.spec.as_deref(), &arguments.source);
    let Some(jobs) = jobs::to_look_at(spec, &arguments.which, source, "errors", terminal) else {
        return End::Bad;
    };
    let is_page = !matches!(
        arguments.format,
        CatalogueFormat::Table | CatalogueFormat::Md
    );
    if jobs.len() > 1 && is_page {
        let names: Vec<&str> = jobs.iter().map(|job| job.options.name.as_str()).collect();
        terminal.warn(&format!(
            "error: the configuration has several clients; --client names one of {}",
            names.join(", ")
        ));
        return End::Bad;
    }
    let several = jobs.len() > 1;
    let ends = jobs.iter().map(|job| {
        job.run(terminal, |session| {
            let read = session.until(Stage::Check);
            terminal.allowances(session);
            terminal.findings(&session.findings());
            if read.is_none() {
                return End::Bad;
            }
            let catalogue = Catalogue::of(session.api(), session.sources());
            if several && arguments.format == CatalogueFormat::Table {
                terminal.out(&format!("{}\n\n", job.options.name));
            }
            terminal.out(&match arguments.format {
                CatalogueFormat::Table => catalogue.table(),
                CatalogueFormat::Md => catalogue.markdown(),
                CatalogueFormat::Html => catalogue.html(),
                CatalogueFormat::Json => catalogue.json(),
                CatalogueFormat::Counts => catalogue.counts_json(),
            });
            if several {
                terminal.out("\n");
            }
            End::Good
        })
    });
    ends.fold(End::Good, End::worse)
}
