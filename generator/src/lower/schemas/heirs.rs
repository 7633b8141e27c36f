//! Inheritance: objects with a discriminator and no branches, whose branches are the components that build on them.
//!
//! ```yaml
//! Pet: {properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
//! Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}
//!                              # a Pet is a union by `kind`, of which Cat is a branch
//! ```

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{OpenAPI, ReferenceOr, Schema};

use super::object::place;
use super::view::{View, reference_of};
use crate::source::pointer::Pointer;

/// The references to the heirs of each base, in document order.
#[derive(Default)]
pub(crate) struct Heirs {
    of: BTreeMap<*const Schema, Vec<String>>,
    all: BTreeSet<*const Schema>,
}

impl Heirs {
    /// The heirs of all components.
    pub fn of(api: &OpenAPI) -> Self {
        let mut heirs = Self::default();
        let Some(components) = &api.components else {
            return heirs;
        };
        for (name, schema) in &components.schemas {
            let ReferenceOr::Item(item) = schema else {
                continue;
            };
            let mut seen = BTreeSet::from([place(item)]);
            let heir = place(item);
            let mut open = vec![item];
            while let Some(item) = open.pop() {
                for part in View::of(item).all_of {
                    let Some(base) = target(api, part).filter(|base| seen.insert(place(base)))
                    else {
                        continue;
                    };
                    if base.schema_data.discriminator.is_some() {
                        let reference = format!("#/components/schemas/{}", escaped(name));
                        // A base that lists its branches is no union of its heirs.
                        if is_plain(base) {
                            heirs.all.insert(heir);
                        }
                        heirs.of.entry(place(base)).or_default().push(reference);
                    }
                    open.push(base);
                }
            }
        }
        heirs
    }

    /// Whether a schema is an heir of one that is the union of its heirs.
    pub fn is_heir(&self, schema: &Schema) -> bool {
        self.all.contains(&place(schema))
    }

    /// References to the heirs of a schema.
    pub fn get(&self, base: &Schema) -> &[String] {
        self.of.get(&place(base)).map_or(&[], Vec::as_slice)
    }
}

/// Whether a schema has members of its own and composes nothing.
fn is_plain(schema: &Schema) -> bool {
    let view = View::of(schema);
    view.has_properties() && view.all_of.is_empty() && view.branches.is_empty()
}

/// The component that a part names.
fn target<'a>(api: &'a OpenAPI, part: &ReferenceOr<Schema>) -> Option<&'a Schema> {
    let reference = reference_of(part)?;
    let pointer = Pointer::from_fragment(reference.strip_prefix('#')?)?;
    let components = api.components.as_ref()?;
    match components.schemas.get(&*pointer.last()?)? {
        ReferenceOr::Item(item) => Some(item),
        ReferenceOr::Reference { .. } => None,
    }
}

/// A name as it stands in a reference.
fn escaped(name: &str) -> String {
    let name = name.replace('%', "%25");
    name.replace('~', "~0").replace('/', "~1")
}
