//! One member with two types: which of them is the more exact one.

use crate::ir::Type;

/// The more exact of two types of one member; `None` when they contradict each other.
pub(in crate::lower) fn narrower(a: &Type, b: &Type) -> Option<Type> {
    let of_text = |ty: &Type| {
        matches!(
            ty,
            Type::Named(_)
                | Type::DateTime
                | Type::Date
                | Type::Uuid
                | Type::Base64
                | Type::Secret
                | Type::Decimal { text: true }
        )
    };
    let is_map = |ty: &Type| matches!(ty, Type::Map(_) | Type::Named(_));
    match (a, b) {
        (a, b) if a == b => Some(a.clone()),
        (Type::Any, other) | (other, Type::Any) => Some(other.clone()),
        (Type::Nullable(a), Type::Nullable(b)) => Some(Type::Nullable(Box::new(narrower(a, b)?))),
        // Null is a value of both or of neither.
        (Type::Nullable(a), b) => narrower(a, b),
        (a, Type::Nullable(b)) => narrower(a, b),
        (Type::String, other) | (other, Type::String) if of_text(other) => Some(other.clone()),
        (Type::I32 | Type::I64 | Type::F32 | Type::F64, other @ Type::Named(_))
        | (other @ Type::Named(_), Type::I32 | Type::I64 | Type::F32 | Type::F64) => {
            Some(other.clone())
        }
        // One of several widths is what a single one of them says.
        (
            Type::Number,
            other @ (Type::I32
            | Type::I64
            | Type::U32
            | Type::U64
            | Type::F32
            | Type::F64
            | Type::Decimal { .. }),
        )
        | (
            other @ (Type::I32
            | Type::I64
            | Type::U32
            | Type::U64
            | Type::F32
            | Type::F64
            | Type::Decimal { .. }),
            Type::Number,
        ) => Some(other.clone()),
        (Type::F64, other @ (Type::I32 | Type::I64 | Type::F32 | Type::Decimal { .. }))
        | (other @ (Type::I32 | Type::I64 | Type::F32 | Type::Decimal { .. }), Type::F64) => {
            Some(other.clone())
        }
        (Type::I64, other @ (Type::I32 | Type::U32 | Type::U64))
        | (other @ (Type::I32 | Type::U32 | Type::U64), Type::I64) => Some(other.clone()),
        (Type::Map(values), other) | (other, Type::Map(values))
            if **values == Type::Any && is_map(other) =>
        {
            Some(other.clone())
        }
        (Type::List(a), Type::List(b)) => Some(Type::List(Box::new(narrower(a, b)?))),
        _ => None,
    }
}
