//! What a schema is, before its members are looked at.

use std::rc::Rc;

use openapiv3::Schema;

use super::object::{Parts, place};
use super::view::{View, view};
use super::{Types, choice, scalar, union, values};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Constant, MOST_VARIANTS, Type};
use crate::lower::site::{Document, SchemaSite, Site};

/// What a schema is. Many ask the same schema, so what is large is shared.
#[derive(Clone)]
pub(in crate::lower) enum Shape<'a> {
    /// Members of known names; `allOf` merged.
    Object(Rc<Parts<'a>>),
    /// Members of any name.
    Map(SchemaSite<'a>),
    /// Texts out of a list, and whether others are allowed beside them.
    TextEnum(Rc<[&'a str]>, bool),
    /// Integers out of a list.
    IntEnum(Rc<[i64]>),
    /// Scalars out of a list that are neither all texts nor all integers.
    ValueEnum(Rc<[Constant]>),
    /// Items of a type each.
    Tuple(Rc<[SchemaSite<'a>]>),
    /// One of several objects.
    Union(Rc<union::TaggedUnion<'a>>),
    /// One of several types, told apart by what a value looks like.
    Choice(Rc<choice::Leaves<'a>>),
    /// An array of these.
    List(Option<SchemaSite<'a>>),
    /// The same as that schema.
    Same(SchemaSite<'a>),
    /// A scalar or any value.
    Plain(Type),
}

impl<'a> Shape<'a> {
    /// Whether a schema is one of the branches.
    pub(super) fn has_branch(&self, of: Site<'a, Schema>, document: Document<'a>) -> bool {
        let is = |branch: SchemaSite<'a>| {
            let site = branch.resolve(document);
            site.is_some_and(|site| place(site.item) == place(of.item))
        };
        match self {
            Self::Union(choice) => choice.sites().any(is),
            Self::Choice(leaves) => leaves.iter().any(|leaf| is(leaf.site())),
            _ => false,
        }
    }
}

impl Shape<'_> {
    /// Whether it is one value that is neither list nor object, or any value.
    pub fn is_scalar(&self) -> bool {
        matches!(
            self,
            Self::Plain(_) | Self::TextEnum(..) | Self::IntEnum(_) | Self::ValueEnum(_)
        )
    }

    /// Two JSON types of which no value is both, where shapes have such.
    pub fn contradiction(shapes: &[Self]) -> Option<[&'static str; 2]> {
        let mut sorts = shapes.iter().filter_map(Self::sort);
        let first = sorts.next()?;
        sorts
            .find(|sort| *sort != first)
            .map(|other| [first, other])
    }

    /// The JSON type of a scalar; `None` where it may be of several.
    fn sort(&self) -> Option<&'static str> {
        Some(match self {
            Self::TextEnum(..) => "string",
            Self::IntEnum(_) => "number",
            Self::Plain(ty) => match ty {
                Type::Bool => "boolean",
                _ if ty.is_number() => "number",
                Type::Any | Type::Nullable(_) | Type::Named(_) => return None,
                Type::List(_) | Type::Map(_) | Type::Tuple(_) => return None,
                _ => "string",
            },
            _ => return None,
        })
    }
}

impl<'a> Types<'a> {
    /// Looks at a schema. Whoever wants to know what it is asks for what was seen, with [`Types::shape`].
    pub(super) fn shape_of(&self, site: Site<'a, Schema>, diag: &mut Diagnostics) -> Shape<'a> {
        let view = view(site);
        if !view.all_of.is_empty() {
            return self.composed(site, &view, diag);
        }
        if !view.branches.is_empty() {
            return self.choice(site, &view, diag);
        }
        self.simple(site, &view, diag)
    }

    /// A schema that composes nothing.
    pub fn simple(
        &self,
        site: Site<'a, Schema>,
        view: &View<'a>,
        diag: &mut Diagnostics,
    ) -> Shape<'a> {
        scalar::check_listed(site, view, diag);
        if view.has_properties()
            && let Some(at) = site.node.key_span("discriminator")
        {
            if let Some(choice) = self.heirs(site) {
                return Shape::Union(Rc::new(choice));
            }
            diag.report(&rules::types::DISCRIMINATOR_WITHOUT_BRANCHES, at);
        }
        if view.has_properties() || (view.kind == Some("object") && view.is_closed()) {
            return Shape::Object(Rc::new(Parts::one(site)));
        }
        if let Some(values) = view.rest_schema(site.node) {
            return Shape::Map(values);
        }
        if view.kind == Some("array") || view.items.is_some() {
            return match view.tuple(site.node) {
                Some(items) => Shape::Tuple(items.into()),
                None => Shape::List(view.items(site.node)),
            };
        }
        if scalar::is_text_enum(site, view) {
            if view.texts.len() > MOST_VARIANTS {
                let at = site.node.key_span("enum").unwrap_or(site.node.span);
                diag.report(&rules::types::TOO_MANY_VALUES, at)
                    .arg(MOST_VARIANTS.to_string());
            }
            return Shape::TextEnum(view.texts.as_slice().into(), false);
        }
        if let Some(shape) = values::numbers(site, view) {
            return shape;
        }
        Shape::Plain(scalar::plain(site, view, diag))
    }
}
