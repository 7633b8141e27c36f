//! What tests ask for that is no part of the repository: documents of other people, Chromium, and Prism.
//!
//! The build script reads this file too. Where one is absent, the tests that need it are ignored, with a reason that says
//! SKIPPED: what did not run is not counted as passed. Run all the same (`-- --include-ignored`), they fail.

use std::env::{split_paths, var_os};
use std::path::{Path, PathBuf};

/// The variables that say where these are.
#[allow(dead_code, reason = "the build script asks for them")]
pub const VARIABLES: [&str; 5] = [
    "FAULTCODE_CHROMIUM",
    "FAULTCODE_CORPUS",
    "FAULTCODE_PRISM",
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
    let tools = var_os("FAULTCODE_CI_TOOLS").map(PathBuf::from);
    let tools = root().join(tools.unwrap_or_else(|| "target/ci-tools".into()));
    let path = var_os("PATH").unwrap_or_default();
    let in_path = split_paths(&path).map(|folder| folder.join("prism"));
    let installed = tools.join("node_modules/.bin/prism");
    let mut all = given.into_iter().chain([installed]).chain(in_path);
    all.find(|program| program.exists())
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
