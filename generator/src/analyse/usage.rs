//! Whether a request or an answer can hold a type.

use crate::ir::{Api, Type, TypeKind};

/// Marks types as sent and received, and frees members that only the other side sends.
pub(super) fn mark(api: &mut Api) {
    let mut sent = vec![false; api.types.len()];
    let mut received = vec![false; api.types.len()];
    for operation in &api.operations {
        for parameter in &operation.parameters {
            reach(api, &parameter.ty, &mut sent);
        }
        if let Some(ty) = operation.body.as_ref().and_then(|body| body.kind.ty()) {
            reach(api, ty, &mut sent);
        }
        for ty in operation.success.types() {
            reach(api, ty, &mut received);
        }
    }
    for code in &api.codes {
        let fields = code
            .details
            .iter()
            .chain(code.facts.iter().map(|f| &f.field));
        for field in fields {
            reach(api, &field.ty, &mut received);
        }
        if let Some(ty) = &code.details_value {
            reach(api, ty, &mut received);
        }
    }
    for ty in api.sent_by_api() {
        reach(api, ty, &mut received);
    }
    for (def, (sent, received)) in api.types.iter_mut().zip(sent.into_iter().zip(received)) {
        def.sent = sent;
        def.received = received;
        if let TypeKind::Object { fields, .. } = &mut def.kind {
            for field in fields {
                // One struct serves both directions, so a member that one of them lacks cannot be required.
                let missing = (sent && field.read_only) || (received && field.write_only);
                field.required &= !missing;
            }
        }
    }
}

/// Marks every named type that a value of `ty` can hold.
fn reach(api: &Api, ty: &Type, marked: &mut [bool]) {
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        ty.each_named(&mut |id| {
            let Some(mark) = marked.get_mut(id.0) else {
                return;
            };
            if !std::mem::replace(mark, true) {
                open.extend(api.ty(id).into_iter().flat_map(|def| def.kind.parts()));
            }
        });
    }
}
