//! Names of what types are made of: members, setters and variants.

use crate::diagnostics::Diagnostics;
use crate::given::Given;
use crate::ir::{
    Api, BodyKind, Branch, Constant, EnumValue, EventKind, Field, Part, Table, Type, TypeDef,
    TypeId, TypeKind, Variant, WireName,
};

use super::names::{Case, Name, RustIdent, Scope, Wish, wanted};
use super::pair::{Member, MemberNames, Named, Planned};
use super::prelude;
use super::type_names::Called;

/// A type with its names.
pub type PlannedType<'a> = Planned<'a, TypeDef, TypeNames<'a>>;

/// Names of one type.
#[derive(Clone, Debug)]
pub struct TypeNames<'a> {
    /// What it is called where it is defined: among what is read, or among what is sent where nothing reads it.
    pub name: RustIdent,
    /// Its module and file; another name for a type has none.
    pub module: RustIdent,
    /// What it is called among what is sent, where it is read as well.
    pub input: Option<RustIdent>,
    /// What it is made of.
    pub kind: PlannedKind<'a>,
}

/// What a type is made of, each part with its names: a [`TypeKind`] as it will be written.
#[derive(Clone, Debug)]
pub enum PlannedKind<'a> {
    /// An object.
    Object {
        /// The members.
        members: Vec<Member<'a, Field>>,
        /// The field that keeps further members.
        rest: Option<Named<'a, Type>>,
    },
    /// A list of texts.
    TextEnum(Vec<Named<'a, EnumValue>>),
    /// A list of integers.
    IntEnum(Vec<Named<'a, (i64, EnumValue)>>),
    /// A list of scalars.
    ValueEnum(Vec<Named<'a, (Constant, EnumValue)>>),
    /// Objects, told apart by a member.
    Union {
        /// The member.
        tag: &'a WireName,
        /// The branches.
        variants: Vec<Named<'a, Variant>>,
    },
    /// Types, told apart by what the value looks like.
    Choice(Vec<Named<'a, Branch>>),
    /// The data of events.
    Events(Vec<Named<'a, EventKind>>),
    /// A multipart body.
    Multipart {
        /// The parts.
        parts: Vec<Member<'a, Part>>,
        /// The field that keeps further parts.
        rest: Option<RustIdent>,
    },
    /// A body of one of several kinds.
    Bodies(Vec<Named<'a, BodyKind>>),
    /// Another name for a type.
    Alias(&'a Type),
}

/// Method names that mean something to readers and to lints; a setter of such a field says `with_`.
const TAKEN_METHODS: &[&str] = &[
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "cmp",
    "default",
    "deref",
    "deref_mut",
    "div",
    "drop",
    "from_iter",
    "from_str",
    "hash",
    "index",
    "index_mut",
    "into",
    "into_iter",
    "mul",
    "ne",
    "neg",
    "next",
    "not",
    "partial_cmp",
    "rem",
    "shl",
    "shr",
    "sub",
    "to_owned",
    "to_string",
    "try_into",
];

impl TypeNames<'_> {
    /// What it is called among what is sent.
    pub fn input(&self) -> &RustIdent {
        self.input.as_ref().unwrap_or(&self.name)
    }
}

/// Names every type and what it is made of; a schema that has to give way is reported.
pub(super) fn names<'a>(
    api: &'a Api,
    scope: &mut Scope,
    given: &Given,
    diag: &mut Diagnostics,
) -> Table<TypeId, PlannedType<'a>> {
    let mut called = super::type_names::names(api, scope, given, diag);
    api.types.map(|id, def| {
        let Called {
            name,
            module,
            input,
        } = called[id].take().expect("a type is read or sent");
        let kind = kind(def, given);
        Planned::new(
            def,
            TypeNames {
                name,
                module,
                input,
                kind,
            },
        )
    })
}

fn kind<'a>(def: &'a TypeDef, given: &Given) -> PlannedKind<'a> {
    let value = |value: &EnumValue| value_wish(value).given(given.value(def, value), Case::Camel);
    let called =
        |name: Option<&WireName>| Wish::of(name.map_or("", |name| name.as_str()), Case::Camel);
    match &def.kind {
        TypeKind::Object { fields, rest } => {
            let (members, extra) =
                members(fields, |field| field, given, rest.is_some(), "_members");
            let rest = match (rest, extra) {
                (Some(rest), Some(name)) => Some(Planned::new(rest, name)),
                _ => None,
            };
            PlannedKind::Object { members, rest }
        }
        TypeKind::TextEnum { values, .. } => {
            PlannedKind::TextEnum(variants(values, value, "Value"))
        }
        TypeKind::IntEnum { values } => {
            PlannedKind::IntEnum(variants(values, |(_, named)| value(named), "Value"))
        }
        TypeKind::ValueEnum { values } => {
            PlannedKind::ValueEnum(variants(values, |(_, named)| value(named), "Value"))
        }
        TypeKind::Union {
            tag,
            variants: branches,
        } => PlannedKind::Union {
            tag,
            variants: variants(branches, |branch| called(branch.tags.first()), "Value"),
        },
        TypeKind::Choice { branches } => {
            // Two branches may be called alike; the place keeps the wishes distinct.
            let mut scope = Scope::with(prelude::VARIANTS.iter().copied());
            let wish = |(index, branch): &(usize, &Branch)| {
                let name = branch.name.as_str();
                Wish::new(format!("{name} {index}"), wanted(name, Case::Camel))
                    .spelled(name, Case::Camel)
            };
            let named = scope.claim_all(branches.iter().enumerate(), wish, "Value");
            let named = named.into_iter();
            let named = named.map(|((_, branch), name)| Planned::new(branch, name.ident));
            PlannedKind::Choice(named.collect())
        }
        TypeKind::Events(kinds) => {
            PlannedKind::Events(variants(kinds, |kind| called(kind.events.first()), "Value"))
        }
        TypeKind::Multipart { parts, open } => {
            let (parts, rest) = members(parts, |part| &part.field, given, *open, "_parts");
            PlannedKind::Multipart { parts, rest }
        }
        TypeKind::Bodies(kinds) => PlannedKind::Bodies(bodies(kinds)),
        TypeKind::Alias(target) => PlannedKind::Alias(target),
    }
}

/// The variants of an enum of bodies: called after their kind, or after their media type where two are of one kind.
fn bodies(kinds: &[BodyKind]) -> Vec<Named<'_, BodyKind>> {
    let kind = |it: &BodyKind| match it {
        BodyKind::Json { .. } => "Json",
        BodyKind::Form(..) => "Form",
        BodyKind::Bytes(_) => "Bytes",
        BodyKind::Text(_) => "Text",
        BodyKind::Multipart(..) => "Multipart",
        BodyKind::Several(_) => "Choice",
    };
    let media = |it: &BodyKind| match it {
        BodyKind::Json { media_type, .. } => {
            let media = media_type.as_str();
            media
                .strip_prefix("application/")
                .unwrap_or(media)
                .to_owned()
        }
        BodyKind::Bytes(media) | BodyKind::Text(media) | BodyKind::Multipart(_, media) => {
            media.as_str().to_owned()
        }
        BodyKind::Form(..) | BodyKind::Several(_) => kind(it).to_owned(),
    };
    let wish = |it: &&BodyKind| {
        let alone = kinds.iter().filter(|other| kind(other) == kind(it)).count() == 1;
        let name = if alone {
            kind(it).to_owned()
        } else {
            media(it)
        };
        Wish::new(media(it), wanted(&name, Case::Camel)).or(wanted(&media(it), Case::Camel))
    };
    named(kinds, wish, "Body", &mut Scope::default())
}

