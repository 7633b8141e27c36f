//! Types that no request and no answer can hold are not generated.

use crate::ir::{Api, TypeDef, TypeId};

/// Removes types that are neither sent nor received.
pub(super) fn remove_unused(api: &mut Api) {
    keep_only(api, |_, def| def.sent || def.received);
}

/// Removes the other types, none of which one that is kept may name.
fn keep_only(api: &mut Api, keep: impl FnMut(TypeId, &TypeDef) -> bool) {
    let moved = api.types.retain(keep);
    if !moved.is_nowhere() {
        each_id(api, &mut |id| moved.follow(id));
    }
}

fn each_id(api: &mut Api, visit: &mut dyn FnMut(&mut TypeId)) {
    api.each_type_mut(&mut |ty| ty.each_named_mut(visit));
    for def in &mut api.types {
        def.kind.each_named_mut(visit);
        def.reads.iter_mut().for_each(&mut *visit);
    }
}
