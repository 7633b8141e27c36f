//! Server variables that list no values.

use super::Cx;
use crate::diagnostics::rules;
use crate::source::node::Node;

/// Looks at the servers of the document, of a path or of an operation.
pub(super) fn look(holder: &Node, cx: &mut Cx<'_, '_>) {
    let servers = holder.get("servers").map(Node::items).unwrap_or_default();
    let variables = servers.iter().filter_map(|server| server.get("variables"));
    for (_, entry) in variables.flat_map(Node::entries) {
        let Some(values) = entry.value.get("enum").filter(|it| it.is_list()) else {
            continue;
        };
        if values.items().is_empty() {
            let span = entry.value.key_span("enum").unwrap_or(values.span);
            cx.report(&rules::review::EMPTY_ENUM, span, |report| report);
        }
    }
}
