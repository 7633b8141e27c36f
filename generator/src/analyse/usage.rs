//! Whether a request or an answer can hold a type.

use crate::ir::{Api, Field, Type, TypeKind};

/// Marks types as sent and received, and frees members that only the other side sends.
pub(super) fn mark(api: &mut Api) {
    let sent = sent(api, |field| field.read_only);
    let received = received(api, |field| field.write_only);
    for (def, (sent, received)) in api.types.iter_mut().zip(sent.into_iter().zip(received)) {
        def.sent = sent;
        def.received = received;
        if let TypeKind::Object { fields, .. } = &mut def.kind {
            // What the other side alone writes is no member where that side never writes.
            fields.retain(|field| (received || !field.read_only) && (sent || !field.write_only));
            for field in fields {
                // One struct serves both directions, so a member that one of them lacks cannot be required.
                let missing = (sent && field.read_only) || (received && field.write_only);
                field.required &= !missing;
            }
        }
    }
    // A member that one side alone writes is stated in both directions, and its type has to know them.
    let (encoded, decoded) = (self::sent(api, |_| false), self::received(api, |_| false));
    for (def, (encoded, decoded)) in api.types.iter_mut().zip(encoded.into_iter().zip(decoded)) {
        (def.encoded, def.decoded) = (encoded, decoded);
    }
}

/// Types that a request can hold.
fn sent(api: &Api, lacks: fn(&Field) -> bool) -> Vec<bool> {
    let mut sent = vec![false; api.types.len()];
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
fn received(api: &Api, lacks: fn(&Field) -> bool) -> Vec<bool> {
    let mut received = vec![false; api.types.len()];
    for operation in &api.operations {
        for ty in operation.success.types() {
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
fn reach(api: &Api, ty: &Type, marked: &mut [bool], lacks: fn(&Field) -> bool) {
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        ty.each_named(&mut |id| {
            let Some(mark) = marked.get_mut(id.0) else {
                return;
            };
            if std::mem::replace(mark, true) {
                return;
            }
            match api.ty(id).map(|def| &def.kind) {
                Some(TypeKind::Object { fields, rest }) => {
                    let fields = fields.iter().filter(|field| !lacks(field));
                    open.extend(fields.map(|field| &field.ty).chain(rest));
                }
                Some(kind) => open.extend(kind.parts()),
                None => {}
            }
        });
    }
}
