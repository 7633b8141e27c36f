//! Generates and compiles every document of a folder, and reports what came of each.

use std::path::Path;
use std::process::ExitCode;

use faultcode_tests::wild;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    if wild::wraps(&arguments) {
        return wild::measured_rustc(&arguments);
    }
    match arguments.as_slice() {
        [verb, rest @ ..] if verb == "--one" => return wild::serve(rest),
        [verb, rest @ ..] if verb == "--mutants-of" => return wild::serve_mutants(rest),
        _ => {}
    }
    let arguments = match wild::Arguments::read(arguments) {
        Ok(arguments) => arguments,
        Err(problem) => {
            eprintln!("{problem}\n{}", wild::USAGE);
            return ExitCode::from(2);
        }
    };
    let this = std::env::current_exe().expect("a program knows its own file");
    match wild::run(&arguments, &this, &mut |line| eprintln!("{line}")) {
        Ok(report) => finish(&report, arguments.report.as_deref()),
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}

fn finish(report: &wild::Report, out: Option<&Path>) -> ExitCode {
    println!("{}", report.summary());
    if let Some(out) = out
        && let Err(error) = report.write(out)
    {
        eprintln!("{}: {error}", out.display());
        return ExitCode::from(2);
    }
    for line in report.shortcomings() {
        eprintln!("{line}");
    }
    ExitCode::from(u8::from(!report.is_good()))
}
