//! True and false in other words.
//!
//! ```yaml
//! required: optional      # becomes: required: false
//! deprecated: yes         # becomes: deprecated: true
//! ```

use super::Cx;
use crate::diagnostics::rules;
use crate::resolve::place::Kind;
use crate::source::node::Node;

/// The members of an object that are true or false.
fn flags(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Operation => &["deprecated"],
        Kind::Parameter | Kind::Header => &[
            "required",
            "deprecated",
            "explode",
            "allowReserved",
            "allowEmptyValue",
        ],
        Kind::RequestBody => &["required"],
        Kind::Encoding => &["explode", "allowReserved"],
        Kind::Schema => &[
            "required",
            "deprecated",
            "nullable",
            "readOnly",
            "writeOnly",
            "uniqueItems",
        ],
        _ => &[],
    }
}

pub(super) fn rewrite(node: &mut Node, kind: Kind, cx: &mut Cx<'_>) {
    for key in flags(kind) {
        let Some(value) = node.get_mut(key).filter(|value| value.as_bool().is_none()) else {
            continue;
        };
        let Some((text, meant)) = value
            .text()
            .and_then(|text| Some((text, meant(text, key)?)))
        else {
            continue;
        };
        // A quoted boolean can mean nothing else where a boolean belongs.
        if !matches!(text, "true" | "false") {
            cx.diag
                .report(&rules::document::FLAG_AS_TEXT, value.span)
                .arg(*key)
                .arg(text)
                .arg(meant.to_string())
                .pointer(cx.pointer);
        }
        *value = Node::bool(value.span, meant);
    }
}

/// What a word says; `None` where it says neither.
fn meant(text: &str, key: &str) -> Option<bool> {
    let word = text.trim().to_ascii_lowercase();
    match word.as_str() {
        "true" | "yes" | "y" | "on" | "1" => Some(true),
        "false" | "no" | "n" | "off" | "0" => Some(false),
        "required" | "mandatory" | "always" if key == "required" => Some(true),
        "optional" | "never" if key == "required" => Some(false),
        _ => None,
    }
}
