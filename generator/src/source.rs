//! Where text came from: files, byte ranges in them, and the line and column a reader sees.

pub mod address;
pub mod budget;
pub mod core;
pub mod json;
pub mod map;
pub mod node;
pub mod pointer;
pub mod value;
pub mod yaml;

/// One file of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in one file. Source budgets keep every file far below 4 GiB, so 32 bits are enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            file,
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }

    /// The empty range at `offset`.
    pub fn at(file: FileId, offset: usize) -> Self {
        Self::new(file, offset, offset)
    }

    /// The place of what stands in no file, as an option of the caller does: the beginning of the first one.
    pub(crate) const NOWHERE: Span = Span {
        file: FileId(0),
        start: 0,
        end: 0,
    };

    /// The range from the start of this one to the end of `other`. Ranges of two files do not join: this one is returned.
    pub fn to(self, other: Span) -> Span {
        if self.file == other.file {
            Span {
                file: self.file,
                start: self.start,
                end: other.end.max(self.end),
            }
        } else {
            self
        }
    }
}

/// A value and the text it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value read at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned {
            value: change(self.value),
            span: self.span,
        }
    }
}

/// A place as a reader counts it, both numbers from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Line number.
    pub line: usize,
    /// Character in the line.
    pub column: usize,
}

#[derive(Debug)]
struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<u32>,
    /// Characters before each block of `BLOCK` bytes: a column in a file of one line must not cost the whole line.
    characters: Vec<u32>,
}

const BLOCK: usize = 4096;

impl SourceFile {
    fn new(name: String, text: String) -> Self {
        let mut characters = vec![0];
        let mut count = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            count += block.iter().filter(|byte| starts_character(**byte)).count();
            characters.push(u32::try_from(count).unwrap_or(u32::MAX));
        }
        Self {
            name,
            line_starts: line_starts(&text),
            characters,
            text,
        }
    }

    /// Characters that begin before a byte.
    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = self
            .text
            .as_bytes()
            .get(block * BLOCK..offset)
            .unwrap_or_default();
        let before = self.characters.get(block).copied().unwrap_or(0) as usize;
        before + rest.iter().filter(|byte| starts_character(**byte)).count()
    }
}

/// Whether a byte of UTF-8 begins a character.
fn starts_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

/// Every text that was read in one run.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
    /// Those that findings may name and that are no part of what is read.
    beside: Vec<FileId>,
}

impl SourceMap {
    /// A map without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under the name that messages show.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile::new(name.into(), text.into()));
        id
    }

    /// Adds a text that findings may name, and that is no part of the document.
    pub fn add_beside(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = self.add(name, text);
        self.beside.push(id);
        id
    }

    /// How many files were added.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Every file of the document in the order of adding.
    pub fn files(&self) -> impl Iterator<Item = FileId> + '_ {
        let all =
            (0..self.files.len()).map(|index| FileId(u32::try_from(index).unwrap_or(u32::MAX)));
        all.filter(|id| !self.beside.contains(id))
    }

    /// The name that messages show; empty for a file of another map.
    pub fn name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.name)
    }

    /// The whole text; empty for a file of another map.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// The text of a range; empty when the range does not fall on characters of the file.
    pub fn snippet(&self, span: Span) -> &str {
        self.text(span.file)
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Line and column of the first byte of a range.
    pub fn location(&self, span: Span) -> Location {
        self.locate(span.file, span.start as usize)
    }

    /// Line and column of one byte.
    pub fn locate(&self, file: FileId, offset: usize) -> Location {
        let Some(source) = self.file(file) else {
            return Location { line: 1, column: 1 };
        };
        let offset = floor_char_boundary(&source.text, offset);
        let line = source
            .line_starts
            .partition_point(|start| *start as usize <= offset)
            .max(1);
        let start = source
            .line_starts
            .get(line - 1)
            .map_or(0, |start| *start as usize);
        let column = source.characters_before(offset) - source.characters_before(start) + 1;
        Location { line, column }
    }

    /// The byte range of a line, numbered from 1, without its line break.
    pub fn line_span(&self, file: FileId, line: usize) -> Option<Span> {
        let source = self.file(file)?;
        let start = *source.line_starts.get(line.checked_sub(1)?)? as usize;
        let end = source
            .line_starts
            .get(line)
            .map_or(source.text.len(), |next| *next as usize);
        let text = source.text.get(start..end)?.trim_end_matches(['\n', '\r']);
        Some(Span::new(file, start, start + text.len()))
    }

    fn file(&self, file: FileId) -> Option<&SourceFile> {
        self.files.get(file.0 as usize)
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (index, byte) in bytes.iter().enumerate() {
        let ends_line = match byte {
            b'\n' => true,
            b'\r' => bytes.get(index + 1) != Some(&b'\n'),
            _ => false,
        };
        if ends_line {
            starts.push(u32::try_from(index + 1).unwrap_or(u32::MAX));
        }
    }
    starts
}

/// The last place between two characters that is not behind an offset.
pub(crate) fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn location_counts_lines_and_characters() {
        let mut sources = SourceMap::new();
        let file = sources.add("a.yaml", "ab\näöü\r\nx\ry");
        let cases = [
            (0, 1, 1),
            (2, 1, 3),
            (3, 2, 1),
            (5, 2, 2),
            (6, 2, 2),
            (11, 3, 1),
            (13, 4, 1),
            (99, 4, 2),
        ];
        for (offset, line, column) in cases {
            assert_eq!(
                sources.locate(file, offset),
                Location { line, column },
                "offset {offset}"
            );
        }
        assert_eq!(
            sources.snippet(sources.line_span(file, 2).expect("the text has four lines")),
            "äöü"
        );
    }
}
