//! One view of a schema, however the model spells it.

use std::borrow::Cow;

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, IntegerFormat, NumberFormat, ReferenceOr, Schema, SchemaKind,
    StringFormat, Type, VariantOrUnknownOrEmpty,
};

use crate::lower::site::{SchemaSite, Site, child, item};
use crate::source::node::Node;

type Properties = IndexMap<String, ReferenceOr<Box<Schema>>>;

/// What a schema says, in one struct.
#[derive(Clone, Default)]
pub(in crate::lower) struct View<'s> {
    /// `type`.
    pub kind: Option<&'s str>,
    /// `format`.
    pub format: Option<Cow<'s, str>>,
    /// The texts of `enum`.
    pub texts: Vec<&'s str>,
    /// Whether there is an `enum` of anything.
    pub listed: bool,
    pub properties: Option<&'s Properties>,
    pub required: &'s [String],
    pub rest: Option<&'s AdditionalProperties>,
    pub items: Option<&'s ReferenceOr<Box<Schema>>>,
    pub all_of: &'s [ReferenceOr<Schema>],
    /// `oneOf`, or else `anyOf`.
    pub branches: &'s [ReferenceOr<Schema>],
    /// The key that `branches` come from.
    pub branches_key: &'static str,
    /// Whether there is a `not`.
    pub negates: bool,
}

impl<'s> View<'s> {
    pub fn of(schema: &'s Schema) -> Self {
        let mut view = Self {
            branches_key: "oneOf",
            ..Self::default()
        };
        match &schema.schema_kind {
            SchemaKind::Type(Type::String(of)) => {
                view.kind = Some("string");
                view.format = format(&of.format, |format| match format {
                    StringFormat::Date => "date",
                    StringFormat::DateTime => "date-time",
                    StringFormat::Password => "password",
                    StringFormat::Byte => "byte",
                    StringFormat::Binary => "binary",
                });
                view.texts = of
                    .enumeration
                    .iter()
                    .flatten()
                    .map(String::as_str)
                    .collect();
                view.listed = !of.enumeration.is_empty();
            }
            SchemaKind::Type(Type::Number(of)) => {
                view.kind = Some("number");
                view.format = format(&of.format, |format| match format {
                    NumberFormat::Float => "float",
                    NumberFormat::Double => "double",
                });
                view.listed = !of.enumeration.is_empty();
            }
            SchemaKind::Type(Type::Integer(of)) => {
                view.kind = Some("integer");
                view.format = format(&of.format, |format| match format {
                    IntegerFormat::Int32 => "int32",
                    IntegerFormat::Int64 => "int64",
                });
                view.listed = !of.enumeration.is_empty();
            }
            SchemaKind::Type(Type::Boolean(of)) => {
                view.kind = Some("boolean");
                view.listed = !of.enumeration.is_empty();
            }
            SchemaKind::Type(Type::Object(of)) => {
                view.kind = Some("object");
                view.properties = Some(&of.properties);
                view.required = &of.required;
                view.rest = of.additional_properties.as_ref();
            }
            SchemaKind::Type(Type::Array(of)) => {
                view.kind = Some("array");
                view.items = of.items.as_ref();
            }
            SchemaKind::OneOf { one_of } => view.branches = one_of,
            SchemaKind::AnyOf { any_of } => {
                view.branches = any_of;
                view.branches_key = "anyOf";
            }
            SchemaKind::AllOf { all_of } => view.all_of = all_of,
            SchemaKind::Not { .. } => view.negates = true,
            SchemaKind::Any(any) => {
                view.kind = any.typ.as_deref();
                view.format = any.format.as_deref().map(Cow::Borrowed);
                view.texts = any.enumeration.iter().filter_map(|v| v.as_str()).collect();
                view.listed = any.enumeration.iter().any(|value| !value.is_null());
                view.properties = Some(&any.properties);
                view.required = &any.required;
                view.rest = any.additional_properties.as_ref();
                view.items = any.items.as_ref();
                view.all_of = &any.all_of;
                view.negates = any.not.is_some();
                if any.one_of.is_empty() {
                    view.branches = &any.any_of;
                    view.branches_key = "anyOf";
                } else {
                    view.branches = &any.one_of;
                }
            }
        }
        view
    }

    /// The properties with their trees.
    pub fn properties(&self, node: &'s Node) -> impl Iterator<Item = (&'s str, SchemaSite<'s>)> {
        let trees = child(node, "properties");
        let properties = self.properties.into_iter().flatten();
        properties.map(|(name, of)| (name.as_str(), SchemaSite::new(of, child(trees, name))))
    }

