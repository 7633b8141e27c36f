//! The path of a request: fixed pieces and encoded parameters between them.

use super::{BuildError, Request};
use crate::facts::operation::Operation;
use crate::facts::{Parameter, Style};
use crate::model::param::{Param, ParamText, decode, encode_segment, path_text};

/// Whether a URL parser would drop the segment, or take it for the folder or the one above, even percent-encoded.
pub(crate) fn is_dots(text: &str) -> bool {
    let mut rest = text;
    for _ in 0..2 {
        let dots = [".", "%2e", "%2E"];
        let after = dots.iter().find_map(|dot| rest.strip_prefix(dot));
        rest = after.unwrap_or(rest);
    }
    rest.is_empty()
}

/// Whether an encoded text has a step to a folder in it, for any server that reads structure in it: however often its
/// percent-encoding is taken off, whichever slash separates, and with parameters behind a semicolon (RFC 3986 section 3.3).
pub(crate) fn has_dots(encoded: &str) -> bool {
    // Nearly every value has neither a full stop nor an escape that could be one.
    if !encoded.bytes().any(|byte| matches!(byte, b'.' | b'%')) {
        return false;
    }
    let mut text = encoded.to_owned();
    loop {
        let decoded = decode(&text);
        // Each round takes something away.
        if decoded == text {
            break;
        }
        text = decoded;
    }
    let mut parts = text.split(['/', '\\']);
    parts.any(|part| matches!(part.split(';').next(), Some("." | "..")))
}

/// Whether nothing in the text needs encoding (RFC 3986 section 2.3).
fn is_unreserved(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'))
}

/// Where the last segment begins.
fn after_slash(path: &str) -> usize {
    let slash = path.bytes().rposition(|byte| byte == b'/');
    slash.map_or(0, |slash| slash.saturating_add(1))
}

impl Request {
    /// The value of a path parameter, as the caller gave it.
    pub(crate) fn path_value(&self, name: &str) -> Option<String> {
        let mut path = self.path.iter();
        let (_, value) = path.find(|(other, _)| *other == name)?;
        Some(decode(value))
    }
}

/// The path of an operation below the base path. `parameters` are encoded.
pub(crate) fn path(
    base: &str,
    operation: &'static Operation,
    parameters: &[(&'static str, String)],
) -> Result<String, BuildError> {
    let mut path = String::with_capacity(
        base.len()
            .saturating_add(operation.template.len())
            .saturating_add(32),
    );
    path.push_str(base);
    let mut names = names(operation.template);
    // A parameter, and where the segment begins that it is a part of.
    let mut segment = None;
    let mut pieces = operation.path.iter().enumerate().peekable();
    while let Some((index, piece)) = pieces.next() {
        if index > 0 {
            let name = names.next().unwrap_or("");
            let value = parameters.iter().find(|(other, _)| *other == name);
            let (_, value) = value.ok_or(BuildError::PathParameter(name))?;
            segment = Some((name, after_slash(&path)));
            path.push_str(value);
        }
        // A value writes no slash, so the segment around it ends in the piece behind it, if not with a later value.
        let end = piece.bytes().position(|byte| byte == b'/');
        let is_last = pieces.peek().is_none();
        let end = end.or(is_last.then_some(piece.len()));
        let end = end.map(|end| path.len().saturating_add(end));
        path.push_str(piece);
        if let (Some((name, start)), Some(end)) = (segment, end) {
            if path.get(start..end).is_none_or(is_dots) {
                return Err(BuildError::PathParameter(name));
            }
            segment = None;
        }
    }
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    Ok(path)
}

impl Request {
    /// A path parameter.
    pub(crate) fn path(&mut self, parameter: &Parameter, value: &dyn Param) {
        let name = parameter.name;
        let text = match ParamText::of(parameter, value) {
            Ok(text) => text,
            Err(_) => return self.refuse(BuildError::Parameter(name)),
        };
        // Nothing, and steps to other folders, name no resource, whatever text of the path surrounds them.
        let refused = |text: &str| parameter.style == Style::Simple && is_dots(text);
        let as_given = matches!(&text, ParamText::One(text) if refused(text));
        let reserved = parameter.allow_reserved;
        let text = match text {
            // Most values are plain words, and travel as they are.
            ParamText::One(text) if parameter.style == Style::Simple && is_unreserved(&text) => {
                text
            }
            text => match path_text(parameter, text) {
                Ok(text) => text,
                Err(ambiguous) => return self.refuse(ambiguous.of(name)),
            },
        };
        // Reserved characters are sent where the server reads them as more than text.
        if as_given || refused(&text) || (reserved && has_dots(&text)) {
            self.refuse(BuildError::PathParameter(name));
        }
        self.path.push((name, text));
    }

    /// A path parameter whose value was written for another place: a query lets pass what would leave a segment.
    pub(super) fn path_from(&mut self, parameter: &Parameter, encoded: &str) {
        let name = parameter.name;
        let reads_structure = parameter.allow_reserved || encoded.contains('/');
        if is_dots(encoded) || (reads_structure && has_dots(encoded)) {
            self.refuse(BuildError::PathParameter(name));
        }
        self.path.push((name, encode_segment(encoded)));
    }
}

/// The names of the parameters of a template, in order.
pub(crate) fn names(template: &'static str) -> impl Iterator<Item = &'static str> {
    let mut rest = template;
    std::iter::from_fn(move || {
        // Byte by byte: templates are short, and a search for a character begins with more than they take.
        let start = rest.bytes().position(|byte| byte == b'{')?;
        let after = rest.get(start.saturating_add(1)..)?;
        let end = after.bytes().position(|byte| byte == b'}')?;
        rest = after.get(end..)?;
        after.get(..end)
    })
}

#[cfg(test)]
mod tests {
    use super::{has_dots, is_dots};

    #[test]
    fn dot_segments_are_known_in_every_spelling() {
        for text in ["", ".", "..", "%2e", "%2E%2e", ".%2e", "%2E."] {
            assert!(is_dots(text), "{text:?}");
        }
        for text in ["...", "a", ".a", "..a", "%2f", " ", "%252e"] {
            assert!(!is_dots(text), "{text:?}");
        }
    }

    #[test]
    fn a_step_to_a_folder_is_known_wherever_it_stands() {
        let steps = [
            "a/../../admin",
            "a%2F..%2fadmin",
            "%2e%2E%2fadmin",
            "a%5C..%5cadmin",
            "a\\..\\admin",
            "%252e%252e%252fadmin",
            "a%25252F%25252e%25252E",
            "a/..;v=1/admin",
            "a%2F.%3Bx",
            "a/.",
            "./a",
        ];
        for text in steps {
            assert!(has_dots(text), "{text:?}");
        }
        let plain = [
            "", "a", "a/b", "a..b", "...", "a%2F...", "v1.2", "a;..", "..a", "%zz", "a//b",
        ];
        for text in plain {
            assert!(!has_dots(text), "{text:?}");
        }
    }
}
