//! A program that calls five operations of a generated crate, written by hand for each generator's way of calling.

use std::error::Error;
use std::fs;
use std::path::Path;

use super::cargo::Package;

/// Document, generator, text of `main.rs`.
const PROGRAMS: [(&str, &str, &str); 7] = [
    (
        "petstore",
        "faultcode",
        include_str!("../../programs/five/faultcode.rs"),
    ),
    (
        "petstore",
        "openapi-to-rust",
        include_str!("../../programs/five/openapi-to-rust.rs"),
    ),
    (
        "petstore",
        "oas3-gen",
        include_str!("../../programs/five/oas3-gen.rs"),
    ),
    (
        "petstore",
        "ploidy",
        include_str!("../../programs/five/ploidy.rs"),
    ),
    (
        "petstore",
        "progenitor",
        include_str!("../../programs/five/progenitor.rs"),
    ),
    (
        "petstore",
        "openapi-generator",
        include_str!("../../programs/five/openapi-generator.rs"),
    ),
    (
        "petstore",
        "openapi-nexus",
        include_str!("../../programs/five/openapi-nexus.rs"),
    ),
];

/// The program for a document and a generator, where one was written.
pub fn text(document: &str, peer: &str) -> Option<&'static str> {
    PROGRAMS
        .iter()
        .find(|(of, by, _)| *of == document && *by == peer)
        .map(|(.., text)| *text)
}

/// Writes the program as a package beside the crate that it uses; it builds into the same folder.
///
/// # Errors
///
/// The files cannot be written.
pub fn write(folder: &Path, text: &str, client: &Package) -> Result<Package, Box<dyn Error>> {
    fs::create_dir_all(folder.join("src"))?;
    let (name, path) = (&client.name, &client.folder);
    let manifest = format!(
        "[package]\nname = \"five-calls\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         client = {{ package = {name:?}, path = {path:?} }}\n\
         tokio = {{ version = \"1\", features = [\"rt\", \"net\", \"time\"] }}\n\n\
         [profile.release]\nstrip = true\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/main.rs"), text)?;
    Package::adopt(folder, &client.target, client.limit)
}
