//! The command as somebody types it, built once for all tests that do.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::cargo::{cargo, target};
use crate::tree;

/// The program.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let built = cargo(&tree::root(), &["build", "--quiet", "-p", "faultcode"]);
        built.expect_success("the command does not build");
        let name = format!("faultcode{}", std::env::consts::EXE_SUFFIX);
        target().join("debug").join(name)
    })
}

/// A command in a folder, without colours.
pub fn faultcode(folder: &Path) -> Command {
    let mut command = Command::new(program());
    command.current_dir(folder).env("NO_COLOR", "1");
    command
}
