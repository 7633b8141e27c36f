//! `lint`: every finding about a document.

use super::End;
use super::arguments::{Level, Lint, LintFormat};
use super::terminal::{Terminal, with_session};
use crate::Findings;
use crate::diagnostics::Severity;
use crate::diagnostics::render::human;

/// Runs every stage and prints what they found.
pub(super) fn lint(arguments: &Lint, terminal: &Terminal) -> End {
    let source = &arguments.source;
    let options = source.options("lint");
    with_session(
        &arguments.spec,
        &source.overlay,
        options,
        terminal,
        |session| {
            // The output is thrown away: what cannot be emitted is a finding, too.
            drop(session.generate());
            report(arguments, &session.findings(), terminal)
        },
    )
}

fn report(arguments: &Lint, findings: &Findings<'_>, terminal: &Terminal) -> End {
    let Findings { found, sources } = findings;
    match arguments.format {
        LintFormat::Human => terminal.out(&human(found, sources, terminal.look_of_output())),
        LintFormat::Json => terminal.out(&findings.to_json()),
        LintFormat::Sarif => terminal.out(&findings.to_sarif()),
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
