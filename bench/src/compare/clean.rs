//! A small program that depends on a client of ten operations, built with all that both depend on.

use std::error::Error;
use std::fs;

use super::cargo::Package;
use super::document::{Document, digest};
use super::machine;
use super::peer::Installed;
use super::row::{Row, Step, first_line};
use super::run::Settings;
use super::script;
use crate::{measure, synthetic};

/// The operations of the client.
const OPERATIONS: usize = 10;

/// Generates the client, builds the program from nothing, and says what that cost.
///
/// # Errors
///
/// A program cannot be started at all, or a file cannot be written.
pub fn measure(installed: &Installed, settings: &Settings) -> Result<Row, Box<dyn Error>> {
    let peer = installed.peer.name;
    let text = synthetic::document(OPERATIONS);
    let folder = settings.folder.join("clean").join(peer);
    let kept = settings.folder.join("rows");
    fs::create_dir_all(&kept)?;
    let file = kept.join(format!("clean-{peer}.json"));
    let mut row = Row::load(
        &file,
        "ten",
        peer,
        &installed.version,
        &digest(text.as_bytes()),
    );
    let whole = row.clean.is_some() && (row.script.is_some() || !script::exists(peer));
    if whole && !settings.fresh {
        return Ok(row);
    }
    eprintln!("a small program with its dependencies × {peer}");
    row.load = machine::load();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let (client, program) = (folder.join("client"), folder.join("program"));
    fs::create_dir_all(&client)?;
    fs::create_dir_all(program.join("src"))?;
    let path = folder.join("ten.json");
    fs::write(&path, &text)?;
    let document = Document {
        name: "ten",
        path,
        small: true,
        digest: row.digest.clone(),
    };
    let outcome = measure::run(&installed.generate(&document, &client)?, settings.limit)?;
    if !outcome.good {
        row.clean = Some(Step::Failed(first_line(&outcome.words)));
        row.store(&file)?;
        return Ok(row);
    }
    let target = folder.join("built");
    let client = Package::adopt(&installed.finish(&client)?, &target, settings.limit)?;
    let (name, path) = (&client.name, &client.folder);
    let manifest = format!(
        "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         client = {{ package = {name:?}, path = {path:?} }}\n\n[workspace]\n"
    );
    fs::write(program.join("Cargo.toml"), manifest)?;
    fs::write(
        program.join("src/main.rs"),
        "use client as _;\n\nfn main() {}\n",
    )?;
    row.clean = Some(Package::adopt(&program, &target, settings.limit)?.clean()?);
    let scripted = folder.join("scripted");
    if let Some(program) = script::write(peer, &document.path, &scripted, &target, settings)? {
        row.script = Some(program.clean()?);
    }
    row.store(&file)?;
    // It was measured, and takes much room.
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    Ok(row)
}
