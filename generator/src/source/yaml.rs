//! YAML 1.2 into a tree: the only file that knows the event parser.
//!
//! It is long because the parser's types may not leave it.

mod advice;
mod offsets;

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as EventSpan, Tag};

use super::budget::{Budget, Exceeded};
use super::node::{Core, Kind, Map, Node, Scalar, Style};
use super::{FileId, Span};
use crate::diagnostics::{Diagnostics, rules};
use offsets::Offsets;

/// Reads one YAML document. `None` when it is unreadable; then a finding says why.
pub fn parse(
    text: &str,
    file: FileId,
    budget: &mut Budget,
    diag: &mut Diagnostics,
) -> Option<Node> {
    let mut text = Cow::Borrowed(text);
    let mut joined = Vec::new();
    loop {
        let before = budget.clone();
        let fault = match build(&text, file, budget, diag) {
            Ok(node) => {
                for at in joined {
                    diag.report(
                        &rules::source::FLOW_INDENTATION,
                        Span::new(file, at, at + 1),
                    );
                }
                return node;
            }
            Err(fault) => fault,
        };
        match join_closing_bracket(&text, fault.at)
            .filter(|_| joined.len() * text.len() < READ_AGAIN)
        {
            Some(better) => {
                joined.push(fault.at);
                text = Cow::Owned(better);
                *budget = before;
            }
            None => {
                let at = Span::at(file, fault.at);
                let report = diag.report(&rules::source::INVALID_YAML, at);
                let report = report.arg(&fault.what);
                let advice = advice::advice(&text, fault.at, &fault.what)?;
                let report = report.help(advice.help);
                if let Some((place, what)) = advice.also {
                    report.also(Span::new(file, place, place + 1), what);
                }
                return None;
            }
        }
    }
}

/// Bytes read again for the repair of misplaced closing brackets; each repair costs one more pass over the text.
const READ_AGAIN: usize = 48 * 1024 * 1024;

/// Where and why the event parser gave up.
struct ScanFault {
    at: usize,
    what: String,
}

/// Moves a bracket that closes a flow collection, and is indented too little for YAML 1.2, up to the line before, by
/// turning the line break into a blank: all offsets stay. `None` when the fault is another one.
fn join_closing_bracket(text: &str, at: usize) -> Option<String> {
    let (before, from) = text.split_at_checked(at)?;
    if !from.starts_with(['}', ']']) {
        return None;
    }
    let indent = before.len() - before.trim_end_matches(' ').len();
    let before = before.get(..before.len() - indent)?.strip_suffix('\n')?;
    let line = before.rsplit('\n').next()?;
    // Behind a comment the bracket would become part of it.
    if line.contains('#') || line.ends_with('\r') {
        return None;
    }
    Some(format!("{before} {}{from}", " ".repeat(indent)))
}

fn build(
    text: &str,
    file: FileId,
    budget: &mut Budget,
    diag: &mut Diagnostics,
) -> Result<Option<Node>, ScanFault> {
    let offsets = Offsets::new(text);
    let parsed = offsets.parsed();
    let mut builder = Builder {
        file,
        offsets,
        budget,
        diag,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        named: BTreeMap::new(),
        root: None,
        documents: 0,
    };
    for event in Parser::new_from_str(parsed) {
        let (event, span) = event.map_err(|error| ScanFault {
            at: builder.offsets.byte(error.marker().index()),
            what: error.info().to_owned(),
        })?;
        let span = builder.span(span);
        if builder.event(event, span).is_err() {
            return Ok(None);
        }
    }
    if builder.root.is_none() {
        builder
            .diag
            .report(&rules::source::EMPTY_DOCUMENT, Span::at(file, 0));
    }
    Ok(builder.root)
}

/// Reading ended early; the finding is already reported.
struct Stop;

/// A value and what a copy of it would cost.
#[derive(Clone)]
struct Sized {
    node: Node,
    nodes: usize,
    bytes: usize,
}

/// A list or map whose end has not been seen.
struct Open {
    start: Span,
    anchor: usize,
    nodes: usize,
    bytes: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map {
        map: Map,
        key: Option<Key>,
        merges: Vec<(Span, Node)>,
    },
}

/// A key whose value comes next.
struct Key {
    text: Box<str>,
    span: Span,
    /// In quotes, the sign of a merge is a text like any other.
    quoted: bool,
}

/// The key that asks for the members of another map (YAML 1.1 merge type, still in wide use).
const MERGE: &str = "<<";

