//! Types that no request and no answer can hold are not generated, nor those that became another one.

use crate::ir::{Api, Type, TypeId};

/// Removes types that are neither sent nor received.
pub(super) fn remove_unused(api: &mut Api) {
    let keep: Vec<bool> = api
        .types
        .iter()
        .map(|def| def.sent || def.received)
        .collect();
    keep_only(api, &keep);
}

/// Lets types become others: `becomes` holds a position for each. What became another is removed.
pub(super) fn replace(api: &mut Api, becomes: &[usize]) {
    api.each_type_mut(&mut |ty| rename(ty, becomes));
    for def in &mut api.types {
        def.kind
            .each_named_mut(&mut |id| *id = renamed(*id, becomes));
    }
    let keep = becomes.iter().enumerate();
    let keep: Vec<bool> = keep.map(|(index, becomes)| index == *becomes).collect();
    keep_only(api, &keep);
}

fn keep_only(api: &mut Api, keep: &[bool]) {
    let mut position = Vec::with_capacity(keep.len());
    let mut next = 0;
    for keep in keep {
        position.push(next);
        next += usize::from(*keep);
    }
    if next == api.types.len() {
        return;
    }
    let mut kept = keep.iter();
    api.types.retain(|_| kept.next() == Some(&true));
    for def in &mut api.types {
        def.kind
            .each_named_mut(&mut |id| *id = renamed(*id, &position));
    }
    api.each_type_mut(&mut |ty| rename(ty, &position));
}

fn rename(ty: &mut Type, position: &[usize]) {
    ty.each_named_mut(&mut |id| *id = renamed(*id, position));
}

fn renamed(id: TypeId, position: &[usize]) -> TypeId {
    position.get(id.0).map_or(id, |new| TypeId(*new))
}
