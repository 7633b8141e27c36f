//! What is sent and what is read are two types where they differ: a member that one side alone writes, or one that a request
//! can leave out or set to `null`. So a type that is read keeps its shape, whoever sends it.

use crate::ir::{Api, Field, Table, TypeId, TypeKind};
use crate::steps;

/// Gives each type that is sent and read, and differs, a second one for what is sent; then each has the members of its own
/// side only.
pub(super) fn part(api: &mut Api) {
    let parting = parting(api);
    let mut inputs: Table<TypeId, Option<TypeId>> = api.types.map(|_, _| None);
    let ids: Vec<TypeId> = api.types.ids().filter(|id| parting[*id]).collect();
    for id in ids {
        let mut input = api.types[id].clone();
        input.received = false;
        input.reads = vec![id];
        api.types[id].sent = false;
        inputs[id] = Some(api.types.push(input));
    }
    let follow = &mut |id: &mut TypeId| *id = inputs[*id].unwrap_or(*id);
    for def in &mut api.types {
        if def.sent && !def.received {
            def.kind.each_named_mut(follow);
        }
    }
    api.each_sent_mut(&mut |ty| ty.each_named_mut(follow));
    for def in &mut api.types {
        let (sent, received) = (def.sent, def.received);
        if let TypeKind::Object { fields, .. } = &mut def.kind {
            fields.retain(|field| (received || !field.read_only) && (sent || !field.write_only));
        }
    }
}

/// The types that are two: those with a member that differs, and all that hold one of them.
fn parting(api: &Api) -> Table<TypeId, bool> {
    let mut holders: Table<TypeId, Vec<TypeId>> = api.types.map(|_, _| Vec::new());
    let mut parting = api.types.map(|_, _| false);
    let mut open = Vec::new();
    for (id, def) in api.types.entries() {
        if !(def.sent && def.received) {
            continue;
        }
        def.kind.each_named(&mut |held| holders[held].push(id));
        if differs(&def.kind) {
            open.push(id);
        }
    }
    while let Some(id) = open.pop() {
        steps::count(1);
        if !std::mem::replace(&mut parting[id], true) {
            open.extend(&holders[id]);
        }
    }
    parting
}

/// Whether an object has other members, or other presences of them, where it is sent than where it is read.
pub(super) fn differs(kind: &TypeKind) -> bool {
    let of_field =
        |field: &Field| field.read_only || field.write_only || (!field.required && field.nullable);
    matches!(kind, TypeKind::Object { fields, .. } if fields.iter().any(of_field))
}
