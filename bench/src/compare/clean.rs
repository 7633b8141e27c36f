//! A small program that depends on a client of ten operations, built with all that both depend on.

use std::error::Error;
use std::fs;
use std::path::Path;

use super::cargo::Package;
use super::document::{Document, digest};
use super::machine;
use super::peer::Installed;
use super::row::{Row, Step, Way, first_line};
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
    // All ways are measured within minutes of each other, so that they can be compared.
    if !row.clean.is_empty() && !settings.fresh {
        return Ok(row);
    }
    row.clean.clear();
    eprintln!("a small program with its dependencies × {peer}");
    row.load = machine::load();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let client = folder.join("client");
    fs::create_dir_all(&client)?;
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
        let words = first_line(&outcome.words);
        row.clean.insert(Way::Tls, Step::Failed(words));
        row.store(&file)?;
        return Ok(row);
    }
    let target = folder.join("built");
    let client = Package::adopt(&installed.finish(&client)?, &target, settings.limit)?;
    for way in Way::ALL {
        let tls = way.has_tls();
        let package = match way {
            Way::Cleartext | Way::Tls => match dependencies(peer, tls, &client) {
                Some(dependencies) => {
                    let program = folder.join(if tls { "tls" } else { "cleartext" });
                    Some(small(&program, &dependencies, &target, settings)?)
                }
                None => None,
            },
            Way::ScriptCleartext | Way::ScriptTls => {
                let program = folder.join(if tls {
                    "script-tls"
                } else {
                    "script-cleartext"
                });
                script::write(peer, tls, &document.path, &program, &target, settings)?
            }
        };
        if let Some(package) = package {
            row.clean.insert(way, package.clean()?);
        }
    }
    row.store(&file)?;
    // It was measured, and takes much room.
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    Ok(row)
}

/// The dependencies of a program with a client that is checked in; `None` where the generator has no such client. Most bring
/// TLS by themselves.
fn dependencies(peer: &str, tls: bool, client: &Package) -> Option<String> {
    let named = format!("package = {:?}, path = {:?}", client.name, client.folder);
    match (peer, tls) {
        ("progenitor", true) => Some(format!(
            "client = {{ {named} }}\n\
             reqwest = {{ version = \"0.13\", default-features = false, features = [\"rustls\"] }}\n"
        )),
        ("progenitor", false) | (_, true) => Some(format!("client = {{ {named} }}\n")),
        ("faultcode", false) => Some(format!(
            "client = {{ {named}, default-features = false }}\nfaultcode-runtime = {{ {} }}\n",
            script::runtime(false)
        )),
        _ => None,
    }
}

/// A program that does nothing but depend on its client.
fn small(
    folder: &Path,
    dependencies: &str,
    target: &Path,
    settings: &Settings,
) -> Result<Package, Box<dyn Error>> {
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(
        folder.join("src/main.rs"),
        "use client as _;\n\nfn main() {}\n",
    )?;
    Package::adopt(folder, target, settings.limit)
}
