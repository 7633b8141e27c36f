//! CPU time, wall time and peak memory of a command and everything that it starts.

use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::signal::{Signal, killpg};
use nix::sys::time::TimeVal;
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};

/// What a command cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Seconds from start to end.
    pub wall_seconds: f64,
    /// Seconds of CPU time, user and system, all processes together.
    pub cpu_seconds: f64,
    /// The largest resident size of one process, in MiB.
    pub peak_mib: f64,
}

/// How a measured command ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Whether it ended well.
    pub good: bool,
    /// What it cost.
    pub cost: Cost,
    /// What it wrote to its two outputs, errors first.
    pub words: String,
}

/// The word that makes a benchmark's own binary run one command and note its cost.
const CHILD: &str = "--measure-one";

/// Runs a command, at most for `limit`, and returns its cost.
///
/// The command runs below a fresh copy of this binary, since the operating system only knows the peak over all children
/// that a process ever had.
///
/// # Errors
///
/// The command cannot be started.
pub fn run(command: &Command, limit: Duration) -> Result<Outcome, Box<dyn Error>> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let report = std::env::temp_dir().join(format!(
        "faultcode-bench-{}-{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    ));
    let mut outer = Command::new(std::env::current_exe()?);
    outer
        .arg(CHILD)
        .arg(&report)
        .arg(limit.as_secs().to_string())
        .arg(command.get_program())
        .args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        outer.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    let output = outer.output()?;
    let mut words = String::from_utf8_lossy(&output.stderr).into_owned();
    words.push_str(&String::from_utf8_lossy(&output.stdout));
    let noted = fs::read_to_string(&report);
    // The folder of temporary files is the system's; a file left there harms nobody.
    let _ = fs::remove_file(&report);
    let program = command.get_program();
    let cost = noted.map_err(|_| format!("{program:?} cannot be started: {words}"))?;
    Ok(Outcome {
        good: output.status.success(),
        cost: serde_json::from_str(&cost)?,
        words,
    })
}

/// To be called first in the `main` of a benchmark: if this process is the copy that runs one command, runs it, notes
/// its cost and ends.
pub fn run_if_child() {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [mark, report, limit, program, rest @ ..] = arguments.as_slice() else {
        return;
    };
    if mark != CHILD {
        return;
    }
    let limit = limit.to_str().and_then(|it| it.parse().ok()).unwrap_or(600);
    let limit = Some(Duration::from_secs(limit));
    let ended = run_here(Command::new(program).args(rest), limit)
        .and_then(|(status, cost)| note(report, cost).map(|()| status));
    std::process::exit(match ended {
        Ok(status) => status.code().unwrap_or(1),
        Err(_) => 1,
    })
}

/// Runs the one command that this process is there for. Under a limit it is ended with all that it started.
///
/// # Errors
///
/// The command cannot be started.
pub fn run_here(
    command: &mut Command,
    limit: Option<Duration>,
) -> Result<(ExitStatus, Cost), Box<dyn Error>> {
    if limit.is_some() {
        command.process_group(0);
    }
    let start = Instant::now();
    let mut child = command.spawn()?;
    let group = Pid::from_raw(i32::try_from(child.id())?);
    let (done, wait) = mpsc::channel::<()>();
    let watch = limit.map(|limit| {
        std::thread::spawn(move || {
            if wait.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                eprintln!("ended after {} s", limit.as_secs());
                // It may have ended on its own in between.
                let _ = killpg(group, Signal::SIGKILL);
            }
        })
    });
    let status = child.wait()?;
    let wall_seconds = start.elapsed().as_secs_f64();
    drop(done);
    // The thread only waits and cannot fail.
    let _ = watch.map(std::thread::JoinHandle::join);
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cost = Cost {
        wall_seconds,
        cpu_seconds: seconds(usage.user_time()) + seconds(usage.system_time()),
        peak_mib: usage.max_rss() as f64 / 1024.0,
    };
    Ok((status, cost))
}

/// CPU seconds of this process so far, user and system, all its threads.
///
/// # Errors
///
/// The system does not say.
pub fn own_cpu() -> Result<f64, Box<dyn Error>> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}

fn note(report: &OsStr, cost: Cost) -> Result<(), Box<dyn Error>> {
    Ok(fs::write(Path::new(report), serde_json::to_string(&cost)?)?)
}

fn seconds(time: TimeVal) -> f64 {
    time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6
}

/// The middle of the costs, each figure for itself.
pub fn median(costs: &[Cost]) -> Cost {
    let of = |figure: fn(&Cost) -> f64| middle(costs.iter().map(figure).collect());
    Cost {
        wall_seconds: of(|cost| cost.wall_seconds),
        cpu_seconds: of(|cost| cost.cpu_seconds),
        peak_mib: of(|cost| cost.peak_mib),
    }
}

/// The middle of some figures; of an even number, the lower one of the two. Zero of none.
pub fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len().saturating_sub(1) / 2;
    figures.get(middle).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_of_each_figure() {
        assert_eq!(middle(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(middle(vec![4.0, 1.0, 2.0, 3.0]), 2.0);
        assert_eq!(middle(Vec::new()), 0.0);
    }
}
