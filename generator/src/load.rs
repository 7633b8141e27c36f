//! The only reader of documents: bytes from disk or from memory into a tree with positions.

pub mod contain;
mod memory;
mod version;

use std::borrow::Cow;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::config::Places;
use crate::diagnostics::{Diagnostics, nearest, rules};
use crate::packs;
use crate::source::budget::Budget;
use crate::source::node::Node;
use crate::source::{FileId, SourceMap, Span, json, yaml};

pub use memory::{Memory, plain};
pub use version::Version;

/// Where a document comes from.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// A file.
    File(&'a Path),
    /// Bytes that the caller has read, standard input for one, and the name that messages show.
    Bytes {
        /// The name; its ending tells JSON from YAML where the bytes do not.
        name: &'a str,
        /// The content.
        bytes: &'a [u8],
    },
    /// An overlay that comes with the program, by its name.
    Pack(&'a str),
}

impl<'a> Input<'a> {
    /// An overlay as it is named: a file, or a pack such as `@stripe`.
    pub fn overlay(path: &'a Path) -> Self {
        packs::named(path).map_or(Self::File(path), Self::Pack)
    }
}

/// A document as read: one tree, before overlays.
#[derive(Clone, Debug)]
pub struct Document {
    /// The tree; null when it could not be read.
    pub node: Node,
    /// The OpenAPI version it declares; the latest known when that is wrong, which is reported.
    pub version: Version,
}

/// Reads the files of one run and keeps their texts. All files share one budget.
#[derive(Debug, Default)]
pub struct Loader {
    sources: SourceMap,
    budget: Budget,
    files: Vec<PathBuf>,
    /// What stands for the disk, where something does.
    memory: Option<Memory>,
    missing: Vec<PathBuf>,
}

impl Loader {
    /// A loader that has read nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A loader that reads files from memory alone.
    #[cfg(feature = "cli")]
    pub fn of(memory: Memory) -> Self {
        Self {
            memory: Some(memory),
            ..Self::default()
        }
    }

    /// The texts read so far.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// The files read so far, as they were named, in the order of reading.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The files that could not be read, as they were named.
    #[cfg(feature = "cli")]
    pub(crate) fn missing(&self) -> &[PathBuf] {
        &self.missing
    }

    /// Adds the configuration to the texts that findings may name.
    pub fn beside(&mut self, places: &mut Places) {
        places.join(&mut self.sources);
    }

    /// Reads one file into a tree. `None` when it is unreadable; then a finding says why.
    pub fn read(&mut self, input: Input<'_>, diag: &mut Diagnostics) -> Option<Node> {
        let file = self.read_text(input, diag)?;
        let Self {
            sources, budget, ..
        } = self;
        let text = sources.text(file);
        // A byte order mark is legal in front of either notation and no part of it. Blanks keep the offsets.
        let body: Cow<'_, str> = match text.strip_prefix('\u{feff}') {
            Some(rest) => Cow::Owned(format!("   {rest}")),
            None => Cow::Borrowed(text),
        };
        if is_json(sources.name(file), &body) {
            json::parse(&body, file, budget, diag)
        } else {
            // Here blanks would be indentation; that reader skips the mark itself.
            yaml::parse(text, file, budget, diag)
        }
    }

    /// Reads one file as text. `None` when it is unreadable; then a finding says why.
    pub fn read_text(&mut self, input: Input<'_>, diag: &mut Diagnostics) -> Option<FileId> {
        let (name, bytes) = match input {
            Input::Bytes { name, bytes } => (name.to_owned(), bytes.to_vec()),
            Input::Pack(name) => {
                let shown = format!("@{name}");
                let Some(pack) = packs::find(name) else {
                    self.report_no_pack(&shown, diag);
                    return None;
                };
                (shown, pack.text.as_bytes().to_vec())
            }
            Input::File(path) => {
                let name = shown_name(path);
                let read = match &self.memory {
                    Some(memory) => memory.read(path),
                    None => read_file(path, self.budget.source_left()),
                };
                match read {
                    Ok(bytes) => {
                        self.files.push(path.to_owned());
                        (name, bytes)
                    }
                    Err(error) => {
                        self.missing.push(path.to_owned());
                        let file = self.sources.add(name.clone(), "");
                        let report =
                            diag.report(&rules::source::UNREADABLE_FILE, Span::at(file, 0));
                        report.arg(name).arg(error.to_string());
                        return None;
                    }
                }
            }
        };
        if let Err(exceeded) = self.budget.source(bytes.len()) {
            let file = self.sources.add(name, "");
            let limit = exceeded.limit().to_string();
            diag.report(&rules::source::TOO_LARGE, Span::at(file, 0))
                .arg(limit)
                .arg(exceeded.what());
            return None;
        }
        let file = self.add(&name, bytes, diag)?;
        if let Some(at) = self.sources.text(file).find('\0') {
            diag.report(&rules::source::NUL_CHARACTER, Span::new(file, at, at + 1));
            return None;
        }
        Some(file)
    }

    /// Counts a copy of a tree that was read. False when the budget is spent, which is reported.
    pub fn count_copy(&mut self, node: &Node, diag: &mut Diagnostics) -> bool {
        let (nodes, bytes) = node.weight();
        let counted = self.budget.alias(nodes, bytes);
        if let Err(exceeded) = counted {
            let limit = exceeded.limit().to_string();
            diag.report(&rules::source::TOO_LARGE, node.span)
                .arg(limit)
                .arg(exceeded.what());
        }
        counted.is_ok()
    }

    fn report_no_pack(&mut self, shown: &str, diag: &mut Diagnostics) {
        let file = self.sources.add(shown, "");
        let report = diag
            .report(&rules::source::UNKNOWN_PACK, Span::at(file, 0))
            .arg(shown);
        let name = shown.trim_start_matches('@');
        if let Some(near) = nearest(name, packs::PACKS.iter().map(|pack| pack.name)) {
            report.help(rules::remarks::DID_YOU_MEAN.of([&format!("@{near}")]));
        }
    }

    fn add(&mut self, name: &str, bytes: Vec<u8>, diag: &mut Diagnostics) -> Option<FileId> {
        match String::from_utf8(bytes) {
            Ok(text) => Some(self.sources.add(name, text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let byte = error.as_bytes().get(at).copied().unwrap_or(0);
                let readable = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let file = self.sources.add(name, readable);
                let span = Span::new(file, at, at + '\u{fffd}'.len_utf8());
                diag.report(&rules::source::INVALID_UTF8, span)
                    .arg(format!("0x{byte:02X}"));
                None
            }
        }
    }
}

/// Reads the entry document and the OpenAPI version it declares.
pub fn load(input: Input<'_>, loader: &mut Loader, diag: &mut Diagnostics) -> Document {
    match loader.read(input, diag) {
        Some(node) => Document {
            version: version::read(&node, diag),
            node,
        },
        None => Document {
            node: Node::null(Span::NOWHERE),
            version: Version::LATEST,
        },
    }
}

/// Reads at most `limit` bytes and one more, so that the budget sees a file that is too large without holding it.
fn read_file(path: &Path, limit: usize) -> std::io::Result<Vec<u8>> {
    let file = fs::File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(std::io::Error::other("it is no regular file"));
    }
    // One byte more than there is lets the reader see the end without more room.
    let length = usize::try_from(about.len()).unwrap_or(limit).min(limit);
    let mut bytes = Vec::with_capacity(length + 1);
    file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A path with forward slashes on every system, so that messages and output do not differ between them.
fn shown_name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '\\' {
        name.replace('\\', "/")
    } else {
        name.into_owned()
    }
}

/// JSON by its name, or by its first characters. A YAML flow map does not usually begin with a quoted key.
fn is_json(name: &str, text: &str) -> bool {
    let ending = Path::new(name)
        .extension()
        .map(|ending| ending.to_ascii_lowercase());
    if ending.is_some_and(|ending| ending == "json") {
        return true;
    }
    let mut characters = text
        .chars()
        .filter(|character| !character.is_ascii_whitespace());
    characters.next() == Some('{') && matches!(characters.next(), Some('"' | '}'))
}
