//! Documentation: the generator's own sentences, and the emitter for prose of the document.
//!
//! rustdoc collects code blocks from doc comments as tests and runs them, so prose of the document must not open one but as
//! text. See `inert`.

mod clean;
mod inert;
mod layout;
mod limits;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, TokenStreamExt as _, quote};

use crate::ir::{DocText, Limits, WireName};

pub(super) use self::clean::{cell, code, inline, is_hidden, shown};
pub(super) use self::layout::without_tags;
use crate::plan::names::RustIdent;

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

    /// The document's prose on a value; what it is on the wire, where its name does not say so; what it may be; and what is taken
    /// where nothing is given, unless the prose says so already.
    pub(super) fn value(
        prose: &DocText,
        name: &RustIdent,
        wire: &WireName,
        default: Option<&WireName>,
        limits: Option<&Limits>,
    ) -> Self {
        let docs = doc(prose).on_the_wire(name, wire);
        let docs = match limits.and_then(limits::sentence) {
            Some(sentence) => docs.ours(sentence),
            None => docs,
        };
        let says = |text: &str| prose.as_str().contains(text);
        match default {
            Some(text) if !(says("efault") && says(text.as_str())) => {
                docs.ours(format!("Default: {}.", code(text.as_str())))
            }
            _ => docs,
        }
    }

    /// What a name stands for on the wire, where its letters and digits do not say so.
    pub(super) fn on_the_wire(self, name: &RustIdent, wire: &WireName) -> Self {
        let letters = |text: &str| -> String {
            let letters = text.chars().filter(|sign| sign.is_alphanumeric());
            letters.map(|sign| sign.to_ascii_lowercase()).collect()
        };
        if letters(name.as_str()) == letters(wire.as_str()) {
            self
        } else {
            self.ours(format!("On the wire: {}.", code(wire.as_str())))
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

impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let hash = if self.inner { quote!(#!) } else { quote!(#) };
        for (index, block) in self.blocks.iter().enumerate() {
            if index > 0 {
                tokens.append_all(quote!(#hash[doc = ""]));
            }
            for line in inert::tamed(block) {
                let shown = match line.as_str() {
                    "" => String::new(),
                    line => format!(" {line}"),
                };
                let text = Literal::string(&shown);
                tokens.append_all(quote!(#hash[doc = #text]));
            }
        }
    }
}
