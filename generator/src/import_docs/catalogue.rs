//! Lists of codes made for programs, in YAML or JSON, as blocks: a list of maps is a table, a map of maps is one as well.

use super::page::{Block, Blocks, Table, Text};
use super::{roles, words};
use crate::source::node::{Kind, Node};
use crate::source::value::to_json;
use crate::source::{SourceMap, Span};

/// How deep lists are looked for.
const DEPTH: usize = 12;

pub(super) fn read(root: &Node, sources: &SourceMap, out: &mut Blocks) {
    let mut reader = Reader { sources, out };
    reader.node("", root, 1);
}

struct Reader<'a> {
    sources: &'a SourceMap,
    out: &'a mut Blocks,
}

impl Reader<'_> {
    fn line(&self, span: Span) -> usize {
        self.sources.location(span).line
    }

    /// Looks at the value of a key.
    fn node(&mut self, key: &str, node: &Node, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let line = self.line(node.span);
        match &node.kind {
            Kind::Null => {}
            Kind::Scalar(scalar) => {
                if !key.is_empty() {
                    let text = format!("{}: {}", spoken(key), scalar.text);
                    self.out.push(Block::Paragraph(Text::plain(text, line)));
                }
            }
            Kind::List(items) => {
                self.heading(key, line, depth);
                let maps: Vec<&Node> = items.iter().filter(|it| it.is_map()).collect();
                if maps.is_empty() {
                    for item in items {
                        if let Some(text) = item.text() {
                            let line = self.line(item.span);
                            self.out.push(Block::Item(word(text, line)));
                        }
                    }
                } else if !self.table(&maps, &[]) {
                    for item in items {
                        self.node("", item, depth + 1);
                    }
                }
            }
            Kind::Map(map) => {
                self.heading(key, line, depth);
                if matches!(
                    key,
                    "example" | "examples" | "sample" | "body" | "response" | "envelope_example"
                ) {
                    self.out
                        .push(Block::Sample(to_json(node).to_string(), line));
                }
                let keys: Vec<Text> = map
                    .iter()
                    .map(|(key, entry)| word(key, self.line(entry.key_span)))
                    .collect();
                let is_coded = |it: &Text| {
                    words::status(&it.text).is_some() || words::form(&it.text).is_some()
                };
                let values: Vec<&Node> = map.iter().map(|it| &it.1.value).collect();
                let all_maps = values.len() > 1 && values.iter().all(|it| it.is_map());
                let all_texts = values.len() > 1 && values.iter().all(|it| it.text().is_some());
                let roles = keys
                    .iter()
                    .filter(|it| roles::role(&spoken(&it.text)).is_some())
                    .count();
                if keys.iter().all(is_coded) && all_maps && roles == 0 && self.table(&values, &keys)
                {
                    return;
                }
                // Codes with a text each: statuses and joined words only, since any map of texts looks like that.
                let sure = |it: &Text| {
                    words::status(&it.text).is_some()
                        || it.text.contains('_') && it.text.to_ascii_uppercase() == it.text
                };
                if all_texts && keys.iter().all(sure) {
                    let head = [Text::plain("code", line), Text::plain("message", line)];
                    let rows = keys.into_iter().zip(&values).map(|(key, value)| {
                        let text = value.text().unwrap_or("");
                        vec![key.clone(), Text::plain(text, key.line)]
                    });
                    self.out.push(Block::Table(Table {
                        head: head.to_vec(),
                        rows: rows.collect(),
                        line,
                    }));
                    return;
                }
                for (key, entry) in map.iter() {
                    self.node(key, &entry.value, depth + 1);
                }
            }
        }
    }

    fn heading(&mut self, key: &str, line: usize, depth: usize) {
        if !key.is_empty() {
            let level = u8::try_from(depth.min(6)).unwrap_or(6);
            self.out
                .push(Block::Heading(level, Text::plain(spoken(key), line)));
        }
    }

    /// A list of maps as a table; false where its members have no names that tables of codes have.
    fn table(&mut self, maps: &[&Node], keys: &[Text]) -> bool {
        let mut names: Vec<&str> = Vec::new();
        for map in maps {
            for (name, entry) in map.entries() {
                let is_told = entry.value.text().is_some()
                    || entry.value.items().iter().any(|it| it.text().is_some());
                if is_told && !names.contains(&name) && names.len() < 40 {
                    names.push(name);
                }
            }
        }
        let is_known = names.iter().any(|it| roles::role(&spoken(it)).is_some());
        if !is_known {
            return false;
        }
        let line = maps.first().map_or(1, |it| self.line(it.span));
        let lead = (!keys.is_empty()).then(|| {
            let statuses = keys.iter().all(|it| words::status(&it.text).is_some());
            Text::plain(
                if statuses {
                    "status code"
                } else {
                    "error code"
                },
                line,
            )
        });
        let own = names.iter().map(|it| Text::plain(spoken(it), line));
        let head: Vec<Text> = lead.into_iter().chain(own).collect();
        let mut rows = Vec::new();
        for (at, map) in maps.iter().enumerate() {
            let line = self.line(map.span);
            let mut row: Vec<Text> = keys.get(at).cloned().into_iter().collect();
            row.extend(names.iter().map(|name| match map.get(name) {
                Some(value) => word(&joined(value), self.line(value.span)),
                None => Text::plain("", line),
            }));
            if !self.out.has_room((rows.len() + 1) * row.len()) {
                self.out.cut();
                break;
            }
            rows.push(row);
        }
        self.out.push(Block::Table(Table { head, rows, line }));
        true
    }
}

/// A text of a catalogue. What stands there is written for programs, so a single word counts as set as code.
fn word(text: &str, line: usize) -> Text {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let marked = (!text.contains(' ') && !text.is_empty()).then(|| text.clone());
    Text {
        marked: marked.into_iter().collect(),
        text,
        line,
    }
}

fn joined(value: &Node) -> String {
    match value.text() {
        Some(text) => text.to_owned(),
        None => {
            let items = value.items().iter().filter_map(Node::text);
            items.collect::<Vec<_>>().join(", ")
        }
    }
}

/// The name of a member as a heading would say it: `http_status`, `httpStatus` are `http status`.
fn spoken(name: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for it in name.chars() {
        if it.is_uppercase() && before.is_lowercase() {
            out.push(' ');
        }
        out.push(if matches!(it, '_' | '-') { ' ' } else { it });
        before = it;
    }
    out
}
