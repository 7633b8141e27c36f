//! Path templates: `/orders/{id}` into segments, once, so that no later stage looks for braces.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Phrase, rules};
use crate::source::node::Map;

/// The paths whose text is none by the letter of RFC 3986 and leaves no doubt, with what they mean.
pub fn meant(paths: &Map) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for path in paths.keys().filter(|path| !path.starts_with("x-")) {
        let meant = PathTemplate::meant(path);
        // Where the proper path stands as well, the two cannot be told apart.
        if meant != path && !paths.contains(&meant) && taken.insert(meant.clone().into_owned()) {
            names.insert(path.to_owned(), meant.into_owned());
        }
    }
    names
}

/// A parsed path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathTemplate {
    /// Fixed text and variables in order; their concatenation is the path.
    pub parts: Vec<Part>,
    /// Query parameters that the path itself fixes (`/items?beta=true`), undecoded. Empty in a path as OpenAPI means it.
    pub fixed_query: Vec<(String, String)>,
    /// Whether the path had a fragment; it never reaches a server and tells operations apart only in the document.
    pub fragment: bool,
}

/// A piece of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text as it is sent.
    Fixed(String),
    /// The name of a variable.
    Variable(String),
}

/// Why a path cannot be used, and at which byte of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathFault {
    /// The byte.
    pub at: usize,
    /// What is wrong there.
    pub what: &'static Phrase,
}

impl PathTemplate {
    /// Reads a key of `paths`.
    ///
    /// # Errors
    /// Braces do not pair, a variable has no name, or the text holds characters that no path may have.
    pub fn parse(text: &str) -> Result<Self, PathFault> {
        if !text.starts_with('/') {
            return Err(PathFault {
                at: 0,
                what: &rules::operations::PATH_BEGIN,
            });
        }
        let fault = |at: usize, what: &'static Phrase| Err(PathFault { at, what });
        let mut template = Self::default();
        let mut fixed = String::new();
        let mut variable: Option<(usize, String)> = None;
        let end = text.find(['?', '#']).unwrap_or(text.len());
        let (path, rest) = text.split_at(end);
        for (at, character) in path.char_indices() {
            match (&mut variable, character) {
                (None, '{') => {
                    if !fixed.is_empty() {
                        template.parts.push(Part::Fixed(std::mem::take(&mut fixed)));
                    }
                    variable = Some((at, String::new()));
                }
                (None, '}') => return fault(at, &rules::operations::BRACE_CLOSES_NOTHING),
                (Some(_), '{') => return fault(at, &rules::operations::BRACE_IN_VARIABLE),
                (Some((open, name)), '}') => {
                    if name.is_empty() {
                        return fault(*open, &rules::operations::VARIABLE_UNNAMED);
                    }
                    template.parts.push(Part::Variable(std::mem::take(name)));
                    variable = None;
                }
                (_, character) if character.is_control() => {
                    return fault(at, &rules::operations::PATH_CONTROL);
                }
                (Some((_, name)), character) => {
                    if matches!(character, '/' | '?' | '#') {
                        return fault(at, &rules::operations::VARIABLE_SEGMENT);
                    }
                    name.push(character);
                }
                (None, character) => {
                    if matches!(character, '"' | '<' | '>' | '\\' | '^' | '`' | '|' | ' ') {
                        return fault(at, &rules::operations::PATH_CHARACTER);
                    }
                    fixed.push(character);
                }
            }
        }
        if let Some((open, _)) = variable {
            return fault(open, &rules::operations::BRACE_NEVER_CLOSED);
        }
        if !fixed.is_empty() {
            template.parts.push(Part::Fixed(fixed));
        }
        let (query, fragment) = rest
            .split_once('#')
            .map_or((rest, false), |(query, _)| (query, true));
        template.fragment = fragment;
        for pair in query
            .trim_start_matches('?')
            .split('&')
            .filter(|pair| !pair.is_empty())
        {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if pair.contains(['{', '}']) || pair.chars().any(|c| c.is_control() || c == ' ') {
                return fault(end, &rules::operations::QUERY_FIXED);
            }
            template
                .fixed_query
                .push((name.to_owned(), value.to_owned()));
        }
        Ok(template)
    }

