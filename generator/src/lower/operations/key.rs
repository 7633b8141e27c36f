//! The idempotency key of an operation: where it travels, and that a member of the body is nobody's argument then.

use faultcode_facts::KEY_HEADER;
use openapiv3::{Operation as Model, ParameterData, PathItem};

use super::facts::Positions;
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{
    Body, BodyKind, Idempotency, KeyPlace, Method, Parameter, PartForm, Place, Table, Type,
    TypeDef, TypeId, TypeKind, WireName,
};
use crate::lower::Cx;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// The usual name of a key in a body.
const MEMBER: &str = "idempotency_key";

/// The key that the operation takes: declared, or inferred from a header parameter of the usual name.
pub(in crate::lower) fn lower_idempotency(
    cx: &mut Cx<'_, '_>,
    positions: Positions<'_>,
    method: &Method,
    item: &PathItem,
    model: &Model,
    node: &Node,
) -> Option<Idempotency> {
    let declared = positions.idempotency(method.name(), cx.diag);
    if let Some(facts) = declared.as_ref().and_then(|keyed| keyed.facts.as_ref())
        && !facts.unsure
    {
        return Some(facts.clone());
    }
    if declared.is_none() && positions.merged("x-idempotency").is_some() {
        return None;
    }
    let lists = [&item.parameters, &model.parameters];
    let parameters = lists.into_iter().flatten();
    let mut resolved = parameters.filter_map(|of| cx.document.resolve(of, node));
    let found = resolved.find(|site| {
        let is_header = matches!(site.item, openapiv3::Parameter::Header { .. });
        is_header && is_key(site.item.parameter_data_ref())
    });
    let name = found.map(|site| &*site.item.parameter_data_ref().name);
    if let Some(keyed) = declared {
        let mut facts = keyed.facts?;
        // The document vouches for a key of which a draft has only read.
        let declares = |place: &KeyPlace| match place {
            KeyPlace::Header(own) => name.is_some_and(|it| own.as_str().eq_ignore_ascii_case(it)),
            KeyPlace::Body(_) => false,
        };
        facts.unsure &= !declares(&facts.place);
        return Some(facts);
    }
    Some(Idempotency {
        place: KeyPlace::Header(WireName::new(name?)),
        ..Idempotency::default()
    })
}

/// Whether a header is declared as an idempotency key: by its name, or where the name of a request's id is described as one.
fn is_key(data: &ParameterData) -> bool {
    let name = data.name.to_ascii_lowercase();
    let name = name.strip_prefix("x-").unwrap_or(&name);
    let says = |text: &str| text.to_ascii_lowercase().contains("idempoten");
    let described = || data.description.as_deref().is_some_and(says);
    match name {
        "idempotency-id" | "idempotent-id" | "idempotency_key" | "idempotencykey" => true,
        _ if name.eq_ignore_ascii_case(KEY_HEADER) => true,
        _ => name.ends_with("request-id") && described(),
    }
}

/// Keeps the owner of keys where the path names one. A document may say it for all operations, an operation for itself alone.
pub(in crate::lower) fn scoped(
    cx: &mut Cx<'_, '_>,
    positions: Positions<'_>,
    parameters: &[Parameter],
    facts: &mut Idempotency,
) {
    let Some(name) = &facts.scope else { return };
    let mut in_path = parameters.iter().filter(|it| it.place == Place::Path);
    if in_path.any(|parameter| parameter.wire == *name) {
        return;
    }
    if let Some(own) = positions.operation.at("/x-idempotency/scope") {
        cx.diag
            .report(&rules::extension::UNKNOWN_PARAMETER, own.span)
            .arg(rules::extension::IN_ITS_PATH.of([name.as_str()]));
    }
    facts.scope = None;
}

/// A key inferred from a member of the body of the usual name.
pub(in crate::lower) fn key_of_body(
    types: &mut Table<TypeId, TypeDef>,
    body: Option<&Body>,
) -> Option<Idempotency> {
    let pointer = WireName::new(Pointer::of([MEMBER]).as_str());
    let ty = match &body?.kind {
        BodyKind::Json { ty, .. } | BodyKind::Form(ty, _) => ty,
        BodyKind::Multipart(Some(Type::Named(id)), _) => {
            return key_of_part(types, body, *id);
        }
        _ => return None,
    };
    let is_object = matches!(ty, Type::Named(_));
    (is_object && free_key(types, body, &pointer)).then(|| Idempotency {
        place: KeyPlace::Body(pointer),
        ..Idempotency::default()
    })
}

/// A key inferred from a member of a part that is JSON.
fn key_of_part(
    types: &mut Table<TypeId, TypeDef>,
    body: Option<&Body>,
    id: TypeId,
) -> Option<Idempotency> {
    let TypeKind::Multipart { parts, .. } = &types[id].kind else {
        return None;
    };
    let json = parts.iter().filter(|part| part.form == PartForm::Json);
    let named = json.filter(|part| matches!(part.field.ty, Type::Named(_)));
    let names: Vec<WireName> = named.map(|part| part.field.wire.clone()).collect();
    names.into_iter().find_map(|name| {
        let pointer = WireName::new(Pointer::of([name.as_str(), MEMBER]).as_str());
        free_key(types, body, &pointer).then(|| Idempotency {
            place: KeyPlace::Body(pointer),
            ..Idempotency::default()
        })
    })
}

/// Frees the body's key from the required members: it is set by the call. False when it is no text of the body.
pub(in crate::lower) fn free_key(
    types: &mut Table<TypeId, TypeDef>,
    body: Option<&Body>,
    pointer: &WireName,
) -> bool {
    let Some(Body {
        kind: BodyKind::Json { ty, .. } | BodyKind::Form(ty, _) | BodyKind::Multipart(Some(ty), _),
        ..
    }) = body
    else {
        return false;
    };
    let mut here = ty.clone();
    let pointer: Vec<_> = Pointer::parse(pointer.as_str())
        .iter()
        .flat_map(|at| at.tokens().map(WireName::new).collect::<Vec<_>>())
        .collect();
    for (index, segment) in pointer.iter().enumerate() {
        let inner = match here {
            Type::Nullable(inner) => *inner,
            other => other,
        };
        let Type::Named(id) = inner else {
            return matches!(inner, Type::Any | Type::Map(_));
        };
        if let TypeKind::Multipart { parts, .. } = &types[id].kind {
            let part = parts.iter().find(|part| part.field.wire == *segment);
            let Some(part) = part.filter(|part| part.form == PartForm::Json) else {
                return false;
            };
            here = part.field.ty.clone();
            continue;
        }
        let TypeKind::Object { fields, .. } = &mut types[id].kind else {
            return false;
        };
        let Some(field) = fields.iter_mut().find(|field| field.wire == *segment) else {
            return false;
        };
        if index + 1 == pointer.len() {
            let is_text = matches!(field.ty, Type::String | Type::Uuid | Type::Any);
            field.required &= !is_text;
            return is_text;
        }
        here = field.ty.clone();
    }
    false
}

pub(in crate::lower) fn report_key_pointer(
    positions: Positions<'_>,
    pointer: &WireName,
    diag: &mut Diagnostics,
) {
    let holders = [positions.operation, positions.path, positions.root];
    let at = holders
        .iter()
        .find_map(|node| node.at("/x-idempotency/body"));
    diag.report(
        &rules::extension::BAD_POINTER,
        at.unwrap_or(positions.operation).span,
    )
    .arg(pointer.as_str())
    .arg(&rules::extension::NO_TEXT_MEMBER)
    .also(positions.operation.span, &rules::remarks::THE_OPERATION);
}
