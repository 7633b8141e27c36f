//! What contradicts an entry where an operation names it.

use super::{Traits, overlap};
use crate::diagnostics::rules;
use crate::extension::confidence;
use crate::ir::{CodeId, ErrorCase, Retry, StatusRange};
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

/// A code that asks for a new credential needs an operation that has one.
pub(super) fn check_credentials(
    cx: &mut Cx<'_, '_>,
    traits: &Traits<'_>,
    case: &ErrorCase,
    facts: &Node,
) {
    let code = cx.codes.get(case.code);
    let anonymous = traits.security.iter().all(Vec::is_empty);
    if code.retry != Retry::Reauth || !anonymous {
        return;
    }
    let label = match (&code.code, code.statuses.first()) {
        (Some(code), _) => code.as_str().to_owned(),
        (None, Some(status)) => status.to_string(),
        (None, None) => String::new(),
    };
    let text = rules::extension::NOTHING_TO_RENEW.of([traits.id.as_str(), &label]);
    let report = cx
        .diag
        .report(&rules::extension::UNKNOWN_SCHEME, case.span)
        .arg(text);
    let report = report.also(traits.operation.span, &rules::remarks::THE_OPERATION);
    if let Some(retry) = facts.get("retry") {
        report.also(retry.span, &rules::extension::THE_VERDICT);
    }
}
