//! Members that OpenAPI requires and whose absence leaves no doubt.

use super::Cx;
use crate::diagnostics::{Diagnostics, Phrase, Rule, rules};
use crate::load::Version;
use crate::resolve::place::reference;
use crate::source::Span;
use crate::source::node::{Map, Node};
use crate::source::pointer::Pointer;

/// `info`, `info.title`, `info.version`, `paths`.
pub(super) fn complete_root(root: &mut Node, version: Version, diag: &mut Diagnostics) {
    let span = head(root);
    let Some(map) = root.as_map_mut() else { return };
    let webhooks_only =
        version.has_json_schema() && (map.contains("webhooks") || map.contains("components"));
    let null_paths = map.get("paths").is_some_and(Node::is_null);
    if !map.contains("paths") || null_paths {
        if !webhooks_only && !null_paths {
            diag.report(&rules::document::MISSING_MEMBER, span)
                .arg("paths")
                .arg(&rules::document::NO_PATH)
                .pointer(&Pointer::root());
        }
        map.insert("paths", span, Node::map(span, Map::new()));
    }
    if !map.contains("info") {
        diag.report(&rules::document::MISSING_MEMBER, span)
            .arg("info")
            .arg(&rules::document::AN_EMPTY_ONE)
            .pointer(&Pointer::root());
        map.insert("info", span, Node::map(span, Map::new()));
    }
    let Some(info) = map.get_mut("info") else {
        return;
    };
    let span = info.span;
    let Some(info) = info.as_map_mut() else {
        return;
    };
    for (key, value) in [("title", "API"), ("version", "0.0.0")] {
        if info.get(key).is_none_or(Node::is_null) {
            let report = diag
                .report(&rules::document::MISSING_MEMBER, span)
                .arg(key)
                .arg(value);
            report.pointer(&Pointer::of(["info"]));
            info.insert(key, span, Node::string(span, value));
        }
    }
}

/// `responses`, which an operation may lack since 3.1.
pub(super) fn complete_operation(operation: &mut Node, cx: &mut Cx<'_>) {
    if cx.version.has_json_schema() {
        return;
    }
    complete(
        operation,
        "responses",
        &rules::document::NO_RESPONSE,
        &rules::document::MISSING_MEMBER,
        cx,
        |span| Node::map(span, Map::new()),
    );
}

/// `description`, which a response may lack since 3.2.
pub(super) fn complete_response(response: &mut Node, cx: &mut Cx<'_>) {
    if cx.version >= Version::V32 {
        return;
    }
    if response.is_map() && reference(response).is_none() {
        complete(
            response,
            "description",
            &rules::document::AN_EMPTY_ONE,
            &rules::document::MISSING_MEMBER,
            cx,
            |span| Node::string(span, ""),
        );
    }
}

/// `schema`, and `required` of a path parameter.
pub(super) fn complete_parameter(parameter: &mut Node, cx: &mut Cx<'_>) {
    super::examples::rewrite_holder(parameter, cx);
    if reference(parameter).is_some() || !parameter.is_map() {
        return;
    }
    if parameter.get("content").is_none() {
        complete(
            parameter,
            "schema",
            &rules::document::A_STRING,
            &rules::document::MISSING_MEMBER,
            cx,
            |span| {
                let mut schema = Map::new();
                schema.insert("type", span, Node::string(span, "string"));
                Node::map(span, schema)
            },
        );
    }
    let in_path = parameter.get("in").and_then(Node::text) == Some("path");
    let optional = parameter.get("required").and_then(Node::as_bool) != Some(true);
    if in_path && optional {
        let span = parameter
            .get("required")
            .map_or_else(|| head(parameter), |required| required.span);
        cx.diag
            .report(&rules::operations::OPTIONAL_PATH_PARAMETER, span)
            .pointer(cx.pointer);
        if let Some(map) = parameter.as_map_mut() {
            map.insert("required", span, Node::bool(span, true));
        }
    }
}

fn complete(
    object: &mut Node,
    key: &str,
    taken: &'static Phrase,
    rule: &'static Rule,
    cx: &mut Cx<'_>,
    value: impl FnOnce(Span) -> Node,
) {
    let span = head(object);
    let Some(map) = object.as_map_mut() else {
        return;
    };
    if !map.contains(key) {
        cx.diag
            .report(rule, span)
            .arg(key)
            .arg(taken)
            .pointer(cx.pointer);
        map.insert(key, span, value(span));
    }
}

/// The first key of an object: pointing at the whole object would mark too much.
pub(super) fn head(object: &Node) -> Span {
    object
        .entries()
        .next()
        .map_or(object.span, |(_, entry)| entry.key_span)
}
