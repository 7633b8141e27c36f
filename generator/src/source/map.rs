//! Maps of the tree: document order, each key once and with its place.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::Span;
use super::node::Node;

/// A mapping: keys in document order, each once, each with its place.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// The members, while they are few: then looking through them is as fast as hashing, and takes less memory.
    few: Vec<(Box<str>, Entry)>,
    /// All members, once they are many.
    many: Option<Box<IndexMap<Box<str>, Entry>>>,
}

/// The most members that are looked through.
const FEW: usize = 16;

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
        self.many.as_ref().map_or(self.few.len(), |many| many.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether `key` is there.
    pub fn contains(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value of `key` for changing.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let entry = match &mut self.many {
            Some(many) => many.get_mut(key),
            None => {
                let mut few = self.few.iter_mut();
                few.find(|(own, _)| **own == *key).map(|(_, entry)| entry)
            }
        };
        entry.map(|entry| &mut entry.value)
    }

    /// Key place and value of `key`.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.many {
            Some(many) => many.get(key),
            None => {
                let mut few = self.few.iter();
                few.find(|(own, _)| **own == *key).map(|(_, entry)| entry)
            }
        }
    }

    /// Where `key` stands.
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.entry(key).map(|entry| entry.key_span)
    }

    /// Adds a member, or replaces it where it stands; returns the member it replaced.
    pub fn insert(
        &mut self,
        key: impl Into<Box<str>>,
        key_span: Span,
        value: Node,
    ) -> Option<Entry> {
        let (key, entry) = (key.into(), Entry { key_span, value });
        if let Some(many) = &mut self.many {
            return many.insert(key, entry);
        }
        if let Some((_, old)) = self.few.iter_mut().find(|(own, _)| *own == key) {
            return Some(std::mem::replace(old, entry));
        }
        self.few.push((key, entry));
        if self.few.len() > FEW {
            self.many = Some(Box::new(self.few.drain(..).collect()));
            self.few = Vec::new();
        }
        None
    }

    /// Takes a member out, keeping the order of the others.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        if let Some(many) = &mut self.many {
            return many.shift_remove(key);
        }
        let at = self.few.iter().position(|(own, _)| **own == *key)?;
        Some(self.few.remove(at).1)
    }

    /// Gives back memory that was taken for members that did not come.
    pub fn shrink(&mut self) {
        self.few.shrink_to_fit();
        if let Some(many) = &mut self.many {
            many.shrink_to_fit();
        }
    }

    /// Renames a member where it stands. Nothing happens when `from` is missing or `to` exists.
    pub fn rename(&mut self, from: &str, to: &str) {
        if self.contains(to) {
            return;
        }
        if let Some(many) = &mut self.many {
            if let Some((index, _, entry)) = many.shift_remove_full(from) {
                many.shift_insert(index, to.into(), entry);
            }
        } else if let Some((key, _)) = self.few.iter_mut().find(|(own, _)| **own == *from) {
            *key = to.into();
        }
    }

    /// Renames several members where they stand, in one pass: from each key of `names` to its value. A name that is
    /// taken already drops nothing; the member keeps its own.
    pub fn rename_all(&mut self, names: &BTreeMap<String, String>) {
        let old = std::mem::take(self);
        let taken: BTreeSet<Box<str>> = old.keys().map(Into::into).collect();
        for (key, entry) in old.into_members() {
            let new = names
                .get(&*key)
                .filter(|new| !taken.contains(new.as_str()) && !self.contains(new));
            let key = new.map_or(key, |new| new.as_str().into());
            self.insert(key, entry.key_span, entry.value);
        }
    }

    fn into_members(self) -> impl Iterator<Item = (Box<str>, Entry)> {
        let many = self.many.into_iter().flat_map(|many| *many);
        self.few.into_iter().chain(many)
    }

    /// Keeps the members that `keep` wants.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Entry) -> bool) {
        match &mut self.many {
            Some(many) => many.retain(|key, entry| keep(key, entry)),
            None => self.few.retain_mut(|(key, entry)| keep(key, entry)),
        }
    }

    /// The members in document order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> + '_ {
        let few = self.few.iter().map(|(key, entry)| (&**key, entry));
        let many = self.many.iter().flat_map(|many| many.iter());
        few.chain(many.map(|(key, entry)| (&**key, entry)))
    }

    /// The members in document order for changing.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Entry)> + '_ {
        let few = self.few.iter_mut().map(|(key, entry)| (&**key, entry));
        let many = self.many.iter_mut().flat_map(|many| many.iter_mut());
        few.chain(many.map(|(key, entry)| (&**key, entry)))
    }

    /// The keys in document order.
    pub fn keys(&self) -> impl Iterator<Item = &str> + '_ {
        self.iter().map(|(key, _)| key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn few_and_many_members_behave_alike() {
        let at = Span::at(FileId(0), 0);
        for count in [3, FEW, FEW + 1, 3 * FEW] {
            let mut map = Map::new();
            for index in 0..count {
                assert!(
                    map.insert(format!("k{index}"), at, Node::null(at))
                        .is_none()
                );
            }
            assert!(map.insert("k1", at, Node::bool(at, true)).is_some());
            assert_eq!(
                (map.len(), map.get("k1").and_then(Node::as_bool)),
                (count, Some(true))
            );
            map.rename("k0", "first");
            map.rename("k1", "k2");
            let names = [("k2", "second"), ("first", "k1")];
            map.rename_all(
                &names
                    .map(|(from, to)| (from.to_owned(), to.to_owned()))
                    .into(),
            );
            assert_eq!(
                map.keys().take(3).collect::<Vec<_>>(),
                ["first", "k1", "second"]
            );
            assert!(
                map.remove("k1")
                    .is_some_and(|entry| entry.value.as_bool() == Some(true))
            );
            map.retain(|key, _| key != "first");
            map.shrink();
            assert_eq!(map.keys().next(), Some("second"));
            assert_eq!((map.len(), map.iter_mut().count()), (count - 2, count - 2));
        }
    }
}
