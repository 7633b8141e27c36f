//! Tags: the union writes the member that tells its branches apart, so a branch that occurs nowhere else needs no field
//! for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Type, TypeId, TypeKind, WireName};

/// Removes the tag from the members of objects that are branches of unions and nothing else.
pub(super) fn remove(api: &mut Api) {
    let mut tags: BTreeMap<TypeId, BTreeSet<WireName>> = BTreeMap::new();
    for def in &api.types {
        if let TypeKind::Union { tag, variants } = &def.kind {
            for variant in variants {
                variant.ty.each_named(&mut |id| {
                    tags.entry(id).or_default().insert(tag.clone());
                });
            }
        }
    }
    let alone = used_directly(api);
    for (id, tags) in tags {
        let (Some(tag), 1, false) = (tags.first(), tags.len(), alone.contains(&id)) else {
            continue;
        };
        if let TypeKind::Object { fields, .. } = &mut api.types[id].kind {
            fields.retain(|field| field.wire != *tag);
        }
    }
}

/// The types that occur anywhere but as a branch.
fn used_directly(api: &Api) -> BTreeSet<TypeId> {
    let mut used = BTreeSet::new();
    let mut add = |ty: &Type| {
        ty.each_named(&mut |id| {
            used.insert(id);
        })
    };
    for def in &api.types {
        if !matches!(def.kind, TypeKind::Union { .. }) {
            def.kind.parts().into_iter().for_each(&mut add);
        }
    }
    for operation in &api.operations {
        operation.parameters.iter().for_each(|p| add(&p.ty));
        if let Some(ty) = operation.body.as_ref().and_then(|body| body.kind.ty()) {
            add(ty);
        }
        operation.success.types().for_each(&mut add);
        operation.error_bodies().for_each(&mut add);
    }
    for code in &api.codes {
        code.details.iter().for_each(|field| add(&field.ty));
        code.facts.iter().for_each(|fact| add(&fact.field.ty));
        code.details_value.iter().for_each(&mut add);
    }
    api.sent_by_api().for_each(add);
    used
}
