//! What a report says of the machine and of the moment it was measured in.

use std::fs;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// The machine, as far as it matters to a figure.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// How many processors there are.
    pub processors: usize,
    /// Memory in GiB.
    pub memory_gib: f64,
    /// The operating system's kernel.
    pub kernel: String,
    /// The compiler, as it names itself.
    pub rustc: String,
}

impl Machine {
    /// This machine. What the system does not say stays empty.
    pub fn here() -> Self {
        let text = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let processor = after(&text("/proc/cpuinfo"), "model name");
        let memory = after(&text("/proc/meminfo"), "MemTotal");
        let kib: f64 = memory
            .split(' ')
            .next()
            .and_then(|it| it.parse().ok())
            .unwrap_or_default();
        let rustc = Command::new("rustc").arg("--version").output();
        Self {
            processor,
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gib: kib / 1_048_576.0,
            kernel: text("/proc/sys/kernel/osrelease").trim().to_owned(),
            rustc: rustc
                .map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned())
                .unwrap_or_default(),
        }
    }

    /// One sentence.
    pub fn sentence(&self) -> String {
        format!(
            "{} × {}, {:.0} GiB, Linux {}, {}.",
            self.processors, self.processor, self.memory_gib, self.kernel, self.rustc
        )
    }
}

/// How many processes wanted the processor in the last minute, on average. Above the number of processors, wall times
/// say little.
pub fn load() -> f64 {
    fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse().ok())
        .unwrap_or_default()
}

fn after(text: &str, name: &str) -> String {
    text.lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|rest| rest.split_once(':'))
        .map(|(_, value)| value.trim().to_owned())
        .unwrap_or_default()
}
