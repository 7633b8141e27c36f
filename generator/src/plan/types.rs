//! Names of types, of their members, and of their setters.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{
    Api, BodyKind, Branch, Constant, EnumValue, EventKind, Field, Part, Table, Type, TypeDef,
    TypeId, TypeKind, Variant, WireName,
};

use super::names::{Case, Claimed, RustIdent, Scope, Wish, wanted};
use super::pair::{Member, MemberNames, Named, Planned};
use super::prelude;

/// A type with its names.
pub type PlannedType<'a> = Planned<'a, TypeDef, TypeNames<'a>>;

/// Names of one type.
#[derive(Clone, Debug)]
pub struct TypeNames<'a> {
    /// The type.
    pub name: RustIdent,
    /// Its module and file.
    pub module: RustIdent,
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
];

/// Names every type; a schema that has to give way is reported.
pub(super) fn names<'a>(
    api: &'a Api,
    scope: &mut Scope,
    diag: &mut Diagnostics,
) -> Table<TypeId, PlannedType<'a>> {
    let wishes = wishes(api, scope);
    let names = scope.claim_table(&wishes, Wish::clone, "Model");
    let mut files = Scope::of_files(prelude::MODULES.iter().copied());
    let file = |name: &Claimed| Wish::of(name.ident.as_str(), Case::Snake);
    let modules = files.claim_table(&names, file, "_type");
    api.types.map(|id, def| {
        report(def, &names[id], diag);
        let names = TypeNames {
            name: names[id].ident.clone(),
            module: modules[id].ident.clone(),
            kind: kind(def),
        };
        Planned::new(def, names)
    })
}

/// What each type would be called: inline types after their titles, where no other type, title or item asks for that name.
fn wishes(api: &Api, scope: &Scope) -> Table<TypeId, Wish> {
    let spelled = api.types.map(|_, def| {
        let parts: Vec<_> = def.name.iter().map(|part| part.as_str()).collect();
        Wish::of(&parts.join(" "), Case::Camel)
    });
    let titles = api.types.map(|_, def| title(def));
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    let names = spelled.iter().map(|wish| &wish.name);
    for name in titles.iter().flatten().chain(names) {
        *asked.entry(name.to_ascii_lowercase()).or_default() += 1;
    }
    spelled.into_map(|id, wish| match &titles[id] {
        Some(title) if asked[&title.to_ascii_lowercase()] == 1 && !scope.has(title) => {
            Wish::new(wish.key, title)
        }
        _ => wish,
    })
}

/// The title as an identifier. One that only spells the name of the member in another way says less than the path.
fn title(def: &TypeDef) -> Option<String> {
    let (title, last) = (def.title.as_ref()?, def.name.last()?);
    let name = wanted(title.as_str(), Case::Camel);
    // Branches are called after their titles already.
    (title == last || wanted(last.as_str(), Case::Camel) != name).then_some(name)
}

fn report(def: &TypeDef, name: &Claimed, diag: &mut Diagnostics) {
    if let (Some(instead_of), Some(own)) = (&name.instead_of, def.name.last()) {
        diag.report(&rules::names::RENAMED, def.span)
            .arg(own.as_str())
            .arg(name.ident.as_str())
            .arg(instead_of);
    }
}

fn kind(def: &TypeDef) -> PlannedKind<'_> {
    let called =
        |name: Option<&WireName>| Wish::of(name.map_or("", |name| name.as_str()), Case::Camel);
    match &def.kind {
        TypeKind::Object { fields, rest } => {
            let mut scope = Scope::default();
            let members = members(fields, |field| member(&field.wire), &mut scope);
            let rest = rest.as_ref().map(|rest| {
                let name = scope.claim("extra", "_members").ident;
                Planned::new(rest, name)
            });
            PlannedKind::Object { members, rest }
        }
        TypeKind::TextEnum { values } => PlannedKind::TextEnum(variants(values, value, "Value")),
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
            let mut scope = Scope::default();
            let parts = members(parts, |part| member(&part.field.wire), &mut scope);
            let rest = open.then(|| scope.claim("extra", "_parts").ident);
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
        Wish::new(media(it), wanted(&name, Case::Camel))
    };
    named(kinds, wish, "Body", &mut Scope::default())
}

/// What a listed value would be called: what the document proposes, else what it is on the wire.
fn value(value: &EnumValue) -> Wish {
    let name = value.name.as_ref().unwrap_or(&value.wire);
    Wish::new(value.wire.as_str(), wanted(name.as_str(), Case::Camel))
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

/// Members of one struct that callers make.
fn members<'a, T>(
    things: impl IntoIterator<Item = &'a T>,
    wish: impl Fn(&'a T) -> Wish,
    scope: &mut Scope,
) -> Vec<Member<'a, T>> {
    with_setters(fields(things, wish, scope))
}

/// Adds the setters: called like the field, or with `with_` in front where that name is taken.
pub(super) fn with_setters<'a, T>(fields: Vec<Named<'a, T>>) -> Vec<Member<'a, T>> {
    let reserved = prelude::STRUCT_METHODS.iter().chain(TAKEN_METHODS).copied();
    let mut scope = Scope::with(reserved);
    let taken = scope.clone();
    let wish = |field: &Named<'a, T>| {
        let name = field.names.as_str();
        if taken.has(name) {
            Wish::new(name, format!("with_{name}"))
        } else {
            Wish::new(name, name)
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
