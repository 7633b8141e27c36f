//! What changes for callers: held against the programs below `tests/evolution`, of which the compiler says what breaks; a document
//! against itself; and each change from the other end.

#[path = "diff/itself.rs"]
mod itself;
#[path = "diff/published.rs"]
mod published;
#[path = "diff/shown.rs"]
mod shown;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use faultcode::internals::diff::{Change, Class, Diff, Half, Kind, Strangers, Verdict};
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::snapshot::finish;
use faultcode_tests::{aloud, tree};
use serde::Deserialize;

/// What is expected of one change of documents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// The kinds that it is made of; of those that break, no other.
    kinds: BTreeSet<String>,
    /// Why its program compiles although it breaks others.
    compiles: Option<String>,
}

fn evolution() -> PathBuf {
    tree::root().join("tests/evolution")
}

/// What changes from one document to another.
fn diff(old: Input<'_>, new: Input<'_>) -> Option<Result<Diff, Strangers>> {
    let [mut old, mut new] = [old, new].map(|input| Session::new(input, Options::named("client")));
    old.until(Stage::Plan)?;
    new.until(Stage::Plan)?;
    let (was, is) = (old.plan()?, new.plan()?);
    let (was, is) = (
        Half {
            plan: &was,
            sources: old.sources(),
        },
        Half {
            plan: &is,
            sources: new.sources(),
        },
    );
    Some(Diff::of(was, is))
}

fn of_files(old: &Path, new: &Path) -> Diff {
    let made = diff(Input::file(old), Input::file(new));
    let made = made.unwrap_or_else(|| panic!("{} cannot be planned", old.display()));
    made.unwrap_or_else(|_| panic!("{} has nothing in common", old.display()))
}

fn of_texts(old: &str, new: &str) -> Diff {
    let [old, new] = [old, new].map(str::as_bytes);
    let made = diff(Input::bytes("old.yaml", old), Input::bytes("new.yaml", new));
    made.expect("both can be planned")
        .expect("they have an operation in common")
}

/// The folders below `tests/evolution`, each with its two documents.
fn pairs() -> Vec<(String, PathBuf, PathBuf)> {
    let entries = fs::read_dir(evolution()).expect("the folder is there");
    let names = entries.map(|entry| entry.expect("a readable folder").file_name());
    let mut names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    names.sort();
    let pair = |name: String| {
        let folder = evolution().join(&name);
        (name, folder.join("old.yaml"), folder.join("new.yaml"))
    };
    names.into_iter().map(pair).collect()
}

fn kinds(diff: &Diff) -> BTreeSet<String> {
    let kinds = diff.changes.iter().map(|it| it.kind.word().to_owned());
    kinds.collect()
}

fn breaking(diff: &Diff) -> BTreeSet<String> {
    let kinds = diff
        .of_class(Class::Major)
        .map(|it| it.kind.word().to_owned());
    kinds.collect()
}

fn is_breaking(word: &str) -> bool {
    let kind = Kind::ALL.iter().find(|kind| kind.word() == word);
    kind.unwrap_or_else(|| panic!("{word} is no kind")).class() == Class::Major
}

