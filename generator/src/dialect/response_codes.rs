//! `x-response-codes`: the numbered errors of a response.
//!
//! ```yaml
//! x-response-codes: {errors: {"11001": {category: REQUEST, description: There is no such item.}}}
//! # becomes: x-error-codes: {"11001": {category: REQUEST, description: There is no such item.}}
//! ```

use super::{Cx, listed, map, misshapen};
use crate::source::node::{Map, Node};

const EXTENSION: &str = "x-response-codes";

/// The codes of the errors; those of warnings stand in successes.
pub(super) fn response(response: &mut Node, cx: &mut Cx<'_>) {
    let Some(said) = response.get(EXTENSION) else {
        return;
    };
    let Some(errors) = said.get("errors") else {
        return;
    };
    if errors.as_map().is_none() {
        misshapen(errors, EXTENSION, cx.diag);
        return;
    }
    let mut codes = Map::new();
    for (code, entry) in errors.entries().filter(|(code, _)| !code.is_empty()) {
        let text = |key: &str| entry.value.get(key).filter(|it| it.as_str().is_some());
        let facts = ["category", "description"];
        let facts = facts
            .into_iter()
            .filter_map(|key| Some((key, text(key)?.clone())));
        cx.origins.note(entry.key_span, EXTENSION);
        codes.insert(code, entry.key_span, map(entry.value.span, facts));
    }
    let codes = Node::map(errors.span, codes);
    listed::put(response, EXTENSION, codes, cx);
}
