//! The comparison as Markdown.

use std::fmt::Write as _;

use super::bars::Verdict;
use super::machine::Machine;
use super::row::{Clean, Row, Step};
use crate::measure::Cost;

/// Everything that a report says.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Report {
    /// Where it was measured.
    pub machine: Machine,
    /// Documents that were asked for and are not there.
    pub absent: Vec<String>,
    /// Generators that could not be installed, with the message.
    pub missing: Vec<(String, String)>,
    /// What was measured.
    pub rows: Vec<Row>,
    /// The small program that depends on a client of ten operations, built from nothing.
    pub clean: Vec<Row>,
    /// The bars.
    pub verdicts: Vec<Verdict>,
}

/// The report's text. `plots` are the names of the pictures beside it.
pub fn markdown(report: &Report, plots: &[String]) -> String {
    let mut text = String::from("# Comparison\n\n");
    // Writing to a string does not fail.
    let _ = writeln!(text, "{}\n", report.machine.sentence());
    text.push_str(
        "CPU seconds are user and system time of the compiler of the generated crate alone, its dependencies built before; \
         peaks are resident sizes. Wall times depend on what else ran: the column load is the number of processes that \
         wanted a processor.\n",
    );
    if !report.absent.is_empty() {
        let _ = writeln!(
            text,
            "\n**Not there, so not compared: {}.** `FAULTCODE_CORPUS` names the folder of documents.",
            report.absent.join(", ")
        );
    }
    for (peer, words) in &report.missing {
        let _ = writeln!(text, "\n**{peer} could not be installed:** {words}");
    }
    bars(&mut text, &report.verdicts);
    breadth(&mut text, &report.rows);
    figures(&mut text, &report.rows);
    failures(&mut text, &report.rows);
    clean(&mut text, &report.clean);
    for plot in plots {
        let _ = writeln!(text, "\n![{plot}]({plot})");
    }
    text
}

fn bars(text: &mut String, verdicts: &[Verdict]) {
    text.push_str(
        "\n## Bars\n\nOurs against the best peer that compiles the document, figure by figure.\n\n\
         | document | figure | ours | best peer | ratio | bar | |\n|---|---|---|---|---|---|---|\n",
    );
    for it in verdicts {
        let number = |value: Option<f64>| value.map_or("–".to_owned(), round);
        let best = it.best.as_ref().map_or("–".to_owned(), |(peer, value)| {
            format!("{} ({peer})", round(*value))
        });
        let (ratio, bar) = if it.absolute {
            ("–".to_owned(), format!("{} {}", round(it.bar), it.unit))
        } else {
            (number(it.ratio()), round(it.bar))
        };
        let word = match it.held() {
            Some(true) => "PASS",
            Some(false) => "**MISS**",
            None => "not measured",
        };
        let _ = writeln!(
            text,
            "| {} | {} | {} {} | {best} | {ratio} | {bar} | {word} |",
            it.document,
            it.figure,
            number(it.ours),
            it.unit
        );
    }
}

fn breadth(text: &mut String, rows: &[Row]) {
    text.push_str("\n## Documents that generate and compile\n\n| generator | version | generates | compiles |\n|---|---|---|---|\n");
    let mut peers: Vec<(&str, &str)> = Vec::new();
    for row in rows {
        if !peers.iter().any(|(name, _)| *name == row.peer) {
            peers.push((&row.peer, &row.version));
        }
    }
    for (peer, version) in peers {
        let of = || rows.iter().filter(move |row| row.peer == peer);
        let tried = of().filter(|row| row.generate.is_some()).count();
        let generated = of().filter(|row| matches!(row.generate, Some(Step::Done(_))));
        let failed = of().filter(|row| matches!(row.generate, Some(Step::Failed(_))));
        let checked = of().filter(|row| row.check.is_some()).count() + failed.count();
        let compiled = of().filter(|row| row.compiles()).count();
        let _ = writeln!(
            text,
            "| {peer} | {version} | {} of {tried} | {compiled} of {checked} |",
            generated.count()
        );
    }
}

fn figures(text: &mut String, rows: &[Row]) {
    text.push_str(
        "\n## Figures\n\n| document | generator | generation wall s / CPU s / MiB | lines | check CPU s / MiB | after an edit CPU s | \
         release CPU s | rlib MiB | program MiB | load |\n|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let generated = step(row.generate.as_ref(), |it| {
            format!(
                "{} / {} / {:.0}",
                round(it.cost.wall_seconds),
                round(it.cost.cpu_seconds),
                it.cost.peak_mib
            )
        });
        let lines = row
            .generate
            .as_ref()
            .and_then(Step::done)
            .map_or("–".to_owned(), |it| it.lines.to_string());
        let cpu = |cost: &Cost| round(cost.cpu_seconds);
        let _ = writeln!(
            text,
            "| {} | {} | {generated} | {lines} | {} | {} | {} | {} | {} | {:.1} |",
            row.document,
            row.peer,
            step(row.check.as_ref(), |it| format!(
                "{} / {:.0}",
                cpu(it),
                it.peak_mib
            )),
            step(row.edit.as_ref(), cpu),
            step(row.release.as_ref(), |it| cpu(&it.cost)),
            step(row.release.as_ref(), |it| round(it.mib)),
            step(row.program.as_ref(), |it| round(it.mib)),
            row.load
        );
    }
}

fn failures(text: &mut String, rows: &[Row]) {
    let mut lines = rows
        .iter()
        .filter_map(|row| row.failure().map(|(step, words)| (row, step, words)))
        .peekable();
    if lines.peek().is_none() {
        return;
    }
    text.push_str("\n## What failed\n\n| document | generator | step | the first line of its message |\n|---|---|---|---|\n");
    for (row, step, words) in lines {
        let words = words.replace('|', "\\|").replace('`', "'");
        let _ = writeln!(
            text,
            "| {} | {} | {step} | `{words}` |",
            row.document, row.peer
        );
    }
}

fn clean(text: &mut String, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    text.push_str(
        "\n## A small program and all that it depends on\n\nIts client has ten operations; everything is built from \
         nothing, without optimisation; with the client checked in, and with the generator in a build script.\n\n\
         | generator | build | packages | CPU s | peak MiB |\n|---|---|---|---|---|\n",
    );
    for row in rows {
        for (way, step) in &row.clean {
            let _ = writeln!(
                text,
                "| {} | {} | {} |",
                row.peer,
                way.words(),
                built(Some(step))
            );
        }
    }
    failures(text, rows);
}

/// Three columns of a build from nothing.
fn built(clean: Option<&Step<Clean>>) -> String {
    [
        step(clean, |it| it.packages.to_string()),
        step(clean, |it| round(it.cost.cpu_seconds)),
        step(clean, |it| format!("{:.0}", it.cost.peak_mib)),
    ]
    .join(" | ")
}

fn step<T>(step: Option<&Step<T>>, show: impl Fn(&T) -> String) -> String {
    match step {
        Some(Step::Done(it)) => show(it),
        Some(Step::Failed(_)) => "fails".to_owned(),
        None => "–".to_owned(),
    }
}

/// A number with about three digits that mean something.
pub fn round(value: f64) -> String {
    match value.abs() {
        it if it >= 100.0 => format!("{value:.0}"),
        it if it >= 10.0 => format!("{value:.1}"),
        it if it >= 0.1 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}
