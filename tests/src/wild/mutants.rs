//! Many changed forms of one document, generated in a process of their own: none may end it, hang, or be written as text
//! that is no Rust.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use faultcode::{Input, Options, Session};
use serde_json::Value;

use super::documents::Document;
use super::mutate::{Dice, mutate};

/// How long one form may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Every so many forms that generate, one is kept, so that it can be compiled.
const KEPT: u64 = 25;

/// The words with which the runner starts a child: document, folder for what is kept, first seed, number of seeds.
pub fn serve_mutants(words: &[OsString]) -> ExitCode {
    match forms(words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}

fn forms(words: &[OsString]) -> Result<(), String> {
    let [document, kept, first, number] = words else {
        return Err("--mutants-of is for the runner alone".to_owned());
    };
    let seed = |word: &OsString| {
        word.to_string_lossy()
            .parse::<u64>()
            .map_err(|error| error.to_string())
    };
    let (first, number) = (seed(first)?, seed(number)?);
    let text = fs::read_to_string(document).map_err(|error| error.to_string())?;
    let value = serde_json::from_str(&text).or_else(|_| serde_yaml::from_str(&text));
    let value: Value = value.map_err(|error| error.to_string())?;
    let kept = Path::new(kept);
    let mut good = 0;
    for seed in first..first + number {
        // Whoever started this reads here which form it did not survive.
        fs::write(kept.join("seed"), seed.to_string()).map_err(|error| error.to_string())?;
        let mut changed = value.clone();
        mutate(&mut changed, &mut Dice::of(seed));
        let bytes = changed.to_string();
        let ending = match catch_unwind(AssertUnwindSafe(|| try_one(bytes.as_bytes()))) {
            Ok(Some(true)) => {
                good += 1;
                if good % KEPT != 0 {
                    continue;
                }
                "good"
            }
            Ok(Some(false)) => continue,
            Ok(None) => "refused",
            Err(_) => "panic",
        };
        let pretty = serde_json::to_string_pretty(&changed).unwrap_or(bytes);
        fs::write(kept.join(format!("{ending}-{seed}.json")), pretty)
            .map_err(|error| error.to_string())?;
    }
    fs::remove_file(kept.join("seed")).map_err(|error| error.to_string())
}

/// Whether a client is made; `None` when the generator refuses its own output.
fn try_one(bytes: &[u8]) -> Option<bool> {
    let input = Input::bytes("changed.json", bytes);
    let mut session = Session::new(input, Options::named("changed"));
    let output = session.generate();
    let findings = session.findings();
    let own_fault = findings.iter().any(|found| found.rule == "refused-output");
    (!own_fault).then_some(output.is_some())
}

/// Tries forms of a document and returns those that went wrong: `panic-<seed>`, `refused-<seed>`, `died-<seed>`,
/// `endless-<seed>`.
///
/// # Errors
///
/// The program cannot be started, or the folder cannot be written.
pub(super) fn try_forms(
    document: &Document,
    kept: &Path,
    number: u64,
    this: &Path,
) -> io::Result<Vec<String>> {
    fs::create_dir_all(kept)?;
    let mut wrong = Vec::new();
    let mut first = 0;
    while first < number {
        let mut child = Command::new(this)
            .arg("--mutants-of")
            .args([document.path.as_path(), kept])
            .args([first.to_string(), (number - first).to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(kept.join("words"))?)
            .spawn()?;
        let at = || {
            fs::read_to_string(kept.join("seed"))
                .ok()?
                .parse::<u64>()
                .ok()
        };
        let (mut seen, mut since) = (None, Instant::now());
        let ended = loop {
            if let Some(status) = child.try_wait()? {
                break if status.success() { None } else { Some("died") };
            }
            let now = at();
            if now != seen {
                (seen, since) = (now, Instant::now());
            } else if since.elapsed() > PATIENCE {
                child.kill()?;
                child.wait()?;
                break Some("endless");
            }
            thread::sleep(Duration::from_millis(20));
        };
        let Some(how) = ended else { break };
        let Some(seed) = at() else {
            return Err(io::Error::other(fs::read_to_string(kept.join("words"))?));
        };
        wrong.push(format!("{how}-{seed}"));
        fs::remove_file(kept.join("seed"))?;
        first = seed + 1;
    }
    for entry in fs::read_dir(kept)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some((how @ ("panic" | "refused"), rest)) = name.split_once('-') {
            wrong.push(format!("{how}-{}", rest.trim_end_matches(".json")));
        }
    }
    Ok(wrong)
}
