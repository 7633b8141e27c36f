//! Data types: what bodies and parameters are made of.

use super::body::{BodyKind, Part};
use super::limits::Limits;
use super::text::{DocText, WireName};
use crate::source::Span;
use crate::table::TypeId;

/// The longest list of values that becomes an enum. The time that compilers take for an enum grows with the square of its
/// variants; a longer list of texts is a table.
pub const MOST_VARIANTS: usize = 2_000;

/// A type where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// Text that must not be shown: a password, a client secret.
    Secret,
    /// `true` or `false`.
    Bool,
    /// `integer` of format `int32`.
    I32,
    /// `integer` otherwise.
    I64,
    /// `integer` of format `uint32`, or `int32` with `minimum` 0 where the document says so by format only.
    U32,
    /// `integer` of format `uint64`.
    U64,
    /// `number` of format `float`.
    F32,
    /// `number` otherwise.
    F64,
    /// A number of several widths, whole ones among them, by its digits: none of these types holds all of them.
    Number,
    /// A number, or a text that holds one, of format `decimal`: every digit is kept. `text` says it travels quoted.
    Decimal {
        /// Whether it travels as a string.
        text: bool,
    },
    /// `string` of format `date-time`.
    DateTime,
    /// `string` of format `date`.
    Date,
    /// `string` of format `uuid`.
    Uuid,
    /// `string` of format `byte`: base64 on the wire.
    Base64,
    /// A file within a multipart body.
    File,
    /// Any JSON value.
    Any,
    /// An array.
    List(Box<Type>),
    /// An object of any member names.
    Map(Box<Type>),
    /// A value that may be `null` (inside lists, maps and bodies; for members see [`Field::nullable`]).
    Nullable(Box<Type>),
    /// An array whose items have a type each, by their position.
    Tuple(Vec<Type>),
    /// A type with a name of its own.
    Named(TypeId),
}

impl Type {
    /// Whether it is a number on the wire, and no text that holds one.
    pub fn is_number(&self) -> bool {
        use Type::{Decimal, F32, F64, I32, I64, Number, U32, U64};
        matches!(
            self,
            I32 | I64 | U32 | U64 | F32 | F64 | Number | Decimal { text: false }
        )
    }

    /// Calls `visit` for every named type that a value holds in place or in lists, maps and tuples.
    pub fn each_named(&self, visit: &mut dyn FnMut(TypeId)) {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.each_named(visit),
            Self::Tuple(items) => items.iter().for_each(|item| item.each_named(visit)),
            Self::Named(id) => visit(*id),
            _ => {}
        }
    }

    /// The same for types that are given other positions.
    pub fn each_named_mut(&mut self, visit: &mut dyn FnMut(&mut TypeId)) {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => {
                inner.each_named_mut(visit);
            }
            Self::Tuple(items) => {
                for item in items {
                    item.each_named_mut(visit);
                }
            }
            Self::Named(id) => visit(id),
            _ => {}
        }
    }
}

/// A type with a name of its own.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// What the document calls it: a component's name, or a path of names for an inline type, outermost first. Planning
    /// makes the identifier of it.
    pub name: Vec<WireName>,
    /// The title of an inline type: its identifier, where no other type asks for it.
    pub title: Option<WireName>,
    /// Its description.
    pub doc: DocText,
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TypeKind,
    /// Whether a request can hold it.
    pub sent: bool,
    /// Whether an answer can hold it.
    pub received: bool,
    /// The types for the same thing where it is read, none of which this is: a value of theirs can be sent as one of this.
    pub reads: Vec<TypeId>,
    /// Of what several places share, each of which has a name of its own: the place whose name it has where it finds no
    /// better one.
    pub shared: Option<TypeId>,
    /// Marked deprecated.
    pub deprecated: bool,
}

impl TypeDef {
    /// Whether it is the name that one place has for a type that several share.
    pub fn is_place(&self) -> bool {
        self.is_inline() && matches!(self.kind, TypeKind::Alias(Type::Named(_)))
    }

    /// Components have one name, inline types a path of them.
    pub fn is_inline(&self) -> bool {
        self.name.len() > 1
    }
}

/// What a named type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with known members.
    Object {
        /// The members in document order.
        fields: Vec<Field>,
        /// The type of further members, if they are kept.
        rest: Option<Type>,
    },
    /// A string out of a list that may grow.
    TextEnum {
        /// The known values in document order.
        values: Vec<EnumValue>,
        /// Whether the document allows other values as well.
        open: bool,
    },
    /// An integer out of a list that may grow.
    IntEnum {
        /// The known values in document order, each with its number.
        values: Vec<(i64, EnumValue)>,
    },
    /// A number, or a scalar of any kind, out of a list that may grow.
    ValueEnum {
        /// The known values in document order.
        values: Vec<(Constant, EnumValue)>,
    },
    /// One of several objects, told apart by a string member.
    Union {
        /// The member that tells them apart.
        tag: WireName,
        /// The branches in document order.
        variants: Vec<Variant>,
    },
    /// One of several types, told apart by what the value looks like.
    Choice {
        /// The branches in document order.
        branches: Vec<Branch>,
    },
    /// The data of an event, whose type the event's type chooses.
    Events(Vec<EventKind>),
    /// A multipart body.
    Multipart {
        /// The parts in document order.
        parts: Vec<Part>,
        /// Whether further parts may follow.
        open: bool,
    },
    /// A body of one of several kinds.
    Bodies(Vec<BodyKind>),
    /// Another name for a type.
    Alias(Type),
}