#[test]
fn every_change_of_documents_is_called_what_the_compiler_calls_it() {
    let data =
        fs::read_to_string(tree::root().join("tests/data/diff.yaml")).expect("the data is there");
    let mut expected: BTreeMap<String, Expected> =
        serde_yaml::from_str(&data).expect("a table of pairs");
    let mut problems = Vec::new();
    let mut table = String::new();
    let mut reasons = 0;
    let pairs = pairs();
    for (name, old, new) in &pairs {
        let program =
            fs::read_to_string(old.with_file_name("caller.rs")).expect("each has a program");
        // Which lines break, and by which error, `evolution::` asks the compiler.
        let broken: Vec<&str> = program
            .lines()
            .filter(|line| line.contains("//~ "))
            .collect();
        let diff = of_files(old, new);
        let breaks = diff.verdict() == Verdict::Major;
        let kinds = kinds(&diff);
        let said = if breaks { "breaks" } else { "compiles" };
        let compiler = if broken.is_empty() {
            "compiles"
        } else {
            "breaks"
        };
        table.push_str(&format!(
            "{name}: diff {said}, compiler {compiler}: {kinds:?}\n"
        ));
        let Some(expected) = expected.remove(name) else {
            problems.push(format!(
                "{name} has no line in tests/data/diff.yaml; found {kinds:?}"
            ));
            continue;
        };
        reasons += usize::from(expected.compiles.is_some());
        let missing: Vec<&String> = expected.kinds.difference(&kinds).collect();
        if !missing.is_empty() {
            problems.push(format!("{name} lacks {missing:?}, has {kinds:?}"));
        }
        let meant = expected
            .kinds
            .iter()
            .filter(|word| is_breaking(word))
            .cloned();
        let (meant, found) = (meant.collect::<BTreeSet<_>>(), breaking(&diff));
        if meant != found {
            problems.push(format!("{name} breaks by {found:?} and not by {meant:?}"));
        }
        match (breaks, broken.is_empty(), &expected.compiles) {
            (true, true, None) => {
                problems.push(format!("{name} compiles, and diff says that it breaks"))
            }
            (false, false, _) => {
                problems.push(format!("{name} breaks, and diff says that it compiles"))
            }
            (true, false, Some(_)) | (false, true, Some(_)) => {
                problems.push(format!("{name} needs no reason, since both agree"));
            }
            _ => {}
        }
        // Something that breaks is called by a name that stands in the program.
        let named = |change: &Change| {
            let words = [&change.subject, &change.before].into_iter();
            let mut words = words
                .flat_map(|text| text.split(|sign: char| !sign.is_alphanumeric() && sign != '_'));
            words.any(|word| word.len() > 1 && program.contains(word))
        };
        if !broken.is_empty() && !diff.of_class(Class::Major).any(named) {
            problems.push(format!(
                "{name}: nothing that breaks is named in the program"
            ));
        }
    }
    problems.extend(
        expected
            .keys()
            .map(|name| format!("{name} is in the data alone")),
    );
    aloud(&format!(
        "{table}{} changes, of which {reasons} are called breaking for others than their program",
        pairs.len()
    ));
    finish(
        &problems,
        "Mend `generator/src/diff`, or state the reason in tests/data/diff.yaml.",
    );
}

/// A change from the other end, as far as two runs have to agree.
type Mirrored = (Kind, String, String, String, usize);

fn mirrored(change: &Change) -> Mirrored {
    let subject = match change.kind {
        // Shown by the newer name.
        Kind::Renamed | Kind::CrateRenamed | Kind::ArgumentRenamed | Kind::CodeMoved => {
            String::new()
        }
        _ => change.subject.clone(),
    };
    let (before, after) = (change.before.clone(), change.after.clone());
    (change.kind, subject, before, after, change.also.len())
}

#[test]
fn the_way_back_is_the_same_way() {
    for (name, old, new) in pairs() {
        let (there, back) = (of_files(&old, &new), of_files(&new, &old));
        let there: Vec<_> = there.changes.iter().map(mirrored).collect();
        let there: BTreeSet<_> = there
            .into_iter()
            .map(|(kind, subject, before, after, also)| {
                (kind.opposite(), subject, after, before, also)
            })
            .collect();
        let back: BTreeSet<_> = back.changes.iter().map(mirrored).collect();
        // What belongs to a name that changes is called by the newer one.
        let is_renamed = there.iter().any(|(kind, ..)| *kind == Kind::Renamed);
        let bare = |all: BTreeSet<Mirrored>| -> BTreeSet<(Kind, usize)> {
            all.into_iter()
                .map(|(kind, _, _, _, also)| (kind, also))
                .collect()
        };
        match is_renamed {
            true => assert_eq!(bare(there), bare(back), "{name}"),
            false => assert_eq!(there, back, "{name}"),
        }
    }
}
