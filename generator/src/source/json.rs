//! JSON (RFC 8259) into a tree. JSON never passes through the YAML scanner.
//!
//! One grammar and its table of refusals, kept in one file so that they are read together.

use super::budget::{Budget, Exceeded};
use super::node::{Kind, Map, Node};
use super::{FileId, Span};
use crate::diagnostics::{Diagnostics, Phrase, rules};

/// Reads one JSON text. `None` when it is unreadable; then a finding says why.
pub fn parse(
    text: &str,
    file: FileId,
    budget: &mut Budget,
    diag: &mut Diagnostics,
) -> Option<Node> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        file,
        budget,
        diag,
    };
    match reader.document() {
        Ok(node) => Some(node),
        Err(fault) => {
            reader.report(&fault);
            None
        }
    }
}

/// Why a text is no JSON, or too much of it.
enum Fault {
    Syntax {
        at: usize,
        expected: &'static Phrase,
    },
    Budget {
        at: usize,
        exceeded: Exceeded,
    },
}

/// A list or map whose end has not been seen.
enum Open {
    List {
        start: usize,
        items: Vec<Node>,
    },
    Map {
        start: usize,
        map: Map,
        key: Option<(Box<str>, Span)>,
    },
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    file: FileId,
    budget: &'a mut Budget,
    diag: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn report(&mut self, fault: &Fault) {
        match fault {
            Fault::Syntax { at, expected } => {
                let end = self
                    .text
                    .get(*at..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(0, char::len_utf8);
                let span = Span::new(self.file, *at, at + end);
                self.diag
                    .report(&rules::source::INVALID_JSON, span)
                    .arg(expected);
            }
            Fault::Budget { at, exceeded } => {
                let span = Span::at(self.file, *at);
                let limit = exceeded.limit().to_string();
                self.diag
                    .report(&rules::source::TOO_LARGE, span)
                    .arg(limit)
                    .arg(exceeded.what());
            }
        }
    }

    fn document(&mut self) -> Result<Node, Fault> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            self.blanks();
            let mut done = match self.value_start(&mut open)? {
                Some(node) => node,
                None => continue,
            };
            // A finished value ends as many lists and maps as close right after it.
            loop {
                let Some(parent) = open.pop() else {
                    return self.end(done);
                };
                match self.place(parent, done)? {
                    Placed::Closed(node) => done = node,
                    Placed::Open(parent) => {
                        open.push(parent);
                        break;
                    }
                }
            }
        }
    }

    /// Reads a scalar or an empty collection, or opens a collection and returns nothing.
    fn value_start(&mut self, open: &mut Vec<Open>) -> Result<Option<Node>, Fault> {
        let start = self.at;
        self.budget
            .node(open.len() + 1)
            .map_err(|exceeded| Fault::Budget {
                at: start,
                exceeded,
            })?;
        match self.peek() {
            Some(b'{') => {
                self.at += 1;
                self.blanks();
                if self.eat(b'}') {
                    return Ok(Some(Node::map(self.span(start), Map::new())));
                }
                let key = self.key()?;
                open.push(Open::Map {
                    start,
                    map: Map::new(),
                    key: Some(key),
                });
                Ok(None)
            }
            Some(b'[') => {
                self.at += 1;
                self.blanks();
                if self.eat(b']') {
                    return Ok(Some(Node::list(self.span(start), Vec::new())));
                }
                open.push(Open::List {
                    start,
                    items: Vec::new(),
                });
                Ok(None)
            }
            Some(b'"') => {
                let text = self.string()?;
                Ok(Some(Node::string(self.span(start), text)))
            }
            Some(b't') => self
                .word("true")
                .map(|()| Some(Node::bool(self.span(start), true))),
            Some(b'f') => self
                .word("false")
                .map(|()| Some(Node::bool(self.span(start), false))),
            Some(b'n') => self
                .word("null")
                .map(|()| Some(Node::null(self.span(start)))),
            Some(b'-' | b'0'..=b'9') => self.number().map(Some),
            _ => Err(self.syntax(&rules::source::JSON_VALUE)),
        }
    }

    /// Puts a finished value into its parent and reads what follows it.
    fn place(&mut self, parent: Open, value: Node) -> Result<Placed, Fault> {
        self.blanks();
        match parent {
            Open::List { start, mut items } => {
                items.push(value);
                if self.eat(b']') {
                    items.shrink_to_fit();
                    return Ok(Placed::Closed(Node::list(self.span(start), items)));
                }
                if !self.eat(b',') {
                    return Err(self.syntax(&rules::source::JSON_COMMA_IN_LIST));
                }
                Ok(Placed::Open(Open::List { start, items }))
            }
            Open::Map {
                start,
                mut map,
                key,
            } => {
                if let Some((key, key_span)) = key {
                    self.insert(&mut map, key, key_span, value);
                }
                if self.eat(b'}') {
                    map.shrink();
                    return Ok(Placed::Closed(Node {
                        span: self.span(start),
                        kind: Kind::Map(map),
                    }));
                }
                if !self.eat(b',') {
                    return Err(self.syntax(&rules::source::JSON_COMMA_IN_OBJECT));
                }
                self.blanks();
                let key = self.key()?;
                Ok(Placed::Open(Open::Map {
                    start,
                    map,
                    key: Some(key),
                }))
            }
        }
    }

    fn insert(&mut self, map: &mut Map, key: Box<str>, key_span: Span, value: Node) {
        if let Some(first) = map.key_span(&key) {
            let report = self
                .diag
                .report(&rules::source::DUPLICATE_KEY, key_span)
                .arg(&key);
            report
                .label(&rules::remarks::AND_AGAIN)
                .also(first, &rules::remarks::FIRST);
            return;
        }
        map.insert(key, key_span, value);
    }

    fn end(&mut self, node: Node) -> Result<Node, Fault> {
        self.blanks();
        if self.at == self.bytes.len() {
            Ok(node)
        } else {
            Err(self.syntax(&rules::source::JSON_END_OF_THE_TEXT))
        }
    }

    fn key(&mut self) -> Result<(Box<str>, Span), Fault> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.syntax(&rules::source::JSON_KEY));
        }
        let key = self.string()?;
        self.budget
            .key(key.len())
            .map_err(|exceeded| Fault::Budget {
                at: start,
                exceeded,
            })?;
        let span = self.span(start);
        self.blanks();
        if !self.eat(b':') {
            return Err(self.syntax(&rules::source::JSON_COLON));
        }
        Ok((key, span))
    }

    fn string(&mut self) -> Result<Box<str>, Fault> {
        self.at += 1;
        let start = self.at;
        let mut decoded: Option<String> = None;
        let mut copied = start;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let tail = self.text.get(copied..self.at).unwrap_or("");
                    self.at += 1;
                    return Ok(match decoded {
                        None => tail.into(),
                        Some(mut text) => {
                            text.push_str(tail);
                            text.into()
                        }
                    });
                }
                Some(b'\\') => {
                    let text = decoded.get_or_insert_default();
                    text.push_str(self.text.get(copied..self.at).unwrap_or(""));
                    let character = self.escape()?;
                    decoded.get_or_insert_default().push(character);
                    copied = self.at;
                }
                Some(0x20..) => self.at += 1,
                Some(_) => {
                    return Err(self.syntax(&rules::source::JSON_NO_RAW_CONTROL));
                }
                None => return Err(self.syntax(&rules::source::JSON_END_OF_THE_STRING)),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let start = self.at;
        self.at += 1;
        let character = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            _ => return Err(self.syntax(&rules::source::JSON_ESCAPE)),
        };
        self.at += 1;
        Ok(character)
    }

    /// Four hex digits, or two such escapes that form a surrogate pair.
    fn unicode_escape(&mut self, start: usize) -> Result<char, Fault> {
        let lone = Fault::Syntax {
            at: start,
            expected: &rules::source::JSON_SURROGATES,
        };
        self.at += 1;
        let first = self.hex4()?;
        if let Some(character) = char::from_u32(first) {
            return Ok(character);
        }
        if !(0xd800..0xdc00).contains(&first) || !self.eat(b'\\') || !self.eat(b'u') {
            return Err(lone);
        }
        let second = self.hex4()?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(lone);
        }
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)).ok_or(lone)
    }

    fn hex4(&mut self) -> Result<u32, Fault> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()));
        let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let value = value.ok_or_else(|| self.syntax(&rules::source::JSON_HEX))?;
        self.at += 4;
        Ok(value)
    }

    fn number(&mut self) -> Result<Node, Fault> {
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            if !self.eat(b'+') {
                self.eat(b'-');
            }
            self.digits()?;
        }
        let text = self.text.get(start..self.at).unwrap_or("");
        Ok(Node::plain(self.span(start), text))
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start {
            Err(self.syntax(&rules::source::JSON_DIGIT))
        } else {
            Ok(())
        }
    }

    fn word(&mut self, word: &'static str) -> Result<(), Fault> {
        let there = self
            .text
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(word));
        if !there {
            return Err(self.syntax(&rules::source::JSON_VALUE));
        }
        self.at += word.len();
        Ok(())
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        if there {
            self.at += 1;
        }
        there
    }

    fn span(&self, start: usize) -> Span {
        Span::new(self.file, start, self.at)
    }

    fn syntax(&self, expected: &'static Phrase) -> Fault {
        Fault::Syntax {
            at: self.at,
            expected,
        }
    }
}

