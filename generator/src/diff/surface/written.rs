//! Types as callers write them. Names of the client stand in braces, so that they can be compared as names.

use crate::ir::{Type, TypeId, TypeKind};
use crate::plan::Crate;

/// Whether a type is sent or read, which says by which of its names it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Read,
    Sent,
}

/// The path of a named type on a side.
pub(super) fn path(plan: &Crate<'_>, id: TypeId, side: Side) -> String {
    let planned = &plan.types[id];
    match (side, planned.ir.received, planned.ir.sent) {
        (Side::Sent, _, true) => format!("input::{}", planned.names.input()),
        (_, true, _) => format!("types::{}", planned.names.name),
        _ => format!("input::{}", planned.names.name),
    }
}

/// Where a type is defined.
pub(super) fn home(plan: &Crate<'_>, id: TypeId) -> String {
    path(plan, id, Side::Read)
}

/// The type behind other names for it, as far as they end in a type with a name.
pub(super) fn target(plan: &Crate<'_>, id: TypeId) -> TypeId {
    let mut id = id;
    // A circle of aliases ends after as many steps as there are types.
    for _ in 0..=plan.types.len() {
        match &plan.types[id].ir.kind {
            TypeKind::Alias(Type::Named(next)) => id = *next,
            _ => break,
        }
    }
    id
}

/// A type where it is used.
pub(super) fn written(plan: &Crate<'_>, ty: &Type, side: Side) -> String {
    let inner = |ty: &Type| written(plan, ty, side);
    match ty {
        Type::String => "String".to_owned(),
        Type::Secret => "Secret<String>".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::I32 => "i32".to_owned(),
        Type::I64 => "i64".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::F32 => "f32".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::Decimal { text: false } => "Decimal".to_owned(),
        Type::Decimal { text: true } => "DecimalText".to_owned(),
        Type::DateTime => "Timestamp".to_owned(),
        Type::Date => "Date".to_owned(),
        Type::Uuid => "Uuid".to_owned(),
        Type::Base64 => "Base64".to_owned(),
        Type::File => "FilePart".to_owned(),
        Type::Any => "Value".to_owned(),
        Type::List(item) => format!("Vec<{}>", inner(item)),
        Type::Map(value) => format!("BTreeMap<String, {}>", inner(value)),
        Type::Nullable(value) => format!("Option<{}>", inner(value)),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(inner).collect();
            format!("({})", items.join(", "))
        }
        // Another name for something without one is that.
        Type::Named(id) => match &plan.types[target(plan, *id)].ir.kind {
            TypeKind::Alias(plain) if !matches!(plain, Type::Named(_)) => inner(plain),
            _ => format!("{{{}}}", path(plan, *id, side)),
        },
    }
}
