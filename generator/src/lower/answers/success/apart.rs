//! Which statuses are successes where a document says so of one that does not look it, and how such a success shows.

use super::Declared;
use crate::ir::{StatusRange, SuccessCase, SuccessKind, Type};

/// Declared errors whose status would be taken for a success, since it is a 2xx or lies in a range that is returned.
pub(super) fn failures(declared: &[Declared<'_>], returned: &[StatusRange]) -> Vec<StatusRange> {
    let usual = StatusRange::class(2);
    let taken = |status: StatusRange| {
        let mut others = returned.iter().copied().chain([usual]);
        others.any(|other| other.overlaps(status))
    };
    let mut failures = Vec::new();
    for one in declared.iter().filter(|one| one.error) {
        match one.status {
            Some(status) => failures.extend(Some(status).filter(|status| taken(*status))),
            // `default` covers undeclared successes only where the document says of it that it is an error.
            None if one.said == Some(true) && returned.is_empty() => failures.push(usual),
            None if one.said == Some(true) => failures.push(StatusRange::ANSWERS),
            None => {}
        }
    }
    failures
}

/// How a success says which of its statuses it has, where the document calls one that is no 2xx an ordinary result: what
/// such a status means, a caller must not have to guess.
pub(super) enum Apart {
    /// No such status, or no other.
    Not,
    /// By whether there is a value.
    ByStatus,
    /// By a variant for each.
    ByChoice,
}

pub(super) fn told_apart(marked: &[StatusRange], cases: &[SuccessCase]) -> Apart {
    let is_marked = |case: &SuccessCase| case.status.is_some_and(|it| marked.contains(&it));
    let is_empty = |case: &SuccessCase| matches!(case.kind, SuccessKind::Empty);
    // A value that may be nothing by itself does not show that it is there.
    let is_plain = |case: &SuccessCase| match &case.kind {
        SuccessKind::Json(ty) => !matches!(ty, Type::Nullable(_) | Type::Any),
        _ => true,
    };
    if marked.is_empty() {
        return Apart::Not;
    }
    match cases {
        [one] if is_empty(one) && is_marked(one) => Apart::ByStatus,
        [] | [_] => Apart::Not,
        [one, other] => {
            let (without, with) = match (is_marked(one), is_marked(other)) {
                (true, false) => (one, other),
                (false, true) => (other, one),
                _ => return Apart::ByChoice,
            };
            match (without.status, with.status) {
                (Some(a), Some(b)) if is_empty(without) && is_plain(with) && !a.overlaps(b) => {
                    Apart::ByStatus
                }
                _ => Apart::ByChoice,
            }
        }
        _ => Apart::ByChoice,
    }
}
