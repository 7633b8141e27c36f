//! `lint`: every finding about a document.

use super::End;
use super::arguments::{Level, Lint, LintFormat};
use super::terminal::{Given, Terminal};
use crate::diagnostics::render::{human, json, sarif};
use crate::diagnostics::{Diagnostics, Policy, Severity};
use crate::load::{self, Loader};
use crate::{Input, Options, generate};

/// Runs every stage and prints what they found.
pub(super) fn lint(arguments: &Lint, terminal: &Terminal) -> End {
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
        ..Options::named("lint")
    };
    // The output is thrown away: what cannot be emitted is a finding, too.
    drop(generate(&input, &options, &mut loader, &mut diag));
    let found = diag.take();
    let sources = loader.sources();
    match arguments.format {
        LintFormat::Human => terminal.out(&human(&found, sources, terminal.look_of_output())),
        LintFormat::Json => terminal.out(&json(&found, sources)),
        LintFormat::Sarif => terminal.out(&sarif(&found, sources)),
    }
    let count = |severity| found.iter().filter(|it| it.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if arguments.format == LintFormat::Human {
        terminal.note(&format!(
            "{errors} errors, {warnings} warnings, {} remarks",
            count(Severity::Info)
        ));
    }
    let unreadable = found
        .iter()
        .any(|it| it.severity == Severity::Error && is_unreadable(it.rule.id));
    if unreadable || sources.is_empty() {
        return End::Bad;
    }
    let denied = errors > 0 || (arguments.deny == Level::Warnings && warnings > 0);
    if denied { End::Differs } else { End::Good }
}

/// Whether the document could not even be read: a rule of the first table.
fn is_unreadable(rule: &str) -> bool {
    let table = crate::diagnostics::rules::source::ALL;
    table.iter().any(|it| it.id == rule)
}
