//! Additional operations of 3.2: each becomes a member of its path item, under the name of its method.
//!
//! ```yaml
//! additionalOperations: {COPY: {}}   # becomes: COPY: {}
//! ```

use super::Cx;
use crate::diagnostics::rules;
use crate::resolve::place::{METHODS, is_method};
use crate::source::node::{Kind, Node};

pub(super) fn rewrite(item: &mut Node, cx: &mut Cx<'_>) {
    let Some(map) = item.as_map_mut() else { return };
    let Some(entry) = map.remove("additionalOperations") else {
        return;
    };
    let Kind::Map(operations) = entry.value.kind else {
        return;
    };
    for (method, operation) in operations.iter() {
        // A connection of its own, and what a key of the path item says already.
        let known = METHODS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(method));
        if is_method(method) && !known && method != "CONNECT" && !map.contains(method) {
            map.insert(method, operation.key_span, operation.value.clone());
        } else {
            let report = cx
                .diag
                .report(&rules::operations::UNSUPPORTED_METHOD, operation.key_span);
            report.arg(method).pointer(cx.pointer);
        }
    }
}
