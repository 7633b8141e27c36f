//! Methods that the 3.0 shape cannot name: `query` and `additionalOperations` of 3.2.

use super::Cx;
use crate::diagnostics::rules;
use crate::source::node::Node;

pub(super) fn rewrite(item: &mut Node, cx: &mut Cx<'_>) {
    let Some(map) = item.as_map_mut() else { return };
    if let Some(entry) = map.remove("query") {
        cx.diag
            .report(&rules::operations::UNSUPPORTED_METHOD, entry.key_span)
            .arg("QUERY")
            .pointer(cx.pointer);
    }
    if let Some(entry) = map.remove("additionalOperations") {
        for (method, operation) in entry.value.entries() {
            let report = cx
                .diag
                .report(&rules::operations::UNSUPPORTED_METHOD, operation.key_span);
            report.arg(method).pointer(cx.pointer);
        }
    }
}
