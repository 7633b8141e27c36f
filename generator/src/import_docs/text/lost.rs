//! What pasting does to samples and lists: numbers before each line, items that have run into one line.

use super::{Reader, marked};
use crate::import_docs::json;
use crate::import_docs::page::Block;
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
}
