//! Tokens that operations make: the client calls these by itself, so what it knows has to be enough.

use faultcode_facts::EXPIRES_IN;

use crate::diagnostics::{Diagnostics, Phrased, rules};
use crate::ir::{
    Api, Expression, KeyMode, Operation, Place, Pointer, Scheme, SchemeId, SchemeKind, Success,
    SuccessKind, TokenOperation, Type, TypeKind,
};

/// Reports tokens that cannot be had, and operations for which nothing says whose token is meant.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    for (id, scheme) in api.schemes.entries() {
        let Some(token) = &scheme.token else { continue };
        if let Some(problem) = problem(api, id, scheme, token) {
            diag.report(&rules::extension::UNUSABLE_TOKEN, token.span)
                .arg(problem);
        } else {
            without_parameter(api, id, diag);
            lifetime(api, token, diag);
        }
    }
}

/// Reports a pointer to the lifetime of a token that leads nowhere. Where none is stated, there need not be one.
fn lifetime(api: &Api, token: &TokenOperation, diag: &mut Diagnostics) {
    let is_usual = matches!(token.expires_in.as_slice(), [name] if name.as_str() == EXPIRES_IN);
    let Some(id) = api.operation(&token.operation).filter(|_| !is_usual) else {
        return;
    };
    let operation = &api.operations[id];
    let mut types = successes(&operation.success)
        .into_iter()
        .filter_map(|kind| match kind {
            SuccessKind::Json(ty) => Some(ty),
            _ => None,
        });
    if types.all(|ty| leads(api, operation, ty, &token.expires_in) == Lead::Nowhere) {
        diag.report(&rules::extension::LOST_POINTER, token.span)
            .arg(&rules::extension::LIFETIME)
            .arg(shown(&token.expires_in));
    }
}

fn problem(api: &Api, id: SchemeId, scheme: &Scheme, token: &TokenOperation) -> Option<Phrased> {
    if matches!(scheme.kind, SchemeKind::Basic) {
        return Some(Phrased::from(&rules::extension::NO_TOKEN));
    }
    // An operation that does not exist is reported where it is named.
    let operation = &api.operations[api.operation(&token.operation)?];
    let mut paths = token.arguments.iter();
    let paths = paths
        .by_ref()
        .filter(|(_, from)| matches!(from, Expression::RequestPath(_)));
    if paths.count() > 1 {
        return Some(Phrased::from(&rules::extension::TWO_FROM_PATH));
    }
    if waits_for_itself(api, id) {
        return Some(rules::extension::NEEDS_ITSELF.of([operation.id.as_str()]));
    }
    parameters(operation, token)
        .or_else(|| body(api, operation, token))
        .or_else(|| key(operation))
        .or_else(|| answer(api, operation, token))
}

/// Whether each alternative of the operation needs a token that can be had only with this one, or is this one.
fn waits_for_itself(api: &Api, id: SchemeId) -> bool {
    // What can be had without it grows until nothing is added.
    let mut had: Vec<SchemeId> = Vec::new();
    loop {
        let more = api.schemes.entries().find(|(other, scheme)| {
            let operation = scheme
                .token
                .as_ref()
                .and_then(|it| api.operation(&it.operation));
            let Some(operation) = operation.map(|id| &api.operations[id]) else {
                return !had.contains(other);
            };
            let mut ways = operation.security.iter();
            let open = operation.security.is_empty()
                || ways.any(|needs| needs.iter().all(|need| had.contains(&need.scheme)));
            !had.contains(other) && open
        });
        match more {
            Some((other, _)) => had.push(other),
            None => return !had.contains(&id),
        }
    }
}

fn parameters(operation: &Operation, token: &TokenOperation) -> Option<Phrased> {
    let id = operation.id.as_str();
    let known = |name: &str| {
        let mut all = operation.parameters.iter();
        all.any(|it| it.wire.as_str() == name)
    };
    let unknown = token
        .arguments
        .iter()
        .find(|(name, _)| !known(name.as_str()));
    if let Some((name, _)) = unknown {
        return Some(rules::extension::HAS_NO_PARAMETER.of([id, name.as_str()]));
    }
    let mut needed = operation.parameters.iter().filter(|it| it.required);
    let missing = needed.find(|it| !token.arguments.iter().any(|(name, _)| *name == it.wire))?;
    let name = missing.wire.as_str();
    Some(rules::extension::NEEDS_PARAMETER.of([id, name]))
}

fn body(api: &Api, operation: &Operation, token: &TokenOperation) -> Option<Phrased> {
    let id = operation.id.as_str();
    let given = token.body.as_ref();
    let Some(body) = &operation.body else {
        return given.map(|_| rules::extension::TAKES_NO_BODY.of([id]));
    };
    let Some(given) = given else {
        return body.required.then(|| rules::extension::NEEDS_BODY.of([id]));
    };
    let Some(kind) = api.constant_body(body) else {
        return Some(rules::extension::NEITHER_JSON_NOR_FORM.of([id]));
    };
    let fields = kind.ty().and_then(|ty| api.object(ty)).unwrap_or_default();
    let mut missing = fields
        .iter()
        .filter(|it| it.required && !it.read_only && !given.members.contains(&it.wire));
    let missing = missing.next()?;
    Some(rules::extension::NEEDS_MEMBER.of([id, missing.wire.as_str()]))
}

