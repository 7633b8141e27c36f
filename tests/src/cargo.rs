//! Cargo as a tool of tests: offline, with warnings denied, in target folders of its own.

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

/// Runs Cargo below the target folder, so that dependencies are built once for all tests that do so.
pub fn cargo(folder: &Path, arguments: &[&str]) -> Ended {
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(folder)
        .args(arguments)
        .env("CARGO_TARGET_DIR", target().join("compile"))
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "-D warnings")
        .env("RUSTDOCFLAGS", "-D warnings")
        // What the outer Cargo says of its own package is not meant for this one.
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_MANIFEST_DIR");
    let output = command.output().expect("cargo can be started");
    drop(turn);
    Ended::of(&command, &output)
}

/// Makes a workspace of crates below the target folder, with the versions that this repository has locked.
pub fn workspace(name: &str, members: &[String]) -> PathBuf {
    let folder = fresh(name);
    let members: Vec<_> = members.iter().map(|member| format!("{member:?}")).collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
        members.join(", ")
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("the folder is ours");
    fs::copy(tree::root().join("Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the folder is ours");
    folder
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
