//! Additional operations of 3.2: each becomes a member of its path item, under the name of its method.
//!
//! ```yaml
//! additionalOperations: {COPY: {}}   # becomes: COPY: {}
//! ```

use super::Cx;
use crate::diagnostics::rules;
use crate::resolve::place::{METHODS, is_method};
use crate::source::node::{Kind, Node};

/// Whether an additional operation may have this method: no connection of its own, and nothing that a key of the path item says
/// already.
pub(crate) fn is_additional(method: &str) -> bool {
    let mut known = METHODS.iter();
    let known = known.any(|known| known.eq_ignore_ascii_case(method));
    is_method(method) && !known && method != "CONNECT"
}

pub(super) fn rewrite(item: &mut Node, cx: &mut Cx<'_>) {
    let Some(map) = item.as_map_mut() else { return };
    let Some(entry) = map.remove("additionalOperations") else {
        return;
    };
    let Kind::Map(operations) = entry.value.kind else {
        return;
    };
    for (method, operation) in operations.iter() {
        if is_additional(method) && !map.contains(method) {
            map.insert(method, operation.key_span, operation.value.clone());
        } else {
            let report = cx
                .diag
                .report(&rules::operations::UNSUPPORTED_METHOD, operation.key_span);
            report.arg(method).pointer(cx.pointer);
        }
    }
}
