//! Texts that are longer than they may be: documentation is cut to its beginning, anything else is refused.

use super::Cx;
use crate::diagnostics::rules;
use crate::dialect::describes_values;
use crate::extension::position;
use crate::resolve::place::{Kind, Place};
use crate::source::budget::{DOC_BYTES, Exceeded};
use crate::source::node::Node;
use crate::steps;

/// The keys whose texts are documentation, wherever they stand but in values.
const PROSE: [&str; 4] = ["description", "summary", "title", "version"];

/// What else is taken for a description in extensions of other tools.
const FOREIGN_PROSE: [&str; 2] = ["message", "when"];

/// What holds values as they are.
const VALUES: [&str; 10] = [
    "const",
    "dataValue",
    "default",
    "enum",
    "example",
    "examples",
    "serializedValue",
    "value",
    "x-example",
    "x-examples",
];

/// Looks at the texts of an object, and of what stands below it without a kind of its own.
pub(super) fn look(kind: Kind, node: &Node, cx: &mut Cx<'_, '_>) {
    text(false, node, cx);
    for (key, entry) in node.entries() {
        if Place::One(kind).child(key).is_none() {
            below(Under::Facts, key, &entry.value, cx);
        }
    }
}

/// What a text stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Under {
    /// What the document says of itself.
    Facts,
    /// An extension of another tool.
    Foreign,
    /// Values as they are.
    Values,
    /// Descriptions of values, under any key.
    Descriptions,
}

fn below(under: Under, key: &str, node: &Node, cx: &mut Cx<'_, '_>) {
    let under = match under {
        Under::Facts | Under::Foreign if VALUES.contains(&key) => Under::Values,
        Under::Facts if describes_values(key) => Under::Descriptions,
        Under::Facts if key.starts_with("x-") && !position::names().any(|it| it == key) => {
            Under::Foreign
        }
        under => under,
    };
    let is_prose = match under {
        Under::Facts => PROSE.contains(&key),
        Under::Foreign => PROSE.contains(&key) || FOREIGN_PROSE.contains(&key),
        Under::Values => false,
        Under::Descriptions => true,
    };
    text(is_prose, node, cx);
    for item in node.items() {
        below(under, key, item, cx);
    }
    for (key, entry) in node.entries() {
        below(under, key, &entry.value, cx);
    }
}

fn text(is_prose: bool, node: &Node, cx: &mut Cx<'_, '_>) {
    steps::count(1);
    let length = node.text().map_or(0, str::len);
    let (rule, limit) = match is_prose {
        true => (&rules::review::LONG_TEXT, DOC_BYTES),
        false => (&rules::source::TOO_LARGE, Exceeded::Scalar.limit()),
    };
    if length > limit {
        cx.report(rule, node.span, |report| {
            report.arg(limit.to_string()).arg(Exceeded::Scalar.what())
        });
    }
}
