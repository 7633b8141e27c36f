//! Whether a value is one of a type, as generated decoders read it: an example that its own schema does not admit shows no
//! variant.

use serde_json::Value;

use super::places::follow;
use crate::ir::{Carried, ErrorCase, Field, Table, Type, TypeDef, TypeId, TypeKind};
use crate::steps;

/// Values within each other that are looked at.
const DEPTH: usize = 64;

/// Whether the variant of a case can be read from a body.
pub(super) fn carries(types: &Table<TypeId, TypeDef>, case: &ErrorCase, body: &Value) -> bool {
    let fits = Fits { types };
    let mut members = case.members.facts.iter();
    let members = members.all(|member| {
        follow(body, &member.at).is_none_or(|value| fits.member(&member.field, value, 0))
    });
    members
        && match &case.carried {
            Carried::Json(ty) => fits.value(ty, body, 0),
            Carried::Details | Carried::Text | Carried::Bytes | Carried::Nothing => true,
        }
}

/// Whether a value is one of a type.
#[cfg(feature = "mock")]
pub(crate) fn fits(types: &Table<TypeId, TypeDef>, ty: &Type, value: &Value) -> bool {
    Fits { types }.value(ty, value, 0)
}

struct Fits<'t> {
    types: &'t Table<TypeId, TypeDef>,
}

impl Fits<'_> {
    fn value(&self, ty: &Type, value: &Value, depth: usize) -> bool {
        steps::count(1);
        if depth > DEPTH {
            return false;
        }
        let inner = |ty: &Type, value: &Value| self.value(ty, value, depth + 1);
        let text = |is: fn(&str) -> bool| value.as_str().is_some_and(is);
        match ty {
            Type::Any => true,
            Type::String | Type::Secret => value.is_string(),
            Type::Bool => value.is_boolean(),
            Type::I32 => value.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
            Type::I64 => value.is_i64(),
            Type::U32 => value.as_u64().is_some_and(|it| u32::try_from(it).is_ok()),
            Type::U64 => value.is_u64(),
            Type::F32 | Type::F64 | Type::Number | Type::Decimal { text: false } => {
                value.is_number()
            }
            Type::Decimal { text: true } => text(|text| text.parse::<f64>().is_ok()),
            Type::Date => text(is_date),
            Type::DateTime => text(is_date_time),
            Type::Uuid => text(is_uuid),
            Type::Base64 => text(is_base64),
            Type::File => false,
            Type::Nullable(ty) => value.is_null() || inner(ty, value),
            Type::List(ty) => value
                .as_array()
                .is_some_and(|items| items.iter().all(|item| inner(ty, item))),
            Type::Map(ty) => value
                .as_object()
                .is_some_and(|members| members.values().all(|member| inner(ty, member))),
            Type::Tuple(all) => value.as_array().is_some_and(|items| {
                items.len() >= all.len() && all.iter().zip(items).all(|(ty, item)| inner(ty, item))
            }),
            Type::Named(id) => self.named(*id, value, depth),
        }
    }

    fn named(&self, id: TypeId, value: &Value, depth: usize) -> bool {
        match &self.types[id].kind {
            TypeKind::Object { fields, rest } => value.as_object().is_some_and(|members| {
                let read = || fields.iter().filter(|field| !field.write_only);
                let named = |name: &str| read().any(|field| field.wire.as_str() == name);
                let mut others = members.iter().filter(|(name, _)| !named(name));
                let mut rest = rest.iter().filter(|rest| **rest != Type::Any);
                let fits = |rest| others.all(|(_, value)| self.value(rest, value, depth + 1));
                rest.all(fits)
                    && read().all(|field| match members.get(field.wire.as_str()) {
                        Some(member) => self.member(field, member, depth + 1),
                        None => !field.required,
                    })
            }),
            TypeKind::TextEnum { .. } => value.is_string(),
            TypeKind::IntEnum { .. } => value.is_i64(),
            TypeKind::ValueEnum { .. } => !value.is_object() && !value.is_array(),
            TypeKind::Union { tag, variants } => {
                let named = value.get(tag.as_str()).and_then(Value::as_str);
                let Some(named) = named else { return false };
                let mut variants = variants.iter();
                let branch = variants.find(|it| it.tags.iter().any(|tag| tag.as_str() == named));
                branch.is_none_or(|branch| self.value(&branch.ty, value, depth + 1))
            }
            TypeKind::Choice { branches } => {
                let mut branches = branches.iter();
                branches.any(|branch| self.value(&branch.ty, value, depth + 1))
            }
            TypeKind::Alias(ty) => self.value(ty, value, depth + 1),
            TypeKind::Events(_) | TypeKind::Multipart { .. } | TypeKind::Bodies(_) => false,
        }
    }

    fn member(&self, field: &Field, value: &Value, depth: usize) -> bool {
        let may_be_null = field.nullable || !field.required;
        (value.is_null() && may_be_null) || self.value(&field.ty, value, depth)
    }
}

pub(crate) fn is_date(text: &str) -> bool {
    let shaped = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    text.len() == 10 && shaped
}

pub(crate) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let offset = time.rfind(['Z', '+', '-']);
    is_date(date) && time.len() >= 9 && offset.is_some_and(|at| at >= 8)
}

pub(crate) fn is_uuid(text: &str) -> bool {
    let shaped = text.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    text.len() == 36 && shaped
}

pub(crate) fn is_base64(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    text.len().is_multiple_of(4) && text.bytes().all(is_sign)
}
