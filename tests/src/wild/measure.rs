//! What a process cost, as the kernel's accounts in `/proc` say; and the compiler under measurement.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

/// The variable that names the file to which the measured compiler appends.
pub(super) const LOG: &str = "FAULTCODE_WILD_MEASURES";

/// How often a running compiler's memory is looked at. Its peak counts what lay between two looks as well.
const LOOK: Duration = Duration::from_millis(10);

/// The kernel's accounts are in hundredths of a second on every Linux.
const TICKS: f64 = 100.0;

/// What a process cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// Processor time in seconds.
    pub seconds: f64,
    /// The most memory held at one time, in bytes.
    pub peak: u64,
}

/// The most memory that a process has held, in bytes. `None` off Linux, and once the process is gone.
pub(super) fn peak(process: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// Processor time of the children that this process has waited for, in seconds.
fn of_children() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in parentheses and may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<f64> = fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|it| it.parse().ok())
        .collect();
    (fields.len() == 2).then(|| fields.iter().sum::<f64>() / TICKS)
}

/// Whether Cargo started this program in place of the compiler.
pub fn wraps(arguments: &[OsString]) -> bool {
    let rustc = |it: &OsString| {
        Path::new(it)
            .file_stem()
            .is_some_and(|stem| stem == "rustc")
    };
    std::env::var_os(LOG).is_some() && arguments.first().is_some_and(rustc)
}

/// Runs the compiler that the arguments name with warnings denied, and appends what it cost to the log.
pub fn measured_rustc(arguments: &[OsString]) -> ExitCode {
    let Some((program, rest)) = arguments.split_first() else {
        return ExitCode::from(2);
    };
    // Denied here and not by RUSTFLAGS, with which all dependencies would be built once more.
    let denied = ["-D", "warnings"];
    let mut child = match Command::new(program).args(rest).args(denied).spawn() {
        Ok(child) => child,
        Err(error) => {
            eprintln!("{}: {error}", program.display());
            return ExitCode::from(2);
        }
    };
    let id = child.id().to_string();
    let mut most = 0;
    let status = loop {
        most = most.max(peak(&id).unwrap_or(0));
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) => thread::sleep(LOOK),
            Err(error) => {
                eprintln!("{}: {error}", program.display());
                return ExitCode::from(2);
            }
        }
    };
    let name = rest.windows(2).find_map(|pair| {
        let [option, name] = pair else { return None };
        (option == "--crate-name").then(|| name.to_string_lossy().into_owned())
    });
    if let (Some(name), Some(log)) = (name, std::env::var_os(LOG)) {
        let line = format!("{name} {:.2} {most}\n", of_children().unwrap_or(0.0));
        let appended = OpenOptions::new().create(true).append(true).open(log);
        // The measure is a by-product: without it the build is as good.
        let _ = appended.and_then(|mut file| file.write_all(line.as_bytes()));
    }
    ExitCode::from(
        status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(101),
    )
}

/// The last measure of a crate in the log.
pub(super) fn logged(log: &str, crate_name: &str) -> Option<Measured> {
    log.lines().rev().find_map(|line| {
        let mut words = line.split(' ');
        let of_it = words.next()? == crate_name;
        let measured = Measured {
            seconds: words.next()?.parse().ok()?,
            peak: words.next()?.parse().ok()?,
        };
        of_it.then_some(measured)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_measure_counts() {
        let log = "a 1.00 10\nb 2.00 20\na 3.50 30\n";
        let expected = Measured {
            seconds: 3.5,
            peak: 30,
        };
        assert_eq!(logged(log, "a"), Some(expected));
        assert_eq!(logged(log, "c"), None);
    }
}
