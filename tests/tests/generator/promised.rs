//! The security promise, case by case: `tests/promise.yaml` names the tests that show each case, and this one holds it to them.
//! Each case stands there once, each test that it names exists and runs, and so does each row and each document.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use faultcode_tests::snapshot::finish;
use faultcode_tests::source::{Source, all};
use faultcode_tests::{aloud, tree};
use serde::Deserialize;

/// Programs of tests elsewhere than below `tests/tests`, and where their modules stand.
const ELSEWHERE: &[(&str, &str)] = &[
    ("cli", "generator/tests/cli"),
    ("faultcode", "generator/src"),
    ("faultcode_facts", "facts/src"),
    ("faultcode_runtime", "runtime/src"),
    ("guide", "docs/examples/tests/guide"),
    ("http2", "runtime/tests/http2"),
    ("rules", "runtime/tests/rules"),
];

/// What tests read that are tables of data: their rows may stand there.
const TABLES: &[&str] = &[
    "tests/src/",
    "tests/data/",
    "tests/hostile/doc-text/texts.yaml",
    "tests/hostile/references/",
];

/// The words of an entry of `shown_by` beside the test.
const BESIDE: [&str; 2] = ["files", "rows"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    case: String,
    what: String,
    outcome: String,
    /// Maps with a program and its test, and perhaps `rows` and `files`.
    shown_by: Vec<BTreeMap<String, OneOrMore>>,
    missing: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// One test that shows a case, or a part of it.
struct Shown<'a> {
    program: &'a str,
    test: &'a str,
    rows: &'a [String],
    files: &'a [String],
}

impl<'a> Shown<'a> {
    fn of(entry: &'a BTreeMap<String, OneOrMore>) -> Option<Self> {
        let list = |word: &str| match entry.get(word) {
            Some(OneOrMore::More(items)) => items.as_slice(),
            _ => &[],
        };
        let mut tests = entry
            .iter()
            .filter(|(word, _)| !BESIDE.contains(&word.as_str()));
        let (Some((program, OneOrMore::One(test))), None) = (tests.next(), tests.next()) else {
            return None;
        };
        Some(Self {
            program,
            test,
            rows: list("rows"),
            files: list("files"),
        })
    }
}

/// The files of the repository by their paths.
struct Repository(BTreeMap<String, String>);

impl Repository {
    fn read() -> Self {
        let sources = all().into_iter();
        Self(sources.map(|Source { path, text }| (path, text)).collect())
    }

    /// The folder of a program's modules.
    fn home(&self, program: &str) -> Option<String> {
        let mut elsewhere = ELSEWHERE.iter();
        if let Some((_, folder)) = elsewhere.find(|(name, _)| *name == program) {
            return Some((*folder).to_owned());
        }
        let own = format!("tests/tests/{program}");
        self.0.contains_key(&format!("{own}.rs")).then_some(own)
    }

    /// The file in which a test stands, and its function.
    fn place<'t>(&self, shown: &Shown<'t>) -> Option<(String, &'t str)> {
        let home = self.home(shown.program)?;
        // The modules of this program stand within one of its name.
        let test = match shown.program {
            "wire" => shown.test.strip_prefix("wire::")?,
            _ => shown.test,
        };
        let (module, function) = test.rsplit_once("::").unwrap_or(("", test));
        let file = |module: &str| match module {
            "" => format!("{home}.rs"),
            module => format!("{home}/{}.rs", module.replace("::", "/")),
        };
        let path = file(module);
        if self.0.contains_key(&path) {
            return Some((path, function));
        }
        // Unit tests stand at the end of what they test.
        let path = file(module.strip_suffix("::tests")?);
        self.0.contains_key(&path).then_some((path, function))
    }

    /// Whether a row stands in the module of a test, in a module that shares one with it, or in a table of data.
    fn has_row(&self, program: &str, file: &str, row: &str) -> bool {
        let module = file.strip_suffix(".rs").unwrap_or(file);
        let above = module.rsplit_once('/').map(|(above, _)| above.to_owned());
        // What all modules of a program share is no module.
        let above = above.filter(|above| Some(above) != self.home(program).as_ref());
        let mut modules = vec![module.to_owned()];
        modules.extend(above);
        let is_near = |path: &str| {
            let mut modules = modules.iter();
            modules.any(|it| {
                let rest = path.strip_prefix(it.as_str());
                rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
            })
        };
        let (quoted, key) = (format!("\"{row}"), format!("\n{row}:"));
        let places = self.0.iter().filter(|(path, _)| {
            is_near(path.as_str()) || TABLES.iter().any(|table| path.starts_with(table))
        });
        places
            .map(|(_, text)| text)
            .any(|text| text.contains(&quoted) || text.contains(&key))
    }

    /// The documents that a name below `tests` stands for.
    fn documents(name: &str) -> Vec<String> {
        let root = tree::root().join("tests");
        let (folder, begin) = name.rsplit_once('/').unwrap_or(("", name));
        let files = tree::files(&root.join(folder)).into_iter();
        let open = begin.is_empty() || begin.ends_with('-');
        let is_document = |file: &String| file.ends_with(".yaml") || file.ends_with(".json");
        files
            .filter(|file| {
                if open {
                    file.starts_with(begin)
                } else {
                    file == begin
                }
            })
            .filter(is_document)
            .map(|file| format!("{folder}/{file}"))
            .collect()
    }
}

