//! Styles of parameters in a place that does not have them.
//!
//! ```yaml
//! {in: header, style: form}       # becomes: {in: header, style: simple}
//! {in: query, style: simple}      # becomes: {in: query, style: form, explode: false}
//! ```

use faultcode_facts::{ParamPlace, Style, Word as _};

use super::Cx;
use crate::diagnostics::rules;
use crate::resolve::place::reference;
use crate::source::node::Node;

pub(super) fn rewrite(node: &mut Node, cx: &mut Cx<'_>) {
    if reference(node).is_some() {
        return;
    }
    // The parts of a form have no place; their styles are those of a query.
    let place = match node.get("in").and_then(Node::text) {
        Some(word) => ParamPlace::of_word(word),
        None => Some(ParamPlace::Query),
    };
    let (Some(place), Some(stated)) = (place, node.get("style")) else {
        return;
    };
    let (text, span) = (stated.text().unwrap_or("").to_owned(), stated.span);
    let Some(style) = Style::of_openapi(&text).filter(|style| !place.styles().contains(style))
    else {
        return;
    };
    // Both write values with commas between them. What pipes or brackets would be elsewhere nobody can tell.
    let meant = match (style, place.style()) {
        (Style::Form, Style::Simple) | (Style::Simple, Style::Form) => place.style(),
        _ => return,
    };
    cx.diag
        .report(&rules::operations::STYLE_OF_OTHER_PLACE, span)
        .arg(&text)
        .arg(place.word())
        .arg(meant.as_str())
        .pointer(cx.pointer);
    let Some(map) = node.as_map_mut() else { return };
    map.insert("style", span, Node::string(span, meant.as_str()));
    if style == Style::Simple && !map.contains("explode") {
        map.insert("explode", span, Node::bool(span, false));
    }
}
