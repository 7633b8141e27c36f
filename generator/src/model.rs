//! The normalised tree as `openapiv3` types.
//!
//! The conversion reads the tree member by member instead of through serde: a wrong form is reported where it stands,
//! time is linear in the size of the document, and no number or nesting can make it panic. (`openapiv3` tries untagged
//! alternatives again at every level when one fails, and unwraps numbers.)
//!
//! Extensions and examples, a third of many documents, stay in the tree, where whoever needs them reads them.

mod component;
mod operation;
mod schema;
mod security;
mod shape;

pub(crate) use self::operation::stream_item;
pub(crate) use self::schema::composes_only;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, Operation, PathItem, ReferenceOr, Schema};

use crate::diagnostics::Diagnostics;
use crate::source::node::Node;
use crate::source::pointer::Pointer;
use shape::Shape;

/// A document whose forms are checked.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The document. Every reference names a component that exists; no path item is a reference.
    pub api: OpenAPI,
    /// Operations by path and method whose methods the 3.0 shape cannot name.
    pub operations: IndexMap<String, IndexMap<String, Operation>>,
    /// Webhooks by name; the 3.0 shape has no place for them.
    pub webhooks: IndexMap<String, PathItem>,
}

/// Converts the whole document. What has a wrong form is reported and left out.
pub fn model(root: &Node, diag: &mut Diagnostics) -> Model {
    let mut shape = Shape::new(diag, Pointer::root());
    if !shape.is_map(root) {
        return Model::default();
    }
    let api = OpenAPI {
        openapi: shape.text(root, "openapi").unwrap_or_default(),
        info: component::info(root, &mut shape),
        servers: component::servers(root, &mut shape),
        paths: operation::paths(root, &mut shape),
        components: component::components(root, &mut shape),
        security: security::requirements(root, &mut shape),
        tags: component::tags(root, &mut shape),
        external_docs: component::external_docs(root, &mut shape),
        extensions: IndexMap::new(),
    };
    let webhooks = shape.map(root, "webhooks", |node, shape| {
        (!shape.is_foreign(node)).then(|| operation::path_item(node, shape))
    });
    let operations = operation::more(root, &mut shape);
    Model {
        api,
        operations,
        webhooks,
    }
}

/// Converts one normalised schema, such as the `details` of an error code; `pointer` is its address.
pub fn schema(node: &Node, pointer: &Pointer, diag: &mut Diagnostics) -> ReferenceOr<Schema> {
    schema::schema(node, &mut Shape::new(diag, pointer.clone()))
}
