//! Every source file is a module of something: the compiler passes over one that nobody names, and so do its tests.

use std::collections::BTreeSet;

use faultcode_tests::snapshot::finish;
use faultcode_tests::source::{Source, all};

/// Names of files that cargo finds by themselves.
const ROOTS: &[&str] = &["lib.rs", "main.rs", "build.rs"];

/// Folders whose files are crates of their own, one each.
const FOLDERS_OF_ROOTS: &[&str] = &["bin", "tests", "examples", "benches", "fuzz_targets"];

/// Folders whose files are compiled as they stand; elsewhere, Rust is what a test reads.
const COMPILED: &[&str] = &["/src/", "/tests/"];

/// The folder of a path, and its file.
fn parted(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn is_root(path: &str) -> bool {
    let (folder, file) = parted(path);
    ROOTS.contains(&file) || FOLDERS_OF_ROOTS.contains(&parted(folder).1)
}

/// The path that another one leads to from a folder.
fn joined(folder: &str, path: &str) -> String {
    let mut steps: Vec<&str> = folder.split('/').collect();
    for step in path.split('/') {
        match step {
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The files that a file may mean by its modules: below its folder, or below a folder of its own name.
fn named(source: &Source) -> Vec<String> {
    let (folder, _) = parted(&source.path);
    let own = source.path.trim_end_matches(".rs");
    let mut files = Vec::new();
    for line in source.text.lines().map(str::trim) {
        let quoted = || line.split('"').nth(1);
        if line.starts_with("#[path =") || line.starts_with("include!(") {
            files.extend(quoted().map(|path| joined(folder, path)));
        }
        let declared = line.strip_suffix(';').and_then(|line| {
            let (visible, name) = line.rsplit_once("mod ")?;
            let is_visibility = visible.is_empty() || visible.starts_with("pub");
            is_visibility.then_some(name)
        });
        for base in declared
            .iter()
            .flat_map(|name| [joined(folder, name), joined(own, name)])
        {
            files.extend([format!("{base}.rs"), format!("{base}/mod.rs")]);
        }
    }
    files
}

#[test]
fn every_file_is_a_module_of_something() {
    let sources: Vec<Source> = all().into_iter().filter(Source::is_handwritten).collect();
    let named: BTreeSet<String> = sources.iter().flat_map(named).collect();
    let lost = sources
        .iter()
        .filter(|it| COMPILED.iter().any(|part| it.path.contains(part)))
        .filter(|it| !is_root(&it.path) && !named.contains(&it.path));
    let lost: Vec<_> = lost
        .map(|it| format!("{} is compiled by nothing", it.path))
        .collect();
    finish(
        &lost,
        "Name it in its parent, `mod name;`, or in the list of a test program.",
    );
}

#[test]
fn a_file_that_nobody_names_is_found() {
    let source = |text: &str| Source {
        path: "tests/tests/some.rs".to_owned(),
        text: text.to_owned(),
    };
    let all = named(&source(
        "#[path = \"some/one.rs\"]\nmod one;\npub(crate) mod two;\nmod three {\n",
    ));
    for (path, is_named) in [
        ("tests/tests/some/one.rs", true),
        ("tests/tests/some/two.rs", true),
        ("tests/tests/two.rs", true),
        ("tests/tests/some/three.rs", false),
    ] {
        assert_eq!(all.contains(&path.to_owned()), is_named, "{path}");
    }
    assert!(is_root("tests/tests/some.rs") && !is_root("tests/tests/some/one.rs"));
}
