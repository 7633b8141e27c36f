//! Branches that no one member tells apart: they are told apart by what a value looks like.
//!
//! ```yaml
//! anyOf: [{type: string}, {$ref: '#/components/schemas/Customer'}, {type: array, items: {type: string}}]
//!                              # a choice of a text, an object and a list
//! ```
//!
//! Branches that are choices themselves count by their own branches. There is one branch per JSON kind of scalar: two
//! texts become one text, two numbers the wider number, two lists a list of any value.

mod called;
mod covers;

use std::collections::BTreeSet;
use std::rc::Rc;

use openapiv3::Schema;

use super::object::{Part, place};
use super::scalar;
use super::union;
use super::view::{View, view};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{self, Branch, Constant, DocText, Type, TypeKind, WireName};
use crate::lower::schemas::{Shape, Types, below, doc};
use crate::lower::site::{SchemaSite, Site};
use crate::steps;

/// Schemas that are the same as another one, followed before giving up.
const HOPS: usize = 64;

/// The branches of a choice.
pub(in crate::lower) type Leaves<'s> = Vec<Leaf<'s>>;

/// A branch that is no choice itself.
#[derive(Clone)]
pub(in crate::lower) struct Leaf<'s> {
    site: SchemaSite<'s>,
    sort: Sort,
    payload: Payload<'s>,
    tags: Option<(String, Vec<String>)>,
    common: Vec<Part<'s>>,
}

/// What JSON value a branch takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Text,
    Number,
    Bool,
    List,
    Map,
    Object,
    /// A union by a tag, which stays one.
    Union,
}

impl Sort {
    /// Whether a value has no member that could be a tag.
    fn is_other(self) -> bool {
        !matches!(self, Self::Object | Self::Union | Self::Map)
    }
}

/// What a variant holds.
#[derive(Clone)]
enum Payload<'s> {
    /// The type of the schema.
    Schema,
    /// A type that serves several branches.
    Type(Type),
    /// Texts out of the lists of several branches.
    Texts(Vec<&'s str>, bool),
}

impl<'s> Leaf<'s> {
    /// The branch.
    pub fn site(&self) -> SchemaSite<'s> {
        self.site
    }
}

impl Leaf<'_> {
    /// Whether the branch is an object with members of its own.
    pub fn is_object(&self) -> bool {
        self.sort == Sort::Object
    }

    /// Whether the branch is a text.
    pub fn is_text(&self) -> bool {
        self.sort == Sort::Text
    }

    /// Whether a value of the branch has members, known ones or others.
    pub fn has_members(&self) -> bool {
        !self.sort.is_other()
    }
}

