//! The credentials that most operations need, which the others are stated against.

use crate::ir::{Api, SecurityNeed};

/// The alternatives that most operations share; of equals the first in the document.
///
/// Not those whose tokens an operation makes: that operation is stated against what all share, and a constant cannot be part
/// of itself.
pub(super) fn usual(api: &Api) -> &[Vec<SecurityNeed>] {
    let made = |need: &SecurityNeed| api.schemes[need.scheme].token.is_some();
    let mut counted: Vec<(usize, &[Vec<SecurityNeed>])> = Vec::new();
    for operation in &api.operations {
        let own = operation.security.as_slice();
        if own.iter().flatten().any(made) {
            continue;
        }
        match counted.iter_mut().find(|(_, other)| *other == own) {
            Some((count, _)) => *count += 1,
            None => counted.push((1, own)),
        }
    }
    let most = counted.into_iter().rev().max_by_key(|(count, _)| *count);
    most.map_or(&[], |(_, needs)| needs)
}
