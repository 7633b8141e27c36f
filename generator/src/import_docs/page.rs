//! A page as a list of blocks, which all readers make and all recognisers look at.

use crate::draft::Origin;

/// The most blocks and cells of one page; what comes behind is not looked at, and a note says so.
const MOST: usize = 200_000;

/// The most bytes of one block or cell; what is longer is no text about one thing.
const LONGEST: usize = 16 * 1024;

/// The beginning of a text, as much of it as is looked at.
pub fn head(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// Text of one block or cell, blanks folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The words.
    pub text: String,
    /// What of it was set as code, in order.
    pub marked: Vec<String>,
    /// The line that it begins at, from 1.
    pub line: usize,
}

impl Text {
    /// Text without marks.
    pub fn plain(text: impl Into<String>, line: usize) -> Self {
        Self {
            text: text.into(),
            marked: Vec::new(),
            line,
        }
    }

    /// Whether these words were set as code.
    pub fn is_marked(&self, words: &str) -> bool {
        self.marked.iter().any(|it| it == words)
    }
}

/// A table: its first row, and the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The cells of the first row.
    pub head: Vec<Text>,
    /// All other rows; a row may be shorter than the first.
    pub rows: Vec<Vec<Text>>,
    /// The line that it begins at.
    pub line: usize,
}

/// One thing on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading, 1 being the highest.
    Heading(u8, Text),
    /// Running text.
    Paragraph(Text),
    /// An item of a list.
    Item(Text),
    /// A term and what is said of it.
    Term(Text, Text),
    /// A table.
    Table(Table),
    /// A sample: code, JSON, an exchange of HTTP.
    Sample(String, usize),
}

/// A page that was read.
#[derive(Clone, Debug)]
pub struct Page {
    /// The name that remarks show.
    pub name: String,
    /// Whether it is documentation or a list made for programs.
    pub origin: Origin,
    /// What stands on it, in order.
    pub blocks: Blocks,
}

/// Blocks in order, no more than are looked at.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    list: Vec<Block>,
    count: usize,
    is_cut: bool,
}

impl Blocks {
    /// Adds a block, unless there are too many or it is empty.
    pub fn push(&mut self, block: Block) {
        let size = match &block {
            Block::Heading(_, text) | Block::Paragraph(text) | Block::Item(text) => {
                usize::from(!text.text.is_empty())
            }
            Block::Term(..) => 2,
            Block::Sample(text, _) => usize::from(!text.trim().is_empty()),
            Block::Table(table) => {
                table.head.len() + table.rows.iter().map(Vec::len).sum::<usize>()
            }
        };
        if size == 0 {
            return;
        }
        if self.has_room(size) {
            self.count += size;
            self.list.push(block);
        } else {
            self.is_cut = true;
        }
    }

    /// Whether more cells would still be looked at.
    pub fn has_room(&self, more: usize) -> bool {
        self.count + more <= MOST
    }

    /// Whether something was left out.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Says that something was left out.
    pub fn cut(&mut self) {
        self.is_cut = true;
    }

    /// The blocks in order.
    pub fn iter(&self) -> impl Iterator<Item = &Block> + '_ {
        self.list.iter()
    }

    /// The blocks in the order of their lines, where two readers have added to them.
    pub fn sort(&mut self) {
        self.list.sort_by_key(line);
    }
}

fn line(block: &Block) -> usize {
    match block {
        Block::Heading(_, text)
        | Block::Paragraph(text)
        | Block::Item(text)
        | Block::Term(text, _) => text.line,
        Block::Table(table) => table.line,
        Block::Sample(_, line) => *line,
    }
}

/// Collects text with folded blanks and the parts that are set as code.
#[derive(Debug, Default)]
pub struct Inline {
    text: String,
    marked: Vec<String>,
    line: usize,
    mark: Option<usize>,
    blank: bool,
}

impl Inline {
    /// Adds words that begin at a line.
    pub fn push(&mut self, words: &str, line: usize) {
        let words = head(words);
        if self.text.len() > LONGEST {
            return;
        }
        for part in words.split_inclusive(char::is_whitespace) {
            let word = part.trim_end();
            if !word.is_empty() {
                if self.text.is_empty() {
                    // Blanks before the first word may have been breaks of lines.
                    let before = words.split(word).next().unwrap_or("");
                    self.line = line + before.matches('\n').count();
                } else if self.blank {
                    self.text.push(' ');
                }
                self.blank = false;
                self.text.push_str(word);
            }
            self.blank |= word.len() < part.len();
        }
    }

    /// A break within the text.
    pub fn gap(&mut self) {
        self.blank = true;
    }

    /// Begins what is set as code.
    pub fn open(&mut self) {
        if self.blank && !self.text.is_empty() {
            self.text.push(' ');
            self.blank = false;
        }
        self.mark = Some(self.text.len());
    }

    /// Ends what is set as code.
    pub fn close(&mut self) {
        if let Some(marked) = self.mark.take().and_then(|from| self.text.get(from..)) {
            let marked = marked.trim();
            if !marked.is_empty() {
                self.marked.push(marked.to_owned());
            }
        }
    }

    /// Takes what was collected. Signs that pages put behind headings for links are no part of it.
    pub fn take(&mut self) -> Text {
        let taken = std::mem::take(self);
        let is_sign = |it: char| {
            it.is_whitespace() || matches!(it, '#' | '¶' | '§' | '\u{200b}' | '\u{feff}' | '🔗')
        };
        let text = taken.text.trim_end_matches(is_sign);
        Text {
            text: text.trim_start_matches(['\u{200b}', '\u{feff}']).to_owned(),
            marked: taken.marked,
            line: taken.line,
        }
    }
}
