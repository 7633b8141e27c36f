//! The compiler under measurement: Cargo starts a benchmark's own binary in place of it for the crates of a workspace.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::measure::{self, Cost};

/// The variable that names the file to which the measured compiler appends.
const LOG: &str = "FAULTCODE_BENCH_RUSTC";

/// One crate that was compiled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Compiled {
    /// The crate's name.
    pub name: String,
    /// What its compiler cost.
    pub cost: Cost,
}

/// Makes Cargo measure the compiler of the workspace's own crates; dependencies are compiled as usual.
///
/// # Errors
///
/// The running program cannot be named, or an earlier log cannot be removed.
pub fn measured(command: &mut Command, log: &Path) -> std::io::Result<()> {
    if log.exists() {
        fs::remove_file(log)?;
    }
    command
        .env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?)
        .env(LOG, log);
    Ok(())
}

/// The last compilation of a crate that a log holds.
pub fn last(log: &Path, name: &str) -> Option<Cost> {
    let text = fs::read_to_string(log).ok()?;
    let entries = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    entries
        .filter(|it: &Compiled| it.name == name)
        .map(|it| it.cost)
        .next_back()
}

/// To be called first in the `main` of a benchmark: if Cargo started this process in place of the compiler, runs the
/// compiler, notes its cost and ends.
pub fn run_if_wrapper() {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let (Some(log), [compiler, rest @ ..]) = (std::env::var_os(LOG), arguments.as_slice()) else {
        return;
    };
    if Path::new(compiler).file_stem() != Some("rustc".as_ref()) {
        return;
    }
    let name = rest
        .iter()
        .skip_while(|it| *it != "--crate-name")
        .nth(1)
        .map(|it| it.to_string_lossy().into_owned());
    let ran = measure::run_here(Command::new(compiler).args(rest), None);
    let Ok((status, cost)) = ran else {
        std::process::exit(1)
    };
    // Cargo asks the compiler about itself with a crate of three underscores.
    if let Some(name) = name.filter(|name| name != "___") {
        let line = serde_json::to_string(&Compiled { name, cost }).unwrap_or_default();
        let file = OpenOptions::new().create(true).append(true).open(log);
        if let Err(fault) = file.and_then(|mut file| writeln!(file, "{line}")) {
            eprintln!("the log of the compiler cannot be written: {fault}");
        }
    }
    std::process::exit(status.code().unwrap_or(1))
}
