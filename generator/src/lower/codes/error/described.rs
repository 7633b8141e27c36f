//! What an operation says of its errors by its responses.

use crate::ir::{DocText, ErrorCase, Inference, Origin};
use crate::lower::Cx;
use crate::lower::answers::response::Declared;

use super::overlap;

/// What the operation says of its errors where it declares their statuses. Entries of the catalogue describe themselves.
pub(super) fn describe(cx: &Cx<'_, '_>, cases: &mut [ErrorCase], declared: &[Declared<'_>]) {
    for case in cases {
        let entry = cx.codes.get(case.code);
        let derived = case.origin == Origin::Inferred(Inference::Statuses);
        if !derived && !entry.doc.is_empty() {
            continue;
        }
        let same = |one: &&Declared<'_>| {
            one.error
                && one
                    .status
                    .is_some_and(|status| entry.statuses.contains(&status))
        };
        let near = |one: &&Declared<'_>| {
            let status = one.status;
            one.error
                && status
                    .is_some_and(|status| entry.statuses.iter().any(|own| overlap(*own, status)))
        };
        let rest = |one: &&Declared<'_>| one.error && one.status.is_none();
        let says = |one: &&Declared<'_>| !one.response.description.trim().is_empty();
        let mut all = declared.iter().filter(says);
        let found = all.clone().find(same).or_else(|| all.clone().find(near));
        if let Some(one) = found.or_else(|| all.find(rest)) {
            case.doc = DocText::new(&*one.response.description);
        }
    }
}
