//! What is asked of the packs: a file below `tests/packs` for each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::tree;

/// What is asked of one pack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The document of its vendor, by its name in the collection beside the repository.
    pub document: String,
    /// What it makes of that document, at least.
    pub least: Reached,
    /// A small document of ours with that title.
    pub standin: Value,
    /// Answers to operations of the stand-in, and what they mean.
    pub answers: Vec<Judged>,
}

/// How much of a document a pack reaches.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Reached {
    /// Codes of the whole API.
    pub codes: usize,
    /// Operations with a code that not every operation has.
    pub tied: usize,
    /// Operations with a code.
    pub all: usize,
    /// Operations whose codes are those of no other operation.
    pub own: usize,
}

/// An answer, and what its error says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// The operation, by its id.
    pub operation: String,
    /// The status of the answer.
    pub status: u16,
    /// Its headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Its body.
    pub body: Value,
    /// The variant of the operation's enum.
    pub variant: String,
    /// The code; absent where there is none.
    pub code: Option<String>,
    /// The verdict, a word of the vocabulary.
    pub verdict: String,
    /// The group.
    pub category: Option<String>,
}

/// Everything that is asked, by the name of the pack.
///
/// # Panics
///
/// A file is not of that form.
pub fn asked() -> BTreeMap<String, Asked> {
    let folder = tree::root().join("tests/packs");
    let files = fs::read_dir(folder).expect("a folder of this repository");
    let files = files.map(|file| file.expect("a folder that can be read").path());
    files.map(|path| (name(&path), read(&path))).collect()
}

fn name(path: &Path) -> String {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    stem.expect("a name in UTF-8").to_owned()
}

fn read(path: &Path) -> Asked {
    let text = fs::read_to_string(path).expect("a file of this repository");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The stand-in of a pack as a file below the target folder.
///
/// # Panics
///
/// It cannot be written.
pub fn standin(name: &str, asked: &Asked) -> PathBuf {
    let folder = crate::cargo::target().join("faultcode-tests/packs");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    let path = folder.join(format!("{name}.json"));
    fs::write(&path, asked.standin.to_string()).expect("the target folder can be written");
    path
}

/// The codes that a pack gives to every operation, read from its text by a reader that is not faultcode's.
///
/// # Panics
///
/// The pack is no YAML.
pub fn everywhere(text: &str) -> BTreeSet<String> {
    let pack: Value = serde_yaml::from_str(text).expect("a pack is YAML");
    let actions = pack["actions"].as_array().into_iter().flatten();
    let of_document = actions.filter(|action| action["target"] == "$");
    let entries = of_document
        .filter_map(|action| action["update"]["x-error-codes"].as_object())
        .flatten();
    let all = entries.filter(|(_, entry)| match &entry["appliesTo"] {
        Value::Null => entry["status"].is_null(),
        applies => applies == "all",
    });
    all.map(|(code, _)| code.clone()).collect()
}
