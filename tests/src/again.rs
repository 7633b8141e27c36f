//! Tests that need a process of their own: the running program, started again with one test of it.

use std::process::Command;

/// A command that runs one test, ignored or not, in a process of its own. `module` is the caller's `module_path!()`, and
/// `test` the function that stands there.
///
/// # Panics
///
/// The module has no parent: tests stand in modules of the nine programs.
pub fn command(module: &str, test: &str) -> Command {
    let (_, module) = module.split_once("::").expect("tests stand in modules");
    let program = std::env::current_exe().expect("a test knows its own file");
    let mut command = Command::new(program);
    command
        .arg("--exact")
        .arg(format!("{module}::{test}"))
        .args(["--include-ignored", "--nocapture"]);
    command
}
