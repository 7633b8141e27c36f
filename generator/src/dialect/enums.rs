//! Enums that other tools write in their own way, and what they say of the values.

use crate::extension::listed;
use crate::source::node::Node;

/// Lists of values that may grow. Every list of texts is open in a client, so these are enums.
const OPEN: [&str; 3] = ["x-extensible-enum", "x-namespaced-enum", "x-enum"];

/// Other keys of the names.
const NAMES: [&str; 1] = ["x-enumNames"];

/// Other keys of the descriptions.
const DOCS: [&str; 2] = ["x-enumDescriptions", "x-enum-elements"];

/// Whether what stands at this key describes values, under whatever keys.
pub(crate) fn describes_values(key: &str) -> bool {
    key == listed::DOCS || DOCS.contains(&key)
}

/// `x-ms-enum.name` is the title of a schema without one; an open list is its `enum`; names and descriptions of the values
/// stand under one key each.
pub(super) fn schema(schema: &mut Node) {
    open(schema);
    let name = schema
        .at("/x-ms-enum/name")
        .filter(|name| name.as_str().is_some_and(|name| !name.is_empty()))
        .cloned();
    let mut said = vec![("title", name)];
    for (key, others) in [(listed::NAMES, &NAMES[..]), (listed::DOCS, &DOCS[..])] {
        said.push((key, others.iter().find_map(|other| parallel(schema, other))));
    }
    let Some(map) = schema.as_map_mut() else {
        return;
    };
    for (key, value) in said {
        if let Some(value) = value
            && !map.contains(key)
        {
            map.insert(key, value.span, value);
        }
    }
}

/// Makes an open list of texts the enum of a schema that has none.
fn open(schema: &mut Node) {
    let list = OPEN.iter().find_map(|key| schema.get(key));
    let texts = |list: &&Node| {
        let items = list.items();
        !items.is_empty() && items.iter().all(|item| item.as_str().is_some())
    };
    let Some(list) = list.filter(texts).cloned() else {
        return;
    };
    if let Some(map) = schema.as_map_mut()
        && !map.contains("enum")
        && !map.contains("const")
    {
        map.insert("enum", list.span, list);
    }
}

/// What an extension says of each value, in the order of the enum: a list that is parallel to it, a map by value, or a list of
/// objects that name theirs.
fn parallel(schema: &Node, key: &str) -> Option<Node> {
    let said = schema.get(key)?;
    let values = schema.get("enum")?.items();
    let is_text = |node: &Node| node.as_str().is_some();
    if said.is_list() && said.items().iter().all(is_text) {
        return (said.items().len() == values.len()).then(|| said.clone());
    }
    let of = |value: &Node| -> Option<&Node> {
        if said.as_map().is_some() {
            return said.get(value.text()?);
        }
        let mut entries = said.items().iter();
        let named = entries.find(|it| it.get("name").and_then(Node::text) == value.text())?;
        named.get("description")
    };
    let text = |value: &Node| of(value).filter(|it| is_text(it)).cloned();
    let texts = values
        .iter()
        .map(|value| text(value).unwrap_or_else(|| Node::string(said.span, "")));
    let texts: Vec<Node> = texts.collect();
    let any = texts.iter().any(|text| text.as_str() != Some(""));
    any.then(|| Node::list(said.span, texts))
}
