//! The identifier, and the text that may become one.

use std::fmt;

use super::Case;
use crate::digest::digest_of;

/// The longest identifier, in bytes.
pub(super) const LONGEST: usize = 140;

/// How much is kept of a name that is cut.
const KEPT: usize = 47;

/// Keywords of every edition, reserved ones included. None of them becomes an identifier, raw or not.
pub(super) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Whether a name means something to the compiler, in whatever letters.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.iter().any(|word| word.eq_ignore_ascii_case(name))
}

/// An identifier of the output: ASCII, no keyword of any edition, at most 140 bytes. Only a [`Scope`](super::Scope) makes one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RustIdent {
    text: String,
    hashed: bool,
}

impl RustIdent {
    pub(super) fn new(name: Name) -> Option<Self> {
        let Name { text, hashed } = name;
        let mut bytes = text.bytes();
        let starts = bytes
            .next()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        let goes_on = bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let free = !KEYWORDS.contains(&text.as_str()) && !text.trim_matches('_').is_empty();
        (starts && goes_on && free && text.len() <= LONGEST).then_some(Self { text, hashed })
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a part of it is a hash, since no words were left to tell it from another one.
    pub fn is_hashed(&self) -> bool {
        self.hashed
    }
}

impl fmt::Display for RustIdent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What may become an identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    text: String,
    hashed: bool,
}

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name with something behind it.
    #[must_use]
    pub fn joined(self, suffix: &str) -> Self {
        let name = self.text.trim_end_matches('_');
        // A long name gives way to the end, which tells it from others. Names are ASCII.
        let room = LONGEST.saturating_sub(suffix.len()).min(name.len());
        // The cut may come behind an underscore, and two in a row are no snake case.
        let name = name[..room].trim_end_matches('_');
        Self {
            text: format!("{name}{suffix}"),
            hashed: self.hashed,
        }
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self {
            text,
            hashed: false,
        }
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&RustIdent> for Name {
    fn from(ident: &RustIdent) -> Self {
        Self {
            text: ident.text.clone(),
            hashed: ident.hashed,
        }
    }
}

/// As much of a name as fits, and a hash of what tells its thing from others.
pub(super) fn with_hash(name: &str, key: &str, case: Case) -> Name {
    let mut hash = digest_of(key);
    hash.truncate(8);
    let kept = name[..name.len().min(KEPT)].trim_end_matches('_');
    let text = match case {
        Case::Snake => format!("{kept}_{hash}"),
        // A digit needs nothing before it, and a letter begins a word of its own.
        Case::Camel => format!("{kept}{}{}", hash[..1].to_ascii_uppercase(), &hash[1..]),
        Case::Shouty => format!("{kept}_{}", hash.to_ascii_uppercase()),
    };
    Name { text, hashed: true }
}
