//! HTML as blocks. Tags are taken as they come and no tree is built, so nesting costs nothing, however deep.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::page::{Block, Blocks, Inline, Table, Text};

/// The most rows, or columns, that one cell stands for.
const SPAN: usize = 50;
/// The most cells of a row.
const COLUMNS: usize = 100;

/// Reads a text whose first line has this number.
pub(super) fn read(html: &str, line: usize, out: &mut Blocks) {
    let mut reader = Reader {
        out,
        place: Lines::new(html, line),
        tag: Tag::default(),
        inline: Inline::default(),
        kind: Kind::Paragraph,
        term: None,
        sample: None,
        skipped: None,
        table: None,
        nested: 0,
    };
    let mut emitter = CallbackEmitter::new(
        move |event: CallbackEvent<'_>, span: Span<usize>| -> Option<()> {
            reader.event(&event, span.start);
            // What is left of a page that is too large is not read.
            reader.out.is_cut().then_some(())
        },
    );
    emitter.naively_switch_states(true);
    // Everything happens in the events; what is handed out says that it is enough.
    let _ = Tokenizer::new_with_emitter(html, emitter).next();
}

/// The number of the line at an offset. Offsets grow, so each byte is looked at once.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, line: usize) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            line,
        }
    }

    fn of(&mut self, offset: usize) -> usize {
        let offset = offset.min(self.bytes.len());
        if let Some(passed) = self.bytes.get(self.at..offset) {
            self.line += passed.iter().filter(|byte| **byte == b'\n').count();
            self.at = offset;
        }
        self.line
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Paragraph,
    Heading(u8),
    Item,
    Term,
    Meaning,
}

#[derive(Default)]
struct Tag {
    name: Vec<u8>,
    attribute: Vec<u8>,
    rows: usize,
    columns: usize,
}

#[derive(Default)]
struct Rows {
    rows: Vec<Vec<Text>>,
    row: Vec<Text>,
    /// Cells of earlier rows that reach into later ones.
    spans: Vec<Reach>,
    /// How many cells the rows have.
    cells: usize,
    in_cell: bool,
    down: usize,
    across: usize,
    line: usize,
}

/// A cell that reaches down.
struct Reach {
    column: usize,
    left: usize,
    text: Text,
    /// Whether the row that it stands in is still being read.
    is_new: bool,
}

