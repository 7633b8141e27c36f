//! What the variant of a status holds: the body that the operation declares for it.

use crate::diagnostics::rules;
use crate::extension::received::{Received, received};
use crate::ir::{
    Carried, ErrorCode, Field, Method, StatusRange, Table, Type, TypeDef, TypeId, TypeKind,
    WireName,
};
use crate::lower::Cx;
use crate::lower::answers::held::{Held, held};
use crate::lower::answers::response::Declared;
use crate::lower::site::child;
use crate::source::node::Node;
use crate::source::value::to_json;

use super::error::Traits;

/// What the variant of an entry holds in the enum of an operation.
pub(super) fn carried<'a>(
    cx: &mut Cx<'a, '_>,
    traits: &Traits<'_>,
    declared: &[Declared<'a>],
    entry: &ErrorCode,
) -> Carried {
    if entry.has_details() {
        return Carried::Details;
    }
    let body = match nearest(declared, &entry.statuses) {
        Some(one) if may_have_body(traits.method, one.status) => body(cx, traits.id, one),
        _ => Carried::Nothing,
    };
    let of_document = !entry.is_declared_status();
    match &body {
        // What the catalogue says of a status holds whatever comes with it: its members are details, as those of a code are.
        Carried::Json(ty) if of_document && object(&cx.types.defs, ty).is_some() => {
            Carried::Nothing
        }
        _ => body,
    }
}

/// The members of an object, behind other names for it and `null`.
pub(super) fn object<'t>(types: &'t Table<TypeId, TypeDef>, ty: &'t Type) -> Option<&'t [Field]> {
    let mut ty = ty;
    // A circle of aliases ends after as many steps as there are types.
    for _ in 0..=types.len() {
        ty = match ty {
            Type::Nullable(inner) => inner,
            Type::Named(id) => match &types[*id].kind {
                TypeKind::Alias(target) => target,
                TypeKind::Object { fields, .. } => return Some(fields),
                _ => return None,
            },
            _ => return None,
        };
    }
    None
}

/// The response that every answer of these statuses has: of those that cover them the narrowest, `default` last.
pub(super) fn nearest<'d, 'a>(
    declared: &'d [Declared<'a>],
    statuses: &[StatusRange],
) -> Option<&'d Declared<'a>> {
    let covers = |one: &&Declared<'_>| match one.status {
        Some(own) => !statuses.is_empty() && statuses.iter().all(|status| own.covers(*status)),
        None => true,
    };
    let width = |one: &&Declared<'_>| one.status.map_or(u16::MAX, |own| own.last - own.first);
    let errors = declared.iter().filter(|one| one.error);
    errors.filter(covers).min_by_key(width)
}

/// Whether such an answer may have a body, whatever is declared (RFC 9110, sections 6.4.1 and 9.3.2).
pub(super) fn may_have_body(method: &Method, status: Option<StatusRange>) -> bool {
    let bodiless = |status: StatusRange| status.last < 200 || matches!(status.first, 204 | 304);
    *method != Method::Head && !status.is_some_and(bodiless)
}

/// The body of a response; a response that operations share is looked at once.
pub(super) fn body<'a>(cx: &mut Cx<'a, '_>, operation: &WireName, one: &Declared<'a>) -> Carried {
    if let Some(known) = cx.codes.bodies.get(&one.node.span) {
        return known.clone();
    }
    let carried = match one.content() {
        None => Carried::Nothing,
        Some((name, content, node)) => match held(cx.document, name, content, node) {
            Held::Text => Carried::Text,
            Held::Bytes => Carried::Bytes,
            // Nothing is said of what the JSON is.
            Held::Json(None) => Carried::Nothing,
            Held::Json(Some(site)) => {
                report_others(cx, one, name, site.node);
                let path = place(operation, one);
                Carried::Json(cx.types.lower(site, &path, cx.diag).closed())
            }
        },
    };
    cx.codes.bodies.insert(one.node.span, carried.clone());
    carried
}

/// Reports other JSON of another schema: a variant holds one value.
fn report_others(cx: &mut Cx<'_, '_>, one: &Declared<'_>, chosen: &str, schema: &Node) {
    let contents = child(one.node, "content");
    let names = one.response.content.keys();
    for name in names.filter(|name| *name != chosen && received(name) == Received::Json) {
        let other = child(contents, name).get("schema");
        if let Some(other) = other.filter(|other| to_json(other) != to_json(schema)) {
            cx.diag
                .report(&rules::operations::SEVERAL_ERROR_BODIES, other.span)
                .arg(name.as_str())
                .arg(chosen);
        }
    }
}

/// What a body without a name of its own is called after: the response that operations share, or operation and status.
fn place(operation: &WireName, one: &Declared<'_>) -> Vec<WireName> {
    if let Some(name) = one.component {
        return vec![WireName::new(name), WireName::new("body")];
    }
    let status = one.status.map(|status| status.to_string());
    let status = WireName::new(status.as_deref().unwrap_or("default"));
    // What several places share is called after what their ways have in common.
    vec![operation.clone(), status, WireName::new("error body")]
}
