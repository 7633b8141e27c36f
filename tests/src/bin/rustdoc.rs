//! Rustdoc with switches that are not stable. The variable that allows them must not reach build scripts, which ask for it
//! and would run again, with all that depends on them.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let mut command = Command::new("rustdoc");
    command.args(std::env::args_os().skip(1));
    match command.env("RUSTC_BOOTSTRAP", "1").status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("rustdoc cannot be started: {error}");
            ExitCode::FAILURE
        }
    }
}
