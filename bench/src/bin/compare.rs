//! Every document through every generator, side by side in one run on one machine.
//!
//! `cargo run --release -p faultcode-bench --bin compare -- [--documents a,b] [--peers x,y] --out DIR`
//!
//! Ends with 1 when a bar is missed. What was measured once is kept below the target directory and not measured again
//! while document and generator stay the same: a run that was cut off goes on where it was.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use faultcode_bench::compare::bars::{self, verdicts};
use faultcode_bench::compare::machine::Machine;
use faultcode_bench::compare::report::{Report, markdown};
use faultcode_bench::compare::run::{self, Settings, Stage};
use faultcode_bench::compare::{clean, document, peer, plot};
use faultcode_bench::{measure, rustc};

/// Compares generated crates with those of other generators.
#[derive(Debug, Parser)]
struct Arguments {
    /// Documents, by name; all of them if none is named
    #[arg(long, value_delimiter = ',', value_parser = document::names())]
    documents: Vec<String>,
    /// Generators, by name; all of them if none is named, ours always
    #[arg(long, value_delimiter = ',', value_parser = peer::names())]
    peers: Vec<String>,
    /// The folder for the table and the plots
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What is measured; all of it if nothing is named
    #[arg(long, value_delimiter = ',', value_enum)]
    stages: Vec<Stage>,
    /// Measure again what was measured before
    #[arg(long)]
    fresh: bool,
    /// The most that one command may take, in seconds
    #[arg(long, default_value_t = 1800)]
    limit: u64,
    /// How often generation and small checks are repeated; the median counts
    #[arg(long, default_value_t = 3)]
    times: usize,
    /// Also build a small program with all that it depends on, for each generator
    #[arg(long)]
    clean: bool,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    rustc::run_if_wrapper();
    measure::run_if_child();
    let arguments = Arguments::parse();
    let target = std::env::current_exe()?;
    let target = target.ancestors().nth(2).ok_or("no target folder")?;
    let mut stages = arguments.stages.clone();
    if stages.is_empty() {
        stages = <Stage as clap::ValueEnum>::value_variants().to_vec();
    }
    let settings = Settings {
        folder: target.join("compare"),
        stages,
        fresh: arguments.fresh,
        limit: Duration::from_secs(arguments.limit),
        times: arguments.times,
    };
    let (documents, absent) = document::documents(&arguments.documents);
    for name in &absent {
        eprintln!(
            "NOT THERE: {name} (looked in {})",
            document::corpus().display()
        );
    }
    let (mut installed, mut missing) = (Vec::new(), Vec::new());
    for peer in peer::peers(&arguments.peers) {
        eprintln!("install {}", peer.name);
        match peer.install(&settings.folder.join("peers")) {
            Ok(it) => installed.push(it),
            Err(fault) => {
                eprintln!("NOT INSTALLED: {}: {fault}", peer.name);
                missing.push((peer.name.to_owned(), fault.to_string()));
            }
        }
    }
    let mut rows = Vec::new();
    for document in &documents {
        for it in &installed {
            rows.push(run::measure(document, it, &settings)?);
        }
    }
    let mut clean_rows = Vec::new();
    if arguments.clean {
        for it in &installed {
            clean_rows.push(clean::measure(it, &settings)?);
        }
    }
    settings.sweep()?;
    let small = |name: &str| documents.iter().any(|it| it.name == name && it.small);
    let mut judged = verdicts(&rows, &small);
    judged.extend(bars::clean(&clean_rows));
    let report = Report {
        machine: Machine::here(),
        absent: absent.into_iter().map(str::to_owned).collect(),
        missing,
        verdicts: judged,
        rows,
        clean: clean_rows,
    };
    fs::create_dir_all(&arguments.out)?;
    let plots = plot::draw(&report.rows, &arguments.out)?;
    let text = markdown(&report, &plots);
    fs::write(arguments.out.join("compare.md"), &text)?;
    fs::write(
        arguments.out.join("compare.json"),
        serde_json::to_vec_pretty(&report)?,
    )?;
    print!("{text}");
    let missed = report.verdicts.iter().any(|it| it.held() == Some(false));
    Ok(ExitCode::from(u8::from(missed)))
}
