//! Foreign dialects: extensions of other tools, read into the shapes of the vocabulary.

use std::rc::Rc;

use super::codes::{Catalogue, Named, RawEntry};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::Origin;
use crate::source::Span;
use crate::source::node::{Core, Map, Node};

/// A catalogue written as a list of codes or of objects with a `code` (dialect C).
pub(crate) fn catalogue(node: &Node, diag: &mut Diagnostics) -> Option<Catalogue> {
    node.is_list().then(|| {
        let entries = node.items().iter().filter_map(|item| entry(item, diag));
        entries
            .map(|named| {
                let node = named
                    .facts
                    .map_or_else(|| Node::map(named.span, Map::new()), Rc::unwrap_or_clone);
                let span = named.span;
                (named.code, RawEntry { span, node })
            })
            .collect()
    })
}

/// A use written as a list of objects (dialect B), or as a map of group names to lists of codes.
pub(crate) fn use_list(node: &Node, diag: &mut Diagnostics) -> Option<Vec<Named>> {
    if !node.items().is_empty() && node.items().iter().all(Node::is_map) {
        let items = node.items().iter();
        return Some(items.filter_map(|item| entry(item, diag)).collect());
    }
    let groups = node.as_map()?;
    let change = |key: &str| key == "include" || key == "exclude";
    let is_group = |key: &str, value: &Node| !change(key) && value.is_list();
    if groups.is_empty() || !groups.iter().all(|(k, e)| is_group(k, &e.value)) {
        return None;
    }
    let mut all = Vec::new();
    for (group, members) in groups.iter() {
        for item in members.value.items() {
            if let Some(mut named) = entry(item, diag) {
                let span = named.span;
                let facts = named
                    .facts
                    .get_or_insert_with(|| Rc::new(Node::map(span, Map::new())));
                if let Some(map) = Rc::make_mut(facts)
                    .as_map_mut()
                    .filter(|map| !map.contains("category"))
                {
                    let category = Node::string(members.key_span, group);
                    map.insert("category", members.key_span, category);
                }
                all.push(named);
            }
        }
    }
    Some(all)
}

/// One entry: a text, or an object whose keys have several spellings.
fn entry(item: &Node, diag: &mut Diagnostics) -> Option<Named> {
    if let Some(code) = item.text() {
        return Some(Named {
            code: code.to_owned(),
            span: item.span,
            facts: None,
            origin: Origin::Dialect("x-error-codes"),
        });
    }
    let first = |keys: &[&str]| {
        keys.iter()
            .find_map(|key| item.get(key).filter(|node| node.text().is_some()))
    };
    let Some(code) = first(&["code", "type", "name"]) else {
        diag.report(&rules::extension::DIALECT_SHAPE, item.span)
            .arg("x-error-codes");
        return None;
    };
    let mut facts = Map::new();
    let mut put = |key: &str, node: &Node| {
        facts.insert(key, node.span, node.clone());
    };
    if let Some(status) = first(&["httpStatus", "status"]) {
        put("status", status);
    }
    if let Some(text) = first(&["message", "title", "description"]) {
        put("description", text);
    }
    if let Some(action) = first(&["solution", "recoveryHint"]) {
        put("action", &action_of(action));
    }
    let retryable = item.get("retryable").and_then(|node| {
        let scalar = node.scalar()?;
        (scalar.core() == Core::Bool).then(|| (node.span, node.as_bool() == Some(true)))
    });
    if let Some((span, retryable)) = retryable {
        let verdict = if retryable { "transient" } else { "never" };
        put("retry", &Node::string(span, verdict));
    }
    Some(Named {
        code: code.text()?.to_owned(),
        span: code.span,
        facts: Some(Rc::new(Node::map(item.span, facts))),
        origin: Origin::Dialect("x-error-codes"),
    })
}

fn action_of(text: &Node) -> Node {
    let mut action = Map::new();
    let span: Span = text.span;
    action.insert("kind", span, Node::string(span, "followAdvice"));
    action.insert("text", span, text.clone());
    Node::map(span, action)
}
