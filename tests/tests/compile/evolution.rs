//! Documents grow, and callers keep compiling, or break for the reason that the guide names.
//!
//! Each folder below `tests/evolution` is a change: the document before and after it, and a program that was written against
//! the client of the first. A line that ends in `//~ E0061` is one that breaks; a program without such a line compiles
//! against both clients. The clients of one side are the modules of one crate, and so are the programs, so that the compiler
//! is asked four times in all.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use faultcode::{Form, Options};
use faultcode_tests::cargo::{cargo, workspace};
use faultcode_tests::generate::from_file;
use faultcode_tests::tree;

/// What a later client breaks: the change, the line of its program, and the code of the compiler's error.
type Broken = BTreeSet<(String, usize, String)>;

/// Errors that the compiler reports before it looks at any type, and then ends.
const OF_NAMES: [&str; 4] = ["E0412", "E0425", "E0432", "E0433"];

/// The crates of programs, each with the crate of clients that it calls.
const PROGRAMS: [(&str, &str); 4] = [
    ("before", "old"),
    ("after", "new"),
    ("broken-names", "new"),
    ("broken-types", "new"),
];

struct Change {
    name: String,
    program: String,
    breaks: Broken,
}

impl Change {
    /// The crate of programs that it belongs to, once its document has changed.
    fn home(&self) -> &'static str {
        let names = self
            .breaks
            .iter()
            .any(|(_, _, code)| OF_NAMES.contains(&&**code));
        match (self.breaks.is_empty(), names) {
            (true, _) => "after",
            (false, true) => "broken-names",
            (false, false) => "broken-types",
        }
    }
}

fn folder() -> PathBuf {
    tree::root().join("tests/evolution")
}

fn changes() -> Vec<Change> {
    let entries = fs::read_dir(folder()).expect("the folder is there");
    let names = entries.map(|entry| entry.expect("a readable folder").file_name());
    let mut names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    names.sort();
    let read = |name: String| {
        let program = fs::read_to_string(folder().join(&name).join("caller.rs"));
        let program = program.unwrap_or_else(|error| panic!("{name}: {error}"));
        let lines = program.lines().enumerate();
        let breaks = lines.filter_map(|(index, line)| {
            let (_, code) = line.split_once("//~ ")?;
            Some((name.clone(), index + 1, code.trim().to_owned()))
        });
        Change {
            breaks: breaks.collect(),
            program,
            name,
        }
    };
    names.into_iter().map(read).collect()
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("ours");
    fs::write(path, text).expect("the folder is ours");
}

/// A crate of modules.
fn krate(folder: &Path, name: &str, modules: &[&str], clients: Option<&str>) {
    let runtime = tree::root().join("runtime");
    let clients = clients.map_or(String::new(), |clients| {
        format!("clients = {{ package = \"{clients}\", path = \"../{clients}\" }}\n")
    });
    let manifest = format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\nfaultcode-runtime = {{ path = {:?} }}\n{clients}",
        runtime.to_str().expect("UTF-8")
    );
    write(&folder.join(name).join("Cargo.toml"), &manifest);
    // What a document calls deprecated later warns its callers, and compiles.
    let mut root = "#![allow(deprecated)]\n\n".to_owned();
    for module in modules {
        writeln!(root, "pub mod {module};").expect("text takes text");
    }
    write(&folder.join(name).join("src/lib.rs"), &root);
}