struct Builder<'a> {
    file: FileId,
    offsets: Offsets<'a>,
    budget: &'a mut Budget,
    diag: &'a mut Diagnostics,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Sized>,
    /// Where each anchor was set last, by its name.
    named: BTreeMap<String, Span>,
    root: Option<Node>,
    documents: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.diag.report(&rules::source::SEVERAL_DOCUMENTS, span);
                    return Err(Stop);
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.name_anchor(anchor, span);
                self.scalar(&text, style, anchor, tag.as_deref(), span)
            }
            Event::SequenceStart(anchor, tag) => {
                self.name_anchor(anchor, span);
                self.collection_tag(tag.as_deref(), "seq", span)?;
                self.start(anchor, span, Content::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                self.name_anchor(anchor, span);
                self.collection_tag(tag.as_deref(), "map", span)?;
                self.start(
                    anchor,
                    span,
                    Content::Map {
                        map: Map::new(),
                        key: None,
                        merges: Vec::new(),
                    },
                )
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    /// Reports an anchor whose name was set before.
    fn name_anchor(&mut self, anchor: usize, span: Span) {
        if anchor == 0 {
            return;
        }
        let Some(name) = self.offsets.anchor_at(span.start as usize) else {
            return;
        };
        if let Some(first) = self.named.insert(name.to_owned(), span) {
            self.diag
                .report(&rules::source::DUPLICATE_ANCHOR, span)
                .arg(name)
                .also(first, &rules::remarks::FIRST);
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), Stop> {
        let style = if style == ScalarStyle::Plain {
            Style::Plain
        } else {
            Style::Quoted
        };
        if self.wants_key() {
            if tag.is_some_and(|tag| core_suffix(tag) != Some("str")) {
                return self.unknown_tag(tag, span);
            }
            return self.key(text, style, span);
        }
        self.count(span)?;
        let mut scalar = Scalar {
            text: text.into(),
            style,
        };
        let mut null = style == Style::Plain && is_null(text);
        if let Some(tag) = tag {
            let fits = match core_suffix(tag) {
                Some("str") => {
                    scalar.style = Style::Quoted;
                    null = false;
                    true
                }
                Some("null") => null,
                Some("bool") => scalar.core() == Core::Bool,
                Some("int") => scalar.core() == Core::Int,
                Some("float") => matches!(scalar.core(), Core::Int | Core::Float),
                _ => false,
            };
            if !fits {
                return self.unknown_tag(Some(tag), span);
            }
        }
        let kind = if null {
            Kind::Null
        } else {
            Kind::Scalar(scalar)
        };
        self.put(
            Sized {
                node: Node { span, kind },
                nodes: 1,
                bytes: text.len(),
            },
            anchor,
        )
    }

    fn key(&mut self, text: &str, style: Style, span: Span) -> Result<(), Stop> {
        let checked = self.budget.key(text.len());
        self.within(checked, span)?;
        if text.is_empty() && style == Style::Plain {
            self.diag
                .report(&rules::source::KEY_NOT_TEXT, span)
                .arg("empty");
            return Err(Stop);
        }
        if let Some(Open {
            content: Content::Map { key, .. },
            bytes,
            ..
        }) = self.open.last_mut()
        {
            *key = Some(Key {
                text: text.into(),
                span,
                quoted: style == Style::Quoted,
            });
            *bytes += text.len();
        }
        Ok(())
    }

    fn start(&mut self, anchor: usize, span: Span, content: Content) -> Result<(), Stop> {
        if self.wants_key() {
            self.diag
                .report(&rules::source::KEY_NOT_TEXT, span)
                .arg(&rules::source::LIST_OR_MAP);
            return Err(Stop);
        }
        self.count(span)?;
        self.open.push(Open {
            start: span,
            anchor,
            nodes: 1,
            bytes: 0,
            content,
        });
        Ok(())
    }

    fn end(&mut self, span: Span) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let (node, nodes, bytes) = match open.content {
            Content::List(mut items) => {
                items.shrink_to_fit();
                let end = items.last().map_or(span, |last| last.span);
                (
                    Node::list(self.whole(open.start, span, end), items),
                    open.nodes,
                    open.bytes,
                )
            }
            Content::Map {
                mut map, merges, ..
            } => {
                let end = map
                    .iter()
                    .last()
                    .map_or(span, |(_, entry)| entry.key_span.to(entry.value.span));
                let whole = self.whole(open.start, span, end);
                self.merge(&mut map, merges);
                map.shrink();
                (Node::map(whole, map), open.nodes, open.bytes)
            }
        };
        self.put(Sized { node, nodes, bytes }, open.anchor)
    }

    /// From the first byte to the closing bracket, or to the last child of a block.
    fn whole(&self, start: Span, closing: Span, last: Span) -> Span {
        if closing.end > closing.start {
            start.to(closing)
        } else {
            start.to(last)
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Stop> {
        if self.wants_key() {
            self.diag
                .report(&rules::source::KEY_NOT_TEXT, span)
                .arg(&rules::source::AN_ALIAS);
            return Err(Stop);
        }
        let Some(target) = self.anchors.get(&anchor) else {
            self.diag.report(&rules::source::ALIAS_CYCLE, span);
            return Err(Stop);
        };
        let checked = self.budget.alias(target.nodes, target.bytes);
        let target = checked.map(|()| target.clone());
        let target = self.within(target, span)?;
        let depth = self.open.len() + depth(&target.node);
        if depth > super::budget::DEPTH {
            return self.within(Err(Exceeded::Depth), span);
        }
        self.put(target, 0)
    }

    /// Puts a finished value into its parent and keeps a copy under its anchor.
    fn put(&mut self, value: Sized, anchor: usize) -> Result<(), Stop> {
        if anchor != 0 {
            let checked = self.budget.alias(value.nodes, value.bytes);
            self.within(checked, value.node.span)?;
            self.anchors.insert(anchor, value.clone());
        }
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(value.node);
            return Ok(());
        };
        parent.nodes += value.nodes;
        parent.bytes += value.bytes;
        match &mut parent.content {
            Content::List(items) => items.push(value.node),
            Content::Map { map, key, merges } => {
                let Some(Key { text, span, quoted }) = key.take() else {
                    return Ok(());
                };
                let (key, key_span) = (text, span);
                if *key == *MERGE && !quoted {
                    merges.push((key_span, value.node));
                } else if let Some(first) = map.key_span(&key) {
                    let report = self
                        .diag
                        .report(&rules::source::DUPLICATE_KEY, key_span)
                        .arg(&key);
                    report
                        .label(&rules::remarks::AND_AGAIN)
                        .also(first, &rules::remarks::FIRST);
                } else {
                    map.insert(key, key_span, value.node);
                }
            }
        }
        Ok(())
    }

    /// Adds the members of the merged maps that the map does not have itself.
    fn merge(&mut self, map: &mut Map, merges: Vec<(Span, Node)>) {
        let mut merged = Map::new();
        for (key_span, value) in merges {
            let sources = match value.kind {
                Kind::List(items) => items,
                _ => vec![value],
            };
            for source in sources {
                let span = source.span;
                let Kind::Map(source) = source.kind else {
                    self.diag
                        .report(&rules::source::MERGE_NOT_A_MAP, span)
                        .also(key_span, &rules::source::MERGED);
                    continue;
                };
                for (key, entry) in source.iter().filter(|(key, _)| !map.contains(key)) {
                    match merged.entry(key) {
                        None => {
                            merged.insert(key, entry.key_span, entry.value.clone());
                        }
                        Some(first) if first.value.same_value(&entry.value) => {}
                        Some(first) => {
                            let report = self
                                .diag
                                .report(&rules::source::MERGE_CONFLICT, entry.key_span)
                                .arg(key);
                            report
                                .also(first.key_span, &rules::source::THIS_COUNTS)
                                .also(key_span, &rules::source::MERGED);
                        }
                    }
                }
            }
        }
        for (key, entry) in merged.iter() {
            map.insert(key, entry.key_span, entry.value.clone());
        }
    }

    fn wants_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                content: Content::Map { key: None, .. },
                ..
            })
        )
    }

    fn collection_tag(&mut self, tag: Option<&Tag>, kind: &str, span: Span) -> Result<(), Stop> {
        match tag {
            Some(tag) if core_suffix(tag) != Some(kind) => self.unknown_tag(Some(tag), span),
            _ => Ok(()),
        }
    }

    fn unknown_tag(&mut self, tag: Option<&Tag>, span: Span) -> Result<(), Stop> {
        let text = tag.map(ToString::to_string).unwrap_or_default();
        self.diag
            .report(&rules::source::UNKNOWN_TAG, span)
            .arg(text);
        Err(Stop)
    }

    fn count(&mut self, span: Span) -> Result<(), Stop> {
        let counted = self.budget.node(self.open.len() + 1);
        self.within(counted, span)
    }

    fn within<T>(&mut self, counted: Result<T, Exceeded>, span: Span) -> Result<T, Stop> {
        counted.map_err(|exceeded| {
            let limit = exceeded.limit().to_string();
            self.diag
                .report(&rules::source::TOO_LARGE, span)
                .arg(limit)
                .arg(exceeded.what());
            Stop
        })
    }

    fn span(&self, span: EventSpan) -> Span {
        Span::new(
            self.file,
            self.offsets.byte(span.start.index()),
            self.offsets.byte(span.end.index()),
        )
    }
}