struct Reader<'a> {
    out: &'a mut Blocks,
    place: Lines<'a>,
    tag: Tag,
    inline: Inline,
    kind: Kind,
    term: Option<Text>,
    sample: Option<(String, usize)>,
    skipped: Option<Vec<u8>>,
    table: Option<Rows>,
    nested: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: &CallbackEvent<'_>, offset: usize) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag {
                    name: name.to_vec(),
                    ..Tag::default()
                };
            }
            CallbackEvent::AttributeName { name } => self.tag.attribute = name.to_vec(),
            CallbackEvent::AttributeValue { value } => {
                let number = std::str::from_utf8(value)
                    .ok()
                    .and_then(|it| it.trim().parse().ok());
                match &*self.tag.attribute {
                    b"rowspan" => self.tag.rows = number.unwrap_or(1),
                    b"colspan" => self.tag.columns = number.unwrap_or(1),
                    _ => {}
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let tag = std::mem::take(&mut self.tag);
                let line = self.place.of(offset);
                self.open(&tag, line, *self_closing);
            }
            CallbackEvent::EndTag { name } => self.close(name),
            CallbackEvent::String { value } => {
                let line = self.place.of(offset);
                self.text(&String::from_utf8_lossy(value), line);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, line: usize) {
        if self.skipped.is_some() {
        } else if let Some((sample, _)) = &mut self.sample {
            sample.push_str(text);
        } else {
            self.inline.push(text, line);
        }
    }

    fn open(&mut self, tag: &Tag, line: usize, empty: bool) {
        if let Some(skipped) = &self.skipped {
            // Navigation that is never closed must not hide the page.
            let is_page = matches!(&*tag.name, b"main" | b"article" | b"h1");
            if !is_page || !matches!(&**skipped, b"nav" | b"footer") {
                return;
            }
            self.skipped = None;
        }
        match &*tag.name {
            b"script" | b"style" | b"template" | b"svg" | b"noscript" | b"head" | b"nav"
            | b"footer"
                if !empty =>
            {
                self.flush();
                self.skipped = Some(tag.name.clone());
            }
            b"pre" => {
                self.flush();
                if self.table.is_none() {
                    self.sample = Some((String::new(), line));
                }
            }
            b"br" | b"div" | b"p" if self.sample.is_some() => self.text("\n", line),
            b"code" | b"kbd" | b"tt" | b"samp" if self.sample.is_none() => self.inline.open(),
            b"table" if self.table.is_some() => self.nested += 1,
            b"table" => {
                self.flush();
                self.table = Some(Rows {
                    line,
                    ..Rows::default()
                });
            }
            b"tr" if self.nested == 0 => self.row(),
            b"td" | b"th" if self.nested == 0 => {
                self.cell();
                if let Some(table) = &mut self.table {
                    table.in_cell = true;
                    (table.down, table.across) = (tag.rows.min(SPAN), tag.columns.min(SPAN));
                }
            }
            _ if self.table.is_some() => self.inline.gap(),
            [b'h', digit @ b'1'..=b'6'] => {
                self.flush();
                self.kind = Kind::Heading(digit - b'0');
            }
            b"li" => {
                self.flush();
                self.kind = Kind::Item;
            }
            b"dt" => {
                self.flush();
                self.kind = Kind::Term;
            }
            b"dd" => {
                self.flush();
                self.kind = Kind::Meaning;
            }
            b"br" => self.inline.gap(),
            // A paragraph at the beginning of an item or a meaning is its text.
            b"p" | b"div" if self.kind != Kind::Paragraph => self.inline.gap(),
            name if is_block(name) => self.flush(),
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        if let Some(skipped) = &self.skipped {
            if skipped == name {
                self.skipped = None;
            }
            return;
        }
        match name {
            b"pre" => {
                if let Some((text, line)) = self.sample.take() {
                    self.out.push(Block::Sample(text, line));
                }
            }
            b"code" | b"kbd" | b"tt" | b"samp" if self.sample.is_none() => self.inline.close(),
            b"table" if self.nested > 0 => self.nested -= 1,
            b"table" => self.end_table(),
            b"td" | b"th" if self.nested == 0 => self.cell(),
            b"tr" if self.nested == 0 => self.row(),
            _ if self.table.is_some() => self.inline.gap(),
            b"p" | b"div" if matches!(self.kind, Kind::Item | Kind::Meaning) => {
                self.flush_as(self.kind)
            }
            [b'h', b'1'..=b'6'] => self.flush(),
            name if is_block(name) => self.flush(),
            _ => {}
        }
    }

    fn flush(&mut self) {
        self.flush_as(Kind::Paragraph);
    }

    /// Ends a block; what follows is of the given kind.
    fn flush_as(&mut self, next: Kind) {
        if self.table.is_some() {
            self.inline.gap();
            return;
        }
        let text = self.inline.take();
        let kind = std::mem::replace(&mut self.kind, next);
        if text.text.is_empty() {
            // An item whose text stands in a paragraph of its own goes on.
            if next == Kind::Paragraph && kind == Kind::Meaning {
                self.term = None;
            }
            return;
        }
        match kind {
            Kind::Paragraph => self.out.push(Block::Paragraph(text)),
            Kind::Heading(level) => self.out.push(Block::Heading(level, text)),
            Kind::Item => self.out.push(Block::Item(text)),
            Kind::Term => self.term = Some(text),
            Kind::Meaning => match self.term.clone() {
                Some(term) => self.out.push(Block::Term(term, text)),
                None => self.out.push(Block::Paragraph(text)),
            },
        }
    }

    fn cell(&mut self) {
        // Outside of a table, what was read so far belongs to a block.
        let Some(table) = &mut self.table else {
            return;
        };
        let text = self.inline.take();
        if !std::mem::take(&mut table.in_cell) {
            return;
        }
        table.fill();
        let (down, across) = (table.down, table.across);
        for _ in 0..across.max(1) {
            if table.row.len() >= COLUMNS {
                break;
            }
            if down > 1 && table.spans.len() < COLUMNS {
                table.spans.push(Reach {
                    column: table.row.len(),
                    left: down - 1,
                    text: text.clone(),
                    is_new: true,
                });
            }
            table.row.push(text.clone());
        }
    }

    fn row(&mut self) {
        self.cell();
        let Some(table) = &mut self.table else {
            return;
        };
        if table.row.is_empty() {
            return;
        }
        table.fill();
        let row = std::mem::take(&mut table.row);
        for span in &mut table.spans {
            span.left -= usize::from(!std::mem::take(&mut span.is_new));
        }
        table.spans.retain(|span| span.left > 0);
        table.cells += row.len();
        if self.out.has_room(table.cells) {
            table.rows.push(row);
        } else {
            self.out.cut();
        }
    }

    fn end_table(&mut self) {
        self.row();
        let Some(table) = self.table.take() else {
            return;
        };
        let line = table.line;
        let mut rows = table.rows.into_iter();
        if let Some(head) = rows.next() {
            let rows = rows.collect();
            self.out.push(Block::Table(Table { head, rows, line }));
        }
    }
}

impl Rows {
    /// Puts in the cells that reach down from earlier rows and stand next.
    fn fill(&mut self) {
        let next = |it: &&Reach, column: usize| !it.is_new && it.column == column;
        while let Some(span) = self.spans.iter().find(|it| next(it, self.row.len())) {
            if self.row.len() >= COLUMNS {
                break;
            }
            let text = span.text.clone();
            self.row.push(text);
        }
    }
}

impl Drop for Reader<'_> {
    /// What was not closed is text all the same.
    fn drop(&mut self) {
        self.end_table();
        self.flush();
        if let Some((text, line)) = self.sample.take() {
            self.out.push(Block::Sample(text, line));
        }
    }
}

fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div"
            | b"section"
            | b"article"
            | b"main"
            | b"header"
            | b"aside"
            | b"blockquote"
            | b"ul"
            | b"ol"
            | b"li"
            | b"dl"
            | b"dt"
            | b"dd"
            | b"details"
            | b"summary"
            | b"figure"
            | b"hr"
            | b"form"
            | b"body"
            | b"html"
    )
}
