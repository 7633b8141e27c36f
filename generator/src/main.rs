//! The command `faultcode`: exit code only, everything else stands in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    faultcode::cli::run()
}
