//! Plain text as blocks, also text that was pasted from a browser, where tables are flattened.
//!
//! A table comes in four forms: with bars, with tabs, a cell a line, and with nothing between its cells
//! (`CodeHTTPDescriptionAction`). The last two are told by their headings, and a row ends where a line has no longer the form that
//! its column asks for.

mod flat;
mod lost;

use std::cell::Cell;

use super::json::{self, Brackets, Piece};
use super::page::{Block, Blocks, Table, Text, head};
use super::words::{self, Form};

/// The longest line that can be a heading.
const HEADING: usize = 80;

/// The most lines of a sample.
const SAMPLE_LINES: usize = 300;

/// How far a line may be looked ahead at without being counted.
const NEAR: usize = 8;

/// How often each line may be looked at from farther away. What is understood is passed, and looked at a few times at most; a page
/// of beginnings without ends would have each of its lines looked at from each one before it.
const LOOKS: usize = 32;

pub(super) fn read(text: &str, out: &mut Blocks) {
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Reader {
        lines: &lines,
        at: 0,
        rest: None,
        looks: Cell::new(LOOKS * (lines.len() + SAMPLE_LINES)),
        out,
    };
    while reader.at < lines.len() {
        reader.step();
    }
    if reader.looks.get() == 0 {
        reader.out.cut();
    }
}

struct Reader<'a> {
    lines: &'a [&'a str],
    at: usize,
    /// What is left of the present line, where something ended in its middle.
    rest: Option<&'a str>,
    /// How many looks at farther lines are left.
    looks: Cell<usize>,
    out: &'a mut Blocks,
}

impl<'a> Reader<'a> {
    /// The line a number of lines ahead. None where too much was looked at already.
    fn line(&self, ahead: usize) -> Option<&'a str> {
        if ahead > NEAR {
            self.looks.set(self.looks.get().checked_sub(1)?);
        }
        match (ahead, self.rest) {
            (0, Some(rest)) => Some(rest),
            _ => self.lines.get(self.at + ahead).copied(),
        }
    }

    fn number(&self, ahead: usize) -> usize {
        self.at + ahead + 1
    }

    fn pass(&mut self, lines: usize) {
        self.at += lines.max(1);
        self.rest = None;
    }

    fn step(&mut self) {
        let Some(line) = self.line(0) else {
            self.at += 1;
            return;
        };
        let trimmed = line.trim();
        if trimmed.is_empty() {
            return self.pass(1);
        }
        let taken = self.fence(trimmed)
            || self.json(trimmed)
            || self.numbered(trimmed)
            || self.run(trimmed)
            || self.barred()
            || self.broken()
            || self.tabbed()
            || flat::cells(self)
            || flat::joined(self);
        if taken {
            return;
        }
        if is_program(trimmed) {
            return self.program();
        }
        // A list that begins on the line that announces it.
        if let Some((lead, item)) = trimmed
            .split_once(":- ")
            .or_else(|| trimmed.split_once(":• "))
        {
            let number = self.number(0);
            self.out
                .push(Block::Paragraph(Text::plain(format!("{lead}:"), number)));
            self.out.push(Block::Item(Text::plain(item.trim(), number)));
            return self.pass(1);
        }
        if let Some(item) = item(trimmed) {
            self.item(item);
        } else if let Some(level) = self.heading(trimmed) {
            let title = trimmed.trim_start_matches('#').trim();
            self.out
                .push(Block::Heading(level, marked(title, self.number(0))));
        } else {
            // Pasted text has a line per paragraph.
            let number = self.number(0);
            self.out.push(Block::Paragraph(marked(trimmed, number)));
        }
        self.pass(1);
    }

    /// An item, with the line below it where the page has broken it.
    fn item(&mut self, item: &str) {
        let mut text = marked(item, self.number(0));
        let next = self.line(1).map(str::trim).unwrap_or("");
        let goes_on = next.starts_with(|it: char| it.is_lowercase())
            && next.contains(' ')
            && !is_program(next)
            && !text.text.ends_with(['.', ':', '!', '?']);
        if goes_on {
            text.text.push(' ');
            text.text.push_str(next);
            self.pass(1);
        }
        self.out.push(Block::Item(text));
    }

    /// Lines of a program, as one sample.
    fn program(&mut self) {
        let number = self.number(0);
        let mut text = String::new();
        while let Some(line) = self.line(0).filter(|it| is_program(it.trim())) {
            text.push_str(line);
            text.push('\n');
            self.pass(1);
        }
        self.out.push(Block::Sample(text, number));
    }

    fn fence(&mut self, line: &str) -> bool {
        if !line.starts_with("```") {
            return false;
        }
        let number = self.number(1);
        let mut text = String::new();
        let mut ahead = 1;
        while let Some(line) = self.line(ahead).filter(|it| !it.trim().starts_with("```")) {
            text.push_str(line);
            text.push('\n');
            ahead += 1;
        }
        self.out.push(Block::Sample(text, number));
        self.pass(ahead + 1);
        true
    }

    /// A sample of JSON that begins on this line; what follows it on its last line goes on as a line.
    fn json(&mut self, line: &'a str) -> bool {
        if !line.starts_with('{') && !line.starts_with("[{") && line != "[" {
            return false;
        }
        let number = self.number(0);
        let (mut text, mut brackets) = (String::from(line), Brackets::default());
        let (mut ahead, mut begins) = (0, 0);
        let end = loop {
            match brackets.take(text.get(begins..).unwrap_or("")) {
                Piece::Ends(at) => break begins + at,
                Piece::Broken => return false,
                Piece::GoesOn => {}
            }
            ahead += 1;
            let Some(next) = self.line(ahead).filter(|_| ahead < SAMPLE_LINES) else {
                return false;
            };
            begins = text.len();
            text.push('\n');
            text.push_str(next.trim_end());
        };
        let (sample, rest) = text.split_at(end);
        if json::read(sample).is_none() {
            return false;
        }
        let rest = rest.len();
        self.out.push(Block::Sample(sample.to_owned(), number));
        let last = self.line(ahead).unwrap_or("").trim_end();
        let rest = last.get(last.len().saturating_sub(rest)..).unwrap_or("");
        self.at += ahead;
        if rest.trim().is_empty() {
            self.pass(1);
        } else {
            self.rest = Some(rest);
        }
        true
    }

    /// A table with bars: a heading, a line of dashes, and rows.
    fn barred(&mut self) -> bool {
        let is_rule = |line: &str| {
            line.contains('|') && line.contains("--") && line.chars().all(|it| " |-:+".contains(it))
        };
        let (Some(head), Some(rule)) = (self.line(0), self.line(1)) else {
            return false;
        };
        if !head.contains('|') || !is_rule(rule) {
            return false;
        }
        let mut table = Table {
            head: barred_cells(head, self.number(0)),
            rows: Vec::new(),
            line: self.number(0),
        };
        let mut ahead = 2;
        while let Some(line) = self.line(ahead).filter(|it| it.contains('|')) {
            table.rows.push(barred_cells(line, self.number(ahead)));
            ahead += 1;
        }
        self.out.push(Block::Table(table));
        self.pass(ahead);
        true
    }

    /// A table with tabs, or with several blanks, between its cells.
    fn tabbed(&mut self) -> bool {
        let split = |line: &str, number: usize| -> Vec<Text> {
            let cells = line.trim_end().split('\t').map(str::trim);
            cells.map(|cell| marked(cell, number)).collect()
        };
        let cells = |ahead: usize| {
            let line = self.line(ahead).filter(|it| it.trim().contains('\t'))?;
            Some(split(line, self.number(ahead)))
        };
        let (Some(head), Some(first)) = (cells(0), cells(1)) else {
            return false;
        };
        if head.len() < 2 || first.len() > head.len() + 1 {
            return false;
        }
        let columns = head.len();
        let mut table = Table {
            line: self.number(0),
            head,
            rows: Vec::new(),
        };
        let mut ahead = 1;
        while let Some(row) = cells(ahead) {
            if row.len() > columns + 1 {
                break;
            }
            table.rows.push(row);
            ahead += 1;
        }
        self.out.push(Block::Table(table));
        self.pass(ahead);
        true
    }

    /// The level of a heading: by its signs, as a code that stands alone, or as a short line that is no sentence.
    fn heading(&self, line: &str) -> Option<u8> {
        let signs = line.bytes().take_while(|it| *it == b'#').count();
        if (1..=6).contains(&signs) && line.get(signs..).is_some_and(|it| it.starts_with(' ')) {
            return u8::try_from(signs).ok();
        }
        if line.chars().count() > HEADING || line.ends_with(['.', ';', ',', ':', '{', '}', ')']) {
            return None;
        }
        if matches!(words::form(line), Some(Form::Joined)) {
            return Some(3);
        }
        let first = line.chars().next()?;
        let count = line.split_whitespace().count();
        let is_title = (first.is_uppercase() || first.is_ascii_digit()) && count <= 8;
        (is_title && !line.contains(": ") && !line.contains('|')).then_some(2)
    }
}

