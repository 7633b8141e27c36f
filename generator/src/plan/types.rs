//! Names of types, of their members, and of their setters.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, BodyKind, EnumValue, Field, TypeDef, TypeKind};

use super::names::{Case, Claimed, RustIdent, Scope, wanted};
use super::{TypeNames, prelude};

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
pub(super) fn names(api: &Api, scope: &mut Scope, diag: &mut Diagnostics) -> Vec<TypeNames> {
    let spelled = |def: &TypeDef| -> String {
        let parts: Vec<_> = def.name.iter().map(|part| part.as_str()).collect();
        parts.join(" ")
    };
    let mut wishes: Vec<_> = api
        .types
        .iter()
        .map(|def| (spelled(def), wanted(&spelled(def), Case::Camel)))
        .collect();
    entitle(api, scope, &mut wishes);
    let claimed = scope.claim_all(&wishes, "Model");
    let files: Vec<_> = claimed
        .iter()
        .map(|it| (it.ident.to_string(), wanted(it.ident.as_str(), Case::Snake)))
        .collect();
    let mut modules = Scope::of_files(prelude::MODULES.iter().copied());
    let modules = modules.claim_all(&files, "_type");
    let all = api.types.iter().zip(claimed).zip(modules);
    all.map(|((def, name), module)| {
        report(def, &name, diag);
        type_names(def, name.ident, module.ident)
    })
    .collect()
}

/// Calls inline types after their titles, where no other type, title or item asks for that name.
fn entitle(api: &Api, scope: &Scope, wishes: &mut [(String, String)]) {
    let titles: Vec<Option<String>> = api.types.iter().map(title).collect();
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    let all = titles
        .iter()
        .flatten()
        .chain(wishes.iter().map(|(_, wish)| wish));
    for name in all {
        *asked.entry(name.to_ascii_lowercase()).or_default() += 1;
    }
    for (title, (_, wish)) in titles.into_iter().zip(wishes) {
        let Some(title) = title else { continue };
        let alone = asked.get(&title.to_ascii_lowercase()) == Some(&1);
        if alone && !scope.has(&title) {
            *wish = title;
        }
    }
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

fn type_names(def: &TypeDef, name: RustIdent, module: RustIdent) -> TypeNames {
    let mut names = TypeNames {
        name,
        module,
        members: Vec::new(),
        setters: Vec::new(),
        rest: None,
    };
    match &def.kind {
        TypeKind::Object { fields, rest } => {
            let mut scope = Scope::default();
            names.members = fields_of(fields.iter(), &mut scope);
            names.setters = setters(&names.members);
            names.rest = rest
                .as_ref()
                .map(|_| scope.claim("extra", "_members").ident);
        }
        TypeKind::TextEnum { values } => names.members = values_of(values.iter()),
        TypeKind::IntEnum { values } => {
            names.members = values_of(values.iter().map(|(_, value)| value));
        }
        TypeKind::ValueEnum { values } => {
            names.members = values_of(values.iter().map(|(_, value)| value));
        }
        TypeKind::Union {
            variants: branches, ..
        } => {
            let wishes: Vec<_> = branches
                .iter()
                .map(|branch| {
                    let tag = branch.tags.first().map_or("", |tag| tag.as_str());
                    (tag.to_owned(), wanted(tag, Case::Camel))
                })
                .collect();
            names.members = variants(&wishes, "Value");
        }
        TypeKind::Choice { branches } => {
            let wishes: Vec<_> = branches
                .iter()
                .enumerate()
                .map(|(index, branch)| {
                    // Two branches may be called alike; the place keeps the wishes distinct.
                    let name = branch.name.as_str();
                    (format!("{name} {index}"), wanted(name, Case::Camel))
                })
                .collect();
            names.members = variants(&wishes, "Value");
        }
        TypeKind::Events(kinds) => {
            let wishes: Vec<_> = kinds
                .iter()
                .map(|kind| {
                    let event = kind.events.first().map_or("", |event| event.as_str());
                    (event.to_owned(), wanted(event, Case::Camel))
                })
                .collect();
            names.members = variants(&wishes, "Value");
        }
        TypeKind::Multipart { parts, open } => {
            let mut scope = Scope::default();
            names.members = fields_of(parts.iter().map(|part| &part.field), &mut scope);
            names.setters = setters(&names.members);
            names.rest = open.then(|| scope.claim("extra", "_parts").ident);
        }
        TypeKind::Bodies(kinds) => names.members = bodies(kinds),
        TypeKind::Alias(_) => {}
    }
    names
}

/// The variants of an enum of bodies: called after their kind, or after their media type where two are of one kind.
fn bodies(kinds: &[BodyKind]) -> Vec<RustIdent> {
    let kind = |it: &BodyKind| match it {
        BodyKind::Json { .. } => "Json",
        BodyKind::Form(..) => "Form",
        BodyKind::Bytes(_) => "Bytes",
        BodyKind::Text(_) => "Text",
        BodyKind::Multipart(..) => "Multipart",
        BodyKind::Choice(_) => "Choice",
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
        BodyKind::Form(..) | BodyKind::Choice(_) => kind(it).to_owned(),
    };
    let wishes: Vec<_> = kinds
        .iter()
        .map(|it| {
            let alone = kinds.iter().filter(|other| kind(other) == kind(it)).count() == 1;
            let wish = if alone {
                kind(it).to_owned()
            } else {
                media(it)
            };
            (media(it), wanted(&wish, Case::Camel))
        })
        .collect();
    idents(Scope::default().claim_all(&wishes, "Body"))
}

/// The names of listed values: those that the document proposes, else what they are on the wire.
fn values_of<'v>(values: impl Iterator<Item = &'v EnumValue>) -> Vec<RustIdent> {
    let wishes: Vec<_> = values
        .map(|value| {
            let name = value.name.as_ref().unwrap_or(&value.wire);
            (
                value.wire.as_str().to_owned(),
                wanted(name.as_str(), Case::Camel),
            )
        })
        .collect();
    variants(&wishes, "Value")
}

