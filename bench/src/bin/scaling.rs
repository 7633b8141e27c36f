//! How generating and compiling grow with the document: synthetic documents of 10 to 20,000 operations.
//!
//! `cargo run --release -p faultcode-bench --bin scaling -- [--operations 10,100,…] [--compile-to 1000] --out DIR`
//!
//! Ends with 1 when the exponent from 100 operations on is above the bar.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use faultcode_bench::compare::document::{Document, digest};
use faultcode_bench::compare::machine::{Machine, load};
use faultcode_bench::compare::peer;
use faultcode_bench::compare::plot;
use faultcode_bench::compare::report::round;
use faultcode_bench::compare::row::{Row, Step};
use faultcode_bench::compare::run::{self, Settings, Stage};
use faultcode_bench::{measure, rustc, synthetic};

/// The most that the exponent may be.
const BAR: f64 = 1.1;

/// Below this, fixed costs are seen rather than growth.
const FROM: usize = 100;

/// Measures how costs grow.
#[derive(Debug, Parser)]
struct Arguments {
    /// Numbers of operations
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "10,100,300,1000,3000,10000,20000"
    )]
    operations: Vec<usize>,
    /// The most operations of a crate that is compiled
    #[arg(long, default_value_t = 1000)]
    compile_to: usize,
    /// How often generating is repeated; the median counts
    #[arg(long, default_value_t = 3)]
    times: usize,
    /// The folder for the table and the plot
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    rustc::run_if_wrapper();
    measure::run_if_child();
    let arguments = Arguments::parse();
    let here = std::env::current_exe()?;
    let target = here.ancestors().nth(2).ok_or("no target folder")?;
    let mut settings = Settings {
        folder: target.join("scaling"),
        stages: vec![Stage::Generate],
        fresh: true,
        limit: Duration::from_secs(1800),
        times: arguments.times,
    };
    fs::create_dir_all(&settings.folder)?;
    let peers = peer::peers(&[peer::OURS.to_owned()]);
    let ours = peers
        .first()
        .ok_or("ours is missing")?
        .install(&settings.folder)?;
    let mut rows = Vec::new();
    for operations in &arguments.operations {
        let text = synthetic::document(*operations);
        let path = settings.folder.join(format!("synthetic-{operations}.json"));
        fs::write(&path, &text)?;
        let document = Document {
            // Each is called the same, so that one folder is written again and again.
            name: "synthetic",
            path,
            small: false,
            digest: digest(text.as_bytes()),
        };
        eprintln!("{operations} operations");
        settings.stages = vec![Stage::Generate];
        if *operations <= arguments.compile_to {
            settings.stages.push(Stage::Check);
        }
        rows.push((*operations, run::measure(&document, &ours, &settings)?));
    }
    settings.sweep()?;

    let mut text = format!(
        "# Growth\n\n{} Load {:.1}.\n\n| operations | generation wall s | CPU s | peak MiB | lines | check CPU s | check peak MiB |\n\
         |---|---|---|---|---|---|---|\n",
        Machine::here().sentence(),
        load()
    );
    for (operations, row) in &rows {
        let Some(generated) = row.generate.as_ref().and_then(Step::done) else {
            let words = row.failure().map_or("", |(_, words)| words);
            // Writing to a string does not fail.
            let _ = writeln!(text, "| {operations} | fails: {words} | | | | | |");
            continue;
        };
        let check = row.check.as_ref().and_then(Step::done);
        let _ = writeln!(
            text,
            "| {operations} | {} | {} | {:.0} | {} | {} | {} |",
            round(generated.cost.wall_seconds),
            round(generated.cost.cpu_seconds),
            generated.cost.peak_mib,
            generated.lines,
            match &row.check {
                None => "–".to_owned(),
                Some(Step::Failed(words)) => format!("fails: {words}"),
                Some(Step::Done(cost)) => round(cost.cpu_seconds),
            },
            check.map_or("–".to_owned(), |it| format!("{:.0}", it.peak_mib)),
        );
    }
    let figures: [Figure; 4] = [
        ("generation CPU", |row| {
            Some(row.generate.as_ref()?.done()?.cost.cpu_seconds)
        }),
        ("generation wall", |row| {
            Some(row.generate.as_ref()?.done()?.cost.wall_seconds)
        }),
        ("generation peak", |row| {
            Some(row.generate.as_ref()?.done()?.cost.peak_mib)
        }),
        ("check CPU", |row| {
            Some(row.check.as_ref()?.done()?.cpu_seconds)
        }),
    ];
    let _ = writeln!(
        text,
        "\n| exponent from {FROM} operations | | at most | |\n|---|---|---|---|"
    );
    let (mut missed, mut series) = (false, Vec::new());
    for (name, of) in figures {
        let points: Vec<_> = rows
            .iter()
            .filter_map(|(operations, row)| Some((*operations as f64, of(row)?)))
            .collect();
        let counted: Vec<_> = points
            .iter()
            .filter(|(operations, _)| *operations >= FROM as f64)
            .copied()
            .collect();
        if let Some(exponent) = exponent(&counted) {
            // CPU time is what is judged: wall time is also what else the machine does.
            let judged = name == "generation CPU";
            let (bar, word) = match (judged, exponent <= BAR) {
                (true, true) => (round(BAR), "PASS"),
                (true, false) => (round(BAR), "**MISS**"),
                (false, _) => ("–".to_owned(), ""),
            };
            missed |= judged && exponent > BAR;
            let _ = writeln!(text, "| {name} | {exponent:.3} | {bar} | {word} |");
        }
        series.push((name, points));
    }
    fs::create_dir_all(&arguments.out)?;
    plot::growth(
        &arguments.out.join("scaling.svg"),
        "Growth with the operations",
        &series,
    )?;
    text.push_str("\n![scaling.svg](scaling.svg)\n");
    fs::write(arguments.out.join("scaling.md"), &text)?;
    fs::write(
        arguments.out.join("scaling.json"),
        serde_json::to_vec_pretty(&rows)?,
    )?;
    print!("{text}");
    // The last crate is large and of no further use.
    if let Some((_, row)) = rows.last()
        && !row.compiles()
    {
        fs::remove_dir_all(settings.folder.join("crates"))?;
    }
    Ok(ExitCode::from(u8::from(missed)))
}

/// A figure's name, and the figure of a row.
type Figure = (&'static str, fn(&Row) -> Option<f64>);

/// The slope of the line of least squares through the logarithms.
fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    if points.len() < 2 {
        return None;
    }
    let logs: Vec<_> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = logs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|it| it.0), mean(|it| it.1));
    let both: f64 = logs.iter().map(|it| (it.0 - x) * (it.1 - y)).sum();
    let own: f64 = logs.iter().map(|it| (it.0 - x).powi(2)).sum();
    (own > 0.0).then(|| both / own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponent_of_a_power_is_its_power() {
        let of = |power: f64| {
            let points: Vec<_> = [100.0_f64, 1000.0, 20000.0]
                .iter()
                .map(|it| (*it, 3.0 * it.powf(power)))
                .collect();
            exponent(&points).map(|it| (it * 1000.0).round() / 1000.0)
        };
        assert_eq!((of(1.0), of(1.25)), (Some(1.0), Some(1.25)));
        assert_eq!(exponent(&[(1.0, 1.0)]), None);
    }
}
