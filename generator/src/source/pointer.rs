//! JSON Pointer (RFC 6901): the address of a value in a tree.

use std::borrow::Cow;
use std::fmt;

/// A JSON Pointer in its text form: empty for the root, else `/token/token` with `~` and `/` escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The address of the whole tree.
    pub fn root() -> Self {
        Self::default()
    }

    /// A pointer to a member below the root, for each token in turn.
    pub fn of<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Self {
        let mut pointer = Self::root();
        for token in tokens {
            pointer.push(token);
        }
        pointer
    }

    /// Reads the text form. `None` when it does not start with `/` or holds a `~` that is no escape.
    pub fn parse(text: &str) -> Option<Self> {
        if !text.is_empty() && !text.starts_with('/') {
            return None;
        }
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'~' && !matches!(rest.next(), Some(b'0' | b'1')) {
                return None;
            }
        }
        Some(Self(text.to_owned()))
    }

    /// Reads what follows the `#` of a reference (RFC 6901 section 6): percent-decoded, then the text form.
    pub fn from_fragment(fragment: &str) -> Option<Self> {
        Self::parse(&percent_decode(fragment)?)
    }

    /// Goes down to the member or index `token`.
    pub fn push(&mut self, token: &str) {
        self.0.push('/');
        if token.contains(['~', '/']) {
            self.0.push_str(&escape(token));
        } else {
            self.0.push_str(token);
        }
    }

    /// Goes down to a list item.
    pub fn push_index(&mut self, index: usize) {
        self.push(&index.to_string());
    }

    /// Goes up one level; the root stays the root.
    pub fn pop(&mut self) {
        let end = self.0.rfind('/').unwrap_or(0);
        self.0.truncate(end);
    }

    /// The pointer one level below this one.
    pub fn join(&self, token: &str) -> Self {
        let mut pointer = self.clone();
        pointer.push(token);
        pointer
    }

    /// The pointer one level above; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        let mut pointer = self.clone();
        (!self.is_root()).then(|| {
            pointer.pop();
            pointer
        })
    }

    /// The last token; `None` for the root.
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.0.rsplit_once('/').map(|(_, token)| unescape(token))
    }

    /// The tokens from the root downwards, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> + '_ {
        self.0.split('/').skip(1).map(unescape)
    }

    /// Whether this addresses the whole tree.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is `ancestor` or lies below it.
    pub fn starts_with(&self, ancestor: &Pointer) -> bool {
        self.0
            .strip_prefix(ancestor.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The text form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Pointer {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes a token as it stands in a pointer.
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Reads a token of a pointer.
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

fn percent_decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_decode_by_rfc_6901() {
        let cases: &[(&str, Option<&[&str]>)] = &[
            ("", Some(&[])),
            ("/", Some(&[""])),
            ("/a~1b/m~0n", Some(&["a/b", "m~n"])),
            (
                "/paths/~1pets~1%7Bid%7D/get",
                Some(&["paths", "/pets/{id}", "get"]),
            ),
            ("/~01", Some(&["~1"])),
            ("a", None),
            ("/~2", None),
            ("/~", None),
            ("/%zz", None),
            ("/%ff", None),
        ];
        for (fragment, tokens) in cases {
            let read = Pointer::from_fragment(fragment);
            let read = read
                .as_ref()
                .map(|pointer| pointer.tokens().collect::<Vec<_>>());
            assert_eq!(
                read.as_deref(),
                tokens
                    .map(|t| t.iter().map(|t| Cow::from(*t)).collect::<Vec<_>>())
                    .as_deref()
            );
        }
    }

    #[test]
    fn push_and_pop_undo_each_other() {
        let mut pointer = Pointer::of(["paths", "/a/{b}"]);
        assert_eq!(pointer.as_str(), "/paths/~1a~1{b}");
        assert_eq!(pointer.last().as_deref(), Some("/a/{b}"));
        pointer.pop();
        pointer.pop();
        pointer.pop();
        assert!(pointer.is_root());
    }
}