/// What a listed value would be called: what the document proposes, else what it is on the wire.
fn value_wish(value: &EnumValue) -> Wish {
    let name = value.name.as_ref().unwrap_or(&value.wire);
    let wish = Wish::new(value.wire.as_str(), wanted(name.as_str(), Case::Camel));
    // Two values that the document calls alike are told apart by themselves.
    wish.spelled(value.wire.as_str(), Case::Camel)
}

/// What a member would be called.
pub(super) fn member(wire: &WireName) -> Wish {
    Wish::of(wire.as_str(), Case::Snake)
}

/// Things with the names that they wish for.
pub(super) fn named<'a, T>(
    things: impl IntoIterator<Item = &'a T>,
    wish: impl Fn(&&'a T) -> Wish,
    suffix: &str,
    scope: &mut Scope,
) -> Vec<Named<'a, T>> {
    let named = scope.claim_all(things, wish, suffix).into_iter();
    named
        .map(|(thing, name)| Planned::new(thing, name.ident))
        .collect()
}

/// Members of one struct that callers only read.
pub(super) fn fields<'a, T>(
    things: impl IntoIterator<Item = &'a T>,
    wish: impl Fn(&'a T) -> Wish,
    scope: &mut Scope,
) -> Vec<Named<'a, T>> {
    named(things, |thing| wish(thing), "_member", scope)
}

/// Variants beside the generator's own.
pub(super) fn variants<'a, T>(
    things: impl IntoIterator<Item = &'a T>,
    wish: impl Fn(&'a T) -> Wish,
    suffix: &str,
) -> Vec<Named<'a, T>> {
    let mut scope = Scope::with(prelude::VARIANTS.iter().copied());
    named(things, |thing| wish(thing), suffix, &mut scope)
}

/// Members of one struct that callers make, and the field that keeps all others, where there is one.
fn members<'a, T>(
    things: &'a [T],
    field: impl Fn(&'a T) -> &'a Field,
    given: &Given,
    others: bool,
    suffix: &'static str,
) -> (Vec<Member<'a, T>>, Option<RustIdent>) {
    let mut scope = Scope::default();
    let own = things.iter().map(Some).chain(others.then_some(None));
    let wish = |thing: &Option<&'a T>| match thing {
        Some(thing) => {
            let field = field(thing);
            member(&field.wire).given(given.field(field), Case::Snake)
        }
        // A blank is no member's name in front of one.
        None => Wish::new(" extra", "extra").or(Name::from("extra").joined(suffix)),
    };
    let mut named = Vec::new();
    let mut rest = None;
    for (thing, name) in scope.claim_all(own, wish, "_member") {
        match thing {
            Some(thing) => named.push(Planned::new(thing, name.ident)),
            None => rest = Some(name.ident),
        }
    }
    (with_setters(named), rest)
}

/// Adds the setters: called like the field, or with `with_` in front where that name is taken.
pub(super) fn with_setters<'a, T>(fields: Vec<Named<'a, T>>) -> Vec<Member<'a, T>> {
    let reserved = prelude::STRUCT_METHODS.iter().chain(TAKEN_METHODS).copied();
    let mut scope = Scope::with(reserved);
    let taken = scope.clone();
    let wish = |field: &Named<'a, T>| {
        let name = field.names.as_str();
        match taken.has(name) {
            true => Wish::new(name, format!("with_{}", name.trim_start_matches('_'))),
            false => Wish::new(name, &field.names),
        }
    };
    let members = scope.claim_all(fields, wish, "_").into_iter();
    members
        .map(|(field, setter)| {
            let names = MemberNames {
                field: field.names,
                setter: setter.ident,
            };
            Planned::new(field.ir, names)
        })
        .collect()
}
