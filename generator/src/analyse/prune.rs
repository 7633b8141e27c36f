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
    each_reference(api, &mut |ty| rename(ty, becomes));
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
    each_reference(api, &mut |ty| rename(ty, &position));
}

/// Calls `visit` for every type that something else than a type names.
fn each_reference(api: &mut Api, visit: &mut dyn FnMut(&mut Type)) {
    for operation in &mut api.operations {
        operation
            .parameters
            .iter_mut()
            .for_each(|parameter| visit(&mut parameter.ty));
        if let Some(ty) = operation.body.as_mut().and_then(|body| body.kind.ty_mut()) {
            visit(ty);
        }
        operation.success.types_mut().for_each(&mut *visit);
    }
    for code in &mut api.codes {
        code.details
            .iter_mut()
            .for_each(|field| visit(&mut field.ty));
        code.facts
            .iter_mut()
            .for_each(|fact| visit(&mut fact.field.ty));
        code.details_value.iter_mut().for_each(&mut *visit);
    }
    api.sent_by_api_mut().for_each(visit);
}

fn rename(ty: &mut Type, position: &[usize]) {
    ty.each_named_mut(&mut |id| *id = renamed(*id, position));
}

fn renamed(id: TypeId, position: &[usize]) -> TypeId {
    position.get(id.0).map_or(id, |new| TypeId(*new))
}
