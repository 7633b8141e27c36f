//! Parameters that are described twice or not at all, and parts that are none.

use super::Cx;
use crate::diagnostics::{nearest, rules};
use crate::extension::codes::resolve;
use crate::load::Version;
use crate::source::node::Node;

/// Reports what a parameter says twice, or not at all.
pub(super) fn look(parameter: &Node, cx: &mut Cx<'_, '_>) {
    let name = parameter.get("name").and_then(Node::text).unwrap_or("");
    let place = parameter.get("in");
    if place.and_then(Node::text) == Some("querystring") && cx.version < Version::V32 {
        let span = place.map_or(parameter.span, |place| place.span);
        let what = rules::review::THE_PLACE.of(["querystring"]);
        cx.report(&rules::review::KEY_OF_OTHER_VERSION, span, |report| {
            report.arg(what).arg(Version::V32.name())
        });
    }
    if place.and_then(Node::text) == Some("querystring") && !parameter.has("content") {
        cx.report(&rules::review::WHOLE_QUERY, parameter.span, |report| {
            report.arg(name)
        });
    }
    let Some(content) = parameter.get("content").filter(|it| it.is_map()) else {
        return;
    };
    let span = parameter.key_span("content").unwrap_or(content.span);
    let (what, taken) = match content.entries().count() {
        _ if parameter.has("schema") => (
            &rules::review::SCHEMA_AND_CONTENT,
            &rules::review::CONTENT_COUNTS,
        ),
        0 => (&rules::review::NO_CONTENTS, &rules::review::AS_TEXT),
        1 => return,
        _ => (
            &rules::review::SEVERAL_CONTENTS,
            &rules::review::FIRST_COUNTS,
        ),
    };
    cx.report(&rules::review::PARAMETER_FORM, span, |report| {
        report.arg(name).arg(what).arg(taken)
    });
}

/// Reports what is said of parts that the body does not have.
pub(super) fn encoding(media_type: &Node, cx: &mut Cx<'_, '_>) {
    let (Some(encoding), Some(schema)) = (media_type.get("encoding"), media_type.get("schema"))
    else {
        return;
    };
    let schema = resolve(cx.root, schema);
    let Some(properties) = schema.get("properties").and_then(Node::as_map) else {
        return;
    };
    let more = schema.get("additionalProperties");
    let is_open = more.is_some_and(|more| more.as_bool() != Some(false))
        || ["allOf", "anyOf", "oneOf"]
            .iter()
            .any(|key| schema.has(key));
    if is_open {
        return;
    }
    for (part, entry) in encoding.entries() {
        if part.starts_with("x-") || properties.contains(part) {
            continue;
        }
        let suggest = cx.may_suggest();
        cx.report(&rules::review::UNKNOWN_PART, entry.key_span, |report| {
            let near = suggest.then(|| nearest(part, properties.keys()));
            let report = report.arg(part);
            match near.flatten() {
                Some(near) => report.help(rules::remarks::DID_YOU_MEAN.of([near])),
                None => report,
            }
        });
    }
}
