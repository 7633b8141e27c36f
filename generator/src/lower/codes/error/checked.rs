//! What contradicts an entry where an operation names it.

use super::overlap;
use crate::diagnostics::rules;
use crate::extension::confidence;
use crate::ir::{CodeId, StatusRange};
use crate::lower::Cx;
use crate::source::Span;
use crate::source::node::Node;

/// A response that lists a code gives it its status, which must not contradict the entry's own.
pub(super) fn check_listed(
    cx: &mut Cx<'_, '_>,
    id: CodeId,
    key: &str,
    facts: &Node,
    listed: &[(StatusRange, Span)],
) {
    for (status, span) in listed {
        let own = facts.get("status").filter(|node| !node.is_null());
        let statuses = &cx.codes.get(id).statuses;
        match own {
            None => cx.codes.listed_at(id, *status),
            Some(_) if statuses.is_empty() || statuses.iter().any(|s| overlap(*s, *status)) => {}
            Some(node) if confidence::is_unsure(facts) => {
                cx.diag
                    .report(&rules::extension::SOURCES_DIFFER, node.span)
                    .arg("status")
                    .also(*span, &rules::extension::STATED_HERE);
            }
            Some(node) => {
                cx.diag
                    .report(&rules::extension::STATUS_CONTRADICTION, *span)
                    .arg(key)
                    .arg(status.to_string())
                    .also(node.span, &rules::extension::ITS_STATUS);
            }
        }
    }
}
