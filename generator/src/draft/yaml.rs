//! A draft as YAML text. Comments are why it is not left to the package that writes YAML elsewhere.
//!
//! Texts other than plain words stand in double quotes with everything escaped that a reader of YAML could take for a break, a
//! sign or no character of its own; comments are one line each, with what is hidden escaped.

use serde_json::Value;

use super::{Draft, Entry, Part, Target};
use crate::diagnostics::one_line;
use crate::source::core::{Core, plain_type};

/// The column that comments behind short lines begin at.
const COMMENT: usize = 44;

pub(super) fn write(draft: &Draft) -> String {
    let mut out = Text::default();
    for line in &draft.head {
        out.comment(0, line);
    }
    out.line(0, "overlay: 1.0.0", &[]);
    out.line(0, "info:", &[]);
    out.line(2, &format!("title: {}", text(&draft.title)), &[]);
    out.line(2, "version: 1.0.0", &[]);
    out.line(0, "actions:", &[]);
    let is_document = |target: &&Target| **target == Target::Document;
    let document = draft.parts.keys().filter(is_document);
    let others = draft.parts.keys().filter(|it| !is_document(it));
    let mut acts = false;
    for target in document.chain(others) {
        if let Some(part) = draft.parts.get(target) {
            acts |= out.part(target, part);
        }
    }
    if !acts {
        // An overlay has at least one action; this one changes nothing.
        out.line(2, "- target: $", &[]);
        out.line(4, "update: {}", &[]);
    }
    if !draft.notes.is_empty() {
        out.comment(0, "Not understood:");
    }
    for note in &draft.notes {
        out.comment(0, &format!("- {note}"));
    }
    out.0
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn comment(&mut self, indent: usize, comment: &str) {
        let line = format!("{:indent$}# {}", "", shown(comment));
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }

    /// A line with its remarks: the first behind it, the others before it.
    fn line(&mut self, indent: usize, line: &str, remarks: &[String]) {
        let Some((first, others)) = remarks.split_first() else {
            self.0.push_str(&format!("{:indent$}{line}\n", ""));
            return;
        };
        for other in others {
            self.comment(indent, other);
        }
        let width = COMMENT.saturating_sub(indent);
        let first = shown(first);
        self.0
            .push_str(&format!("{:indent$}{line:width$} # {first}\n", ""));
    }

    fn part(&mut self, target: &Target, part: &Part) -> bool {
        if part.extensions.is_empty() && part.codes.is_empty() {
            return false;
        }
        self.line(2, &format!("- target: {}", text(&target.json_path())), &[]);
        self.line(4, "update:", &[]);
        for (name, extension) in &part.extensions {
            self.member(6, name, &extension.value, &extension.remarks);
        }
        if part.codes.is_empty() {
            return true;
        }
        self.line(6, "x-error-codes:", &[]);
        let mut indent = 8;
        if *target != Target::Document {
            self.line(indent, "include:", &[]);
            indent += 2;
        }
        for (code, entry) in &part.codes {
            self.entry(indent, code, entry);
        }
        true
    }

    fn entry(&mut self, indent: usize, code: &str, entry: &Entry) {
        // A line each, so that a reader can delete the one that says `derived`.
        self.line(indent, &format!("{}:", text(code)), &entry.remarks);
        for (key, value) in entry.value().as_object().into_iter().flatten() {
            self.member(indent + 2, key, value, &[]);
        }
    }

    /// One member of a map, whatever its value.
    fn member(&mut self, indent: usize, key: &str, value: &Value, remarks: &[String]) {
        let key = text(key);
        match value {
            Value::Object(map) if is_short(value) => {
                let line = format!("{key}: {}", flow(&Value::Object(map.clone())));
                self.line(indent, &line, remarks);
            }
            Value::Object(map) => {
                self.line(indent, &format!("{key}:"), remarks);
                for (key, value) in map {
                    self.member(indent + 2, key, value, &[]);
                }
            }
            _ => self.line(indent, &format!("{key}: {}", flow(value)), remarks),
        }
    }
}

/// A remark as one line, in which nothing stands that YAML forbids even in comments.
fn shown(remark: &str) -> String {
    one_line(remark).replace(|it| !is_plain(it), "\u{fffd}")
}

/// Whether a map fits into a line: small, and of nothing but scalars.
fn is_short(value: &Value) -> bool {
    let Value::Object(map) = value else {
        return true;
    };
    let is_scalar = |value: &Value| !value.is_object() && !value.is_array();
    map.is_empty() || map.values().all(is_scalar) && flow(value).chars().count() <= 100
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Number(it) => it.to_string(),
        Value::String(it) => text(it),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let members = map.iter();
            let members: Vec<_> = members
                .map(|(key, value)| format!("{}: {}", text(key), flow(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

/// A text as a scalar: a plain word where it reads back as this text, in double quotes otherwise.
fn text(text: &str) -> String {
    let mut letters = text.bytes();
    let is_word = letters.next().is_some_and(|it| it.is_ascii_alphabetic())
        && letters.all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.'))
        && plain_type(text) == Core::Text;
    // Words that are no text to readers of YAML 1.1.
    let is_sign = ["y", "n", "yes", "no", "on", "off", "null"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(text));
    if is_word && !is_sign || text == "$" {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            it if is_plain(it) => out.push(it),
            it if u32::from(it) <= 0xffff => out.push_str(&format!("\\u{:04X}", u32::from(it))),
            it => out.push_str(&format!("\\U{:08X}", u32::from(it))),
        }
    }
    out.push('"');
    out
}

/// Whether a character may stand as itself: it is printable by YAML, and seen by a reader.
fn is_plain(character: char) -> bool {
    let is_no_character = u32::from(character) & 0xfffe == 0xfffe;
    !crate::diagnostics::is_hidden(character) && !is_no_character
}