/// Whether a test of that name runs: it is one, and is not ignored, unless for `.ci/slow`.
fn runs(text: &str, function: &str) -> bool {
    let (mut is_test, mut is_ignored) = (false, false);
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[") {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            is_ignored |= line.starts_with("#[ignore") && !line.contains(".ci/slow");
            continue;
        }
        let line = line.strip_prefix("async ").unwrap_or(line);
        if let Some(rest) = line.strip_prefix("fn ") {
            let name = rest.split(['(', '<']).next().unwrap_or(rest);
            let is_named = match function.ends_with('_') {
                true => name.starts_with(function),
                false => name == function,
            };
            if is_named && is_test && !is_ignored {
                return true;
            }
        }
        if !line.starts_with("//") {
            (is_test, is_ignored) = (false, false);
        }
    }
    false
}

/// What is wrong with one test that a case names.
fn look_at(case: &str, shown: &Shown<'_>, repository: &Repository) -> Vec<String> {
    let Shown {
        program,
        test,
        rows,
        files,
    } = shown;
    let Some((file, function)) = repository.place(shown) else {
        return vec![format!("{case}: no file has {program}: {test}")];
    };
    let mut problems = Vec::new();
    if !runs(&repository.0[&file], function) {
        problems.push(format!("{case}: {file} has no test {function} that runs"));
    }
    for row in rows
        .iter()
        .filter(|row| !repository.has_row(program, &file, row))
    {
        problems.push(format!("{case}: {test} has no row {row:?}"));
    }
    for name in *files {
        let documents = Repository::documents(name);
        if documents.is_empty() {
            problems.push(format!("{case}: there is no {name}"));
        }
        // What is expected of a document stands beside it.
        let ending = match name.split('/').next() {
            Some("hostile") => ".outcome",
            Some("ui") => ".stderr",
            _ => continue,
        };
        for document in documents {
            let (path, _) = document.rsplit_once('.').unwrap_or((document.as_str(), ""));
            let beside = tree::root().join("tests").join(format!("{path}{ending}"));
            if !beside.exists() {
                problems.push(format!("{case}: {document} has no {ending}"));
            }
        }
    }
    problems
}

#[test]
fn every_case_is_shown_by_tests_that_run() {
    let text = fs::read_to_string(tree::root().join("tests/promise.yaml")).expect("the cases");
    let cases: Vec<Case> = serde_yaml::from_str(&text).expect("a list of cases");
    let repository = Repository::read();
    let documents = (1..=77).map(|number| format!("G{number}"));
    let servers = (1..=58).map(|number| format!("R{number}"));
    let expected: Vec<String> = documents.chain(servers).collect();
    let listed: Vec<&String> = cases.iter().map(|it| &it.case).collect();
    assert_eq!(
        listed,
        expected.iter().collect::<Vec<_>>(),
        "each once, in order"
    );

    let (mut problems, mut tests) = (Vec::new(), BTreeSet::new());
    for it in &cases {
        let case = &it.case;
        for (word, text) in [("what", &it.what), ("outcome", &it.outcome)] {
            if text.trim().is_empty() {
                problems.push(format!("{case}: {word} says nothing"));
            }
        }
        if let Some(missing) = &it.missing {
            problems.push(format!("{case}: not shown: {missing}"));
        }
        if it.shown_by.is_empty() {
            problems.push(format!("{case}: nothing shows it"));
        }
        for entry in &it.shown_by {
            match Shown::of(entry) {
                Some(shown) => {
                    problems.extend(look_at(case, &shown, &repository));
                    tests.insert(format!("{}: {}", shown.program, shown.test));
                }
                None => problems.push(format!("{case}: an entry names one test and its program")),
            }
        }
    }
    problems.extend(unclaimed(&cases));
    finish(
        &problems,
        "tests/promise.yaml says which tests show the promise of SECURITY.md: a test that is renamed is renamed there, too.",
    );
    aloud(&format!(
        "promise: {} cases, shown by {} tests",
        cases.len(),
        tests.len()
    ));
}

/// Documents of hostile cases that are called after a case which does not name them.
fn unclaimed(cases: &[Case]) -> Vec<String> {
    let named = cases.iter().flat_map(|it| {
        let shown = it.shown_by.iter().filter_map(Shown::of);
        let names = shown.flat_map(|shown| shown.files);
        names
            .flat_map(|name| Repository::documents(name))
            .map(move |document| (it.case.clone(), document))
    });
    let named: BTreeSet<(String, String)> = named.collect();
    let mut problems = Vec::new();
    for path in tree::files(&tree::root().join("tests/hostile")) {
        let file = path.rsplit('/').next().unwrap_or(&path);
        let number = file.strip_prefix('g').and_then(|rest| rest.split_once('-'));
        let number = number.and_then(|(number, _)| number.parse::<u32>().ok());
        let is_document = path.ends_with(".yaml") || path.ends_with(".json");
        if let (Some(number), true) = (number, is_document) {
            let claim = (format!("G{number}"), format!("hostile/{path}"));
            if !named.contains(&claim) {
                problems.push(format!("{} does not name {}", claim.0, claim.1));
            }
        }
    }
    problems
}

/// The check itself: a test that is not there, or does not run, is found.
#[test]
fn a_test_that_does_not_run_is_seen() {
    let text = "#[test]\nfn one() {}\n\n#[test]\n#[ignore = \"by hand\"]\nfn two() {}\n\nfn three() {}\n\n/// Said.\n\
                #[tokio::test]\nasync fn r05_four() {}\n";
    for (function, expected) in [
        ("one", true),
        ("two", false),
        ("three", false),
        ("four", false),
        ("r05_", true),
        ("r05_four", true),
        ("r05", false),
    ] {
        assert_eq!(runs(text, function), expected, "{function}");
    }
}
