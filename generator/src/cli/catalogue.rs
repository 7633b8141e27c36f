//! `errors`: the error catalogue on standard output.

use super::arguments::{CatalogueFormat, Errors};
use super::terminal::Terminal;
use super::{End, jobs};
use crate::Stage;
use crate::catalogue::{Catalogue, page};

/// Prints the catalogue of documents, or of each client of `faultcode.yaml`.
pub(super) fn errors(arguments: &Errors, terminal: &Terminal) -> End {
    let (specs, source) = (&arguments.spec, &arguments.source);
    let Some(jobs) = jobs::to_look_at(specs, &arguments.which, source, terminal) else {
        return End::Bad;
    };
    let several = jobs.len() > 1;
    let of_one = [CatalogueFormat::Json, CatalogueFormat::Counts];
    if several && of_one.contains(&arguments.format) {
        let names: Vec<&str> = jobs.iter().map(|job| job.options.name.as_str()).collect();
        terminal.warn(&format!(
            "error: this format is about one client; --client names one of {}",
            names.join(", ")
        ));
        return End::Bad;
    }
    let mut services = Vec::new();
    let ends = jobs.iter().map(|job| {
        job.run(terminal, |session| {
            let last = match arguments.format {
                CatalogueFormat::Html => Stage::Plan,
                _ => Stage::Check,
            };
            let read = session.until(last);
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
                CatalogueFormat::Json => catalogue.json(),
                CatalogueFormat::Counts => catalogue.counts_json(),
                CatalogueFormat::Html => {
                    // One page for all of them.
                    let plan = session.plan();
                    services.extend(plan.map(|it| page::Service::of(&it, session.sources())));
                    return End::Good;
                }
            });
            if several {
                terminal.out("\n");
            }
            End::Good
        })
    });
    let end = ends.fold(End::Good, End::worse);
    if arguments.format == CatalogueFormat::Html && end == End::Good {
        terminal.out(&page::page(&services));
    }
    end
}
