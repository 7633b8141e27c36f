//! How what is sent is made of what was read, where the two are types of their own.

use std::collections::BTreeSet;

use crate::ir::{Api, Field, Table, Type, TypeId, TypeKind};

use super::Crate;

/// How a member or a variant gets its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As it was read.
    Same,
    /// Made of what was read.
    Into,
    /// As it was read, where a request tells absence and `null` apart: what was not there is left out.
    Patch,
    /// Made of what was read, likewise.
    IntoPatch,
    /// Nobody reads it: it is left out.
    Left,
}

impl Crate<'_> {
    /// The types that a value of this type is made of, each once.
    pub fn made_of(&self, id: TypeId) -> Vec<TypeId> {
        let reads = self.api.types[id].reads.iter();
        let reads: BTreeSet<TypeId> = reads.map(|read| self.defined(*read)).collect();
        reads
            .into_iter()
            .filter(|read| self.made[id].contains(read))
            .collect()
    }

    /// How a member gets its value from the read type's; `None` where it cannot.
    pub fn made_member(&self, own: &Field, read: Option<&Field>) -> Option<How> {
        member(self.api, &self.made, own, read)
    }

    /// How a value of one type is made of one of another; `None` where it cannot.
    pub fn made_value(&self, own: &Type, read: &Type) -> Option<How> {
        value(self.api, &self.made, own, read)
    }
}

/// For each type the types that a value of it can be made of.
pub(super) fn find(api: &Api) -> Table<TypeId, BTreeSet<TypeId>> {
    let defined = |id: &TypeId| match api.resolved(&Type::Named(*id)) {
        Type::Named(id) => *id,
        _ => *id,
    };
    let mut made = api
        .types
        .map(|_, def| def.reads.iter().map(defined).collect::<BTreeSet<_>>());
    // What cannot be made takes along what holds it, until nothing changes.
    loop {
        let mut gone = Vec::new();
        for (id, reads) in made.entries() {
            let cannot = reads.iter().filter(|read| !is_made(api, &made, id, **read));
            gone.extend(cannot.map(|read| (id, *read)));
        }
        if gone.is_empty() {
            return made;
        }
        for (id, read) in gone {
            made[id].remove(&read);
        }
    }
}

fn is_made(api: &Api, made: &Table<TypeId, BTreeSet<TypeId>>, own: TypeId, read: TypeId) -> bool {
    match (&api.types[own].kind, &api.types[read].kind) {
        (
            TypeKind::Object { fields, rest },
            TypeKind::Object {
                fields: others,
                rest: other_rest,
            },
        ) => {
            let rests = match (rest, other_rest) {
                (Some(own), Some(read)) => value(api, made, own, read).is_some(),
                (None, None) => true,
                _ => false,
            };
            let mut fields = fields.iter();
            rests
                && fields.all(|own| {
                    let read = others.iter().find(|read| read.wire == own.wire);
                    member(api, made, own, read).is_some()
                })
        }
        (
            TypeKind::Union { variants, .. },
            TypeKind::Union {
                variants: others, ..
            },
        ) => {
            let mut variants = variants.iter();
            variants.all(|own| {
                let read = others.iter().find(|read| read.tags == own.tags);
                read.is_some_and(|read| value(api, made, &own.ty, &read.ty).is_some())
            })
        }
        (TypeKind::Choice { branches }, TypeKind::Choice { branches: others }) => {
            let mut branches = branches.iter();
            branches.all(|own| {
                let mut others = others.iter();
                let read = others.find(|read| read.name == own.name && read.boxed == own.boxed);
                read.is_some_and(|read| value(api, made, &own.ty, &read.ty).is_some())
            })
        }
        _ => false,
    }
}

fn member(
    api: &Api,
    made: &Table<TypeId, BTreeSet<TypeId>>,
    own: &Field,
    read: Option<&Field>,
) -> Option<How> {
    let Some(read) = read else {
        return (!own.required).then_some(How::Left);
    };
    let alike =
        (own.required, own.nullable, own.boxed) == (read.required, read.nullable, read.boxed);
    let how = value(api, made, &own.ty, &read.ty).filter(|_| alike)?;
    Some(match (how, !own.required && own.nullable) {
        (How::Same, true) => How::Patch,
        (How::Into, true) => How::IntoPatch,
        (how, _) => how,
    })
}

fn value(
    api: &Api,
    made: &Table<TypeId, BTreeSet<TypeId>>,
    own: &Type,
    read: &Type,
) -> Option<How> {
    let (own, read) = (api.resolved(own), api.resolved(read));
    if own == read {
        return Some(How::Same);
    }
    match (own, read) {
        (Type::Named(own), Type::Named(read)) => made[*own].contains(read).then_some(How::Into),
        (Type::List(own), Type::List(read))
        | (Type::Map(own), Type::Map(read))
        | (Type::Nullable(own), Type::Nullable(read)) => value(api, made, own, read),
        _ => None,
    }
}