    /// The property of that name with its tree.
    pub fn property(&self, node: &'s Node, name: &str) -> Option<SchemaSite<'s>> {
        let of = self.properties?.get(name)?;
        let trees = child(node, "properties");
        Some(SchemaSite::new(of, child(trees, name)))
    }

    /// Whether there are members of known names.
    pub fn has_properties(&self) -> bool {
        self.properties.is_some_and(|all| !all.is_empty())
    }

    /// Whether the schema itself, apart from what it composes, says anything of members.
    pub fn says_members(&self) -> bool {
        self.has_properties()
            || !self.required.is_empty()
            || matches!(self.rest, Some(AdditionalProperties::Schema(_)))
    }

    /// The schema of further members, where the document gives one.
    pub fn rest_schema(&self, node: &'s Node) -> Option<SchemaSite<'s>> {
        match self.rest {
            Some(AdditionalProperties::Schema(of)) => {
                Some(SchemaSite::new(&**of, child(node, "additionalProperties")))
            }
            _ => None,
        }
    }

    /// Whether further members are allowed in so many words.
    pub fn is_open(&self) -> bool {
        matches!(self.rest, Some(AdditionalProperties::Any(true)))
    }

    /// Whether further members are forbidden.
    pub fn is_closed(&self) -> bool {
        matches!(self.rest, Some(AdditionalProperties::Any(false)))
    }

    /// The schema of the items.
    pub fn items(&self, node: &'s Node) -> Option<SchemaSite<'s>> {
        let items = self.items?;
        Some(SchemaSite::new(items, child(node, "items")))
    }

    /// The items of a tuple, as [`crate::normalise`] leaves them: the parts of the items' schema.
    pub fn tuple(&self, node: &'s Node) -> Option<Vec<SchemaSite<'s>>> {
        node.get("prefixItems")?;
        match (self.items?, child(node, "items")) {
            (ReferenceOr::Item(items), tree) => Some(Self::of(items).parts(tree)),
            (ReferenceOr::Reference { .. }, _) => None,
        }
    }

    /// The parts of `allOf` with their trees.
    pub fn parts(&self, node: &'s Node) -> Vec<SchemaSite<'s>> {
        sites(self.all_of, child(node, "allOf"))
    }

    /// The branches of `oneOf` or `anyOf` with their trees.
    pub fn branches(&self, node: &'s Node) -> Vec<SchemaSite<'s>> {
        sites(self.branches, child(node, self.branches_key))
    }

    /// Whether the schema says anything about an object's members.
    pub fn is_object(&self) -> bool {
        self.kind == Some("object")
            || self.has_properties()
            || matches!(self.rest, Some(AdditionalProperties::Schema(_)))
    }

    /// Whether the schema, apart from `allOf`, restricts nothing: annotations at most.
    pub fn is_bare(&self) -> bool {
        self.kind.is_none_or(|kind| kind == "object")
            && !self.has_properties()
            && self.required.is_empty()
            && self.rest.is_none()
            && self.items.is_none()
            && self.branches.is_empty()
            && !self.listed
    }
}

fn sites<'s>(schemas: &'s [ReferenceOr<Schema>], trees: &'s Node) -> Vec<SchemaSite<'s>> {
    let numbered = schemas.iter().enumerate();
    numbered
        .map(|(index, of)| {
            let tree = item(trees, index);
            behind(of, tree).unwrap_or(SchemaSite::new(of, tree))
        })
        .collect()
}

/// The reference that a branch or a part is, if it says nothing else of values: since 3.1 it may have a title or a
/// description beside it.
fn behind<'s>(of: &'s ReferenceOr<Schema>, tree: &'s Node) -> Option<SchemaSite<'s>> {
    let (mut of, mut tree) = (of, tree);
    while let Some(inner) = wrapped(of) {
        (of, tree) = (inner, item(child(tree, "allOf"), 0));
    }
    matches!(of, ReferenceOr::Reference { .. }).then(|| SchemaSite::new(of, tree))
}

/// The text of the reference that a part is, annotations beside it or none.
pub(super) fn reference_of(of: &ReferenceOr<Schema>) -> Option<&str> {
    let mut of = of;
    while let Some(inner) = wrapped(of) {
        of = inner;
    }
    match of {
        ReferenceOr::Reference { reference } => Some(reference),
        ReferenceOr::Item(_) => None,
    }
}

/// The one part of a schema that has annotations beside it, and none that changes its values.
fn wrapped(of: &ReferenceOr<Schema>) -> Option<&ReferenceOr<Schema>> {
    let ReferenceOr::Item(item) = of else {
        return None;
    };
    let data = &item.schema_data;
    match &item.schema_kind {
        SchemaKind::AllOf { all_of } if !data.nullable && !data.write_only => {
            match all_of.as_slice() {
                [only] => Some(only),
                _ => None,
            }
        }
        _ => None,
    }
}

fn format<'s, T>(
    format: &'s VariantOrUnknownOrEmpty<T>,
    word: impl Fn(&T) -> &'static str,
) -> Option<Cow<'s, str>> {
    match format {
        VariantOrUnknownOrEmpty::Item(known) => Some(Cow::Borrowed(word(known))),
        VariantOrUnknownOrEmpty::Unknown(other) => Some(Cow::Borrowed(other)),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

/// A resolved schema and what it says.
pub(in crate::lower) fn view<'s>(site: Site<'s, Schema>) -> View<'s> {
    View::of(site.item)
}