impl<'a> Types<'a> {
    /// The branches, choices among them replaced by their own. `None` when one of them takes any value.
    pub(in crate::lower) fn leaves(&self, branches: &[SchemaSite<'a>]) -> Option<Leaves<'a>> {
        let mut leaves = Vec::new();
        let mut seen = BTreeSet::new();
        for branch in branches {
            self.leaf(*branch, 0, &mut seen, &mut leaves)?;
        }
        (!leaves.is_empty()).then_some(leaves)
    }

    fn leaf(
        &self,
        branch: SchemaSite<'a>,
        hops: usize,
        seen: &mut BTreeSet<*const Schema>,
        leaves: &mut Leaves<'a>,
    ) -> Option<()> {
        let site = branch.resolve(self.document)?;
        if !seen.insert(place(site.item)) {
            return Some(());
        }
        let mut payload = Payload::Schema;
        let sort = match self.shape(site) {
            Shape::Same(_) if hops >= HOPS => return None,
            Shape::Same(other) => return self.leaf(other, hops + 1, seen, leaves),
            Shape::Choice(inner) => {
                for leaf in inner.iter() {
                    steps::count(1);
                    let target = leaf.site.resolve(self.document)?;
                    // A branch that stands there already takes its values first.
                    let is_single = !leaf.is_object() && leaf.sort != Sort::Union;
                    if is_single || seen.insert(place(target.item)) {
                        leaves.push(leaf.clone());
                    }
                }
                return Some(());
            }
            Shape::Object(_) => Sort::Object,
            Shape::Union(_) => Sort::Union,
            Shape::Map(_) => Sort::Map,
            Shape::List(_) | Shape::Tuple(_) => Sort::List,
            Shape::IntEnum(_) => Sort::Number,
            Shape::ValueEnum(_) if view(site).kind == Some("number") => Sort::Number,
            Shape::ValueEnum(_) => return None,
            Shape::TextEnum(values, _) => {
                // A type for one text would say no more than the text itself.
                if values.len() == 1 && self.component_name(branch).is_none() {
                    payload = Payload::Type(Type::String);
                }
                Sort::Text
            }
            Shape::Plain(ty) => match ty {
                Type::Any if view(site).is_object() => {
                    payload = Payload::Type(Type::Map(Box::new(Type::Any)));
                    Sort::Map
                }
                Type::Any => return None,
                ty => scalar_sort(&ty),
            },
        };
        leaves.push(Leaf {
            site: branch,
            sort,
            payload,
            tags: None,
            common: Vec::new(),
        });
        Some(())
    }

    /// What branches are that a value's look tells apart.
    pub(in crate::lower) fn by_shape(
        &self,
        site: Site<'a, Schema>,
        view: &View<'a>,
        mut leaves: Leaves<'a>,
        declared: Option<&union::TaggedUnion<'a>>,
        common: Vec<Part<'a>>,
        diag: &mut Diagnostics,
    ) -> Shape<'a> {
        let at = site.node.key_span(view.branches_key);
        let at = at.unwrap_or(site.node.span);
        // An object of any members has the common ones, too, each with its own type.
        if common
            .iter()
            .any(|part| super::view::view(part.site).has_properties())
        {
            for leaf in leaves.iter_mut().filter(|leaf| leaf.sort == Sort::Map) {
                (leaf.sort, leaf.payload) = (Sort::Object, Payload::Schema);
            }
        }
        self.join_texts(&mut leaves);
        self.join_numbers(&mut leaves);
        for (sort, what, ty) in [
            (Sort::List, "lists", Type::List(Box::new(Type::Any))),
            (Sort::Map, "maps", Type::Map(Box::new(Type::Any))),
        ] {
            if count(&leaves, sort) > 1 {
                diag.report(&rules::types::UNDISCRIMINATED_UNION, at)
                    .arg(view.branches_key)
                    .arg(what);
                join(&mut leaves, sort, Payload::Type(ty));
            }
        }
        if count(&leaves, Sort::Bool) > 1 {
            join(&mut leaves, Sort::Bool, Payload::Type(Type::Bool));
        }
        if let Some(discriminator) = site.node.key_span("discriminator")
            && leaves.iter().any(|leaf| leaf.sort.is_other())
        {
            diag.report(&rules::types::UNION_OF_OTHERS, discriminator);
        }
        let tags = declared.map(union::TaggedUnion::tags);
        for leaf in &mut leaves {
            steps::count(1);
            if leaf.is_object() {
                leaf.common.extend(&common);
                if let Some((tag, tags)) = &tags
                    && let Some(tags) = tags.get(&std::ptr::from_ref(leaf.site.node))
                {
                    leaf.tags = Some(((*tag).to_owned(), tags.to_vec()));
                }
            }
        }
        match leaves.as_slice() {
            [only] if only.common.is_empty() => match &only.payload {
                Payload::Schema => Shape::Same(only.site),
                Payload::Type(ty) => Shape::Plain(ty.clone()),
                Payload::Texts(values, open) => Shape::TextEnum(values.as_slice().into(), *open),
            },
            _ => Shape::Choice(Rc::new(leaves)),
        }
    }

    /// Texts of several branches: their listed values together, open for others, or a plain text. An empty text that is listed
    /// beside any text says no more than that.
    fn join_texts(&self, leaves: &mut Leaves<'a>) {
        if count(leaves, Sort::Text) < 2 {
            return;
        }
        let mut values: Vec<&'a str> = Vec::new();
        let (mut secret, mut any) = (false, false);
        for leaf in leaves.iter().filter(|leaf| leaf.sort == Sort::Text) {
            let Some(site) = leaf.site.resolve(self.document) else {
                continue;
            };
            match self.shape(site) {
                Shape::TextEnum(texts, open) => {
                    values.extend(texts.iter());
                    any |= open;
                }
                Shape::Plain(Type::Secret) => secret = true,
                Shape::Plain(Type::String) => any = true,
                _ => {}
            }
        }
        if any && values.iter().all(|value| value.is_empty()) {
            values.clear();
        }
        let payload = match (values.is_empty(), secret) {
            (_, true) => Payload::Type(Type::Secret),
            (true, false) => Payload::Type(Type::String),
            (false, false) => Payload::Texts(values, any),
        };
        join(leaves, Sort::Text, payload);
    }

    /// Numbers of several branches: the widest, or one that keeps its digits where none holds all of them.
    fn join_numbers(&self, leaves: &mut Leaves<'a>) {
        if count(leaves, Sort::Number) < 2 {
            return;
        }
        let number = |leaf: &Leaf<'a>| {
            let site = leaf.site.resolve(self.document)?;
            match self.shape(site) {
                Shape::Plain(ty) => Some(ty),
                Shape::IntEnum(_) => Some(Type::I64),
                _ => None,
            }
        };
        let numbers = leaves.iter().filter(|leaf| leaf.sort == Sort::Number);
        let widest = numbers.filter_map(number).reduce(|a, b| match (a, b) {
            (a, b) if a == b => a,
            (a @ Type::Decimal { .. }, _) | (_, a @ Type::Decimal { .. }) => a,
            (Type::F32 | Type::F64, Type::F32 | Type::F64) => Type::F64,
            (Type::I32 | Type::I64 | Type::U32, Type::I32 | Type::I64 | Type::U32) => Type::I64,
            // A whole number of 64 bits has more digits than a float, and a float is no whole number.
            _ => Type::Number,
        });
        join(
            leaves,
            Sort::Number,
            Payload::Type(widest.unwrap_or(Type::F64)),
        );
    }

