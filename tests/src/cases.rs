//! Bad documents as data: a folder per rule, a file per case, its overlays and its message beside it.

use std::path::Path;

use crate::tree;

/// One bad document.
#[derive(Clone, Debug)]
pub struct Case {
    /// The folder, which is named after the rule.
    pub rule: String,
    /// The document, relative to the folder of all cases.
    pub document: String,
    /// The overlay beside it, if there is one.
    pub overlay: Option<String>,
}

impl Case {
    /// The file that holds the message, relative to the folder of all cases.
    pub fn message(&self) -> String {
        let (stem, _) = self
            .document
            .rsplit_once('.')
            .expect("a case has an ending");
        format!("{stem}.stderr")
    }
}

/// What the folder of cases holds.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    /// Every case in the order of its path.
    pub cases: Vec<Case>,
    /// Messages whose document is gone.
    pub orphans: Vec<String>,
}

/// Reads the folder. Files deeper than `<rule>/<case>` belong to a case that refers to them.
pub fn read(folder: &Path) -> Cases {
    let files = tree::files(folder);
    let mut found = Cases::default();
    for file in &files {
        let Some((rule, name)) = file.split_once('/').filter(|(_, name)| !name.contains('/'))
        else {
            continue;
        };
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let is_overlay = stem == "overlay" || stem.ends_with(".overlay");
        if name.ends_with(".stderr") {
            continue;
        }
        if is_overlay || !(name.ends_with(".yaml") || name.ends_with(".json")) {
            continue;
        }
        let overlay = [
            format!("{rule}/{stem}.overlay.yaml"),
            format!("{rule}/overlay.yaml"),
        ]
        .into_iter()
        .find(|overlay| files.contains(overlay));
        found.cases.push(Case {
            rule: rule.to_owned(),
            document: file.clone(),
            overlay,
        });
    }
    let messages: Vec<String> = found.cases.iter().map(Case::message).collect();
    found.orphans = files
        .into_iter()
        .filter(|file| file.ends_with(".stderr") && !messages.contains(file))
        .collect();
    found
}