impl TypeKind {
    /// The types that it is made of.
    pub fn parts(&self) -> Vec<&Type> {
        match self {
            Self::Object { fields, rest } => {
                fields.iter().map(|field| &field.ty).chain(rest).collect()
            }
            Self::Union { variants, .. } => variants.iter().map(|it| &it.ty).collect(),
            Self::Choice { branches } => branches.iter().map(|it| &it.ty).collect(),
            Self::Events(kinds) => kinds.iter().filter_map(|kind| kind.ty.as_ref()).collect(),
            Self::Multipart { parts, .. } => parts.iter().map(|part| &part.field.ty).collect(),
            Self::Bodies(kinds) => kinds.iter().filter_map(BodyKind::ty).collect(),
            Self::Alias(target) => vec![target],
            Self::TextEnum { .. } | Self::IntEnum { .. } | Self::ValueEnum { .. } => Vec::new(),
        }
    }

    /// Calls `visit` for every named type that it names.
    pub fn each_named(&self, visit: &mut dyn FnMut(TypeId)) {
        self.parts().into_iter().for_each(|ty| ty.each_named(visit));
        if let Self::Choice { branches } = self {
            for shape in branches.iter().flat_map(|branch| &branch.shapes) {
                if let Shape::Object { of: Some(id), .. } = shape {
                    visit(*id);
                }
            }
        }
    }

    /// Calls `visit` for every named type that it names, so that types can be given other positions.
    pub fn each_named_mut(&mut self, visit: &mut dyn FnMut(&mut TypeId)) {
        match self {
            Self::Object { fields, rest } => {
                let fields = fields.iter_mut().map(|field| &mut field.ty);
                fields.chain(rest).for_each(|ty| ty.each_named_mut(visit));
            }
            Self::Union { variants, .. } => {
                for variant in variants {
                    variant.ty.each_named_mut(visit);
                }
            }
            Self::Choice { branches } => {
                for branch in branches {
                    branch.ty.each_named_mut(visit);
                    for form in &mut branch.shapes {
                        if let Shape::Object { of: Some(id), .. } = form {
                            visit(id);
                        }
                    }
                }
            }
            Self::Events(kinds) => {
                for ty in kinds.iter_mut().filter_map(|kind| kind.ty.as_mut()) {
                    ty.each_named_mut(visit);
                }
            }
            Self::Multipart { parts, .. } => {
                for part in parts {
                    part.field.ty.each_named_mut(visit);
                }
            }
            Self::Bodies(kinds) => {
                for ty in kinds.iter_mut().filter_map(BodyKind::ty_mut) {
                    ty.each_named_mut(visit);
                }
            }
            Self::Alias(target) => target.each_named_mut(visit),
            Self::TextEnum { .. } | Self::IntEnum { .. } | Self::ValueEnum { .. } => {}
        }
    }
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// The member's name.
    pub wire: WireName,
    /// Its type, without the option that absence or `null` ask for.
    pub ty: Type,
    /// Whether it has to be there.
    pub required: bool,
    /// Whether it may be `null`.
    pub nullable: bool,
    /// Sent by the server only.
    pub read_only: bool,
    /// Sent by the client only.
    pub write_only: bool,
    /// Whether the value has to be boxed because the type contains itself.
    pub boxed: bool,
    /// The values that the document lists for it, where there are few: what tells one object from another.
    pub listed: Vec<Constant>,
    /// What the server takes where it is absent, as the documentation shows it.
    pub default: Option<WireName>,
    /// What the document allows it to be.
    pub limits: Option<Limits>,
    /// Its description.
    pub doc: DocText,
    /// Marked deprecated.
    pub deprecated: bool,
    /// Where it stands.
    pub span: Span,
}

impl Field {
    /// Whether the generated field is an `Option`.
    pub fn is_option(&self) -> bool {
        !self.required || self.nullable
    }
}

/// A known value of a text enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The value on the wire.
    pub wire: WireName,
    /// A name proposed by the document, if any; checked like every other.
    pub name: Option<WireName>,
    /// Its description.
    pub doc: DocText,
}

/// A branch of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The values of the tag that choose it; the first is written.
    pub tags: Vec<WireName>,
    /// The branch's type, an object with a name.
    pub ty: Type,
    /// Its description.
    pub doc: DocText,
}

/// A branch of a choice.
#[derive(Clone, Debug)]
pub struct Branch {
    /// What the variant would be called.
    pub name: WireName,
    /// The branch's type.
    pub ty: Type,
    /// Whether the value is boxed: objects are, so that a variant is no larger than a pointer.
    pub boxed: bool,
    /// What a value of the branch looks like; any of these.
    pub shapes: Vec<Shape>,
    /// Its description.
    pub doc: DocText,
    /// Where it stands.
    pub span: Span,
}

/// A kind of events.
#[derive(Clone, Debug)]
pub struct EventKind {
    /// The types of its events.
    pub events: Vec<WireName>,
    /// The type of its data; `None`: text as it comes.
    pub ty: Option<Type>,
    /// Its description.
    pub doc: DocText,
}

/// What a value looks like without reading it.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// An array.
    List,
    /// An object whose members are not known by name.
    Map,
    /// An object with the members of a type, and values that some members have to have.
    Object {
        /// The object whose members count; `None` where only the constants tell.
        of: Option<TypeId>,
        /// Values by member.
        constants: Vec<(WireName, Vec<Constant>)>,
    },
}

/// A value that a member has to have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constant {
    /// A text.
    Text(WireName),
    /// A number or a boolean, as JSON writes it.
    Json(WireName),
}
