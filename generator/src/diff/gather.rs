//! Changes that say more together: a code that goes here and comes there has moved, and one sentence of a document is one change,
//! however many operations it is about.

use std::collections::BTreeMap;

use super::compare::Found;
use super::kinds::{Class, Kind};

/// The changes in the order in which they are shown, each with what else changes in the same way.
pub(super) fn gather(found: Vec<Found>) -> Vec<(Found, Vec<String>)> {
    let mut found = moved(found);
    let rank = |kind: Kind| Class::ALL.iter().position(|class| *class == kind.class());
    found.sort_by(|one, other| {
        let key = |it: &Found| (rank(it.kind), it.kind);
        let words = |it: &Found| (it.subject.clone(), it.label.clone());
        (key(one), words(one)).cmp(&(key(other), words(other)))
    });
    let mut all: Vec<(Found, Vec<String>)> = Vec::new();
    let mut known: BTreeMap<(Kind, String, String, String), usize> = BTreeMap::new();
    for one in found {
        if !one.kind.is_gathered() {
            all.push((one, Vec::new()));
            continue;
        }
        // Of what is added or removed, the key says what it is.
        let what = match one.label.is_empty() && one.before.is_empty() && one.after.is_empty() {
            true => &one.key,
            false => &one.label,
        };
        let what = match one.kind {
            Kind::DocsChanged => String::new(),
            _ => what.clone(),
        };
        let like = (one.kind, what, one.before.clone(), one.after.clone());
        match known.get(&like) {
            Some(position) => all[*position].1.push(one.subject),
            None => {
                known.insert(like, all.len());
                all.push((one, Vec::new()));
            }
        }
    }
    all
}

/// Makes one change of a code that one operation no longer answers and another one begins to.
fn moved(found: Vec<Found>) -> Vec<Found> {
    let mut came: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    let mut went: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    let mut all = Vec::new();
    for one in found {
        match one.kind {
            Kind::CodeAdded => came.entry(one.key.clone()).or_default().push(one),
            Kind::CodeRemoved => went.entry(one.key.clone()).or_default().push(one),
            _ => all.push(one),
        }
    }
    for (key, mut gone) in went {
        let mut new = came.remove(&key).unwrap_or_default();
        gone.sort_by(|one, other| one.subject.cmp(&other.subject));
        new.sort_by(|one, other| one.subject.cmp(&other.subject));
        let both = gone.len().min(new.len());
        // A status is answered by many operations for reasons of their own; a code is moved.
        let both = if key.starts_with('~') { 0 } else { both };
        let (lone_gone, lone_new) = (gone.split_off(both), new.split_off(both));
        all.extend(gone.into_iter().zip(new).map(|(from, to)| Found {
            kind: Kind::CodeMoved,
            before: from.subject.clone(),
            after: to.subject.clone(),
            old: from.old,
            new: to.new,
            ..from
        }));
        all.extend(lone_gone.into_iter().chain(lone_new));
    }
    all.extend(came.into_values().flatten());
    all
}
