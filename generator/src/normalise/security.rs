//! The credentials that an operation needs, in shorter forms than OpenAPI has.
//!
//! ```yaml
//! security: {key: []}         # becomes: security: [{key: []}]
//! security: [key]             # becomes: security: [{key: []}]
//! security: [{token: read}]   # becomes: security: [{token: [read]}]
//! ```

use super::Cx;
use crate::diagnostics::rules;
use crate::source::Span;
use crate::source::node::{Map, Node};

pub(super) fn rewrite(node: &mut Node, cx: &mut Cx<'_>) {
    let Some(security) = node.get_mut("security") else {
        return;
    };
    let span = security.span;
    let mut found: Option<Span> = None;
    if security.is_map() || security.text().is_some_and(is_name) {
        found = Some(span);
        let only = std::mem::replace(security, Node::null(span));
        *security = Node::list(span, vec![only]);
    }
    for item in security.as_list_mut().into_iter().flatten() {
        let at = item.span;
        if let Some(name) = item.text().filter(|name| is_name(name)) {
            let mut map = Map::new();
            map.insert(name, at, Node::list(at, Vec::new()));
            *item = Node::map(at, map);
            found = found.or(Some(at));
        }
        let requirement = item.as_map_mut();
        for (_, entry) in requirement.into_iter().flat_map(|map| map.iter_mut()) {
            let scopes = &mut entry.value;
            let at = scopes.span;
            if scopes.text().is_some_and(is_name) {
                let scope = std::mem::replace(scopes, Node::null(at));
                *scopes = Node::list(at, vec![scope]);
                found = found.or(Some(at));
            }
        }
    }
    if let Some(at) = found {
        cx.diag
            .report(&rules::operations::SECURITY_SHAPE, at)
            .pointer(cx.pointer);
    }
}

/// Whether a text can name a scheme or a scope; other scalars were meant as something else.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic())
        && !matches!(text, "true" | "false" | "null")
}
