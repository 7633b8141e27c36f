//! Every page of the guide is listed, and every link and every included text leads somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

fn source() -> PathBuf {
    plain(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../src"))
}

/// The path without `..`, so that two ways to one file are one path.
fn plain(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

/// Every page and its text.
fn pages() -> BTreeMap<PathBuf, String> {
    let (mut pages, mut folders) = (BTreeMap::new(), vec![source()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                pages.insert(path, text);
            }
        }
    }
    pages
}

/// The texts between two marks.
fn between<'t>(text: &'t str, start: &'t str, end: &'t str) -> impl Iterator<Item = &'t str> {
    let parts = text.split(start).skip(1);
    parts.filter_map(move |part| part.split_once(end).map(|(inside, _)| inside))
}

/// The text without its code blocks.
fn prose(text: &str) -> String {
    let outside = text.split("```").step_by(2);
    outside.collect::<Vec<_>>().join("\n")
}

/// The last part of a link to each heading, made as mdBook makes it.
fn headings(text: &str) -> BTreeSet<String> {
    let prose = prose(text);
    let titles = prose.lines().filter(|line| line.starts_with('#'));
    titles
        .map(|title| {
            let title = title.trim_start_matches('#').trim().to_lowercase();
            let kept = title.chars().filter_map(|sign| match sign {
                ' ' => Some('-'),
                sign if sign.is_alphanumeric() || "-_".contains(sign) => Some(sign),
                _ => None,
            });
            kept.collect()
        })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let pages = pages();
    let mut dead = Vec::new();
    for (path, text) in &pages {
        let folder = path.parent().unwrap();
        for link in between(&prose(text), "](", ")") {
            if link.starts_with("https://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.clone(),
                file => plain(&folder.join(file)),
            };
            let found = pages.get(&target);
            let whole =
                found.is_some_and(|text| heading.is_empty() || headings(text).contains(heading));
            if !whole {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn included_texts_exist() {
    let mut missing = Vec::new();
    for (path, text) in pages() {
        let folder = path.parent().unwrap();
        for included in between(&text, "{{#include ", "}}") {
            let (file, anchor) = included.split_once(':').unwrap_or((included, ""));
            let target = fs::read_to_string(folder.join(file)).unwrap_or_default();
            let begins = format!("ANCHOR: {anchor}\n");
            let ends = format!("ANCHOR_END: {anchor}\n");
            let whole = anchor.is_empty() || (target.contains(&begins) && target.contains(&ends));
            if target.is_empty() || !whole {
                missing.push(format!("{}: {included}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_page_is_listed() {
    let pages = pages();
    let summary = source().join("SUMMARY.md");
    let listed: BTreeSet<_> = between(&pages[&summary], "](", ")")
        .map(|link| source().join(link))
        .chain([summary.clone()])
        .collect();
    let pages: BTreeSet<_> = pages.into_keys().collect();
    let differ: Vec<_> = pages.symmetric_difference(&listed).collect();
    assert!(differ.is_empty(), "only listed or only there: {differ:#?}");
}
