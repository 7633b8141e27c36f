//! The path of a request: fixed pieces and encoded parameters between them.

use super::{BuildProblem, Request};
use crate::operation::Operation;
use crate::param::{Param, ParamText, Parameter, Style, path_text};

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

/// Whether nothing in the text needs encoding (RFC 3986 section 2.3).
fn is_unreserved(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'))
}

/// Where the last segment begins.
fn after_slash(path: &str) -> usize {
    let slash = path.bytes().rposition(|byte| byte == b'/');
    slash.map_or(0, |slash| slash + 1)
}

/// The path of an operation below the base path. `parameters` are encoded.
pub(crate) fn path(
    base: &str,
    operation: &'static Operation,
    parameters: &[(&'static str, String)],
) -> Result<String, BuildProblem> {
    let mut path = String::with_capacity(base.len() + operation.template.len() + 32);
    path.push_str(base);
    let mut names = names(operation.template);
    // A parameter, and where the segment begins that it is a part of.
    let mut segment = None;
    for (index, piece) in operation.path.iter().enumerate() {
        if index > 0 {
            let name = names.next().unwrap_or("");
            let value = parameters.iter().find(|(other, _)| *other == name);
            let (_, value) = value.ok_or(BuildProblem::PathParameter(name))?;
            segment = Some((name, after_slash(&path)));
            path.push_str(value);
        }
        // A value writes no slash, so the segment around it ends in the piece behind it, if not with a later value.
        let end = piece.bytes().position(|byte| byte == b'/');
        let is_last = index + 1 == operation.path.len();
        let end = end.or(is_last.then_some(piece.len()));
        let end = end.map(|end| path.len() + end);
        path.push_str(piece);
        if let (Some((name, start)), Some(end)) = (segment, end) {
            if is_dots(&path[start..end]) {
                return Err(BuildProblem::PathParameter(name));
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
            Err(_) => return self.refuse(BuildProblem::Parameter(name)),
        };
        // Nothing, and steps to other folders, name no resource, whatever text of the path surrounds them.
        let refused = |text: &str| parameter.style == Style::Simple && is_dots(text);
        let as_given = matches!(&text, ParamText::One(text) if refused(text));
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
        if as_given || refused(&text) {
            self.refuse(BuildProblem::PathParameter(name));
        }
        self.path.push((name, text));
    }
}

/// The names of the parameters of a template, in order.
pub(crate) fn names(template: &'static str) -> impl Iterator<Item = &'static str> {
    let mut rest = template;
    std::iter::from_fn(move || {
        let start = rest.bytes().position(|byte| byte == b'{')? + 1;
        let end = start + rest[start..].bytes().position(|byte| byte == b'}')?;
        let name = &rest[start..end];
        rest = &rest[end..];
        Some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::is_dots;

    #[test]
    fn dot_segments_are_known_in_every_spelling() {
        for text in ["", ".", "..", "%2e", "%2E%2e", ".%2e", "%2E."] {
            assert!(is_dots(text), "{text:?}");
        }
        for text in ["...", "a", ".a", "..a", "%2f", " ", "%252e"] {
            assert!(!is_dots(text), "{text:?}");
        }
    }
}
