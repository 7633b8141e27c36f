//! Names and descriptions of the values of an enum, as the extensions of other tools give them.
//!
//! ```yaml
//! enum: [a, b]
//! x-enum-varnames: [First, Second]         # parallel to the values, and so is x-enum-descriptions
//! x-ms-enum: {values: [{value: a, name: First, description: The first}]}
//! ```

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostics, rules};
use crate::source::node::Node;

/// The key of the names, a list parallel to the values.
pub(crate) const NAMES: &str = "x-enum-varnames";

/// The key of the descriptions, a list parallel to the values.
pub(crate) const DOCS: &str = "x-enum-descriptions";

/// What is said of the values of one schema.
pub(crate) struct Named<'n> {
    schema: &'n Node,
    places: BTreeMap<&'n str, usize>,
    names: Option<&'n Node>,
    docs: Option<&'n Node>,
    /// The entries of `x-ms-enum` by their value; the first of a value counts.
    entries: BTreeMap<&'n str, &'n Node>,
}

impl<'n> Named<'n> {
    /// What a schema says of its values. A list of another length says nothing.
    pub fn of(schema: &'n Node) -> Self {
        let listed = schema.get("enum").map(Node::items).unwrap_or_default();
        let mut places = BTreeMap::new();
        for (index, node) in listed.iter().enumerate() {
            if let Some(text) = node.text() {
                places.entry(text).or_insert(index);
            }
        }
        let parallel = |key: &str| {
            let list = schema.get(key);
            list.filter(|list| list.items().len() == listed.len())
        };
        let mut entries = BTreeMap::new();
        let stated = schema.get("x-ms-enum").and_then(|it| it.get("values"));
        for entry in stated.map(Node::items).unwrap_or_default() {
            if let Some(value) = entry.get("value").and_then(Node::text) {
                entries.entry(value).or_insert(entry);
            }
        }
        Self {
            schema,
            places,
            entries,
            names: parallel(NAMES),
            docs: parallel(DOCS),
        }
    }

    /// Reports lists that run parallel to nothing.
    pub fn report(&self, diag: &mut Diagnostics) {
        for (key, taken) in [(NAMES, self.names), (DOCS, self.docs)] {
            if let Some(list) = self.schema.get(key).filter(|_| taken.is_none()) {
                diag.report(&rules::extension::DIALECT_SHAPE, list.span)
                    .arg(key);
            }
        }
    }

    /// The name of a value.
    pub fn name(&self, text: &str) -> Option<String> {
        let name = self
            .item(self.names, text)
            .or_else(|| self.ms(text, "name"));
        name.filter(|name| !name.is_empty())
    }

    /// The description of a value.
    pub fn doc(&self, text: &str) -> Option<String> {
        self.item(self.docs, text)
            .or_else(|| self.ms(text, "description"))
    }

    fn item(&self, list: Option<&Node>, text: &str) -> Option<String> {
        let item = list?.items().get(*self.places.get(text)?)?;
        item.text().map(str::to_owned)
    }

    fn ms(&self, text: &str, key: &str) -> Option<String> {
        let named = self.entries.get(text)?;
        named.get(key)?.text().map(str::to_owned)
    }
}
