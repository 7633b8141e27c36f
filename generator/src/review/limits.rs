//! Bounds that leave no value, and members that go neither way.

use super::Cx;
use crate::diagnostics::rules;
use crate::load::Version;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

const BOUNDS: [(&str, &str); 4] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

pub(super) fn look(schema: &Node, pointer: &Pointer, cx: &mut Cx<'_, '_>) {
    for (low, high) in BOUNDS {
        let (Some(least), Some(most)) = (schema.get(low), schema.get(high)) else {
            continue;
        };
        if let (Some(a), Some(b)) = (least.as_f64(), most.as_f64())
            && a > b
        {
            cx.report(&rules::review::NO_VALUE_FITS, most.span, |report| {
                let why = rules::review::BOUNDS_CROSSED.of([low, high]);
                let report = report.arg(&rules::review::THIS_SCHEMA).arg(why);
                report
                    .also(least.span, &rules::review::THE_LOWER)
                    .pointer(&pointer.join(high))
            });
        }
    }
    if let Some(step) = schema.get("multipleOf")
        && step.as_f64().is_some_and(|step| step <= 0.0)
    {
        cx.report(&rules::review::NO_VALUE_FITS, step.span, |report| {
            let why = rules::review::NOT_ABOVE_ZERO.of([step.text().unwrap_or("0")]);
            let report = report.arg(&rules::review::THIS_SCHEMA).arg(why);
            report.pointer(&pointer.join("multipleOf"))
        });
    }
    if let Some(null) = schema.get("type").filter(|it| it.text() == Some("null"))
        && cx.version < Version::V31
    {
        cx.report(&rules::review::KEY_OF_OTHER_VERSION, null.span, |report| {
            let report = report.arg(&rules::review::THE_NULL_TYPE);
            report.arg(Version::V31.name()).pointer(pointer)
        });
    }
    let is_set = |key: &str| schema.get(key).and_then(Node::as_bool) == Some(true);
    if is_set("readOnly") && is_set("writeOnly") {
        let span = schema.key_span("writeOnly").unwrap_or(schema.span);
        let name = pointer.last().unwrap_or_default().into_owned();
        cx.report(&rules::review::NEITHER_WAY, span, |report| {
            report.arg(name).pointer(pointer)
        });
    }
}
