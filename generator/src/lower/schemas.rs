//! Schemas into types: which schemas get a name, and what the others are.

pub(super) mod choice;
mod combine;
pub(super) mod composed;
pub(super) mod heirs;
pub(super) mod limits;
mod looks;
mod named;
mod narrow;
pub(super) mod object;
pub(super) mod scalar;
mod shape;
mod union;
pub(super) mod values;
pub(super) mod view;

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use openapiv3::{ReferenceOr, Schema};

use self::looks::Looks;
pub(super) use self::shape::Shape;
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{DocText, EnumValue, Table, Type, TypeDef, TypeId, TypeKind, WireName};
use crate::lower::site::{Document, SchemaRef, SchemaSite, Site};
use crate::source::Span;
use crate::source::node::Node;

/// A type, and whether null may stand for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Typed {
    pub ty: Type,
    pub nullable: bool,
}

impl Typed {
    pub const ANY: Self = Self {
        ty: Type::Any,
        nullable: false,
    };

    /// The type where no field can carry the null: in lists, in maps, as a body.
    pub fn closed(self) -> Type {
        if self.nullable && self.ty != Type::Any {
            Type::Nullable(Box::new(self.ty))
        } else {
            self.ty
        }
    }
}

/// The names that lead to an inline schema, outermost first.
pub(super) type Path = Vec<WireName>;

/// One level below `path`.
pub(super) fn below(path: &[WireName], name: &str) -> Path {
    let mut path = path.to_vec();
    path.push(WireName::new(name));
    path
}

/// Levels of inline schemas below each other; more would nest the generated types deeper than tools can print.
pub(super) const DEPTH: usize = 64;

/// The types of an API as they are found.
pub(super) struct Types<'a> {
    pub document: Document<'a>,
    pub defs: Table<TypeId, TypeDef>,
    components: BTreeMap<&'a str, Option<Typed>>,
    inline: BTreeMap<(Span, Path), TypeId>,
    pub(super) merged: BTreeMap<Vec<Span>, TypeId>,
    /// The enums of events, by the schema of the stream's items.
    pub(super) events: BTreeMap<*const Schema, TypeId>,
    waiting: VecDeque<(TypeId, &'a str, Site<'a, Schema>)>,
    pub(super) depth: usize,
    /// What was seen of each schema, which the types of error bodies share.
    looks: Rc<Looks<'a>>,
    /// Whether findings about schemas are reported.
    is_reported: bool,
}

impl<'a> Types<'a> {
    pub fn new(document: Document<'a>) -> Self {
        Self {
            document,
            defs: Table::new(),
            components: BTreeMap::new(),
            inline: BTreeMap::new(),
            merged: BTreeMap::new(),
            events: BTreeMap::new(),
            waiting: VecDeque::new(),
            depth: 0,
            looks: Rc::default(),
            is_reported: true,
        }
    }

    /// Types beside these, about which nothing is reported.
    pub fn unreported(&self) -> Self {
        Self {
            looks: Rc::clone(&self.looks),
            is_reported: false,
            ..Self::new(self.document)
        }
    }

    /// The type of a schema, with every type that it reaches.
    pub fn lower(
        &mut self,
        site: SchemaSite<'a>,
        path: &[WireName],
        diag: &mut Diagnostics,
    ) -> Typed {
        let typed = self.of(site, path, diag);
        self.drain(diag);
        typed
    }

    /// Lowers the components that wait.
    pub fn drain(&mut self, diag: &mut Diagnostics) {
        // Components wait in a queue instead of on the stack: a chain of them can be as long as the document.
        while let Some((id, name, site)) = self.waiting.pop_front() {
            let kind = self.body(site, &[WireName::new(name)], diag);
            self.fill(id, kind);
        }
    }

    /// The type of a schema; named components that it reaches are left waiting.
    pub fn of(&mut self, site: SchemaSite<'a>, path: &[WireName], diag: &mut Diagnostics) -> Typed {
        match site.of {
            SchemaRef::Reference(reference) => self.component(reference, site.node, diag),
            SchemaRef::Item(item) => {
                if self.depth >= DEPTH {
                    diag.report(&rules::types::SCHEMA_TOO_DEEP, site.node.span)
                        .arg(DEPTH.to_string());
                    return Typed::ANY;
                }
                self.depth += 1;
                let typed = self.inline(
                    Site {
                        item,
                        node: site.node,
                    },
                    path,
                    diag,
                );
                self.depth -= 1;
                typed
            }
        }
    }

