//! Markdown as blocks, with the HTML that stands in it.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::html;
use super::page::{Block, Blocks, Inline, Table, Text};

pub(super) fn read(text: &str, out: &mut Blocks) {
    let parts = html_parts(text);
    let lines = Starts::of(text);
    for part in parts.iter().filter(|it| it.is_table) {
        if let Some(html) = text.get(part.range.clone()) {
            html::read(html, lines.line(part.range.start), out);
        }
    }
    // What was read as HTML is blanked, so that offsets stay: a blank line in it would turn its rest into Markdown, and Markdown
    // behind the tag of a component would be taken for HTML.
    let text = blanked(text, &parts);
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader {
        out,
        inline: Inline::default(),
        block: Vec::new(),
        sample: None,
        html: None,
        table: None,
        row: Vec::new(),
        skipped: false,
    };
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        reader.event(event, lines.line(range.start));
    }
    out.sort();
}

/// The offsets of the lines of a text.
struct Starts(Vec<usize>);

impl Starts {
    fn of(text: &str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(ends).collect())
    }

    fn line(&self, offset: usize) -> usize {
        self.0.partition_point(|start| *start <= offset)
    }
}

/// HTML that is no part of the Markdown.
struct Part {
    range: Range<usize>,
    is_table: bool,
}

/// Tables of HTML, and lines that are the tag of a component and nothing else, outside of fences.
fn html_parts(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let (mut at, mut fence, mut open) = (0, false, None);
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fence = !fence;
        }
        if !fence && open.is_none() && trimmed.starts_with("<table") {
            open = Some(at);
        }
        let name = trimmed.trim_start_matches(['<', '/']);
        let is_component = trimmed.starts_with('<')
            && trimmed.ends_with('>')
            && trimmed.matches('<').count() == 1
            && name.starts_with(|it: char| it.is_ascii_uppercase());
        if !fence && open.is_none() && is_component {
            found.push(Part {
                range: at..at + line.len(),
                is_table: false,
            });
        }
        at += line.len();
        if line.contains("</table>")
            && let Some(from) = open.take()
        {
            found.push(Part {
                range: from..at,
                is_table: true,
            });
        }
    }
    found
}

fn blanked<'a>(text: &'a str, parts: &[Part]) -> Cow<'a, str> {
    if parts.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Part { range, .. } in parts {
        out.push_str(text.get(at..range.start).unwrap_or(""));
        let inside = text.get(range.clone()).unwrap_or("").bytes();
        out.extend(inside.map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    Cow::Owned(out)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heading(u8),
    Item,
}

struct Reader<'a> {
    out: &'a mut Blocks,
    inline: Inline,
    /// The blocks that are open; the last one says what the text is.
    block: Vec<Kind>,
    sample: Option<(String, usize)>,
    html: Option<(String, usize)>,
    table: Option<Table>,
    row: Vec<Text>,
    skipped: bool,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, line: usize) {
        match event {
            Event::Start(tag) => self.open(&tag, line),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => match (&mut self.sample, &mut self.html) {
                _ if self.skipped => {}
                (Some((sample, _)), _) => sample.push_str(&text),
                (None, Some((html, _))) => html.push_str(&text),
                (None, None) => self.inline.push(&text, line),
            },
            Event::Code(text) => {
                self.inline.open();
                self.inline.push(&text, line);
                self.inline.close();
            }
            Event::Html(text) => {
                let html = self.html.get_or_insert_with(|| (String::new(), line));
                html.0.push_str(&text);
            }
            Event::InlineHtml(tag) => {
                let name = tag.trim_matches(['<', '>', '/', ' ']).to_ascii_lowercase();
                match (&*name, tag.starts_with("</")) {
                    ("code", false) => self.inline.open(),
                    ("code", true) => self.inline.close(),
                    _ => self.inline.gap(),
                }
            }
            Event::SoftBreak | Event::HardBreak => self.inline.gap(),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>, line: usize) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.block.push(Kind::Heading(*level as u8));
            }
            Tag::Item => {
                self.flush();
                self.block.push(Kind::Item);
            }
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::List(_) => self.flush(),
            Tag::CodeBlock(_) => {
                self.flush();
                self.sample = Some((String::new(), line));
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some((String::new(), line));
            }
            Tag::MetadataBlock(_) => self.skipped = true,
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Table {
                    line,
                    ..Table::default()
                });
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Item => {
                self.flush();
                self.block.pop();
            }
            TagEnd::Paragraph | TagEnd::BlockQuote(_) => self.flush(),
            TagEnd::CodeBlock => {
                if let Some((text, line)) = self.sample.take() {
                    self.out.push(Block::Sample(text, line));
                }
            }
            TagEnd::HtmlBlock => {
                if let Some((text, line)) = self.html.take() {
                    html::read(&text, line, self.out);
                }
            }
            TagEnd::MetadataBlock(_) => self.skipped = false,
            TagEnd::TableCell => self.row.push(self.inline.take()),
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.head = std::mem::take(&mut self.row);
                }
            }
            TagEnd::TableRow => {
                let row = std::mem::take(&mut self.row);
                let Some(table) = &mut self.table else {
                    return;
                };
                if self.out.has_room(table.head.len() * (table.rows.len() + 1)) {
                    table.rows.push(row);
                } else {
                    self.out.cut();
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.out.push(Block::Table(table));
                }
            }
            _ => {}
        }
    }

    fn flush(&mut self) {
        let text = self.inline.take();
        self.out.push(match self.block.last() {
            Some(Kind::Heading(level)) => Block::Heading(*level, text),
            Some(Kind::Item) => Block::Item(text),
            None => Block::Paragraph(text),
        });
    }
}
