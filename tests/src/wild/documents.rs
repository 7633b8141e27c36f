//! The documents of a folder: single files, and APIs of several files.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::aloud;

/// A document of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The file.
    pub path: PathBuf,
    /// The same relative to the folder of documents, with `/`.
    pub shown: String,
    /// The name of its crate.
    pub name: String,
    /// The size of the file in bytes.
    pub size: u64,
    /// What stands beside it and may be referred to; empty for a document of one file.
    pub allow: Vec<String>,
}

impl Document {
    /// Whether it is one of the oversized documents: they lie in a folder of that name.
    pub fn is_oversized(&self) -> bool {
        self.shown.starts_with("xl/")
    }
}

/// All documents below a folder, in the order of their paths. A file is a document when it names an OpenAPI version.
/// A document that refers to files beside it makes its folder one API, whose other files are no documents.
///
/// # Errors
///
/// The folder cannot be read.
pub fn find(folder: &Path) -> io::Result<Vec<Document>> {
    let mut found = Vec::new();
    collect(folder, "", &mut found)?;
    found.sort_by(|a, b| a.shown.cmp(&b.shown));
    let mut names = BTreeSet::new();
    for document in &mut found {
        document.name = name(&document.shown, &mut names);
    }
    Ok(found)
}

/// Beyond which size a document is one of the few very large ones, in bytes: they outweigh all others, and shares that are promised
/// are those of the others.
pub const LARGE: u64 = 8_000_000;

/// How large a document is that a build without optimisation reads in seconds, in bytes.
const QUICK: u64 = 2_000_000;

/// Whether a document is read by every run: it is read quickly, or has up to `CORPUS_BYTES`. The largest take minutes, and say little
/// that others do not; what is left out is said aloud.
///
/// # Panics
///
/// `CORPUS_BYTES` is no number.
pub fn is_read(shown: &str, size: u64) -> bool {
    let given = std::env::var("CORPUS_BYTES").ok();
    let largest = given.map_or(QUICK, |it| it.parse().expect("CORPUS_BYTES is a number"));
    if size > largest {
        aloud(&format!("{shown} is left out: {size} bytes"));
    }
    size <= largest
}

/// The documents of a folder that are read by every run.
///
/// # Errors
///
/// The folder cannot be read.
pub fn find_within(folder: &Path) -> io::Result<Vec<Document>> {
    let mut found = find(folder)?;
    found.retain(|document| is_read(&document.shown, document.size));
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Document>) -> io::Result<()> {
    let (mut folders, mut beside, mut own) = (Vec::new(), Vec::new(), Vec::new());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        beside.push(name.clone());
        if entry.file_type()?.is_dir() {
            folders.push(name);
            continue;
        }
        if !name.ends_with(".yaml") && !name.ends_with(".yml") && !name.ends_with(".json") {
            continue;
        }
        // Not every document is UTF-8; whether it may be read is for the generator to say.
        let bytes = fs::read(entry.path())?;
        let text = String::from_utf8_lossy(&bytes);
        if names_a_version(&text) {
            own.push((name, bytes.len() as u64, refers_to_files(&text)));
        }
    }
    let one_api = !prefix.is_empty() && own.iter().any(|(.., refers)| *refers);
    beside.sort();
    for (name, size, refers) in own {
        if one_api && !refers {
            continue;
        }
        let allow = if refers {
            beside.iter().filter(|it| **it != name).cloned().collect()
        } else {
            Vec::new()
        };
        found.push(Document {
            path: folder.join(&name),
            shown: format!("{prefix}{name}"),
            name: String::new(),
            size,
            allow,
        });
    }
    if !one_api {
        for name in folders {
            collect(&folder.join(&name), &format!("{prefix}{name}/"), found)?;
        }
    }
    Ok(())
}

/// Whether the text has a line `openapi: …`, or the member `"openapi": "…"`.
fn names_a_version(text: &str) -> bool {
    let follows = |after: &str| {
        after
            .trim_start_matches(['"', '\''])
            .trim_start()
            .starts_with(':')
    };
    text.match_indices("openapi").any(|(at, word)| {
        let before = text[..at].chars().next_back();
        let after = text.get(at + word.len()..).unwrap_or("");
        matches!(before, None | Some('\n' | '"' | '\'' | '\u{feff}')) && follows(after)
    })
}

/// Whether a reference names a file. What stands at another host does not count.
fn refers_to_files(text: &str) -> bool {
    text.match_indices("$ref").any(|(at, word)| {
        let after = text.get(at + word.len()..).unwrap_or("");
        let Some((quotes, target)) = after.split_once(':') else {
            return false;
        };
        let target = target.trim_start_matches([' ', '"', '\'']);
        let word = target
            .split(['"', '\'', '\n', ' ', '}', '#'])
            .next()
            .unwrap_or("");
        quotes.trim_matches(['"', '\'', ' ']).is_empty()
            && !word.contains(':')
            && (word.ends_with(".yaml") || word.ends_with(".yml") || word.ends_with(".json"))
    })
}

/// A package name from a path. The prefix keeps it apart from the names of packages that it depends on.
fn name(shown: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = shown.rsplit_once('.').map_or(shown, |(stem, _)| stem);
    let plain = |text: &str| -> String {
        let sign = |c: char| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        };
        format!("wild-{}", text.chars().map(sign).collect::<String>())
    };
    let mut name = plain(stem);
    if !taken.insert(name.clone()) {
        name = plain(shown);
        taken.insert(name.clone());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_name_a_version_and_fragments_do_not() {
        for (text, is) in [
            ("openapi: 3.1.0\n", true),
            ("# head\n\"openapi\" : 3.0.0\n", true),
            ("{\"info\": {}, \"openapi\": \"3.0.3\"}", true),
            ("\u{feff}openapi: 3.0.0", true),
            ("type: object\ndescription: made for openapi: 3\n", false),
            ("overlay: 1.0.0\n", false),
        ] {
            assert_eq!(names_a_version(text), is, "{text}");
        }
    }

    #[test]
    fn only_references_to_files_make_an_api_of_several_files() {
        for (text, is) in [
            ("$ref: '#/components/schemas/A'", false),
            ("$ref: ./paths/a.yaml", true),
            ("{\"$ref\": \"schemas.json#/A\"}", true),
            ("'$ref': 'https://shop.example/a.yaml#/B'", false),
            ("say $ref and a.yaml", false),
        ] {
            assert_eq!(refers_to_files(text), is, "{text}");
        }
    }

    #[test]
    fn names_are_packages_and_differ() {
        let mut taken = BTreeSet::new();
        let names = ["xl/A.b.json", "xl/A.b.yaml"].map(|path| name(path, &mut taken));
        assert_eq!(names, ["wild-xl-a-b", "wild-xl-a-b-yaml"]);
    }
}