fn core_suffix(tag: &Tag) -> Option<&str> {
    tag.is_yaml_core_schema().then_some(tag.suffix.as_str())
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn depth(node: &Node) -> usize {
    let below = match &node.kind {
        Kind::List(items) => items.iter().map(depth).max(),
        Kind::Map(map) => map.iter().map(|(_, entry)| depth(&entry.value)).max(),
        Kind::Null | Kind::Scalar(_) => None,
    };
    1 + below.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::value::to_json;

    fn read(text: &str) -> Result<String, String> {
        let mut diag = Diagnostics::new();
        let mut budget = Budget::new();
        let counted = budget.source(text.len());
        assert_eq!(counted, Ok(()));
        let node = parse(text, FileId(0), &mut budget, &mut diag);
        let found = diag.take();
        match (node, found.iter().find(|found| !found.rule.repair)) {
            (Some(node), None) => Ok(to_json(&node).to_string()),
            (_, Some(finding)) => Err(format!(
                "{} at {}",
                finding.rule.id, finding.primary.span.start
            )),
            (None, None) => Err("no node and no finding".to_owned()),
        }
    }

    #[test]
    fn yaml_is_read_by_the_core_schema() {
        let cases = [
            (
                "a: 1.10\nb: [yes, 'no', ~, null, \"\"]\n",
                r#"{"a":1.10,"b":["yes","no",null,null,""]}"#,
            ),
            ("200: {x: }\n", r#"{"200":{"x":null}}"#),
            ("a: &x {b: 1}\nc: *x\n", r#"{"a":{"b":1},"c":{"b":1}}"#),
            (
                "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n",
                r#"{"a":{"b":1,"c":2},"d":{"c":3,"b":1}}"#,
            ),
            ("a: !!str 1\n", r#"{"a":"1"}"#),
            (
                "a: |\n  x\n  y\nb: >-\n  x\n  y\n",
                r#"{"a":"x\ny\n","b":"x y"}"#,
            ),
        ];
        for (text, value) in cases {
            assert_eq!(read(text).as_deref(), Ok(value), "{text}");
        }
    }

    #[test]
    fn ambiguous_or_endless_text_is_refused() {
        let laughs = |levels: usize| {
            let mut text = "a0: &a0 x\n".to_owned();
            for level in 1..=levels {
                let aliases = vec![format!("*a{}", level - 1); 9].join(",");
                text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
            }
            text
        };
        let cases = [
            ("a: 1\nb: 2\na: 3\n".to_owned(), "duplicate-key at 10"),
            ("a: !Foo 1\n".to_owned(), "unknown-tag at 3"),
            ("a: !!binary aGk=\n".to_owned(), "unknown-tag at 3"),
            ("a: !!int x\n".to_owned(), "unknown-tag at 3"),
            ("a: 1\n---\nb: 2\n".to_owned(), "several-documents at 5"),
            (String::new(), "empty-document at 0"),
            ("a: &x [*x]\n".to_owned(), "alias-cycle at 7"),
            ("? [a]\n: b\n".to_owned(), "key-not-text at 2"),
            ("a: [1, 2\n".to_owned(), "invalid-yaml at 9"),
            ("a: b\n\tc: d\n".to_owned(), "invalid-yaml at 3"),
            (laughs(9), "too-large at 152"),
            ("[".repeat(200_000), "invalid-yaml at 255"),
            ("{a: ".repeat(16_000), "invalid-yaml at 1020"),
            ("- ".repeat(100_000), "too-large at 320"),
            ("? ".repeat(50_000), "key-not-text at 2"),
        ];
        for (text, finding) in cases {
            let started = std::time::Instant::now();
            let shown = text.get(..40.min(text.len())).unwrap_or("");
            assert_eq!(read(&text).err().as_deref(), Some(finding), "{shown}");
            assert!(started.elapsed().as_secs() < 2, "{shown} takes too long");
        }
    }

    #[test]
    fn spans_count_bytes() {
        let text = "ä: ö\nkey: \"ü\"\n";
        let mut diag = Diagnostics::new();
        let node = parse(text, FileId(0), &mut Budget::new(), &mut diag).expect("the text is YAML");
        let span = node.span_at("/key").expect("the key is there");
        assert_eq!(
            text.get(span.start as usize..span.end as usize),
            Some("\"ü\"")
        );
    }
}
