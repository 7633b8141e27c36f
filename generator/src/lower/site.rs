//! An object of the typed model side by side with its tree: the model says what it is, the tree says where it stands.

use indexmap::IndexMap;
use openapiv3::{
    Components, Example, Header, OpenAPI, Operation, Parameter, PathItem, ReferenceOr, RequestBody,
    Response, Schema, SecurityScheme,
};

use crate::lower::made::Made;
use crate::lower::schemas::heirs::Heirs;
use crate::lower::stated::Stated;
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// The document in both forms.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    pub api: &'a OpenAPI,
    /// Operations whose methods the typed document has no place for.
    pub more: &'a IndexMap<String, IndexMap<String, Operation>>,
    pub root: &'a Node,
    pub heirs: &'a Heirs,
    /// Schemas that are made on the way.
    pub made: &'a Made,
    /// Envelopes that were read.
    pub stated: &'a Stated,
}

/// An object of the model and its tree.
pub(super) struct Site<'s, T> {
    pub item: &'s T,
    pub node: &'s Node,
}

// Both are references, whatever `T` is; a derive would ask for `T: Copy`.
impl<T> Copy for Site<'_, T> {}

impl<T> Clone for Site<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// A kind of component that references name.
pub(super) trait Component: Sized {
    /// The key in `components`.
    const SECTION: &str;
    /// The components of this kind.
    fn of(components: &Components) -> &IndexMap<String, ReferenceOr<Self>>;
}

macro_rules! components {
    ($($kind:ty, $section:literal, $field:ident;)*) => {$(
        impl Component for $kind {
            const SECTION: &str = $section;
            fn of(components: &Components) -> &IndexMap<String, ReferenceOr<Self>> {
                &components.$field
            }
        }
    )*};
}

components! {
    Schema, "schemas", schemas;
    Response, "responses", responses;
    Parameter, "parameters", parameters;
    Example, "examples", examples;
    RequestBody, "requestBodies", request_bodies;
    Header, "headers", headers;
    SecurityScheme, "securitySchemes", security_schemes;
}

/// References followed one after the other before giving up; resolution has rejected circles.
const HOPS: usize = 64;

/// An operation with the way to it.
#[derive(Clone, Copy)]
pub(super) struct Route<'a> {
    pub template: &'a str,
    /// The key in the path item.
    pub method: &'a str,
    pub item: &'a PathItem,
    pub model: &'a Operation,
    /// The tree of the path item.
    pub path: &'a Node,
}

impl Route<'_> {
    /// Where the operation stands.
    pub fn span(self) -> Span {
        let own = child(self.path, self.method);
        self.path.key_span(self.method).unwrap_or(own.span)
    }
}

impl<'a> Document<'a> {
    /// Every operation, in document order.
    pub fn operations(self) -> Vec<Route<'a>> {
        let paths = child(self.root, "paths");
        let mut all = Vec::new();
        for (template, item) in self.api.paths.iter() {
            let Some(item) = item.as_item() else { continue };
            let path = child(paths, template);
            let more = self.more.get(template);
            for (method, _) in path.entries() {
                let known = item.iter().find(|(name, _)| *name == method);
                let model = known
                    .map(|(_, operation)| operation)
                    .or_else(|| more?.get(method));
                all.extend(model.map(|model| Route {
                    template,
                    method,
                    item,
                    model,
                    path,
                }));
            }
        }
        all
    }

    /// The object itself, references followed. `None` only for what an earlier stage has reported.
    pub fn resolve<'s, T: Component>(
        self,
        of: &'s ReferenceOr<T>,
        node: &'s Node,
    ) -> Option<Site<'s, T>>
    where
        'a: 's,
    {
        let (mut of, mut node) = (of, node);
        for _ in 0..HOPS {
            match of {
                ReferenceOr::Item(item) => return Some(Site { item, node }),
                ReferenceOr::Reference { reference } => {
                    let (_, target, tree) = self.component::<T>(reference)?;
                    (of, node) = (target, tree);
                }
            }
        }
        None
    }

    /// The component that a reference names, with its name.
    pub fn component<T: Component>(
        self,
        reference: &str,
    ) -> Option<(&'a str, &'a ReferenceOr<T>, &'a Node)> {
        let pointer = Pointer::from_fragment(reference.strip_prefix('#')?)?;
        let name = pointer.last()?;
        let components = self.api.components.as_ref()?;
        let (name, target) = T::of(components).get_key_value(&*name)?;
        let node = self.root.get("components")?.get(T::SECTION)?.get(name)?;
        Some((name, target, node))
    }
}

/// A schema or a reference to one, whichever way the model boxes it, with its tree.
#[derive(Clone, Copy)]
pub(super) struct SchemaSite<'s> {
    pub of: SchemaRef<'s>,
    pub node: &'s Node,
}

/// A schema or a reference to one.
#[derive(Clone, Copy)]
pub(super) enum SchemaRef<'s> {
    Reference(&'s str),
    Item(&'s Schema),
}

impl<'s> From<&'s ReferenceOr<Schema>> for SchemaRef<'s> {
    fn from(of: &'s ReferenceOr<Schema>) -> Self {
        match of {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(item) => Self::Item(item),
        }
    }
}

impl<'s> From<&'s ReferenceOr<Box<Schema>>> for SchemaRef<'s> {
    fn from(of: &'s ReferenceOr<Box<Schema>>) -> Self {
        match of {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(item) => Self::Item(item),
        }
    }
}

impl<'s> SchemaSite<'s> {
    pub fn new(of: impl Into<SchemaRef<'s>>, node: &'s Node) -> Self {
        Self {
            of: of.into(),
            node,
        }
    }

    /// The schema itself, references followed.
    pub fn resolve<'a: 's>(self, document: Document<'a>) -> Option<Site<'s, Schema>> {
        match self.of {
            SchemaRef::Item(item) => Some(Site {
                item,
                node: self.node,
            }),
            SchemaRef::Reference(reference) => {
                let (_, target, node) = document.component(reference)?;
                document.resolve(target, node)
            }
        }
    }
}

/// The member of a tree, or the tree itself where a repair left none.
pub(super) fn child<'s>(node: &'s Node, key: &str) -> &'s Node {
    node.get(key).unwrap_or(node)
}

/// The item of a list in a tree.
pub(super) fn item(node: &Node, index: usize) -> &Node {
    node.items().get(index).unwrap_or(node)
}