fn key(operation: &Operation) -> Option<Phrased> {
    let facts = operation.idempotency.as_ref()?;
    (facts.mode == KeyMode::Required)
        .then(|| rules::extension::NEEDS_KEY.of([operation.id.as_str()]))
}

fn answer(api: &Api, operation: &Operation, token: &TokenOperation) -> Option<Phrased> {
    let id = operation.id.as_str();
    let text = shown(&token.access_token);
    let lead = successes(&operation.success)
        .into_iter()
        .map(|kind| match kind {
            SuccessKind::Json(ty) => leads(api, operation, ty, &token.access_token),
            _ => Lead::NoBody,
        })
        .max()?;
    match lead {
        Lead::Text => None,
        Lead::Nowhere => Some(rules::extension::LEADS_NOWHERE.of([&text, id])),
        Lead::Other => Some(rules::extension::LEADS_TO_NO_TEXT.of([&text, id])),
        Lead::NoBody => Some(rules::extension::NO_JSON_SUCCESS.of([id])),
    }
}

fn successes(success: &Success) -> Vec<&SuccessKind> {
    match &success.kind {
        SuccessKind::Several(cases) => cases.iter().map(|case| &case.kind).collect(),
        kind => vec![kind],
    }
}

/// Where a pointer leads, the best first to last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lead {
    Text,
    Nowhere,
    Other,
    NoBody,
}

/// Where the pointer leads. `ty` is the type of the value, which may stand at a place of its own in the body.
fn leads(api: &Api, operation: &Operation, ty: &Type, pointer: &Pointer) -> Lead {
    let envelopes = operation.envelopes.as_ref().unwrap_or(&api.envelopes);
    let data = envelopes.iter().find_map(|it| it.data.as_ref());
    let rest = match data {
        None => Some(pointer.as_slice()),
        Some(data) => pointer.strip_prefix(data.as_slice()),
    };
    // Beside the value the document describes nothing that is known here.
    rest.map_or(Lead::Text, |rest| leads_in(api, ty, rest))
}

fn leads_in(api: &Api, ty: &Type, rest: &[crate::ir::WireName]) -> Lead {
    let mut ty = ty;
    // A circle of aliases ends after as many steps as there are types.
    for _ in 0..=api.types.len() {
        match ty {
            Type::Nullable(inner) => ty = inner,
            Type::Named(id) => match &api.types[*id].kind {
                TypeKind::Alias(target) => ty = target,
                _ => break,
            },
            _ => break,
        }
    }
    let Some((name, rest)) = rest.split_first() else {
        return match ty {
            Type::String | Type::Secret | Type::Uuid | Type::Base64 | Type::Any => Lead::Text,
            Type::Named(id) => match &api.types[*id].kind {
                TypeKind::TextEnum { .. } | TypeKind::Choice { .. } => Lead::Text,
                _ => Lead::Other,
            },
            _ => Lead::Other,
        };
    };
    match ty {
        Type::Any => Lead::Text,
        Type::Map(value) => leads_in(api, value, rest),
        Type::List(item) if is_index(name) => leads_in(api, item, rest),
        Type::Tuple(_) if is_index(name) => Lead::Text,
        Type::Named(id) => match &api.types[*id].kind {
            TypeKind::Object { fields, rest: open } => {
                let field = fields.iter().find(|field| field.wire == *name);
                match (field, open) {
                    (Some(field), _) => leads_in(api, &field.ty, rest),
                    (None, Some(open)) => leads_in(api, open, rest),
                    (None, None) => Lead::Nowhere,
                }
            }
            // One of several: each would have to be followed, and may be what is answered.
            TypeKind::Union { .. } | TypeKind::Choice { .. } => Lead::Text,
            _ => Lead::Nowhere,
        },
        _ => Lead::Nowhere,
    }
}

/// Whether a name of a pointer is the index of an item.
fn is_index(name: &crate::ir::WireName) -> bool {
    !name.as_str().is_empty() && name.as_str().bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a pointer leads to something that the type describes, or leaves open.
pub(super) fn leads_somewhere(api: &Api, ty: &Type, pointer: &[crate::ir::WireName]) -> bool {
    leads_in(api, ty, pointer) != Lead::Nowhere
}

fn shown(pointer: &Pointer) -> String {
    let parts = pointer.iter();
    parts
        .map(|part| format!("/{}", crate::source::pointer::escape(part.as_str())))
        .collect()
}

/// Reports the operations that can carry the token only where it is given by hand.
fn without_parameter(api: &Api, id: SchemeId, diag: &mut Diagnostics) {
    for operation in &api.operations {
        let serves = |scheme: SchemeId| {
            let token = api.schemes[scheme].token.as_ref();
            token
                .and_then(TokenOperation::parameter)
                .is_none_or(|name| {
                    let mut all = operation.parameters.iter();
                    all.any(|it| it.place == Place::Path && it.wire == *name)
                })
        };
        let mut ways = operation.security.iter();
        let can = ways.any(|needs| needs.iter().all(|need| serves(need.scheme)));
        let mut needs = operation.security.iter().flatten();
        let needed = needs.any(|need| need.scheme == id);
        if !needed || can || serves(id) {
            continue;
        }
        let scheme = &api.schemes[id];
        let name = scheme.token.as_ref().and_then(TokenOperation::parameter);
        if let Some(name) = name {
            diag.report(&rules::extension::TOKEN_WITHOUT_PARAMETER, operation.span)
                .arg(operation.id.as_str())
                .arg(scheme.name.as_str())
                .arg(name.as_str());
        }
    }
}