    /// The path as it is meant, where its text leaves no doubt: it begins with a slash, and characters that no URL has
    /// (RFC 3986, section 3.3) are percent-encoded outside its variables. A backslash stays: some readers take it for
    /// a slash.
    pub fn meant(text: &str) -> Cow<'_, str> {
        let first = text.split('/').next().unwrap_or("");
        let bare = !first.is_empty() && !first.contains([':', '?', '#', '\\']);
        let mut meant = String::with_capacity(text.len() + 1);
        if bare {
            meant.push('/');
        }
        let mut depth = 0_usize;
        for (at, character) in text.char_indices() {
            match character {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            let foreign = !character.is_ascii_graphic()
                || matches!(character, '"' | '<' | '>' | '^' | '`' | '|')
                || (character == '%' && !is_escape(text.get(at..).unwrap_or("")));
            if depth == 0 && foreign {
                let mut bytes = [0; 4];
                for byte in character.encode_utf8(&mut bytes).bytes() {
                    meant.push_str(&format!("%{byte:02X}"));
                }
            } else {
                meant.push(character);
            }
        }
        if meant == text {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(meant)
        }
    }

    /// The names of the variables in order; a name may come twice.
    pub fn variables(&self) -> impl Iterator<Item = &str> + '_ {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable(name) => Some(name.as_str()),
            Part::Fixed(_) => None,
        })
    }
}

/// Whether a text begins with a percent-encoded byte.
fn is_escape(text: &str) -> bool {
    let digits = text.bytes().skip(1).take(2);
    digits.filter(u8::is_ascii_hexdigit).count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_it_is_meant() {
        for (text, meant) in [
            ("/a/{id}", "/a/{id}"),
            ("/a%20b", "/a%20b"),
            ("/a\nb", "/a%0Ab"),
            ("/a b/{c d}", "/a%20b/{c d}"),
            ("/100%", "/100%25"),
            ("/ä?q=\"x\"", "/%C3%A4?q=%22x%22"),
            ("orders/{id}", "/orders/{id}"),
            ("{id}", "/{id}"),
            ("https://shop.example/a", "https://shop.example/a"),
            ("/a\\b", "/a\\b"),
            ("", ""),
        ] {
            assert_eq!(PathTemplate::meant(text), meant, "{text}");
        }
    }

    #[test]
    fn braces_pair_or_the_path_is_refused() {
        let fixed = |text: &str| Part::Fixed(text.to_owned());
        let variable = |name: &str| Part::Variable(name.to_owned());
        let good = [
            ("/", vec![fixed("/")]),
            ("/a/{id}/b", vec![fixed("/a/"), variable("id"), fixed("/b")]),
            ("/{a}{b}", vec![fixed("/"), variable("a"), variable("b")]),
            (
                "/$a{b}:run",
                vec![fixed("/$a"), variable("b"), fixed(":run")],
            ),
            ("/a/{0:x}", vec![fixed("/a/"), variable("0:x")]),
        ];
        for (text, parts) in good {
            assert_eq!(
                PathTemplate::parse(text).map(|path| path.parts),
                Ok(parts),
                "{text}"
            );
        }
        let bad = [
            ("a", 0),
            ("/v1/{}", 4),
            ("/{{id}}", 2),
            ("/a}", 2),
            ("/{id", 1),
            ("/x/{id}}", 7),
            ("/a\nb", 2),
            ("/{a/b}", 3),
            ("/a b", 2),
            ("/a?b={c}", 2),
        ];
        for (text, at) in bad {
            assert_eq!(
                PathTemplate::parse(text).map_err(|fault| fault.at),
                Err(at),
                "{text}"
            );
        }
        let query = PathTemplate::parse("/a?b=1&c#x").expect("the path is usable");
        assert_eq!(
            query.fixed_query,
            [
                ("b".to_owned(), "1".to_owned()),
                ("c".to_owned(), String::new())
            ]
        );
        assert!(query.fragment);
    }
}
