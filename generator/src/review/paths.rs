//! Paths that a server cannot tell apart, and operations that say nothing of their answers.

use std::collections::BTreeMap;

use super::Cx;
use crate::diagnostics::{nearest, rules};
use crate::extension::value::is_token;
use crate::normalise::path::{Part, PathTemplate};
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// Reports paths that differ in the names of their variables only.
pub(super) fn look(paths: &Node, cx: &mut Cx<'_, '_>) {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    for (path, entry) in paths.entries().filter(|(path, _)| path.starts_with('/')) {
        match seen.get(&unnamed(path)) {
            Some(first) => {
                let first = *first;
                cx.report(&rules::review::SAME_PATH, entry.key_span, |report| {
                    report.also(first, &rules::review::THE_OTHER_PATH)
                });
            }
            None => {
                seen.insert(unnamed(path), entry.key_span);
            }
        }
    }
}

/// Reports variables of a path between whose values nothing stands.
pub(super) fn adjacent(paths: &Node, cx: &mut Cx<'_, '_>) {
    for (path, entry) in paths.entries().filter(|(path, _)| path.starts_with('/')) {
        let Ok(template) = PathTemplate::parse(path) else {
            continue;
        };
        let mut pairs = template.parts.windows(2);
        let pair = pairs.find_map(|pair| match pair {
            [Part::Variable(one), Part::Variable(other)] => Some((one, other)),
            _ => None,
        });
        if let Some((one, other)) = pair {
            cx.report(
                &rules::review::ADJACENT_VARIABLES,
                entry.key_span,
                |report| report.arg(one).arg(other),
            );
        }
    }
}

/// A path whose variables have no names.
fn unnamed(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for sign in path.chars() {
        match sign {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        out.push(sign);
    }
    out
}

/// Reports an operation whose responses are none, and a name that is no text.
pub(super) fn operation(operation: &Node, pointer: &Pointer, cx: &mut Cx<'_, '_>) {
    if let Some(id) = operation.get("operationId")
        && (id.is_map() || id.is_list())
    {
        cx.report(&rules::document::WRONG_SHAPE, id.span, |report| {
            let report = report.arg("operationId").arg(&rules::values::A_TEXT);
            report.arg(id.kind_name()).pointer(pointer)
        });
    }
    if let Some(responses) = operation.get("responses").filter(|it| it.is_map())
        && responses.entries().all(|(key, _)| key.starts_with("x-"))
        && pointer.as_str().starts_with("/paths/")
        && !pointer.as_str().contains("/callbacks/")
    {
        let span = operation.key_span("responses").unwrap_or(responses.span);
        cx.report(&rules::review::NO_RESPONSE, span, |report| {
            report.pointer(pointer)
        });
    }
}

/// Reports names of media types that are none: nothing tells what such an answer holds.
pub(super) fn response(response: &Node, pointer: &Pointer, cx: &mut Cx<'_, '_>) {
    let content = response.get("content").into_iter().flat_map(Node::entries);
    for (name, entry) in content.filter(|(name, _)| !name.starts_with("x-") && *name != "$ref") {
        let essence = name.split(';').next().unwrap_or(name).trim();
        let parts = essence.split_once('/');
        if !parts.is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype)) {
            cx.report(
                &rules::operations::BAD_MEDIA_TYPE,
                entry.key_span,
                |report| {
                    let report = report.arg(name).arg(&rules::operations::READ_AS_BYTES);
                    report.pointer(&pointer.join("content").join(name))
                },
            );
        }
    }
}

/// Reports a default of a discriminator that leads to no schema.
pub(super) fn mapping(schema: &Node, pointer: &Pointer, cx: &mut Cx<'_, '_>) {
    let default = schema.at("/discriminator/defaultMapping");
    let Some((node, text)) = default.and_then(|node| Some((node, node.text()?))) else {
        return;
    };
    let schemas = cx.root.at("/components/schemas");
    let leads = match text.strip_prefix('#') {
        Some(fragment) => {
            let at = Pointer::from_fragment(fragment);
            at.is_some_and(|at| cx.root.at(&at).is_some())
        }
        None => text.contains(['/', '.']) || schemas.is_some_and(|all| all.has(text)),
    };
    if leads {
        return;
    }
    let name = text.rsplit('/').next().unwrap_or(text);
    let names = schemas.into_iter().flat_map(Node::entries);
    let names: Vec<&str> = names.map(|(name, _)| name).collect();
    cx.report(&rules::document::UNKNOWN_MAPPING, node.span, |report| {
        let report = report.arg(text).pointer(pointer);
        match nearest(name, names.iter().copied()) {
            Some(near) => report.help(rules::document::THERE_IS.of(["schema", near])),
            None => report,
        }
    });
}

#[cfg(test)]
mod tests {
    use super::unnamed;

    #[test]
    fn variables_lose_their_names() {
        assert_eq!(unnamed("/a/{b}/c-{d}"), "/a/{}/c-{}");
        assert_eq!(unnamed("/a/{b"), "/a/{");
    }
}
