//! Whether a request or an answer can hold a type.

use crate::ir::{Api, Field, Table, Type, TypeId, TypeKind};

/// Marks types as sent and received.
pub(super) fn mark(api: &mut Api) {
    let sent = sent(api, |field| field.read_only);
    let received = received(api, |field| field.write_only);
    for (id, def) in api.types.entries_mut() {
        (def.sent, def.received) = (sent[id], received[id]);
    }
}

/// Types that a request can hold.
fn sent(api: &Api, lacks: fn(&Field) -> bool) -> Table<TypeId, bool> {
    let mut sent = api.types.map(|_, _| false);
    for operation in &api.operations {
        for parameter in &operation.parameters {
            reach(api, &parameter.ty, &mut sent, lacks);
        }
        if let Some(ty) = operation.body.as_ref().and_then(|body| body.kind.ty()) {
            reach(api, ty, &mut sent, lacks);
        }
    }
    sent
}

/// Types that an answer can hold.
fn received(api: &Api, lacks: fn(&Field) -> bool) -> Table<TypeId, bool> {
    let mut received = api.types.map(|_, _| false);
    for operation in &api.operations {
        for ty in operation.success.types().chain(operation.error_bodies()) {
            reach(api, ty, &mut received, lacks);
        }
    }
    for code in &api.codes {
        let facts = code.facts.iter().map(|fact| &fact.field);
        for field in code.details.iter().chain(facts) {
            reach(api, &field.ty, &mut received, lacks);
        }
        if let Some(ty) = &code.details_value {
            reach(api, ty, &mut received, lacks);
        }
    }
    for ty in api.sent_by_api() {
        reach(api, ty, &mut received, lacks);
    }
    received
}

/// Marks every named type that a value of `ty` can hold; `lacks` are members that are never written in that direction.
fn reach(api: &Api, ty: &Type, marked: &mut Table<TypeId, bool>, lacks: fn(&Field) -> bool) {
    let mut open = Vec::new();
    ty.each_named(&mut |id| open.push(id));
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut marked[id], true) {
            continue;
        }
        let visit = &mut |id| open.push(id);
        match &api.types[id].kind {
            TypeKind::Object { fields, rest } => {
                let fields = fields.iter().filter(|field| !lacks(field));
                let types = fields.map(|field| &field.ty).chain(rest);
                types.for_each(|ty| ty.each_named(visit));
            }
            kind => kind.each_named(visit),
        }
    }
}
