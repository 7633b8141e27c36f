//! Instructions that a program executes, counted by callgrind: unlike seconds they repeat, whatever else the machine does.

use std::error::Error;
use std::process::Command;

/// Instructions of one run, on average: what the program executes for `more` runs beyond what it does for `few`.
///
/// `command` makes the program's command for a number of runs. Work in the kernel is not counted.
///
/// # Errors
///
/// Valgrind is not there, or the program ends badly.
pub fn per_run(
    command: &impl Fn(usize) -> Command,
    few: usize,
    more: usize,
) -> Result<f64, Box<dyn Error>> {
    let (before, after) = (count(&command(few))?, count(&command(few + more))?);
    Ok((after - before) / more as f64)
}

/// Instructions of a whole command.
fn count(command: &Command) -> Result<f64, Box<dyn Error>> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(command.get_program())
        .args(command.get_args())
        .output()
        .map_err(|fault| format!("valgrind cannot be started: {fault}"))?;
    let words = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("the counted program failed: {words}").into());
    }
    let said = words
        .lines()
        .find_map(|line| line.split("Collected : ").nth(1));
    let figure = said.and_then(|figure| figure.trim().parse().ok());
    figure.ok_or_else(|| format!("valgrind says nothing of instructions: {words}").into())
}
