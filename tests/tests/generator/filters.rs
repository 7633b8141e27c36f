//! Commands that the pages of this repository give for tests run tests: a filter that selects nothing passes as well.

use std::collections::BTreeSet;

use faultcode_tests::source::{Source, all};
use faultcode_tests::{aloud, tree};

/// The programs, which are the files of `tests/tests`.
fn programs() -> BTreeSet<String> {
    let files = tree::files(&tree::root().join("tests/tests")).into_iter();
    let roots = files.filter_map(|path| Some(path.strip_suffix(".rs")?.to_owned()));
    roots.filter(|path| !path.contains('/')).collect()
}

/// The name of every test of the programs, as filters are compared with it.
fn tests(sources: &[Source]) -> Vec<String> {
    let mut names = Vec::new();
    for source in sources {
        let Some(path) = source.path.strip_prefix("tests/tests/") else {
            continue;
        };
        let Some((program, module)) = path.strip_suffix(".rs").and_then(|it| it.split_once('/'))
        else {
            continue;
        };
        // The modules of this program stand within one of its name.
        let within = if program == "wire" { "wire::" } else { "" };
        let module = module.replace('/', "::");
        let mut is_test = false;
        for line in source.text.lines().map(str::trim_start) {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            let function = line.strip_prefix("async ").unwrap_or(line);
            if let (true, Some(function)) = (is_test, function.strip_prefix("fn ")) {
                let function = function.split('(').next().unwrap_or(function);
                names.push(format!("{within}{module}::{function}"));
                is_test = false;
            }
        }
    }
    names
}

/// The words after `cargo test -p faultcode-tests` where a page gives such a command.
fn commands(page: &str) -> impl Iterator<Item = &str> {
    let after = page.split("cargo test -p faultcode-tests").skip(1);
    after.map(|rest| rest.split(['`', '\n', ';', '#']).next().unwrap_or(rest))
}

#[test]
fn every_filter_that_is_named_selects_tests() {
    let sources = all();
    let (tests, programs) = (tests(&sources), programs());
    assert!(tests.len() > 500 && programs.len() == 9, "{programs:?}");
    let (mut problems, mut filters) = (Vec::new(), BTreeSet::new());
    let is_page = |it: &&Source| it.path.ends_with(".md") || it.path.starts_with(".ci/");
    for page in sources.iter().filter(is_page) {
        for command in commands(&page.text) {
            let mut words = command.split_whitespace();
            while let Some(word) = words.next().filter(|word| *word != "--") {
                let wrong = if word == "--test" {
                    let program = words.next().unwrap_or("");
                    !programs.contains(program)
                } else if word.ends_with("::")
                    && !word.contains(|it: char| it.is_uppercase() || it == '<')
                {
                    filters.insert(word.to_owned());
                    !tests.iter().any(|test| test.contains(word))
                } else {
                    false
                };
                if wrong {
                    problems.push(format!("{}: {word} selects nothing: {command}", page.path));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(filters.len() >= 8, "{filters:?}");
    aloud(&format!(
        "filters: {} named, {} tests",
        filters.len(),
        tests.len()
    ));
}

/// What was a program once is a module of its name, and a filter takes it from the front of a name.
#[test]
fn a_module_is_named_once() {
    let mut seen = BTreeSet::new();
    for program in programs() {
        for path in tree::files(&tree::root().join("tests/tests").join(&program)) {
            if let Some(module) = path.strip_suffix(".rs").filter(|it| !it.contains('/')) {
                let name = if program == "wire" { "wire" } else { module };
                let is_new = seen.insert(name.to_owned()) || program == "wire";
                assert!(is_new, "{name} stands in {program} and in another program");
            }
        }
    }
}

/// The table of the architecture lists every module of every program.
#[test]
fn every_module_has_its_place_in_the_architecture() {
    let page = std::fs::read_to_string(tree::root().join("ARCHITECTURE.md"));
    let page = page.expect("the page");
    let (_, table) = page.split_once("## Where tests live").expect("the table");
    for program in programs().iter().filter(|it| *it != "wire") {
        for path in tree::files(&tree::root().join("tests/tests").join(program)) {
            let Some(module) = path.strip_suffix(".rs").filter(|it| !it.contains('/')) else {
                continue;
            };
            let listed = module.starts_with("runtime_") || table.contains(&format!("`{module}`"));
            assert!(listed, "ARCHITECTURE.md does not say what {module} shows");
        }
    }
}

/// What tests put outside of the target folder goes with them: it is made where something removes it.
#[test]
fn folders_of_tests_are_made_where_they_are_removed() {
    let ours = |it: &&Source| it.path.contains("tests/") && it.is_handwritten();
    let sources = all();
    let (mut guards, mut problems) = (0, Vec::new());
    for source in sources.iter().filter(ours) {
        if source.text.contains(concat!("temp_dir", "()")) {
            guards += 1;
            if !source.text.contains("impl Drop for") {
                problems.push(format!("{}: take faultcode_tests::folder", source.path));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(guards >= 2, "{guards}");
}