/// Where a finished value went.
enum Placed {
    /// Its parent is finished as well.
    Closed(Node),
    /// Its parent waits for the next value.
    Open(Open),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::value::to_json;

    fn read(text: &str) -> Result<String, String> {
        let mut diag = Diagnostics::new();
        let node = parse(text, FileId(0), &mut Budget::new(), &mut diag);
        let found = diag.take();
        match (node, found.first()) {
            (Some(node), None) => Ok(to_json(&node).to_string()),
            (_, Some(finding)) => Err(format!(
                "{} at {}",
                finding.rule.id, finding.primary.span.start
            )),
            (None, None) => Err("no node and no finding".to_owned()),
        }
    }

    #[test]
    fn json_is_read_as_written() {
        let cases = [
            (
                r#" {"a":[1,-2.50,1e5,true,null],"b":{"":{}},"c":[]} "#,
                r#"{"a":[1,-2.50,1e5,true,null],"b":{"":{}},"c":[]}"#,
            ),
            (
                r#""a\"\\\/\b\f\n\r\tA\ud83d\ude00ä""#,
                "\"a\\\"\\\\/\\b\\f\\n\\r\\tA😀ä\"",
            ),
            ("0", "0"),
        ];
        for (text, value) in cases {
            let read = read(text).map(|read| read.replace("e+5", "e5"));
            assert_eq!(read.as_deref(), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_refused_at_its_place() {
        let cases = [
            ("", "invalid-json at 0"),
            ("{\"a\":1,}", "invalid-json at 7"),
            ("[1,]", "invalid-json at 3"),
            ("[1 2]", "invalid-json at 3"),
            ("// x", "invalid-json at 0"),
            ("NaN", "invalid-json at 0"),
            ("nul", "invalid-json at 0"),
            ("01", "invalid-json at 1"),
            ("1.", "invalid-json at 2"),
            ("-", "invalid-json at 1"),
            ("1e", "invalid-json at 2"),
            ("\"\\ud800\"", "invalid-json at 1"),
            ("\"\\udc00\"", "invalid-json at 1"),
            ("\"\\x\"", "invalid-json at 2"),
            ("\"a\nb\"", "invalid-json at 2"),
            ("\"a", "invalid-json at 2"),
            ("{a:1}", "invalid-json at 1"),
            ("{\"a\":1,\"b\":2,\"a\":3}", "duplicate-key at 13"),
            ("{} {}", "invalid-json at 3"),
        ];
        for (text, finding) in cases {
            assert_eq!(read(text).err().as_deref(), Some(finding), "{text}");
        }
        assert_eq!(
            read(&"[".repeat(200_000)).err().as_deref(),
            Some("too-large at 160")
        );
    }
}
