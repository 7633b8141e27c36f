//! Maps of the tree: document order, each key once and with its place.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::Span;
use super::node::Node;

/// A mapping: keys in document order, each once, each with its place.
#[derive(Clone, Debug, Default)]
pub struct Map {
    entries: IndexMap<Box<str>, Entry>,
}

/// One member of a [`Map`].
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Map {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether `key` is there.
    pub fn contains(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(key).map(|entry| &entry.value)
    }

    /// The value of `key` for changing.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.get_mut(key).map(|entry| &mut entry.value)
    }

    /// Key place and value of `key`.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// Where `key` stands.
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.entries.get(key).map(|entry| entry.key_span)
    }

    /// Adds a member, or replaces it where it stands; returns the member it replaced.
    pub fn insert(
        &mut self,
        key: impl Into<Box<str>>,
        key_span: Span,
        value: Node,
    ) -> Option<Entry> {
        self.entries.insert(key.into(), Entry { key_span, value })
    }

    /// Takes a member out, keeping the order of the others.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        self.entries.shift_remove(key)
    }

    /// Renames a member where it stands. Nothing happens when `from` is missing or `to` exists.
    pub fn rename(&mut self, from: &str, to: &str) {
        if self.contains(to) {
            return;
        }
        let Some((index, _, entry)) = self.entries.shift_remove_full(from) else {
            return;
        };
        self.entries.shift_insert(index, to.into(), entry);
    }

    /// Renames several members where they stand, in one pass: from each key of `names` to its value. A name that is
    /// taken already drops nothing; the member keeps its own.
    pub fn rename_all(&mut self, names: &BTreeMap<String, String>) {
        let old = std::mem::take(&mut self.entries);
        let taken: BTreeSet<Box<str>> = old.keys().cloned().collect();
        for (key, entry) in old {
            let new = names.get(&*key).filter(|new| {
                !taken.contains(new.as_str()) && !self.entries.contains_key(new.as_str())
            });
            let key = new.map_or(key, |new| new.as_str().into());
            self.entries.insert(key, entry);
        }
    }

    /// Keeps the members that `keep` wants.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Entry) -> bool) {
        self.entries.retain(|key, entry| keep(key, entry));
    }

    /// The members in document order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> + '_ {
        self.entries.iter().map(|(key, entry)| (&**key, entry))
    }

    /// The members in document order for changing.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Entry)> + '_ {
        self.entries.iter_mut().map(|(key, entry)| (&**key, entry))
    }

    /// The keys in document order.
    pub fn keys(&self) -> impl Iterator<Item = &str> + '_ {
        self.entries.keys().map(|key| &**key)
    }
}