/// The workspace of all clients and programs.
fn written() -> &'static (PathBuf, Vec<Change>) {
    static WRITTEN: OnceLock<(PathBuf, Vec<Change>)> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let changes = changes();
        let members = ["old", "new"]
            .into_iter()
            .chain(PROGRAMS.map(|(name, _)| name));
        let members: Vec<String> = members.map(str::to_owned).collect();
        let folder = workspace("evolution", &members);
        let all: Vec<&str> = changes.iter().map(|change| &*change.name).collect();
        for side in ["old", "new"] {
            krate(&folder, side, &all, None);
            for name in &all {
                let document = self::folder().join(name).join(format!("{side}.yaml"));
                let options = Options {
                    form: Form::Module,
                    ..Options::named(*name)
                };
                let made = from_file(&document, &options);
                let files = made
                    .files
                    .unwrap_or_else(|| panic!("{}", made.linted.human));
                for file in files {
                    let path = folder.join(side).join("src").join(name).join(&file.path);
                    write(&path, &file.text);
                }
            }
        }
        for (program, clients) in PROGRAMS {
            let own = changes
                .iter()
                .filter(|it| program == "before" || it.home() == program);
            let own: Vec<&Change> = own.collect();
            let names: Vec<&str> = own.iter().map(|it| &*it.name).collect();
            krate(&folder, program, &names, Some(clients));
            for change in own {
                // The second line is empty, so that lines keep their numbers.
                let import = format!("\nuse clients::{} as client;\n", change.name);
                let text = change.program.replacen("\n\n", &import, 1);
                let path = folder
                    .join(program)
                    .join("src")
                    .join(format!("{}.rs", change.name));
                write(&path, &text);
            }
        }
        (folder, changes)
    })
}

/// What the compiler finds wrong with the programs of one crate.
fn found(program: &str) -> Broken {
    let (folder, _) = written();
    let arguments = [
        "check",
        "--quiet",
        "-p",
        program,
        "--message-format",
        "short",
    ];
    let ended = cargo(folder, &arguments);
    assert!(!ended.success, "{program} compiles");
    let mut found = Broken::new();
    for line in ended.err.lines().filter(|line| line.contains("error[")) {
        let read = || {
            let (at, rest) = line.split_once(": error[")?;
            let (code, _) = rest.split_once(']')?;
            let (_, at) = at.split_once("src/")?;
            let (name, at) = at.split_once(".rs:")?;
            let (row, _) = at.split_once(':')?;
            Some((name.to_owned(), row.parse().ok()?, code.to_owned()))
        };
        found.insert(read().unwrap_or_else(|| panic!("unexpected: {line}")));
    }
    found
}

#[test]
fn every_program_compiles_against_the_client_that_it_was_written_for() {
    let (folder, _) = written();
    let ended = cargo(folder, &["check", "--quiet", "-p", "before"]);
    ended.expect_success(
        "A program below tests/evolution has to compile with the client of its old.yaml.",
    );
}

#[test]
fn callers_survive_what_the_guide_promises() {
    let (folder, changes) = written();
    let kept = changes.iter().filter(|it| it.home() == "after").count();
    assert!(kept >= 30, "{kept} changes keep their callers");
    let ended = cargo(folder, &["check", "--quiet", "-p", "after"]);
    ended.expect_success(
        "A change below tests/evolution breaks its caller, against the promise of docs/src/upgrading.md.",
    );
}

#[test]
fn what_breaks_breaks_where_and_why_it_is_said() {
    let (_, changes) = written();
    for program in ["broken-names", "broken-types"] {
        let promised: Broken = changes
            .iter()
            .filter(|it| it.home() == program)
            .flat_map(|it| it.breaks.clone())
            .collect();
        assert!(!promised.is_empty(), "no change breaks in {program}");
        assert_eq!(found(program), promised, "{program}");
    }
}

#[test]
fn each_change_is_named_after_what_changes() {
    let changes = changes();
    assert!(changes.len() >= 40, "{} changes", changes.len());
    for change in changes {
        let head = change.program.lines().take(2).collect::<Vec<_>>();
        assert!(
            matches!(&*head, [first, ""] if first.starts_with("//! ")),
            "{}",
            change.name
        );
        let all = tree::files(&folder().join(&change.name));
        assert_eq!(
            all,
            ["caller.rs", "new.yaml", "old.yaml"],
            "{}",
            change.name
        );
    }
}
