//! An object of the vocabulary: its known keys, and a finding for every other one.

use crate::diagnostics::{Diagnostics, nearest, rules};
use crate::source::node::{Map, Node};

/// An object under reading. A key whose value is null counts as absent: null takes an inherited value away.
#[derive(Clone, Copy)]
pub(crate) struct Keys<'n> {
    map: &'n Map,
}

impl<'n> Keys<'n> {
    /// Takes `node` as an object with the keys `known`; `later` are known too, but have no effect yet.
    pub(crate) fn open(
        node: &'n Node,
        known: &[&'static str],
        later: &[&'static str],
        diag: &mut Diagnostics,
    ) -> Option<Self> {
        let Some(map) = node.as_map() else {
            super::value::wrong_type(node, &rules::values::A_MAP, diag);
            return None;
        };
        for (key, entry) in map.iter() {
            if later.contains(&key) {
                diag.report(&rules::extension::NOT_YET_USED, entry.key_span)
                    .arg(key);
            } else if !known.contains(&key) {
                let report = diag
                    .report(&rules::extension::UNKNOWN_KEY, entry.key_span)
                    .arg(key);
                match nearest(key, known.iter().copied()) {
                    Some(near) => report.help(rules::remarks::DID_YOU_MEAN.of([near])),
                    None => report.help(rules::extension::KNOWN_KEYS.of([&known.join(", ")])),
                };
            }
        }
        Some(Self { map })
    }

    /// The value of `key`, unless it is null.
    pub(crate) fn get(self, key: &str) -> Option<&'n Node> {
        self.map.get(key).filter(|node| !node.is_null())
    }

    /// Whether `key` is there with the value null.
    pub(crate) fn is_null(self, key: &str) -> bool {
        self.map.get(key).is_some_and(Node::is_null)
    }

    /// Reads the value of `key`.
    pub(crate) fn read<T>(
        self,
        key: &str,
        diag: &mut Diagnostics,
        read: impl FnOnce(&'n Node, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        read(self.get(key)?, diag)
    }

    /// Reads the value of `key` into `field`, which keeps what it has where there is none.
    pub(crate) fn set<T>(
        self,
        key: &str,
        field: &mut T,
        diag: &mut Diagnostics,
        read: impl FnOnce(&'n Node, &mut Diagnostics) -> Option<T>,
    ) {
        if let Some(value) = self.read(key, diag, read) {
            *field = value;
        }
    }

    /// Reports two keys that exclude each other. True when both are there.
    pub(crate) fn conflict(self, first: &str, second: &str, diag: &mut Diagnostics) -> bool {
        let (Some(a), Some(b)) = (self.get(first), self.get(second)) else {
            return false;
        };
        diag.report(&rules::extension::CONFLICTING_KEYS, b.span)
            .arg(first)
            .arg(second)
            .also(a.span, rules::remarks::STANDS_HERE.of([first]));
        true
    }
}
