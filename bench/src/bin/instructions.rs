//! Instructions of decoding and encoding with the runtime's tables and with serde's derives, counted by callgrind.
//!
//! `cargo run --release -p faultcode-bench --bin instructions -- [--payloads a,b] --out DIR`

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::Command;

use clap::Parser;
use faultcode_bench::instructions::per_run;
use faultcode_bench::payloads::{self, derived, tables};
use faultcode_runtime::values::{Decode, Encode, Encoder, from_json};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Counts instructions.
#[derive(Debug, Parser)]
struct Arguments {
    /// Payloads, by name; all of them if none is named
    #[arg(long, value_delimiter = ',', value_parser = names())]
    payloads: Vec<String>,
    /// The folder for the table
    #[arg(long, value_name = "DIR", required_unless_present = "run")]
    out: Option<PathBuf>,
    /// Be the program that is counted: payload, step, form, runs
    #[arg(long, hide = true, num_args = 4)]
    run: Vec<String>,
}

/// A payload: its name, how it is made, and what runs one step of one form on it that many times.
type Payload = (&'static str, fn() -> String, fn(&str, &str, &str, usize));

const PAYLOADS: [Payload; 5] = [
    (
        "invoices",
        || payloads::invoices(100),
        run::<tables::InvoicePage, derived::InvoicePage>,
    ),
    (
        "repositories",
        || payloads::repositories(30),
        run::<Vec<tables::Repository>, Vec<derived::Repository>>,
    ),
    (
        "maps",
        || payloads::maps(200),
        run::<tables::Catalogue, derived::Catalogue>,
    ),
    (
        "events",
        || payloads::events(100),
        run::<tables::EventPage, derived::EventPage>,
    ),
    (
        "failure",
        payloads::failure,
        run::<tables::Failure, derived::Failure>,
    ),
];

fn names() -> Vec<&'static str> {
    PAYLOADS.iter().map(|(name, ..)| *name).collect()
}

fn run<T: Decode + Encode, D: DeserializeOwned + Serialize>(
    json: &str,
    step: &str,
    form: &str,
    times: usize,
) {
    let bytes = json.as_bytes();
    let ours = || from_json::<T>(black_box(bytes)).expect("a payload of our own");
    let theirs = || serde_json::from_slice::<D>(black_box(bytes)).expect("a payload of our own");
    let (model, other) = (ours(), theirs());
    for _ in 0..times {
        match (step, form) {
            ("decode", "tables") => drop(black_box(ours())),
            ("decode", _) => drop(black_box(theirs())),
            (_, "tables") => drop(black_box(
                Encoder::whole(&model).expect("a model of our own"),
            )),
            _ => drop(black_box(
                serde_json::to_vec(&other).expect("a model of our own"),
            )),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    if let [payload, step, form, times] = arguments.run.as_slice() {
        let wanted = PAYLOADS.iter().find(|(name, ..)| name == payload);
        let (_, make, run) = wanted.ok_or("no such payload")?;
        run(&make(), step, form, times.parse()?);
        return Ok(());
    }
    let out = arguments.out.ok_or("no folder for the table")?;
    let here = std::env::current_exe()?;
    let mut text = String::from(
        "# Instructions\n\n| payload | step | tables | derives | tables of derives |\n|---|---|---|---|---|\n",
    );
    for (name, ..) in &PAYLOADS {
        let all = arguments.payloads.is_empty();
        if !all && !arguments.payloads.iter().any(|wanted| wanted == name) {
            continue;
        }
        for step in ["decode", "encode"] {
            let of = |form: &str| {
                let command = |times: usize| {
                    let mut command = Command::new(&here);
                    command.args(["--run", name, step, form, &times.to_string()]);
                    command
                };
                per_run(&command, 2, 10)
            };
            let (ours, theirs) = (of("tables")?, of("derives")?);
            let ratio = ours / theirs;
            // Writing to a string does not fail.
            let _ = writeln!(
                text,
                "| {name} | {step} | {ours:.0} | {theirs:.0} | {ratio:.2} |"
            );
        }
    }
    fs::create_dir_all(&out)?;
    fs::write(out.join("instructions.md"), &text)?;
    print!("{text}");
    Ok(())
}
