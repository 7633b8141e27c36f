//! CPU time and peak memory of a command and everything that it starts.

use std::error::Error;
use std::process::{Command, Stdio};

use nix::sys::resource::{UsageWho, getrusage};

/// What a command cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Seconds of CPU time, user and system, all processes together.
    pub cpu_seconds: f64,
    /// The largest resident size of one process, in MiB.
    pub peak_mib: f64,
}

/// The word that makes a benchmark's own binary run one command and print its cost.
const CHILD: &str = "--measure-one";

/// Runs a command and returns its cost.
///
/// The command runs below a fresh copy of this binary, since the operating system only knows the peak over all children
/// that a process ever had.
///
/// # Errors
///
/// The command cannot be started or fails.
pub fn cost(program: &str, arguments: &[&str], folder: &str) -> Result<Cost, Box<dyn Error>> {
    let output = Command::new(std::env::current_exe()?)
        .arg(CHILD)
        .arg(folder)
        .arg(program)
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let mut numbers = text.split_whitespace().map(str::parse::<f64>);
    match (output.status.success(), numbers.next(), numbers.next()) {
        (true, Some(Ok(cpu_seconds)), Some(Ok(peak_mib))) => Ok(Cost {
            cpu_seconds,
            peak_mib,
        }),
        _ => Err(format!("{program} {arguments:?} failed in {folder}").into()),
    }
}

/// To be called first in the `main` of a benchmark: if this process is the copy that runs one command, runs it, prints
/// its cost and ends.
pub fn run_if_child() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mark, folder, program, rest @ ..] = arguments.as_slice() else {
        return;
    };
    if mark != CHILD {
        return;
    }
    let status = Command::new(program)
        .args(rest)
        .current_dir(folder)
        .stdout(Stdio::null())
        .status();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN);
    let (Ok(status), Ok(usage)) = (status, usage) else {
        std::process::exit(1)
    };
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    println!(
        "{} {}",
        seconds(usage.user_time()) + seconds(usage.system_time()),
        usage.max_rss() as f64 / 1024.0
    );
    std::process::exit(i32::from(!status.success()));
}
