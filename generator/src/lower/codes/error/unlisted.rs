//! What an operation answers beside the codes that are listed for it: statuses, and the codes of its schemas.

use std::collections::BTreeSet;

use faultcode_facts::Confidence;

use super::{Set, Traits, applies, list_at};
use crate::diagnostics::rules;
use crate::extension::codes::{Named, Use};
use crate::extension::confidence;
use crate::extension::received::{Received, received};
use crate::ir::{Carried, CodeId, DocText, ErrorCase, Inference, Members, Origin, StatusRange};
use crate::lower::Cx;
use crate::lower::answers::response::Declared;
use crate::lower::codes::entry::lower_entry;

/// Whether an answer is a stream: a code may come within one, whatever status its entry has.
pub(super) fn streams(declared: &[Declared<'_>]) -> bool {
    let mut contents = declared.iter().filter_map(Declared::content);
    contents.any(|(name, _, _)| matches!(received(name), Received::Events | Received::Lines))
}

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

/// Adds the codes that the schemas of these responses list. What the catalogue says of a code goes before what a schema does.
pub(super) fn from_schemas(
    cx: &mut Cx<'_, '_>,
    traits: &Traits<'_>,
    open: &[&Declared<'_>],
    set: &mut Set,
) {
    for one in open.iter().filter(|one| one.error) {
        let operation = traits.operation.span;
        let mut named = cx.inferred.codes_of(operation, one.node.span);
        // What a schema lists is stated, and no draft takes it back.
        let stated = |code: &str| {
            let entry = cx.codes.catalogue.get(code);
            entry.is_some_and(|entry| !confidence::is_unsure(&entry.node))
        };
        named.retain(|named| !stated(&named.code));
        list_at(set, one, Use::Only(named));
    }
}

/// Reports the codes that schemas list and a list that stands for all of them does not.
pub(super) fn report_left_out(
    cx: &mut Cx<'_, '_>,
    open: &[&Declared<'_>],
    uses: [&Option<Use>; 2],
) {
    let uses = uses.into_iter().flatten();
    let lists = uses.filter_map(|of| match of {
        Use::Only(named) => Some(named),
        Use::Change { .. } => None,
    });
    let listed: Vec<&Named> = lists.flatten().collect();
    // A list of another tool need not agree with schemas that its author did not look at.
    let Some(first) = listed.first().filter(|it| it.origin.is_native()) else {
        return;
    };
    for one in open.iter().filter(|one| one.error) {
        let of_schema = cx.inferred.codes(one.node.span);
        let is_listed = |code: &str| listed.iter().any(|named| named.code == code);
        let left_out: Vec<&str> = of_schema
            .iter()
            .map(|named| named.code.as_str())
            .filter(|code| !is_listed(code) && !cx.codes.catalogue.contains_key(*code))
            .collect();
        if left_out.is_empty() {
            continue;
        }
        let status = one.status.map(|status| status.to_string());
        let shown = left_out.iter().take(SHOWN).copied();
        let shown: Vec<&str> = shown
            .chain((left_out.len() > SHOWN).then_some("…"))
            .collect();
        cx.diag
            .report(&rules::extension::CODES_LEFT_OUT, first.span)
            .arg(left_out.len().to_string())
            .arg(status.as_deref().unwrap_or("default"))
            .arg(shown.join(", "));
    }
}

/// Codes of a finding that are named one by one.
const SHOWN: usize = 5;

/// Adds a case for each declared error status that has none yet: what is known of codes says nothing of answers without one.
pub(super) fn declared_statuses(
    cx: &mut Cx<'_, '_>,
    declared: &[Declared<'_>],
    taken_away: &BTreeSet<String>,
    cases: &mut Vec<ErrorCase>,
) {
    let removed: Vec<StatusRange> = taken_away
        .iter()
        .filter_map(|key| cx.codes.status_of(key))
        .collect();
    let stated = cases.len();
    for one in declared.iter().filter(|one| one.error) {
        let rest = match one.said {
            // What is said to be an error is one under every status that nothing else is declared for.
            Some(true) => StatusRange { first: 200, ..REST },
            _ => REST,
        };
        let status = one.status.unwrap_or(rest);
        if removed.contains(&status) {
            continue;
        }
        let width = |case: &ErrorCase| {
            let entry = cx.codes.get(case.code);
            let covering = entry.statuses.iter().filter(|own| own.covers(status));
            let width = covering.map(|own| own.last - own.first).min()?;
            let is_plain = entry.code.is_none() && entry.header.is_none();
            is_plain.then_some((width, case.code))
        };
        let covering = cases.iter().take(stated).filter_map(width).min();
        let covering = covering.map(|(_, id)| id);
        let serves = |id: CodeId| {
            let entry = cx.codes.get(id);
            entry.statuses.contains(&status) || entry.has_details()
        };
        if covering.is_some_and(serves) {
            continue;
        }
        let doc = DocText::new(&*one.response.description);
        let code = cx.codes.derived(status, covering, &doc, one.span);
        cases.push(ErrorCase {
            code,
            span: one.span,
            origin: Origin::Inferred(Inference::Statuses),
            confidence: Confidence::Stated,
            doc: DocText::default(),
            statuses: Vec::new(),
            carried: Carried::Details,
            members: Members::default(),
        });
    }
}

/// What `default` stands for among errors. A redirect that is not declared is a matter of the transport.
const REST: StatusRange = StatusRange {
    first: 400,
    last: 599,
};