/// The names of members in one struct.
pub(super) fn fields_of<'f>(
    fields: impl Iterator<Item = &'f Field>,
    scope: &mut Scope,
) -> Vec<RustIdent> {
    let names = fields.map(|field| field.wire.as_str());
    fields_by(names.map(|name| (name, name)), scope)
}

/// The names of members in one struct, from pairs of what tells them apart and what they would be called.
pub(super) fn fields_by<'f>(
    fields: impl Iterator<Item = (&'f str, &'f str)>,
    scope: &mut Scope,
) -> Vec<RustIdent> {
    let wishes: Vec<_> = fields
        .map(|(wire, name)| (wire.to_owned(), wanted(name, Case::Snake)))
        .collect();
    idents(scope.claim_all(&wishes, "_member"))
}

/// The names of variants beside the generator's own.
pub(super) fn variants(wishes: &[(String, String)], suffix: &str) -> Vec<RustIdent> {
    idents(Scope::with(prelude::VARIANTS.iter().copied()).claim_all(wishes, suffix))
}

/// The setters of fields: called like the field, or with `with_` in front where that name is taken.
pub(super) fn setters(fields: &[RustIdent]) -> Vec<RustIdent> {
    let reserved = prelude::STRUCT_METHODS.iter().chain(TAKEN_METHODS).copied();
    let mut scope = Scope::with(reserved);
    let wishes: Vec<_> = fields
        .iter()
        .map(|field| {
            let name = field.as_str();
            let taken = scope.has(name);
            let wish = if taken {
                format!("with_{name}")
            } else {
                name.to_owned()
            };
            (name.to_owned(), wish)
        })
        .collect();
    idents(scope.claim_all(&wishes, "_"))
}

pub(super) fn idents(claimed: Vec<Claimed>) -> Vec<RustIdent> {
    claimed.into_iter().map(|it| it.ident).collect()
}