/// The cells of a row with bars between them.
fn barred_cells(line: &str, number: usize) -> Vec<Text> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|')
        .map(|cell| marked(cell.trim(), number))
        .collect()
}

/// The text of an item of a list.
fn item(line: &str) -> Option<&str> {
    for sign in ["- ", "* ", "• ", "· ", "– ", "— ", "◦ ", "▪ ", "‣ "] {
        if let Some(item) = line.strip_prefix(sign) {
            return Some(item.trim());
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?;
    (1..=2)
        .contains(&digits)
        .then(|| rest.strip_prefix(") ").map(str::trim))
        .flatten()
}

/// Text with what stands in backticks marked, and the backticks taken away.
fn marked(text: &str, line: usize) -> Text {
    let text = head(text);
    let marked = text
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|it| it.trim().to_owned());
    Text {
        marked: if text.matches('`').count() >= 2 {
            marked.filter(|it| !it.is_empty()).collect()
        } else {
            Vec::new()
        },
        text: text
            .replace(['`', '\u{200b}', '\u{feff}'], "")
            .replace("**", ""),
        line,
    }
}

/// Whether a line is one of a program: nothing is read from it.
fn is_program(line: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "const ",
        "let ",
        "var ",
        "function ",
        "async ",
        "await ",
        "return ",
        "if (",
        "} ",
        "else ",
        "try {",
        "case '",
        "case \"",
        "switch ",
        "import ",
        "from ",
        "def ",
        "throw ",
        "//",
        "});",
        "while (",
        "for (",
        "console.",
        "curl ",
        "break;",
        "continue;",
        "default:",
        "raise ",
        "$ ",
    ];
    // A member of an object: one word, and a value without blanks.
    let member = line.strip_suffix(',').and_then(|it| it.split_once(": "));
    member.is_some_and(|it| !it.0.contains(' ') && !it.1.contains(' '))
        || line.ends_with(['{', ';'])
        || line.ends_with("=>")
        || line.contains(" => ")
        || BEGINNINGS.iter().any(|it| line.starts_with(it))
        || line.chars().all(|it| "{}()[];,".contains(it))
}
