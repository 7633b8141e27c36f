//! Every page of the guide is listed, every link leads somewhere, and what pages show of other files is what those hold.

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

/// How a page says what it shows: the line before a block of code.
const SHOWN: &str = "<!-- shown: ";

/// The text of a file, or of its parts between anchors, `file:first:second`, as pages show it: without marks, and from the left
/// edge.
fn shown(folder: &Path, from: &str) -> Option<String> {
    let mut names = from.split(':');
    let text = fs::read_to_string(folder.join(names.next()?)).ok()?;
    let anchors: Vec<&str> = names.collect();
    let mut lines: Vec<&str> = Vec::new();
    for anchor in &anchors {
        let (begins, ends) = (format!("ANCHOR: {anchor}"), format!("ANCHOR_END: {anchor}"));
        let mut rest = text.lines().skip_while(|line| !line.ends_with(&begins));
        rest.next()?;
        let rest: Vec<&str> = rest.collect();
        let end = rest.iter().position(|line| line.ends_with(&ends))?;
        lines.extend(&rest[..end]);
    }
    if anchors.is_empty() {
        lines.extend(text.lines());
    }
    lines.retain(|line| !line.contains("ANCHOR: ") && !line.contains("ANCHOR_END: "));
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let indent = filled
        .map(|line| line.len() - line.trim_start().len())
        .min();
    let cut = |line: &&str| line.get(indent.unwrap_or(0)..).unwrap_or("").to_owned();
    let lines: Vec<String> = lines.iter().map(cut).collect();
    Some(lines.join("\n").trim_end().to_owned())
}

/// The page with what it shows as that is now; the includes of mdBook, which only a built book resolves, become texts.
fn renewed(page: &Path, text: &str) -> String {
    let folder = page.parent().unwrap();
    let told = |from: &str| {
        let text = shown(folder, from);
        let text = text.unwrap_or_else(|| panic!("{}: there is no {from}", page.display()));
        let fences = text.lines().filter(|it| it.trim_start().starts_with("```"));
        assert_eq!(
            fences.count(),
            0,
            "{}: {from} ends its own block",
            page.display()
        );
        text
    };
    let mut lines = text.lines();
    let mut renewed: Vec<String> = Vec::new();
    while let Some(line) = lines.next() {
        let included = line
            .strip_prefix("{{#include ")
            .and_then(|it| it.strip_suffix("}}"));
        let mark = line
            .strip_prefix(SHOWN)
            .and_then(|it| it.strip_suffix(" -->"));
        match (included, mark) {
            (Some(from), _) => {
                let fence = renewed.pop().filter(|it| it.starts_with("```"));
                let fence = fence.unwrap_or_else(|| panic!("{}: {line}", page.display()));
                renewed.extend([format!("{SHOWN}{from} -->"), fence, told(from)]);
            }
            (None, Some(from)) => {
                let fence = lines.next().filter(|it| it.starts_with("```"));
                let fence = fence.unwrap_or_else(|| panic!("{}: {line}", page.display()));
                renewed.extend([line.to_owned(), fence.to_owned(), told(from)]);
                let closed = lines.by_ref().any(|it| it == "```");
                assert!(closed, "{}: {line}", page.display());
                renewed.push("```".to_owned());
            }
            (None, None) => renewed.push(line.to_owned()),
        }
    }
    renewed.join("\n") + "\n"
}

/// The pages are read as they stand, in the repository, so what they show stands in them; `UPDATE=1` puts it there.
#[test]
fn pages_show_what_compiles() {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let (mut stale, mut blocks) = (Vec::new(), 0);
    for (path, text) in pages() {
        let renewed = renewed(&path, &text);
        blocks += renewed.matches(SHOWN).count();
        assert!(
            !renewed.contains("{{#"),
            "{}: only a built book shows that",
            path.display()
        );
        if renewed != text {
            stale.push(path.display().to_string());
            if update {
                fs::write(&path, renewed).unwrap();
            }
        }
    }
    assert!(blocks > 30, "{blocks} examples are compared");
    assert!(
        stale.is_empty(),
        "stale: {stale:#?}; UPDATE=1 rewrites them"
    );
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