    fn component(&mut self, reference: &str, at: &Node, diag: &mut Diagnostics) -> Typed {
        let document = self.document;
        let Some((name, target, node)) = document.component::<Schema>(reference) else {
            return Typed::ANY;
        };
        match self.components.get(name) {
            Some(Some(typed)) => return typed.clone(),
            Some(None) => {
                diag.report(&rules::types::RECURSIVE_ALIAS, at.span)
                    .arg(name);
                return Typed::ANY;
            }
            None => {}
        }
        self.components.insert(name, None);
        let typed = match target {
            ReferenceOr::Reference { reference } => self.component(reference, node, diag),
            ReferenceOr::Item(item) => {
                let site = Site { item, node };
                match self.shape_for_type(site, diag) {
                    shape if shape.is_named() => {
                        let id = self.declare(vec![WireName::new(name)], site);
                        self.waiting.push_back((id, name, site));
                        Typed {
                            ty: Type::Named(id),
                            nullable: self.admits_null(site),
                        }
                    }
                    shape => {
                        let path = [WireName::new(name)];
                        self.depth += 1;
                        let typed = if self.depth > DEPTH {
                            diag.report(&rules::types::SCHEMA_TOO_DEEP, node.span)
                                .arg(DEPTH.to_string());
                            Typed::ANY
                        } else {
                            self.unnamed(shape, site, &path, diag)
                        };
                        self.depth -= 1;
                        typed
                    }
                }
            }
        };
        self.components.insert(name, Some(typed.clone()));
        typed
    }

    fn inline(
        &mut self,
        site: Site<'a, Schema>,
        path: &[WireName],
        diag: &mut Diagnostics,
    ) -> Typed {
        match self.shape_for_type(site, diag) {
            shape if shape.is_named() => {
                let key = (site.node.span, path.to_vec());
                let id = match self.inline.get(&key) {
                    Some(id) => *id,
                    None => {
                        let id = self.declare(path.to_vec(), site);
                        self.entitle(id, site);
                        self.inline.insert(key, id);
                        let kind = self.body(site, path, diag);
                        self.fill(id, kind);
                        id
                    }
                };
                Typed {
                    ty: Type::Named(id),
                    nullable: self.admits_null(site),
                }
            }
            shape => self.unnamed(shape, site, path, diag),
        }
    }

    /// The type of a schema that gets no name.
    fn unnamed(
        &mut self,
        shape: Shape<'a>,
        site: Site<'a, Schema>,
        path: &[WireName],
        diag: &mut Diagnostics,
    ) -> Typed {
        let nullable = self.admits_null(site);
        let ty = match shape {
            Shape::Same(other) => {
                let other = self.of(other, path, diag);
                return Typed {
                    nullable: nullable || other.nullable,
                    ty: scalar::masked(other.ty, site, diag),
                };
            }
            Shape::List(Some(items)) => {
                let item = self.of(items, &below(path, "item"), diag);
                Type::List(Box::new(item.closed()))
            }
            Shape::Tuple(items) => {
                let items = items.iter().enumerate().map(|(index, item)| {
                    let path = below(path, &format!("item{}", index + 1));
                    self.of(*item, &path, diag).closed()
                });
                Type::Tuple(items.collect())
            }
            Shape::List(None) => Type::List(Box::new(Type::Any)),
            Shape::Map(values) => {
                let value = self.of(values, &below(path, "value"), diag);
                Type::Map(Box::new(value.closed()))
            }
            Shape::Plain(ty) => ty,
            // These have names; the callers see to it.
            Shape::Object(_)
            | Shape::TextEnum(..)
            | Shape::IntEnum(_)
            | Shape::ValueEnum(_)
            | Shape::Union(_)
            | Shape::Choice(_) => Type::Any,
        };
        Typed { ty, nullable }
    }

    /// What a named type is made of.
    fn body(
        &mut self,
        site: Site<'a, Schema>,
        path: &[WireName],
        diag: &mut Diagnostics,
    ) -> TypeKind {
        match self.shape(site) {
            Shape::Object(parts) => {
                let (fields, rest) = self.fields(&parts, path, diag);
                TypeKind::Object { fields, rest }
            }
            Shape::TextEnum(texts, open) => TypeKind::TextEnum {
                values: scalar::values(&texts, site, diag),
                open,
            },
            Shape::IntEnum(numbers) => {
                let texts: Vec<_> = numbers.iter().map(ToString::to_string).collect();
                let texts: Vec<_> = texts.iter().map(String::as_str).collect();
                let values = scalar::values(&texts, site, diag).into_iter();
                let number = |value: EnumValue| Some((value.wire.as_str().parse().ok()?, value));
                TypeKind::IntEnum {
                    values: values.filter_map(number).collect(),
                }
            }
            Shape::ValueEnum(constants) => {
                let named = scalar::named_constants(&constants, site, diag);
                TypeKind::ValueEnum { values: named }
            }
            Shape::Union(choice) => self.union(&choice, path, diag),
            Shape::Choice(leaves) => self.choose(&leaves, path, diag),
            _ => TypeKind::Alias(Type::Any),
        }
    }
}

/// The description of a schema, or else its title.
pub(super) fn doc(schema: &Schema) -> DocText {
    let data = &schema.schema_data;
    // A title that is one word of a program is a name, and says nothing.
    let says = |title: &&String| title.trim().contains(char::is_whitespace);
    let title = data.title.as_ref().filter(says);
    let text = data.description.as_ref().or(title);
    DocText::new(text.cloned().unwrap_or_default())
}