    /// The choice as a type.
    pub(in crate::lower) fn choose(
        &mut self,
        leaves: &Leaves<'a>,
        path: &[WireName],
        diag: &mut Diagnostics,
    ) -> TypeKind {
        let mut branches = Vec::new();
        for (leaf, name) in leaves.iter().zip(self.leaf_names(leaves)) {
            let path = below(path, &name);
            let target = leaf.site.resolve(self.document);
            let ty = match &leaf.payload {
                Payload::Type(ty) => ty.clone(),
                Payload::Texts(texts, open) => {
                    let Some(site) = target else { continue };
                    let id = self.declare(path, site);
                    let values = scalar::values(texts, site, diag);
                    self.fill(
                        id,
                        TypeKind::TextEnum {
                            values,
                            open: *open,
                        },
                    );
                    Type::Named(id)
                }
                Payload::Schema => self.branch(leaf.site, &leaf.common, &path, diag),
            };
            let constants = leaf.tags.iter().map(|(tag, values)| {
                let values = values.iter().map(|it| Constant::Text(WireName::new(&**it)));
                (WireName::new(&**tag), values.collect())
            });
            let shape = match leaf.sort {
                Sort::Text => ir::Shape::Text,
                Sort::Number => ir::Shape::Number,
                Sort::Bool => ir::Shape::Bool,
                Sort::List => ir::Shape::List,
                Sort::Map => ir::Shape::Map,
                Sort::Object | Sort::Union => ir::Shape::Object {
                    of: None,
                    constants: constants.collect(),
                },
            };
            branches.push(Branch {
                name: WireName::new(name),
                boxed: matches!(leaf.sort, Sort::Object | Sort::Union) && ty != Type::Any,
                ty,
                shapes: vec![shape],
                doc: target.map_or_else(DocText::default, |site| doc(site.item)),
                span: leaf.site.node.span,
            });
        }
        TypeKind::Choice { branches }
    }
}

/// What JSON value a scalar is.
fn scalar_sort(ty: &Type) -> Sort {
    match ty {
        Type::Bool => Sort::Bool,
        _ if ty.is_number() => Sort::Number,
        _ => Sort::Text,
    }
}

fn count(leaves: &[Leaf<'_>], sort: Sort) -> usize {
    leaves.iter().filter(|leaf| leaf.sort == sort).count()
}

/// Leaves the first branch of a kind, which now stands for all of them.
fn join<'s>(leaves: &mut Leaves<'s>, sort: Sort, payload: Payload<'s>) {
    let mut payload = Some(payload);
    leaves.retain_mut(|leaf| {
        if leaf.sort != sort {
            return true;
        }
        match payload.take() {
            Some(payload) => {
                leaf.payload = payload;
                true
            }
            None => false,
        }
    });
}
