//! Commands as people type them: transcripts as data (`tests/tools`), the schemas for editors, what watches and what shows progress.
//!
//! A transcript has `files`, and `steps` of which each says a command, how it ends, and all that it prints. Times are written as
//! `TIME`. A step may write files before it runs, and say what a file holds after it.

#[path = "tools/progress.rs"]
mod progress;
#[path = "tools/schemas.rs"]
mod schemas;
#[path = "tools/watch.rs"]
mod watch;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use faultcode_tests::command::faultcode;
use faultcode_tests::folder::Folder;
use faultcode_tests::{aloud, tree};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Transcript {
    /// What it shows.
    about: String,
    #[serde(default)]
    files: BTreeMap<String, String>,
    steps: Vec<Step>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// Files that are written before.
    #[serde(default)]
    write: BTreeMap<String, String>,
    /// The command; words are separated by blanks.
    run: String,
    exit: i32,
    #[serde(default)]
    out: String,
    #[serde(default)]
    err: String,
    /// Every file below the folder afterwards, if that is said; those of generated clients as their folder alone.
    files: Option<Vec<String>>,
    /// What a file holds afterwards.
    #[serde(default)]
    holds: BTreeMap<String, String>,
}

fn write(folder: &Path, files: &BTreeMap<String, String>) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("files lie in folders"))
            .expect("the folder is ours");
        fs::write(path, text).expect("the folder is ours");
    }
}

/// What was printed, without times and the place of the folder.
fn settled(text: &str, folder: &Path) -> String {
    let text = text.replace(&folder.display().to_string(), "FOLDER");
    let lines = text.lines().map(|line| match line.rsplit_once(" in ") {
        Some((before, time))
            if time.ends_with('s') && time.starts_with(|it: char| it.is_ascii_digit()) =>
        {
            format!("{before} in TIME")
        }
        _ => line.trim_end().to_owned(),
    });
    lines.map(|line| line + "\n").collect()
}

/// The files below a folder; a generated client is one entry.
fn files(folder: &Path) -> Vec<String> {
    let all = tree::files(folder);
    let clients: Vec<String> = all
        .iter()
        .filter_map(|it| it.strip_suffix("faultcode.manifest").map(str::to_owned))
        .collect();
    let mut found: Vec<String> = all
        .into_iter()
        .map(|it| {
            clients
                .iter()
                .find(|client| it.starts_with(*client))
                .cloned()
                .unwrap_or(it)
        })
        .collect();
    found.dedup();
    found
}

/// Where a transcript differs from what happens.
fn differences(transcript: &Transcript) -> Vec<String> {
    let folder = Folder::new("tools");
    let folder = folder.path();
    write(folder, &transcript.files);
    let mut found = Vec::new();
    for step in &transcript.steps {
        write(folder, &step.write);
        let mut words = step.run.split_whitespace();
        assert_eq!(words.next(), Some("faultcode"), "{}", step.run);
        let ended = faultcode(folder)
            .args(words)
            .output()
            .expect("the command was built");
        let out = settled(&String::from_utf8_lossy(&ended.stdout), folder);
        let err = settled(&String::from_utf8_lossy(&ended.stderr), folder);
        let mut compare = |what: &str, expected: &str, is: &str| {
            if expected.trim_end() != is.trim_end() {
                found.push(format!(
                    "$ {}\n{what}: expected\n{expected}\nbut it is\n{is}",
                    step.run
                ));
            }
        };
        compare(
            "exit",
            &step.exit.to_string(),
            &ended.status.code().unwrap_or(-1).to_string(),
        );
        compare("out", &step.out, &out);
        compare("err", &step.err, &err);
        if let Some(expected) = &step.files {
            compare("files", &expected.join("\n"), &files(folder).join("\n"));
        }
        for (name, text) in &step.holds {
            let is =
                fs::read_to_string(folder.join(name)).unwrap_or_else(|error| error.to_string());
            compare(name, text, &is);
        }
    }
    found
}

#[test]
fn commands_print_and_write_what_their_transcripts_say() {
    let folder = tree::root().join("tests/tools");
    let (mut problems, mut steps) = (Vec::new(), 0);
    for file in tree::files(&folder) {
        let text = fs::read_to_string(folder.join(&file)).expect("a transcript");
        let transcript: Transcript =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(
            !transcript.about.is_empty() && !transcript.steps.is_empty(),
            "{file}"
        );
        steps += transcript.steps.len();
        problems.extend(
            differences(&transcript)
                .into_iter()
                .map(|it| format!("{file}: {it}")),
        );
    }
    aloud(&format!("tools: {steps} commands"));
    assert!(steps >= 12, "{steps}");
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

#[test]
fn the_help_of_each_verb_fits_a_screen() {
    let folder = Folder::new("help");
    let help = |verb: &str| {
        let ended = faultcode(folder.path())
            .args(verb.split_whitespace())
            .arg("-h")
            .output()
            .expect("the command was built");
        assert!(ended.status.success(), "{verb}");
        String::from_utf8_lossy(&ended.stdout).into_owned()
    };
    // On a screen of a hundred columns, where longer lines are broken.
    let verbs = help("");
    let verbs = verbs
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1);
    let verbs = verbs.take_while(|line| !line.is_empty());
    let verbs: Vec<&str> = verbs
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(verbs.len() >= 12, "{verbs:?}");
    for verb in verbs.iter().filter(|verb| **verb != "help") {
        let text = help(verb);
        let lines: usize = text
            .lines()
            .map(|line| line.chars().count().div_ceil(100).max(1))
            .sum();
        assert!(lines <= 40, "{verb}: {lines} lines\n{text}");
        assert!(text.contains("Example"), "{verb} shows no example\n{text}");
    }
}
