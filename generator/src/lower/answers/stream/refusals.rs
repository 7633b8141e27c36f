//! By what an item of a stream is told to be an error where no envelope has a condition for that.
//!
//! ```yaml
//! x-error-envelope: {code: /error/code, message: /error/message}
//! # {"text": "Hel"}                                  an item
//! # {"error": {"code": "overloaded", "message": …}}  none: an item has no member `error`
//! ```

use std::collections::BTreeSet;

use crate::ir::{Envelope, Stream, Table, Type, TypeDef, TypeId, TypeKind, When, WireName};

/// Members that stand for nothing but an error, also where they are no objects.
const NAMES: [&str; 2] = ["error", "errors"];

/// How deep types are followed.
const LEVELS: usize = 16;

/// The members within which an error stands, and that no item has by its declaration.
pub(crate) fn in_stream<'e>(
    types: &Table<TypeId, TypeDef>,
    stream: &Stream,
    envelopes: impl Iterator<Item = &'e Envelope>,
) -> Vec<When> {
    let mut declared = BTreeSet::new();
    let item = stream.item.as_ref();
    // Of a text, and of an item that may have any member, nobody knows what it has.
    if !item.is_some_and(|item| gather(types, item, 0, &mut declared)) {
        return Vec::new();
    }
    let mut outer: Vec<WireName> = Vec::new();
    for envelope in envelopes {
        let code = envelope.code.as_ref().map(|code| &code.at);
        let message = envelope.message.as_ref().map(|message| &message.at);
        for at in [code, message].into_iter().flatten() {
            let tells = |name: &WireName| at.len() > 1 || NAMES.contains(&name.as_str());
            let Some(first) = at.first().filter(|name| tells(name)) else {
                continue;
            };
            if !declared.contains(first.as_str()) && !outer.contains(first) {
                outer.push(first.clone());
            }
        }
    }
    let when = |name| When {
        at: vec![name],
        equals: None,
        exists: true,
    };
    outer.into_iter().map(when).collect()
}

/// Adds the members that a value of the type can have; false if it can have any.
fn gather<'t>(
    types: &'t Table<TypeId, TypeDef>,
    ty: &'t Type,
    level: usize,
    into: &mut BTreeSet<&'t str>,
) -> bool {
    let id = match ty {
        Type::Named(id) if level < LEVELS => id,
        Type::Nullable(inner) => return gather(types, inner, level, into),
        Type::Any | Type::Map(_) | Type::Named(_) => return false,
        _ => return true,
    };
    let mut all = |parts: Vec<&'t Type>| {
        let mut known = true;
        for part in parts {
            known &= gather(types, part, level + 1, into);
        }
        known
    };
    match &types[*id].kind {
        TypeKind::Object { fields, rest } => {
            into.extend(fields.iter().map(|field| field.wire.as_str()));
            rest.is_none()
        }
        TypeKind::Union { tag, variants } => {
            let known = all(variants.iter().map(|variant| &variant.ty).collect());
            into.insert(tag.as_str());
            known
        }
        TypeKind::Choice { branches } => all(branches.iter().map(|branch| &branch.ty).collect()),
        TypeKind::Events(kinds) => {
            let typed = kinds.iter().all(|kind| kind.ty.is_some());
            typed & all(kinds.iter().filter_map(|kind| kind.ty.as_ref()).collect())
        }
        TypeKind::Alias(target) => all(vec![target]),
        TypeKind::TextEnum { .. } | TypeKind::IntEnum { .. } | TypeKind::ValueEnum { .. } => true,
        TypeKind::Multipart { .. } | TypeKind::Bodies(_) => false,
    }
}
