//! Types that no request and no answer can hold are not generated.

use crate::ir::{Api, Type, TypeId};

/// Removes types that are neither sent nor received.
pub(super) fn remove_unused(api: &mut Api) {
    let mut position = Vec::with_capacity(api.types.len());
    let mut next = 0;
    for def in &api.types {
        position.push(next);
        next += usize::from(def.sent || def.received);
    }
    if next == api.types.len() {
        return;
    }
    api.types.retain(|def| def.sent || def.received);
    let moved = |ty: &mut Type| rename(ty, &position);
    for def in &mut api.types {
        def.kind
            .each_named_mut(&mut |id| *id = renamed(*id, &position));
    }
    for operation in &mut api.operations {
        operation
            .parameters
            .iter_mut()
            .for_each(|p| moved(&mut p.ty));
        if let Some(ty) = operation.body.as_mut().and_then(|body| body.kind.ty_mut()) {
            moved(ty);
        }
        operation.success.types_mut().for_each(moved);
    }
    for code in &mut api.codes {
        code.details
            .iter_mut()
            .for_each(|field| moved(&mut field.ty));
        code.facts
            .iter_mut()
            .for_each(|fact| moved(&mut fact.field.ty));
        code.details_value.iter_mut().for_each(moved);
    }
    api.sent_by_api_mut().for_each(moved);
}

fn rename(ty: &mut Type, position: &[usize]) {
    ty.each_named_mut(&mut |id| *id = renamed(*id, position));
}

fn renamed(id: TypeId, position: &[usize]) -> TypeId {
    position.get(id.0).map_or(id, |new| TypeId(*new))
}
