//! The limits of a value, which documentation shows.

use openapiv3::{Schema, SchemaKind, Type};

use crate::ir::{Bound, Extent, Limits};
use crate::lower::site::Site;

/// The largest number whose digits are worth showing: what lies beyond is the end of a format, not a limit of the API.
const GREATEST: f64 = 1e9;

/// The limits that a schema states, if it states any.
pub(in crate::lower) fn limits(site: Site<'_, Schema>) -> Option<Limits> {
    let mut limits = Limits::default();
    match &site.item.schema_kind {
        SchemaKind::Type(Type::String(text)) => {
            limits.characters = extent(text.min_length, text.max_length);
        }
        SchemaKind::Type(Type::Array(list)) => {
            limits.items = extent(list.min_items, list.max_items);
        }
        SchemaKind::Type(Type::Integer(number)) => {
            limits.least = bound(number.minimum.map(to_f64), number.exclusive_minimum);
            limits.most = bound(number.maximum.map(to_f64), number.exclusive_maximum);
        }
        SchemaKind::Type(Type::Number(number)) => {
            limits.least = bound(number.minimum, number.exclusive_minimum);
            limits.most = bound(number.maximum, number.exclusive_maximum);
        }
        _ => {}
    }
    (limits != Limits::default()).then_some(limits)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers that lose digits are not shown"
)]
fn to_f64(number: i64) -> f64 {
    number as f64
}

fn extent(least: Option<usize>, most: Option<usize>) -> Extent {
    Extent {
        // None at all is no limit.
        least: least.filter(|least| *least > 0),
        most: most.filter(|most| *most < i32::MAX as usize),
    }
}

fn bound(number: Option<f64>, excluded: bool) -> Option<Bound> {
    let number = number.filter(|number| number.abs() <= GREATEST)?;
    Some(Bound {
        number: number.to_string(),
        excluded,
    })
}
