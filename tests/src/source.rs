//! Rust files of the repository as text: what is code, what is comment, what is a unit test.

use std::fs;
use std::path::Path;

use crate::generate::CLIENTS;
use crate::tree;

/// Folders that hold no text of ours.
const SKIPPED: &[&str] = &["target", ".git", "out", "node_modules"];

/// One file of the repository.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path from the root, written with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Every text file below the root in the order of its path.
pub fn all() -> Vec<Source> {
    let root = tree::root();
    let mut found = Vec::new();
    for entry in fs::read_dir(&root).expect("the root") {
        let entry = entry.expect("a readable root");
        let name = entry.file_name().into_string().expect("UTF-8");
        if SKIPPED.contains(&name.as_str()) {
            continue;
        }
        let paths = if entry.path().is_dir() {
            let made = made(&entry.path());
            let files = tree::files(&entry.path()).into_iter();
            let kept = files.filter(|file| !made.iter().any(|it| below(file, it)));
            kept.map(|file| format!("{name}/{file}")).collect()
        } else {
            vec![name]
        };
        for path in paths {
            // Some inputs are no text on purpose.
            if let Ok(text) = fs::read_to_string(root.join(&path)) {
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// What tools make in a folder: the names that its `.gitignore` lists.
fn made(folder: &Path) -> Vec<String> {
    let listed = fs::read_to_string(folder.join(".gitignore")).unwrap_or_default();
    listed.lines().map(str::to_owned).collect()
}

/// Whether a path is that file or folder, or lies below it.
fn below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Source {
    /// Whether this is a Rust file that people write.
    pub fn is_handwritten(&self) -> bool {
        let mut clients = CLIENTS
            .iter()
            .map(|name| format!("generated-example/{name}/"));
        let generated = clients.any(|folder| self.path.starts_with(&folder));
        // Snippets of the guide are shown inside of pages, not compiled as modules.
        let shown = self.path.starts_with("docs/");
        self.path.ends_with(".rs") && !generated && !shown
    }

    /// Whether the file lies in `part`: a file `a/b.rs`, or a folder `a/b/` with everything below it.
    pub fn lies_in(&self, part: &str) -> bool {
        if part.ends_with('/') {
            self.path.starts_with(part)
        } else {
            self.path == part
        }
    }

    /// The lines without the unit tests at the end, numbered from 1.
    pub fn without_tests(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines: Vec<&str> = self.text.lines().collect();
        let tests = lines
            .windows(2)
            .position(|pair| {
                let is_for_tests =
                    pair[0] == "#[cfg(test)]" || pair[0].starts_with("#[cfg(all(test,");
                is_for_tests && pair[1].starts_with("mod tests")
            })
            .unwrap_or(lines.len());
        (1..).zip(lines.into_iter().take(tests))
    }

    /// The lines that are code: no unit tests, no whole-line comments.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.without_tests()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The sentences at the head of the file.
    pub fn head(&self) -> String {
        let lines = self.text.lines();
        let head = lines.map_while(|line| line.strip_prefix("//!"));
        head.collect::<Vec<_>>().join("\n")
    }
}

/// Whether `word` stands in the line as a whole name, not as part of a longer one.
pub fn names(line: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        let free_before = !(word.starts_with(is_part) && before.is_some_and(is_part));
        let free_after = !(word.ends_with(is_part) && after.is_some_and(is_part));
        free_before && free_after
    })
}
