//! What types are called: what is read in the scope of the crate, and what is sent in one of its own, so that neither takes a
//! name from the other.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostics, rules};
use crate::given::Given;
use crate::ir::{Api, Table, TypeDef, TypeId, TypeKind};

use super::names::{Case, Claimed, Name, RustIdent, Scope, Wish, joined, wanted};
use super::prelude;

/// What one type is called.
pub(super) struct Called {
    /// Where it is defined.
    pub name: RustIdent,
    /// Its module and file.
    pub module: RustIdent,
    /// Among what is sent, where it is read as well.
    pub input: Option<RustIdent>,
}

type Names = Table<TypeId, Option<Claimed>>;

/// The names of all types that are read or sent.
pub(super) fn names(
    api: &Api,
    scope: &mut Scope,
    given: &Given,
    diag: &mut Diagnostics,
) -> Table<TypeId, Option<Called>> {
    let mut inputs = Scope::with(prelude::TYPES.iter().copied());
    let read = claimed(api, |def| def.received, scope, given);
    let is_sent = |def: &TypeDef| def.sent && (!def.received || def.shared.is_none());
    let sent = claimed(api, is_sent, &mut inputs, given);
    let read_modules = modules(api, &read, true);
    let sent_modules = modules(api, &sent, false);
    api.types.map(|id, def| {
        let (home, modules) = match def.received {
            true => (&read[id], &read_modules[id]),
            false => (&sent[id], &sent_modules[id]),
        };
        let name = home.as_ref()?;
        if def.shared.is_none() {
            report(def, name, diag);
        }
        let input = sent[id].as_ref().filter(|_| def.received);
        Some(Called {
            name: name.ident.clone(),
            module: modules.as_ref().unwrap_or(name).ident.clone(),
            input: input.map(|it| it.ident.clone()),
        })
    })
}

/// The modules of the types that are defined on one side.
fn modules(api: &Api, names: &Names, received: bool) -> Names {
    let mut files = Scope::of_files(prelude::modules());
    let own = api.types.entries();
    let own = own.filter(|(_, def)| def.received == received && !def.is_place());
    let own = own.filter_map(|(id, _)| Some((id, names[id].as_ref()?)));
    let own: Vec<(TypeId, &Claimed)> = own.collect();
    // A name of digits is spelled alike as a type and as a module, and both would stand side by side.
    for (_, name) in &own {
        if !name
            .ident
            .as_str()
            .contains(|sign: char| sign.is_ascii_uppercase())
        {
            files.reserve(&name.ident);
        }
    }
    let wish = |(_, name): &(TypeId, &Claimed)| Wish::of(name.ident.as_str(), Case::Snake);
    let claimed = files.claim_all(own, wish, "_type").into_iter();
    let mut claimed: BTreeMap<_, _> = claimed.map(|((id, _), file)| (id, file)).collect();
    api.types.map(|id, _| claimed.remove(&id))
}

/// The names of the types of one scope. What places share has the name of one of them where it finds no better one.
fn claimed(api: &Api, is_in: impl Fn(&TypeDef) -> bool, scope: &mut Scope, given: &Given) -> Names {
    let all = api.types.entries().filter(|(_, def)| is_in(def));
    let all: Vec<TypeId> = all.map(|(id, _)| id).collect();
    let asking = wishes(api, &all, scope, given);
    let named = scope.claim_all(asking, |(_, wish)| wish.clone(), "Model");
    let mut named: BTreeMap<_, _> = named
        .into_iter()
        .map(|((id, _), name)| (id, name))
        .collect();
    let mut names = api.types.map(|id, _| named.remove(&id));
    for id in all {
        let place = api.types[id].shared.filter(|_| names[id].is_none());
        if let Some(place) = place {
            names[id] = names[place].clone();
        }
    }
    names
}

/// What each type would be called: inline types after their titles, where no other type, title or item asks for that name;
/// a place of a shared one after its way alone. What places share asks for its title only.
fn wishes(api: &Api, all: &[TypeId], scope: &Scope, given: &Given) -> Vec<(TypeId, Wish)> {
    let spelled = |def: &TypeDef| {
        let parts: Vec<_> = def.name.iter().map(|part| part.as_str()).collect();
        let wish = Wish::of(&parts.join(" "), Case::Camel);
        match parts.len() {
            1 => wish,
            // Beside a component of that name, what it is tells an inline type from it.
            _ => {
                let kind = joined(wish.first().clone(), kind_word(&def.kind));
                wish.or(kind)
            }
        }
    };
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    let mut ways = Vec::new();
    for id in all {
        let def = &api.types[*id];
        let (own, title) = (spelled(def), title(def));
        let first = def.shared.is_none().then(|| own.first());
        for name in first.into_iter().chain(&title) {
            *asked.entry(name.as_str().to_ascii_lowercase()).or_default() += 1;
        }
        ways.push((*id, own, title));
    }
    let wish = |id: TypeId, own: Wish, title: Option<Name>| {
        let def = &api.types[id];
        let is_free = |title: &Name| {
            let title = title.as_str();
            asked[&title.to_ascii_lowercase()] == 1 && !scope.has(title)
        };
        match (title.filter(is_free), def.shared) {
            (Some(title), Some(_)) => Some(Wish::new(format!("shared {}", own.key), title)),
            (Some(title), None) => Some(own.rather(title).given(given.schema(def), Case::Camel)),
            (None, None) => Some(own.given(given.schema(def), Case::Camel)),
            (None, Some(_)) => None,
        }
    };
    let ways = ways.into_iter();
    ways.filter_map(|(id, own, title)| Some((id, wish(id, own, title)?)))
        .collect()
}

/// What a type is, in a word.
fn kind_word(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Object { .. } => "Object",
        TypeKind::TextEnum { .. } | TypeKind::IntEnum { .. } | TypeKind::ValueEnum { .. } => {
            "Value"
        }
        TypeKind::Union { .. } => "Kind",
        TypeKind::Choice { .. } => "Choice",
        TypeKind::Events(_) => "Event",
        TypeKind::Multipart { .. } => "Parts",
        TypeKind::Bodies(_) => "Body",
        TypeKind::Alias(_) => "Alias",
    }
}

/// The title as an identifier. One that only spells the name of the member in another way says less than the path.
fn title(def: &TypeDef) -> Option<Name> {
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
