//! `lint`: every finding about a document, or about the documents of every client of `faultcode.yaml`.

use serde_json::Value;

use super::arguments::{Level, Lint, LintFormat};
use super::terminal::Terminal;
use super::{End, jobs};
use crate::Findings;
use crate::diagnostics::render::{self, human};
use crate::diagnostics::{Severity, counted};

/// Runs every stage and prints what they found.
pub(super) fn lint(arguments: &Lint, terminal: &Terminal) -> End {
    let spec = arguments.spec.as_slice();
    let Some(jobs) = jobs::to_look_at(spec, &arguments.which, &arguments.source, terminal) else {
        return End::Bad;
    };
    // A program reads one text, however many clients there are.
    let mut values: Vec<Value> = Vec::new();
    let several = jobs.len() > 1;
    let ends = jobs.iter().map(|job| {
        if several && arguments.format == LintFormat::Human {
            terminal.note(&format!("{}: {}", job.options.name, job.spec.display()));
        }
        job.run(terminal, |session| {
            // The output is thrown away: what cannot be emitted is a finding, too.
            drop(session.generate());
            let findings = session.findings();
            match arguments.format {
                LintFormat::Human => report(&findings, terminal),
                LintFormat::Json => {
                    values.extend(render::json_values(&findings.found, findings.sources));
                }
                LintFormat::Sarif => {
                    values.push(render::sarif_run(&findings.found, findings.sources));
                }
            }
            end(arguments.deny, &findings)
        })
    });
    let end = ends.fold(End::Good, End::worse);
    match arguments.format {
        LintFormat::Human => {}
        LintFormat::Json => terminal.out(&render::json_text(values)),
        LintFormat::Sarif => terminal.sarif(values),
    }
    end
}

fn report(findings: &Findings<'_>, terminal: &Terminal) {
    let Findings { found, sources, .. } = findings;
    terminal.out(&human(found, sources, terminal.look_of_output()));
    let kinds = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| {
        let of_it = found.iter().filter(|it| it.severity == severity);
        counted(of_it.count(), severity.noun())
    });
    terminal.note(&kinds.join(", "));
    terminal.beyond(findings);
}

fn end(deny: Level, findings: &Findings<'_>) -> End {
    let Findings { found, sources, .. } = findings;
    let is_denied = |severity: Severity| match deny {
        Level::Errors => severity == Severity::Error,
        Level::Warnings => severity >= Severity::Warning,
    };
    let mut errors = found.iter().filter(|it| it.severity == Severity::Error);
    if errors.any(|it| is_unreadable(it.rule.id)) || sources.is_empty() {
        return End::Bad;
    }
    if found.iter().any(|it| is_denied(it.severity)) {
        End::Differs
    } else {
        End::Good
    }
}

/// Whether the document could not even be read: a rule of the first table.
fn is_unreadable(rule: &str) -> bool {
    let table = crate::diagnostics::rules::source::ALL;
    table.iter().any(|it| it.id == rule)
}
