//! What models cost to compile, as tables and as serde derives, side by side in one run.
//!
//! `cargo run --release -p faultcode-bench --bin shape -- [--models 1500] [--fields 10] [--out DIR]`
//!
//! Only the ratios are of use: they hold from machine to machine, the seconds do not.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use faultcode_bench::measure::{self, Cost};
use faultcode_bench::models::{Shape, library};

/// The most that one build may take.
const LIMIT: Duration = Duration::from_secs(600);

/// What one shape costs.
struct Row {
    shape: Shape,
    check: Cost,
    release: Cost,
    rlib_mib: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    measure::run_if_child();
    let option = |name: &str, default: &str| {
        let mut arguments = std::env::args().skip_while(|argument| argument != name);
        arguments.nth(1).unwrap_or_else(|| default.to_owned())
    };
    let (models, fields) = (
        option("--models", "1500").parse()?,
        option("--fields", "10").parse()?,
    );
    let out = PathBuf::from(option("--out", "target/shape"));
    fs::create_dir_all(&out)?;
    let rows = [Shape::Thin, Shape::Serde, Shape::Floor]
        .into_iter()
        .map(|shape| measure_shape(shape, models, fields, &out))
        .collect::<Result<Vec<_>, _>>()?;
    print!("{}", table(&rows, models, fields));
    Ok(())
}

fn measure_shape(
    shape: Shape,
    models: usize,
    fields: usize,
    out: &Path,
) -> Result<Row, Box<dyn Error>> {
    let folder = out.join(shape.name());
    fs::create_dir_all(folder.join("src"))?;
    let runtime = fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime"))?;
    let name = format!("shape-{}", shape.name());
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             faultcode-runtime = {{ path = {runtime:?} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\n\
             [workspace]\n"
        ),
    )?;
    fs::write(folder.join("src/lib.rs"), library(shape, models, fields))?;
    let target = fs::canonicalize(out)?.join("target");
    let mut measured = Vec::new();
    for arguments in [&["check", "-q"][..], &["build", "-q", "--release"]] {
        let target = target.to_string_lossy().into_owned();
        let mut arguments = arguments.to_vec();
        arguments.extend(["--target-dir", &target]);
        // First the dependencies, so that the crate alone is measured.
        if !Command::new("cargo")
            .args(&arguments)
            .current_dir(&folder)
            .status()?
            .success()
        {
            return Err(format!("{name} does not compile").into());
        }
        let source = folder.join("src/lib.rs");
        fs::write(&source, fs::read(&source)?)?;
        let mut command = Command::new("cargo");
        command.args(&arguments).current_dir(&folder);
        measured.push(measure::run(&command, LIMIT)?.cost);
    }
    let rlib = target
        .join("release")
        .join(format!("lib{}.rlib", name.replace('-', "_")));
    let rlib_mib = fs::metadata(rlib)?.len() as f64 / 1048576.0;
    Ok(Row {
        shape,
        check: measured[0],
        release: measured[1],
        rlib_mib,
    })
}

fn table(rows: &[Row], models: usize, fields: usize) -> String {
    let mut text = format!(
        "{models} models of {fields} optional fields, the crate alone:\n\n\
         | shape | check CPU s | check peak MiB | release CPU s | rlib MiB |\n|---|---|---|---|---|\n"
    );
    for row in rows {
        text.push_str(&format!(
            "| {} | {:.2} | {:.0} | {:.2} | {:.1} |\n",
            row.shape.name(),
            row.check.cpu_seconds,
            row.check.peak_mib,
            row.release.cpu_seconds,
            row.rlib_mib
        ));
    }
    let of = |shape| rows.iter().find(|row| row.shape == shape);
    if let (Some(thin), Some(serde)) = (of(Shape::Thin), of(Shape::Serde)) {
        text.push_str(&format!(
            "| serde / thin | {:.1} x | {:.1} x | {:.1} x | {:.1} x |\n",
            serde.check.cpu_seconds / thin.check.cpu_seconds,
            serde.check.peak_mib / thin.check.peak_mib,
            serde.release.cpu_seconds / thin.release.cpu_seconds,
            serde.rlib_mib / thin.rlib_mib
        ));
    }
    text
}
