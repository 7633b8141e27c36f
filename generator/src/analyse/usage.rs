//! Whether a request or an answer can hold a type.

use crate::ir::{Api, Field, Type, TypeKind};

/// Marks types as sent and received, and frees members that only the other side sends.
pub(super) fn mark(api: &mut Api) {
    let mut sent = vec![false; api.types.len()];
    let mut received = vec![false; api.types.len()];
    for operation in &api.operations {
        for parameter in &operation.parameters {
            reach(api, &parameter.ty, &mut sent, |field| field.read_only);
        }
        if let Some(ty) = operation.body.as_ref().and_then(|body| body.kind.ty()) {
            reach(api, ty, &mut sent, |field| field.read_only);
        }
        for ty in operation.success.types() {
            reach(api, ty, &mut received, |field| field.write_only);
        }
    }
    for code in &api.codes {
        let fields = code
            .details
            .iter()
            .chain(code.facts.iter().map(|f| &f.field));
        for field in fields {
            reach(api, &field.ty, &mut received, |field| field.write_only);
        }
        if let Some(ty) = &code.details_value {
            reach(api, ty, &mut received, |field| field.write_only);
        }
    }
    for ty in api.sent_by_api() {
        reach(api, ty, &mut received, |field| field.write_only);
    }
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
