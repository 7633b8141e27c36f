//! What a pack holds: its codes, and how each of them finds the operations that answer it.

use std::collections::{BTreeMap, BTreeSet};

use super::Pack;
use crate::extension::value::parse_status;
use crate::source::node::Node;

/// The codes of a pack, counted by what ties them to operations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All codes.
    pub codes: usize,
    /// Entries for answers of a status without a code.
    pub statuses: usize,
    /// Codes of the operations that declare one of their statuses.
    pub by_status: usize,
    /// Codes of the operations with a parameter, a tag or a method.
    pub by_traits: usize,
    /// Codes of the operations that the pack names one by one.
    pub by_operation: usize,
    /// Codes of every operation.
    pub everywhere: usize,
    /// Codes that no operation is known to answer. What is said of them holds if one comes.
    pub unplaced: usize,
}

/// Counts what a pack holds.
pub fn coverage(pack: &Pack) -> Coverage {
    let tree = pack.tree();
    let actions = tree.as_ref().and_then(|tree| tree.get("actions"));
    let actions = actions.map(Node::items).unwrap_or_default();
    let updates: Vec<(&str, &Node)> = actions
        .iter()
        .filter_map(|it| Some((it.get("target")?.text()?, it.get("update")?)))
        .collect();
    let of_document = |target: &str| target == "$" || target == "$.components";
    let integer = updates.iter().any(|(_, update)| is_integer(update));
    let mut coverage = Coverage::default();
    let mut defined: BTreeMap<&str, &Node> = BTreeMap::new();
    let mut named = BTreeSet::new();
    for (target, update) in &updates {
        let Some(codes) = update.get("x-error-codes") else {
            continue;
        };
        if of_document(target) {
            for (key, entry) in codes.entries() {
                if !integer && parse_status(key).is_some() {
                    coverage.statuses += 1;
                } else {
                    defined.entry(key).or_insert(&entry.value);
                }
            }
        } else {
            let list = codes.get("include").unwrap_or(codes);
            named.extend(list.items().iter().filter_map(Node::text));
            named.extend(list.entries().map(|(code, _)| code));
        }
    }
    for (code, entry) in &defined {
        *coverage.of(entry, named.contains(code)) += 1;
    }
    // What operations alone state.
    let own = named.iter().filter(|code| !defined.contains_key(*code));
    let own = own.filter(|code| parse_status(code).is_none()).count();
    coverage.by_operation += own;
    coverage.codes = defined.len() + own;
    coverage
}

impl Coverage {
    /// The number that an entry counts for; `named` says whether operations name it.
    fn of(&mut self, entry: &Node, named: bool) -> &mut usize {
        let applies = entry.get("appliesTo");
        let is_empty = |key: &str| {
            let list = applies.and_then(|it| it.get(key));
            list.is_some_and(|it| it.is_list() && it.items().is_empty())
        };
        match applies {
            Some(_) if ["parameters", "tags", "methods"].into_iter().any(is_empty) => match named {
                true => &mut self.by_operation,
                false => &mut self.unplaced,
            },
            Some(traits) if traits.is_map() => &mut self.by_traits,
            None if entry.has("status") => &mut self.by_status,
            _ => &mut self.everywhere,
        }
    }
}

/// Whether the codes of the envelope are numbers, so that a key which looks like a status is a code.
fn is_integer(update: &Node) -> bool {
    let envelope = update.get("x-error-envelope");
    let first = envelope.map(|node| node.items().first().unwrap_or(node));
    let kind = first
        .and_then(|node| node.at("/code/type"))
        .and_then(Node::text);
    kind == Some("integer")
}
