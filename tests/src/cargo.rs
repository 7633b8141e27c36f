//! Cargo as a tool of tests: offline, with warnings denied, in the target folder and with the profiles of this workspace.
//!
//! What the build of the tests has made of dependencies is taken by those builds, and what one of them makes by the next.
//! That takes the same flags: so warnings are not denied by one, but looked for in what Cargo says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

use crate::tree;

/// One run at a time: they would wait for each other's lock anyway, and print about it.
static TURN: Mutex<()> = Mutex::new(());

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Whether it succeeded.
    pub success: bool,
    /// What it was, for messages.
    pub command: String,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ended {
    /// The result of a finished process.
    pub fn of(command: &Command, output: &Output) -> Self {
        let words: Vec<_> = command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        Self {
            success: output.status.success(),
            command: words.join(" "),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Fails unless the run succeeded, and says what to do.
    #[track_caller]
    pub fn expect_success(&self, advice: &str) {
        let Self {
            success,
            command,
            out,
            err,
        } = self;
        assert!(success, "cargo {command} failed\n{out}\n{err}\n{advice}");
    }
}

/// The folder that Cargo builds this workspace in, told by the place of the running test.
pub fn target() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own file");
    // <target>/<profile>/deps/<test>
    test.ancestors()
        .nth(3)
        .expect("tests lie three levels below the target folder")
        .to_owned()
}

/// Runs Cargo in a folder. A warning is a failure.
pub fn cargo(folder: &Path, arguments: &[&str]) -> Ended {
    cargo_documenting(folder, arguments, "-D warnings")
}

/// The same with other flags for rustdoc.
pub fn cargo_documenting(folder: &Path, arguments: &[&str], flags: &str) -> Ended {
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut command = command(folder, arguments, flags);
    let output = command.output().expect("cargo can be started");
    drop(turn);
    let mut ended = Ended::of(&command, &output);
    ended.success &= !ended.err.lines().any(|line| line.starts_with("warning"));
    ended
}

/// The command of such a run.
pub fn command(folder: &Path, arguments: &[&str], flags: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(folder)
        .args(arguments)
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_COLOR", "never")
        .env("RUSTDOCFLAGS", flags)
        // What the outer Cargo says of its own package is not meant for this one.
        .env_remove("CARGO_MANIFEST_DIR");
    command
}

/// Makes a workspace of crates below the target folder, with the versions that this repository has locked.
pub fn workspace(name: &str, members: &[String]) -> PathBuf {
    let folder = fresh(name);
    fs::write(folder.join("Cargo.toml"), manifest(members)).expect("the folder is ours");
    fs::copy(tree::root().join("Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the folder is ours");
    folder
}

/// The manifest of a workspace that builds as this one does.
pub fn manifest(members: &[String]) -> String {
    let members: Vec<_> = members.iter().map(|member| format!("{member:?}")).collect();
    let members = members.join(", ");
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n{}",
        profiles()
    )
}

/// The profiles of this workspace, as its manifest writes them.
fn profiles() -> String {
    let manifest = fs::read_to_string(tree::root().join("Cargo.toml"));
    let manifest = manifest.expect("the repository has a manifest");
    let tables = manifest.split_inclusive("\n[").flat_map(|table| {
        let table = table.strip_suffix('[').unwrap_or(table);
        table.starts_with("profile.").then(|| format!("[{table}"))
    });
    tables.collect()
}

/// An empty folder below the target folder.
pub fn fresh(name: &str) -> PathBuf {
    let folder = target().join("faultcode-tests").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder is ours");
    }
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}
