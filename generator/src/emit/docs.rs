//! Documentation: the generator's own sentences, and the emitter for prose of the document.
//!
//! rustdoc collects code blocks from doc comments as tests and runs them, so prose of the document must not open one. A
//! block whose lines provably cannot is a plain comment; every other block is invisible to doctests. See `inert`.

mod clean;
mod layout;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, TokenStreamExt as _, quote};

use crate::ir::{DocText, WireName};

pub(super) use self::clean::{cell, code, inline, is_hidden, shown};

/// The documentation of one item, in paragraphs.
#[derive(Clone, Debug, Default)]
pub struct Docs {
    blocks: Vec<Vec<String>>,
    inner: bool,
}

/// The documentation that consists of the document's prose.
pub fn doc(text: &DocText) -> Docs {
    Docs::default().theirs(text)
}

impl Docs {
    /// Documentation of the item around it, a file's.
    pub(super) fn inner() -> Self {
        Self {
            inner: true,
            ..Self::default()
        }
    }

    /// Documentation that begins with one line of our own.
    pub(super) fn of(line: impl Into<String>) -> Self {
        Self::default().ours(line)
    }

    /// A paragraph of our own, which may hold [`code`] and [`inline`] text of the document.
    pub(super) fn ours(mut self, paragraph: impl Into<String>) -> Self {
        self.blocks.push(layout::wrap(&paragraph.into(), "", ""));
        self
    }

    /// Lines of our own that stay as they are: a heading, a table.
    pub(super) fn lines(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.blocks.push(lines.into_iter().collect());
        self
    }

    /// Prose of the document.
    pub(super) fn theirs(mut self, text: &DocText) -> Self {
        self.blocks.extend(layout::blocks(text.as_str()));
        self
    }

    /// The document's prose on a value, or what it is, such as "member"; and what is taken where nothing is given, unless
    /// the prose says so already.
    pub(super) fn value(
        prose: &DocText,
        what: &str,
        wire: &WireName,
        default: Option<&WireName>,
    ) -> Self {
        let shown = default.map(|default| format!("Default: {}.", code(default.as_str())));
        let docs = doc(prose);
        if docs.is_empty() {
            let default = shown.map_or(String::new(), |shown| format!(" {shown}"));
            return Self::of(format!("The {what} {}.{default}", code(wire.as_str())));
        }
        let says = |text: &str| prose.as_str().contains(text);
        match (shown, default) {
            (Some(shown), Some(text)) if !(says("efault") && says(text.as_str())) => {
                docs.ours(shown)
            }
            _ => docs,
        }
    }

    /// Whether there is nothing to say.
    pub(super) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// This, or a line of our own where it is empty.
    pub(super) fn or(self, line: impl FnOnce() -> String) -> Self {
        if self.is_empty() {
            self.ours(line())
        } else {
            self
        }
    }
}

/// Whether a line of documentation can open no code block, whatever stands around it.
///
/// By CommonMark 0.31 a code block is fenced (section 4.5: the line starts with three backticks or tildes) or indented
/// (section 4.4: it starts with blanks), possibly inside a quote or a list (section 5: the line starts with `>`, a bullet
/// or a number). A line that starts with a letter, with a table's bar, with a heading's `#` that we write, or with one
/// backtick alone is none of that.
fn inert(line: &str) -> bool {
    let mut signs = line.chars();
    let start = match signs.next() {
        None => true,
        Some(first) if first.is_ascii_alphabetic() => true,
        Some('|' | '#') => true,
        Some('[') => signs.next() == Some('`'),
        Some('`') => signs.next().is_some_and(|second| second != '`'),
        Some(_) => false,
    };
    start && !line.chars().any(is_hidden)
}

impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let hash = if self.inner { quote!(#!) } else { quote!(#) };
        for (index, block) in self.blocks.iter().enumerate() {
            if index > 0 {
                tokens.append_all(quote!(#hash[doc = ""]));
            }
            let plain = block.iter().all(|line| inert(line));
            for line in block {
                let shown = if line.is_empty() {
                    String::new()
                } else {
                    format!(" {line}")
                };
                let text = Literal::string(if plain { &shown } else { line });
                tokens.append_all(if plain {
                    quote!(#hash[doc = #text])
                } else {
                    quote!(#hash[cfg_attr(not(doctest), doc = #text)])
                });
            }
        }
    }
}
