//! The report as Markdown, for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::account::{Account, Finding};
use super::judge::Subject;
use super::known::limits;
use super::run::{Ended, Report};

/// A few lines that say how it went.
pub(super) fn summary(report: &Report) -> String {
    let accounts: Vec<&Account> = report.subjects.iter().filter_map(account).collect();
    let generated = accounts.iter().filter(|it| it.generated).count();
    let refused = report
        .subjects
        .iter()
        .filter(|it| report.known.refused.contains_key(&it.document.shown))
        .count();
    let checked: Vec<bool> = report
        .subjects
        .iter()
        .filter_map(|it| Some(it.built.get("check")?.good))
        .collect();
    let repairs = accounts
        .iter()
        .flat_map(|it| &it.findings)
        .filter(|it| it.repair)
        .count();
    let most = |oversized: bool| {
        let of = report
            .subjects
            .iter()
            .filter(|it| it.document.is_oversized() == oversized);
        let most = of
            .filter_map(|it| Some((account(it)?.peak?, it)))
            .max_by_key(|(peak, _)| *peak);
        most.map_or("unknown".to_owned(), |(peak, it)| {
            format!("{} ({})", mib(peak), it.document.shown)
        })
    };
    format!(
        "{} documents, {refused} of them to be refused: {generated} generated, {} of {} compiled without a warning, \
         {repairs} repairs, {} fall short\nmost memory: {}; in xl/: {}",
        report.subjects.len(),
        checked.iter().filter(|good| **good).count(),
        checked.len(),
        report.shortcomings().len(),
        most(false),
        most(true),
    )
}

/// The whole report.
pub(super) fn markdown(report: &Report) -> String {
    let mut out = format!("# Documents as published\n\n{}\n\n", summary(report));
    section(
        &mut out,
        "Falling short",
        report
            .shortcomings()
            .into_iter()
            .map(|it| format!("- {it}")),
    );
    let head = "| document | KiB | operations | with codes | with statuses | codes | types | files | ms | MiB | check s \
                | check MiB | findings |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|";
    section(
        &mut out,
        "Documents",
        std::iter::once(head.to_owned()).chain(report.subjects.iter().map(row)),
    );
    section(
        &mut out,
        "What typed errors are taken from",
        report.subjects.iter().filter_map(sources),
    );
    section(
        &mut out,
        "Repairs",
        report
            .subjects
            .iter()
            .filter_map(|it| findings(it, &|finding| finding.repair)),
    );
    let limits = limits();
    let unsupported = |finding: &Finding| limits.contains(finding.rule.as_str());
    section(
        &mut out,
        "Not expressed",
        report
            .subjects
            .iter()
            .filter_map(|it| findings(it, &unsupported)),
    );
    let why = report
        .known
        .unsupported
        .iter()
        .map(|entry| format!("- `{}`: {}", entry.rule, entry.why.trim()));
    section(&mut out, "Why that is acceptable", why);
    let refused = |finding: &Finding| finding.severity == "error";
    section(
        &mut out,
        "Errors",
        report
            .subjects
            .iter()
            .filter_map(|it| findings(it, &refused)),
    );
    out
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<_> = lines.collect();
    if !lines.is_empty() {
        let _ = write!(out, "## {title}\n\n{}\n\n", lines.join("\n"));
    }
}

fn account(subject: &Subject) -> Option<&Account> {
    match &subject.ended {
        Ended::Accounted(account) => Some(account),
        Ended::Died(_) | Ended::Endless(_) => None,
    }
}

fn row(subject: &Subject) -> String {
    let shown = &subject.document.shown;
    let Some(account) = account(subject) else {
        return format!("| {shown} | no account |");
    };
    let counts = account.counts;
    let check = subject.built.get("check");
    let measured = check.and_then(|it| it.measured);
    let (seconds, peak) = measured.map_or_else(Default::default, |it| {
        (format!("{:.1}", it.seconds), mib(it.peak))
    });
    let by_severity = |word: &str| {
        account
            .findings
            .iter()
            .filter(|it| it.severity == word)
            .count()
    };
    let beyond = if account.beyond == 0 {
        String::new()
    } else {
        format!(", {} more", account.beyond)
    };
    format!(
        "| {shown} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {seconds} | {peak} | {} errors, {} warnings, {} \
         infos{beyond} |",
        subject.document.size / 1024,
        counts.operations,
        counts.with_codes,
        counts.with_statuses,
        counts.codes,
        counts.types,
        counts.files,
        account.read_ms + account.emit_ms,
        account.peak.map_or_else(String::new, mib),
        by_severity("error"),
        by_severity("warning"),
        by_severity("info"),
    )
}

fn sources(subject: &Subject) -> Option<String> {
    let account = account(subject).filter(|it| !it.sources.is_empty())?;
    let each: Vec<_> = account
        .sources
        .iter()
        .map(|(source, count)| format!("{source} {count}"))
        .collect();
    Some(format!("- {}: {}", subject.document.shown, each.join(", ")))
}

/// The chosen findings of a document by rule, each with its line and column.
fn findings(subject: &Subject, chosen: &dyn Fn(&Finding) -> bool) -> Option<String> {
    let mut by_rule: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in account(subject)?.findings.iter().filter(|it| chosen(it)) {
        let place = if finding.file == subject.document.shown {
            format!("{}:{}", finding.line, finding.column)
        } else {
            format!("{}:{}:{}", finding.file, finding.line, finding.column)
        };
        by_rule.entry(&finding.rule).or_default().push(place);
    }
    if by_rule.is_empty() {
        return None;
    }
    let mut out = format!("### {}\n\n", subject.document.shown);
    for (rule, places) in by_rule {
        let _ = writeln!(
            out,
            "- `{rule}`, {} times: {}",
            places.len(),
            places.join(", ")
        );
    }
    Some(out)
}

fn mib(bytes: u64) -> String {
    (bytes >> 20).to_string()
}
