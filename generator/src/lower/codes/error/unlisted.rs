//! What an operation answers beside the codes that are listed for it: statuses, and the codes of its schemas.

use std::collections::BTreeSet;

use super::{Set, Traits, applies, list_at, make};
use crate::extension::codes::{Named, Use};
use crate::ir::{CodeId, DocText, ErrorCase, Inference, Origin};
use crate::lower::Cx;
use crate::lower::answers::response::Declared;
use crate::lower::codes::entry::lower_entry;

/// The keys that a use removes from the inferred set.
pub(super) fn taken_away(uses: [&Option<Use>; 2]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for of in uses.into_iter().flatten() {
        match of {
            Use::Only(named) => {
                let null = |named: &&Named| named.facts.as_ref().is_some_and(|it| it.is_null());
                keys.extend(named.iter().filter(null).map(|named| named.code.clone()));
            }
            Use::Change { exclude, .. } => {
                keys.extend(exclude.iter().map(|code| code.value.clone()));
            }
        }
    }
    keys
}

/// The status entries that hold for an operation whether it declares their status or not: servers answer more than
/// documents say, and a retry depends on what is known of the status.
pub(super) fn undeclared_statuses(
    cx: &mut Cx<'_, '_>,
    traits: &Traits<'_>,
    taken_away: &BTreeSet<String>,
) -> Vec<CodeId> {
    let keys: Vec<String> = cx.codes.catalogue.keys().cloned().collect();
    let mut statuses = Vec::new();
    for key in keys {
        let Some(status) = cx.codes.status_of(&key) else {
            continue;
        };
        let Some(selection) = cx.codes.selections.get(&key).cloned() else {
            continue;
        };
        let Some(entry) = cx.codes.catalogue.get(&key).cloned() else {
            continue;
        };
        if taken_away.contains(&key) || !applies(cx, traits, &selection) {
            continue;
        }
        cx.codes.mark_used(&key);
        let id = match cx.codes.shared(&key) {
            Some(id) => id,
            None => {
                let code = lower_entry(cx, &key, Some(status), &entry.node, entry.span);
                cx.codes.add(&key, code)
            }
        };
        statuses.push(id);
    }
    statuses
}

/// The cases of an operation about which no extension says anything: the codes that its error schemas list, and one
/// case for each of the other declared statuses.
pub(super) fn undeclared(
    cx: &mut Cx<'_, '_>,
    traits: &Traits<'_>,
    declared: &[Declared<'_>],
) -> Vec<ErrorCase> {
    let mut set = Set::new();
    let mut others = Vec::new();
    for one in declared.iter().filter(|one| one.error) {
        let named = cx.inferred.codes(one.node.span);
        if named.is_empty() {
            others.push(*one);
        } else {
            list_at(&mut set, one, Use::Only(named));
        }
    }
    let mut cases: Vec<ErrorCase> = set
        .into_iter()
        .filter_map(|(key, chosen)| make(cx, traits, &key, chosen))
        .collect();
    cases.extend(of_statuses(cx, &others));
    cases.sort_by_key(|case| cx.codes.rank(case.code));
    cases
}

/// One case per declared error status.
fn of_statuses(cx: &mut Cx<'_, '_>, declared: &[Declared<'_>]) -> Vec<ErrorCase> {
    let mut cases: Vec<ErrorCase> = Vec::new();
    for one in declared.iter().filter(|one| one.error) {
        let Some(status) = one.status else { continue };
        let doc = DocText::new(&*one.response.description);
        let code = cx.codes.derived(status, &doc, one.span);
        cases.push(ErrorCase {
            code,
            span: one.span,
            origin: Origin::Inferred(Inference::Statuses),
            statuses: Vec::new(),
        });
    }
    cases
}
