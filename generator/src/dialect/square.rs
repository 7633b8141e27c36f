//! Square: codes listed per endpoint (`x-endpoint-errors`), and codes that any endpoint may answer
//! (`info.x-square-generic-error-codes`).

use std::collections::BTreeMap;

use super::{Cx, map, misshapen};
use crate::diagnostics::rules;
use crate::source::node::{Map, Node};

const ENDPOINT: &str = "x-endpoint-errors";
const GENERIC: &str = "x-square-generic-error-codes";

/// What the document says of its codes in other places.
pub(super) struct Facts {
    /// Description and category of a code, from the elements of the enum of codes.
    elements: BTreeMap<String, Node>,
}

impl Facts {
    pub fn read(root: &Node) -> Self {
        let mut elements = BTreeMap::new();
        let schemas = root.at("/components/schemas");
        for (_, schema) in schemas.into_iter().flat_map(Node::entries) {
            for element in schema
                .value
                .get("x-enum-elements")
                .map_or(&[][..], Node::items)
            {
                // Only the elements of the enum of codes have a category.
                let (Some(name), Some(category)) = (
                    element.get("name").and_then(Node::text),
                    element.get("error-category"),
                ) else {
                    continue;
                };
                let description = element.get("description").filter(|it| it.text().is_some());
                let facts = [("category", Some(category)), ("description", description)];
                let facts = facts
                    .into_iter()
                    .filter_map(|(key, node)| Some((key, node?.clone())));
                elements.insert(name.to_owned(), map(element.span, facts));
            }
        }
        Self { elements }
    }

    fn of(&self, code: &str, at: &Node) -> Node {
        let known = self.elements.get(code).cloned();
        known.unwrap_or_else(|| Node::map(at.span, Map::new()))
    }
}

/// The generic codes become entries that apply to all operations.
pub(super) fn document(root: &mut Node, cx: &mut Cx<'_>) {
    let listed = root.at("/info").and_then(|info| info.get(GENERIC));
    let listed = listed.cloned();
    let anywhere = listed.is_some() || uses_endpoints(root);
    if anywhere && root.get("x-error-envelope").is_none() {
        let span = listed.as_ref().map_or(root.span, |list| list.span);
        let preset = map(span, [("preset", Node::string(span, "square"))]);
        if let Some(root) = root.as_map_mut() {
            root.insert("x-error-envelope", span, preset);
        }
    }
    let Some(listed) = listed else { return };
    if !listed.is_list() {
        misshapen(&listed, GENERIC, cx.diag);
        return;
    }
    let native = root.get("x-error-codes");
    if native.is_some_and(|native| !native.is_map()) {
        cx.diag
            .report(&rules::extension::DIALECT_SHADOWED, listed.span)
            .arg(GENERIC)
            .arg("x-error-codes");
        return;
    }
    let mut catalogue = native.and_then(Node::as_map).cloned().unwrap_or_default();
    for item in listed.items() {
        let Some(code) = item.text().filter(|code| !code.is_empty()) else {
            misshapen(item, GENERIC, cx.diag);
            continue;
        };
        if catalogue.contains(code) {
            continue;
        }
        let mut facts = cx.square.of(code, item);
        if let Some(facts) = facts.as_map_mut() {
            facts.insert("appliesTo", item.span, Node::string(item.span, "all"));
        }
        cx.origins.note(item.span, GENERIC);
        catalogue.insert(code, item.span, facts);
    }
    if let Some(root) = root.as_map_mut() {
        root.insert(
            "x-error-codes",
            listed.span,
            Node::map(listed.span, catalogue),
        );
    }
}

fn uses_endpoints(root: &Node) -> bool {
    let paths = root.get("paths").into_iter().flat_map(Node::entries);
    let mut operations = paths.flat_map(|(_, item)| item.value.entries());
    operations.any(|(_, operation)| operation.value.get(ENDPOINT).is_some())
}

/// The codes of one endpoint become its list.
pub(super) fn operation(operation: &mut Node, cx: &mut Cx<'_>) {
    let Some(listed) = operation.get(ENDPOINT) else {
        return;
    };
    if !listed.is_list() {
        misshapen(listed, ENDPOINT, cx.diag);
        return;
    }
    let span = listed.span;
    let mut codes = Map::new();
    for item in listed.items() {
        let code = item
            .get("error-code")
            .or(Some(item).filter(|it| !it.is_map()));
        let Some((node, code)) = code.and_then(|node| Some((node, node.text()?))) else {
            misshapen(item, ENDPOINT, cx.diag);
            continue;
        };
        if code.is_empty() || codes.contains(code) {
            continue;
        }
        cx.origins.note(node.span, ENDPOINT);
        codes.insert(code, node.span, cx.square.of(code, node));
    }
    super::listed::put(operation, ENDPOINT, Node::map(span, codes), cx);
}
