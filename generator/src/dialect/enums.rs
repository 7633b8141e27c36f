//! Names that other tools give to an inline enum and to its values.

use crate::source::node::Node;

/// `x-ms-enum.name` is the title of a schema without one; `x-enum-elements` describes the values.
pub(super) fn schema(schema: &mut Node) {
    let name = schema
        .at("/x-ms-enum/name")
        .filter(|name| name.as_str().is_some_and(|name| !name.is_empty()))
        .cloned();
    let described = descriptions(schema);
    let Some(map) = schema.as_map_mut() else {
        return;
    };
    if let Some(name) = name
        && !map.contains("title")
    {
        map.insert("title", name.span, name);
    }
    if let Some(list) = described
        && !map.contains("x-enum-descriptions")
    {
        map.insert("x-enum-descriptions", list.span, list);
    }
}

/// The descriptions of `x-enum-elements`, in the order of the enum.
fn descriptions(schema: &Node) -> Option<Node> {
    let elements = schema.get("x-enum-elements").filter(|it| it.is_list())?;
    let text = |value: &Node| {
        let named = elements
            .items()
            .iter()
            .find(|it| it.get("name").and_then(Node::text) == value.text())?;
        named.get("description").filter(|it| it.as_str().is_some())
    };
    let values = schema.get("enum")?.items();
    let texts: Vec<Node> = values
        .iter()
        .map(|value| text(value).cloned())
        .map(|text| text.unwrap_or_else(|| Node::string(elements.span, "")))
        .collect();
    let any = texts.iter().any(|text| text.as_str() != Some(""));
    any.then(|| Node::list(elements.span, texts))
}
