//! The catalogue as a table for a terminal, as Markdown and as JSON.

use serde_json::json;

use super::{Catalogue, Entry};
use crate::verdict::Repeat;

/// Lists of operations are broken at this width.
const LINE: usize = 96;

/// Columns of the table are not wider than this.
const WIDEST: usize = 48;

impl Catalogue {
    /// A table in plain text: one line per code, below it the operations that answer it.
    pub fn table(&self) -> String {
        let head = ["code", "status", "retry", "from", "source", "what to do"];
        let rows: Vec<[String; 6]> = self.entries.iter().map(row).collect();
        let mut widths = head.map(|text| text.chars().count());
        for row in &rows {
            for (width, text) in widths.iter_mut().zip(row) {
                *width = (*width).max(text.chars().count().min(WIDEST));
            }
        }
        let line = |cells: &[String; 6]| {
            let cells = cells
                .iter()
                .zip(widths)
                .map(|(text, width)| format!("{text:<width$}"));
            format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
        };
        let mut out = line(&head.map(str::to_owned));
        out.push_str(&line(&widths.map(|width| "-".repeat(width))));
        for (entry, row) in self.entries.iter().zip(&rows) {
            out.push_str(&line(row));
            for (phrase, operations) in grouped(entry) {
                let lead = format!("operations (repeated: {phrase}):");
                for line in wrapped(&lead, &operations) {
                    out.push_str(&format!("    {line}\n"));
                }
            }
        }
        out
    }

    /// A Markdown document: the table of codes, then operations by code.
    pub fn markdown(&self) -> String {
        let mut out = format!("# Errors of {}\n\n", escaped(&self.title));
        out.push_str("| code | status | meaning | retry | what to do | operations | from | source |\n|---|---|---|---|---|---|---|---|\n");
        for entry in &self.entries {
            let operations: Vec<_> = grouped(entry)
                .into_iter()
                .map(|(phrase, names)| {
                    format!("{} (repeated: {phrase})", escaped(&names.join(", ")))
                })
                .collect();
            let cells = [
                entry.code.as_ref().map_or_else(
                    || "any code".to_owned(),
                    |code| format!("`{}`", code.replace(['`', '|'], "'")),
                ),
                entry.status.clone(),
                escaped(&entry.meaning),
                entry.retry.to_owned(),
                escaped(&entry.action),
                operations.join("<br>"),
                escaped(&entry.from.join(", ")),
                escaped(&entry.source),
            ];
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        out
    }

    /// How many operations have typed errors, and what these come from, as a JSON object with one line per operation.
    pub fn counts_json(&self) -> String {
        let counts = self.counts();
        let operations = self.operations.iter().map(|it| {
            json!({
                "operation": it.operation,
                "codes": it.codes,
                "statuses": it.statuses,
                "from": it.from,
            })
        });
        let value = json!({
            "operations": counts.operations,
            "withCodes": counts.with_codes,
            "withStatuses": counts.with_statuses,
            "withNeither": counts.with_neither,
            "codes": counts.codes,
            "from": counts.from,
            "perOperation": operations.collect::<Vec<_>>(),
        });
        let text = serde_json::to_string_pretty(&value);
        text.map_or_else(|_| "{}\n".to_owned(), |text| format!("{text}\n"))
    }

    /// A JSON array with one object per entry.
    pub fn json(&self) -> String {
        let entries = self.entries.iter().map(|entry| {
            let operations = entry
                .operations
                .iter()
                .map(|(id, repeat)| json!({"operation": id, "repeated": repeat.phrase()}));
            json!({
                "code": entry.code,
                "status": entry.status,
                "meaning": entry.meaning,
                "retry": entry.retry,
                "action": entry.action,
                "source": entry.source,
                "from": entry.from,
                "confidence": entry.confidence,
                "operations": operations.collect::<Vec<_>>(),
            })
        });
        let text = serde_json::to_string_pretty(&entries.collect::<Vec<_>>());
        text.map_or_else(|_| "[]\n".to_owned(), |text| format!("{text}\n"))
    }
}

fn row(entry: &Entry) -> [String; 6] {
    [
        entry.code.clone().unwrap_or_else(|| "(any)".to_owned()),
        if entry.status.is_empty() {
            "any".to_owned()
        } else {
            entry.status.clone()
        },
        entry.retry.to_owned(),
        entry.from.join(", "),
        entry.source.clone(),
        entry.action.clone(),
    ]
}

/// The operations by what the runtime does there, in the order in which they are first met.
fn grouped(entry: &Entry) -> Vec<(&'static str, Vec<&str>)> {
    let mut groups: Vec<(Repeat, Vec<&str>)> = Vec::new();
    for (operation, repeat) in &entry.operations {
        match groups.iter_mut().find(|(other, _)| other == repeat) {
            Some((_, names)) => names.push(operation),
            None => groups.push((*repeat, vec![operation])),
        }
    }
    groups
        .into_iter()
        .map(|(repeat, names)| (repeat.phrase(), names))
        .collect()
}

/// A list behind its lead, in lines of limited width.
fn wrapped(lead: &str, words: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = lead.to_owned();
    for (index, word) in words.iter().enumerate() {
        if line.len() + word.len() + 2 > LINE {
            lines.push(std::mem::replace(&mut line, "   ".to_owned()));
        }
        let comma = if index + 1 < words.len() { "," } else { "" };
        line.push_str(&format!(" {word}{comma}"));
    }
    lines.push(line);
    lines
}

/// Prose in a Markdown table.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '|' | '[' | ']' | '`' | '\\' | '*' | '_' => {
                out.push('\\');
                out.push(sign);
            }
            sign => out.push(sign),
        }
    }
    out
}
