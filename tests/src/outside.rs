//! What tests ask for that is no part of the repository: documents of other people, browsers, servers and clients.
//!
//! The build script reads this file too. Where one is absent, the tests that need it are ignored, with a reason that says
//! SKIPPED: what did not run is not counted as passed. Run all the same (`-- --include-ignored`), they fail.

use std::env::{split_paths, var_os};
use std::path::{Path, PathBuf};

/// The variables that say where these are.
#[allow(dead_code, reason = "the build script asks for them")]
pub const VARIABLES: [&str; 7] = [
    "FAULTCODE_CHROMIUM",
    "FAULTCODE_CORPUS",
    "FAULTCODE_PRISM",
    "FAULTCODE_POSTGRES",
    "FAULTCODE_SARIF_SCHEMA",
    "FAULTCODE_CI_TOOLS",
    "IMPORT_PAGES",
];

fn root() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

/// Chromium's program: `FAULTCODE_CHROMIUM`, or in the path.
pub fn chromium() -> Option<PathBuf> {
    let given = var_os("FAULTCODE_CHROMIUM").map(PathBuf::from);
    let path = var_os("PATH").unwrap_or_default();
    let in_path = split_paths(&path).flat_map(|folder| {
        ["chromium", "chromium-browser", "google-chrome"].map(|name| folder.join(name))
    });
    let mut all = given.into_iter().chain(in_path);
    all.find(|program| program.exists())
}

/// The folder of other people's documents: `FAULTCODE_CORPUS`, or the one beside the repository.
pub fn corpus() -> Option<PathBuf> {
    let given = var_os("FAULTCODE_CORPUS").map(PathBuf::from);
    let beside = || root().parent().map(|above| above.join("shared/corpus"));
    given.or_else(beside).filter(|folder| folder.is_dir())
}

/// The folder beside the repository with documents that people have annotated with a slip each.
pub fn faults() -> Option<PathBuf> {
    let beside = root()
        .parent()
        .map(|above| above.join("shared/faults/mistakes"));
    beside.filter(|folder| folder.is_dir())
}

/// The folder beside the repository with the error pages that the documents in `specs` were written after.
pub fn five_pages() -> Option<PathBuf> {
    let beside = root().parent().map(|above| above.join("shared/api-docs"));
    beside.filter(|folder| folder.is_dir())
}

/// A folder of other people's pages, each with what is on it in a file beside it: `IMPORT_PAGES`.
pub fn import_pages() -> Option<PathBuf> {
    let given = var_os("IMPORT_PAGES").map(PathBuf::from);
    given.filter(|folder| folder.is_dir())
}

/// Prism's program: `FAULTCODE_PRISM`, or where `.ci/validate` installs it, or in the path.
pub fn prism() -> Option<PathBuf> {
    let given = var_os("FAULTCODE_PRISM").map(PathBuf::from);
    given.or_else(|| installed("node_modules/.bin/prism", "prism"))
}

/// The program of pre-commit, where `.ci/slow` installs it, or in the path.
pub fn pre_commit() -> Option<PathBuf> {
    installed("venv/bin/pre-commit", "pre-commit")
}

/// The schema of SARIF 2.1.0: `FAULTCODE_SARIF_SCHEMA`, or where `.ci/slow` puts the one of a package.
pub fn sarif_schema() -> Option<PathBuf> {
    let given = var_os("FAULTCODE_SARIF_SCHEMA").map(PathBuf::from);
    let found = given.unwrap_or_else(|| tools().join("sarif-schema-2.1.0.json"));
    found.exists().then_some(found)
}

/// The folder that `.ci/validate` and `.ci/slow` install into.
fn tools() -> PathBuf {
    let given = var_os("FAULTCODE_CI_TOOLS").map(PathBuf::from);
    root().join(given.unwrap_or_else(|| "target/ci-tools".into()))
}

/// A program there, or in the path.
fn installed(place: &str, program: &str) -> Option<PathBuf> {
    let path = var_os("PATH").unwrap_or_default();
    let in_path: Vec<PathBuf> = split_paths(&path).collect();
    let in_path = in_path.iter().map(|folder| folder.join(program));
    let mut all = std::iter::once(tools().join(place)).chain(in_path);
    all.find(|program| program.exists())
}

/// tinyproxy's program, in the path: Debian has it as `tinyproxy-bin`.
pub fn tinyproxy() -> Option<PathBuf> {
    installed("sbin/tinyproxy", "tinyproxy")
}

/// The folder of PostgreSQL's programs: `FAULTCODE_POSTGRES`, or where Debian puts them (the newest of several), or in the path.
pub fn postgres() -> Option<PathBuf> {
    let given = var_os("FAULTCODE_POSTGRES").map(PathBuf::from);
    let version = |folder: &PathBuf| {
        let name = folder.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.parse::<u32>().ok())
    };
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let mut debian: Vec<PathBuf> = debian.flatten().map(|it| it.path()).collect();
    debian.sort_by_key(version);
    let debian = debian.into_iter().rev().map(|folder| folder.join("bin"));
    let path = var_os("PATH").unwrap_or_default();
    let in_path: Vec<PathBuf> = split_paths(&path).collect();
    let mut all = given.into_iter().chain(debian).chain(in_path);
    all.find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
}

/// The JSON Schemas of OpenAPI, a folder per version, of the validator that `.ci/validate` installs.
pub fn openapi_schemas() -> Option<PathBuf> {
    let versions = std::fs::read_dir(tools().join("venv/lib")).ok()?.flatten();
    let mut folders = versions.map(|python| {
        let package = python.path().join("site-packages/openapi_spec_validator");
        package.join("resources/schemas")
    });
    folders.find(|folder| folder.join("v3.2").is_dir())
}

/// The program of that validator.
pub fn openapi_validator() -> Option<PathBuf> {
    let program = tools().join("venv/bin/openapi-spec-validator");
    program.exists().then_some(program)
}

/// The packages of Node.js with `openapi-fetch` among them: the folder that programs look for them in.
pub fn openapi_fetch() -> Option<PathBuf> {
    let modules = tools().join("node_modules");
    modules.join("openapi-fetch").exists().then_some(modules)
}

/// The virtual environment of Python with `openapi-generator-cli` and what the clients that it writes need.
pub fn openapi_generator() -> Option<PathBuf> {
    let folder = tools().join("strangers");
    folder
        .join("bin/openapi-generator-cli")
        .exists()
        .then_some(folder)
}

/// A document of other people.
///
/// # Panics
///
/// It is not there: its test says that it needs `corpus`, and is ignored without.
#[allow(dead_code, reason = "the build script takes no document")]
pub fn document(name: &str) -> PathBuf {
    let folder = corpus().expect("FAULTCODE_CORPUS names the folder of documents");
    let path = folder.join(name);
    assert!(path.exists(), "{} is absent", path.display());
    path
}
