//! What pasting does to samples and lists: numbers before each line, items that have run into one line.

use super::{Reader, barred_cells, marked};
use crate::import_docs::json;
use crate::import_docs::page::{Block, Table};
use crate::import_docs::words;

impl Reader<'_> {
    /// A sample whose lines begin with their numbers, as pages show them.
    pub(super) fn numbered(&mut self, line: &str) -> bool {
        let begins = line.strip_prefix('1').map(str::trim_start);
        if !begins.is_some_and(|it| it.starts_with(['{', '['])) {
            return false;
        }
        let first = self.number(0);
        let (mut text, mut ahead) = (String::new(), 0);
        while let Some(line) = self.line(ahead) {
            let number = (ahead + 1).to_string();
            let Some(rest) = line.trim_start().strip_prefix(&*number) else {
                break;
            };
            text.push_str(rest);
            text.push('\n');
            ahead += 1;
        }
        if json::read(&text).is_none() {
            return false;
        }
        self.out.push(Block::Sample(text, first));
        self.pass(ahead);
        true
    }

    /// Items of a list that have run into one line: `400 Bad Request: …401 Unauthorized: …`.
    pub(super) fn run(&mut self, line: &str) -> bool {
        let begins = |at: usize| -> bool {
            let is_digit = |at: usize| line.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
            let before = at.checked_sub(1);
            let is_status = line
                .get(at..at + 3)
                .is_some_and(|it| words::status(it).is_some());
            let rest = line.get(at + 3..).unwrap_or("");
            // Behind a blank a status belongs to the sentence before it.
            let follows = before.is_none_or(|it| {
                let byte = line.as_bytes().get(it);
                !byte.is_some_and(|it| it.is_ascii_whitespace() || it.is_ascii_digit())
            });
            is_status
                && follows
                && !is_digit(at + 3)
                && (rest.starts_with(": ") || words::is_phrase(rest))
        };
        let starts: Vec<usize> = (0..line.len().min(4096)).filter(|at| begins(*at)).collect();
        if starts.len() < 2 || starts.first() != Some(&0) {
            return false;
        }
        let number = self.number(0);
        let ends = starts.iter().skip(1).copied().chain([line.len()]);
        for (from, to) in starts.iter().copied().zip(ends) {
            let item = line.get(from..to).unwrap_or("");
            let (status, rest) = item.split_at_checked(3).unwrap_or((item, ""));
            let gap = if rest.starts_with([' ', ':']) {
                ""
            } else {
                " "
            };
            self.out
                .push(Block::Item(marked(&format!("{status}{gap}{rest}"), number)));
        }
        self.pass(1);
        true
    }

    /// A table with bars whose rows are broken into a line a cell: a row begins with a bar, its other lines end with one.
    pub(super) fn broken(&mut self) -> bool {
        let begins = |ahead: usize| {
            self.line(ahead)
                .is_some_and(|it| it.trim_start().starts_with('|'))
        };
        let ends = |ahead: usize| {
            self.line(ahead)
                .is_some_and(|it| it.trim_end().ends_with('|'))
        };
        if !begins(0) || begins(1) || !ends(1) {
            return false;
        }
        let mut rows: Vec<(String, usize)> = Vec::new();
        let mut ahead = 0;
        while let Some(line) = self.line(ahead) {
            // A cell of several lines goes on until one that ends with a bar.
            let goes_on = ends(ahead) || ends(ahead + 1) && !begins(ahead + 1);
            match rows.last_mut() {
                _ if begins(ahead) => rows.push((line.trim().to_owned(), self.number(ahead))),
                Some((row, _)) if goes_on => {
                    row.push(' ');
                    row.push_str(line.trim());
                }
                _ => break,
            }
            ahead += 1;
        }
        let is_rule = |row: &str| row.chars().all(|it| " |-:".contains(it));
        let rows = rows.iter().filter(|it| !is_rule(&it.0));
        let mut rows = rows.map(|(row, number)| barred_cells(row, *number));
        let Some(head) = rows.next().filter(|it| it.len() > 1) else {
            return false;
        };
        let rows: Vec<_> = rows.collect();
        let line = self.number(0);
        if rows.is_empty() {
            return false;
        }
        self.out.push(Block::Table(Table { head, rows, line }));
        self.pass(ahead);
        true
    }
}
