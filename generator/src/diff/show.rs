//! Changes as text for people, as Markdown for a pull request, and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json as value};

use super::{Change, Class, Diff, Kind, Place, Verdict};
use crate::diagnostics::{counted, one_line};

/// For people: by class, then by kind, each kind with what it means, each change in one line.
pub fn text(name: &str, diff: &Diff) -> String {
    let mut out = format!("{}: {}\n", one_line(name), headline(diff));
    for (class, kinds) in by_kind(diff) {
        line(&mut out, format_args!("\n{}", class.heading()));
        for changes in kinds {
            let Some(first) = changes.first() else {
                continue;
            };
            let kind = first.kind;
            line(
                &mut out,
                format_args!("  {}: {}", kind.word(), kind.consequence()),
            );
            for change in changes {
                line(
                    &mut out,
                    format_args!("    {}{}", one_line(&said(change)), places(change)),
                );
            }
        }
    }
    out
}

/// For a pull request.
pub fn markdown(name: &str, diff: &Diff) -> String {
    let mut out = format!("### {}: {}\n", code(name), headline(diff));
    for (class, kinds) in by_kind(diff) {
        line(&mut out, format_args!("\n**{}**\n", class.heading()));
        line(
            &mut out,
            format_args!("| change | what | in Rust | place |\n|---|---|---|---|"),
        );
        for change in kinds.into_iter().flatten() {
            let places = places(change);
            line(
                &mut out,
                format_args!(
                    "| {} | {} | {} | {} |",
                    change.kind.word(),
                    code(&said(change)),
                    cell(change.kind.consequence()),
                    cell(places.trim_start_matches([' ', '(']).trim_end_matches(')'))
                ),
            );
        }
    }
    out
}

/// For programs.
pub fn json(clients: &[(String, Diff)]) -> String {
    let place = |place: &Option<Place>| match place {
        Some(place) => {
            value!({"file": place.file, "line": place.line, "column": place.column})
        }
        None => Value::Null,
    };
    let change = |change: &Change| {
        value!({
            "kind": change.kind.word(),
            "class": change.kind.class().word(),
            "subject": change.subject,
            "also": change.also,
            "label": change.label,
            "before": change.before,
            "after": change.after,
            "consequence": change.kind.consequence(),
            "old": place(&change.old),
            "new": place(&change.new),
        })
    };
    let verdicts = clients.iter().map(|(_, diff)| diff.verdict());
    let worst = verdicts.max().unwrap_or(Verdict::Same);
    let clients: Vec<Value> = clients
        .iter()
        .map(|(name, diff)| {
            let changes: Vec<Value> = diff.changes.iter().map(change).collect();
            value!({"name": name, "verdict": diff.verdict().word(), "changes": changes})
        })
        .collect();
    format!(
        "{:#}\n",
        value!({"verdict": worst.word(), "clients": clients})
    )
}

/// `2 breaking changes, 1 change of behaviour; the next version is major`
fn headline(diff: &Diff) -> String {
    let verdict = diff.verdict();
    if verdict == Verdict::Same {
        return "nothing changes for callers".to_owned();
    }
    let counts = Class::ALL.map(|class| {
        let noun = match class {
            Class::Major => "breaking change",
            Class::Minor => "addition",
            Class::Patch => "change of words",
            Class::Behaviour => "change of behaviour",
        };
        match diff.of_class(class).count() {
            0 => String::new(),
            count if count > 1 && noun.starts_with("change of") => {
                format!("{count} {}", noun.replacen("change", "changes", 1))
            }
            count => counted(count, noun),
        }
    });
    let counts: Vec<String> = counts.into_iter().filter(|it| !it.is_empty()).collect();
    format!(
        "{}; the next version is {}",
        counts.join(", "),
        verdict.word()
    )
}

type Kinds<'d> = Vec<Vec<&'d Change>>;

/// The changes of each class, by kind.
fn by_kind(diff: &Diff) -> Vec<(Class, Kinds<'_>)> {
    let mut all = Vec::new();
    for class in Class::ALL {
        let mut kinds: Kinds<'_> = Vec::new();
        for change in diff.of_class(class) {
            match kinds.last_mut() {
                Some(last) if last.first().is_some_and(|it| it.kind == change.kind) => {
                    last.push(change);
                }
                _ => kinds.push(vec![change]),
            }
        }
        if !kinds.is_empty() {
            all.push((class, kinds));
        }
    }
    all
}

/// What changes, from what to what.
fn said(change: &Change) -> String {
    let moved = [
        Kind::CodeMoved,
        Kind::Renamed,
        Kind::ArgumentRenamed,
        Kind::CrateRenamed,
    ];
    if moved.contains(&change.kind) && change.label.is_empty() {
        return format!("{} → {}", change.before, change.after);
    }
    let mut said = change.subject.clone();
    match change.also.len() {
        0 => {}
        more => said = format!("{said} and {more} more"),
    }
    // The variant says which code it is.
    if !change.label.is_empty() && change.kind != Kind::VerdictChanged {
        said = format!("{said}, {}", change.label);
    }
    let none = |text: &str| match text.is_empty() {
        true => "nothing".to_owned(),
        false => text.to_owned(),
    };
    match (change.before.is_empty(), change.after.is_empty()) {
        (true, true) => said,
        _ => format!("{said}: {} → {}", none(&change.before), none(&change.after)),
    }
}

fn places(change: &Change) -> String {
    let place = |it: &Place| format!("{}:{}:{}", one_line(&it.file), it.line, it.column);
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!(" ({}, {})", place(old), place(new)),
        (Some(one), None) | (None, Some(one)) => format!(" ({})", place(one)),
        (None, None) => String::new(),
    }
}

/// Text of a document as code in a cell of a table: nothing in it ends the cell, the code or the line.
fn code(text: &str) -> String {
    format!("`{}`", cell(&one_line(text).replace('`', "'")))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}
