//! Parameters whose style OpenAPI defines for other values (3.0.4, section 4.8.12.4; 3.1.1 and 3.2.0, "Style Examples",
//! the cells marked `n/a`): what is sent for them is the runtime's choice, so it is said.

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostics, Phrase, rules};
use crate::ir::{Api, Parameter, Style, Type, TypeKind};

/// Kinds of values that a style writes differently.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Scalar,
    List,
    Object,
    /// An object that holds a list or another object.
    Nested,
}

/// Reports each parameter whose style is not defined for one of its kinds.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    for parameter in api.operations.iter().flat_map(|it| &it.parameters) {
        let open = kinds(api, &parameter.ty).into_iter().find_map(|kind| {
            let sent = sent_instead(parameter, kind)?;
            Some((kind, sent))
        });
        let Some((kind, sent)) = open else { continue };
        let name = parameter.wire.as_str();
        diag.report(&rules::operations::STYLE_UNDEFINED, parameter.span)
            .arg(match parameter.style {
                Style::SpaceDelimited => "spaceDelimited",
                Style::PipeDelimited => "pipeDelimited",
                _ => "deepObject",
            })
            .arg(if parameter.explode { "with" } else { "without" })
            .arg(match kind {
                Sort::Scalar => &rules::operations::ONE_VALUE,
                Sort::List => &rules::operations::LIST,
                Sort::Object => &rules::operations::OBJECT,
                Sort::Nested => &rules::operations::NESTED_OBJECT,
            })
            .arg(name)
            .arg(sent.of([name]));
    }
}

/// What a query holds where OpenAPI leaves it open; `None` where it does not.
fn sent_instead(parameter: &Parameter, kind: Sort) -> Option<&'static Phrase> {
    let exploded = parameter.explode;
    Some(match (parameter.style, kind) {
        (Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject, Sort::Scalar) => {
            &rules::operations::SENT_VALUE
        }
        (Style::SpaceDelimited | Style::PipeDelimited, Sort::List) if exploded => {
            &rules::operations::SENT_REPEATED
        }
        (Style::SpaceDelimited | Style::PipeDelimited, Sort::Object) if exploded => {
            &rules::operations::SENT_MEMBERS
        }
        (Style::SpaceDelimited | Style::PipeDelimited, Sort::Nested) if exploded => {
            &rules::operations::SENT_MEMBERS_AND_JSON
        }
        (Style::SpaceDelimited, Sort::Nested) => &rules::operations::SENT_SPACED,
        (Style::PipeDelimited, Sort::Nested) => &rules::operations::SENT_PIPED,
        (Style::DeepObject, Sort::List) => &rules::operations::SENT_INDEXED,
        (Style::DeepObject, Sort::Nested) => &rules::operations::SENT_DEEP,
        (Style::DeepObject, Sort::Object) if !exploded => &rules::operations::SENT_FLAT,
        _ => return None,
    })
}

/// The kinds of values that a type has, each once. A type that may be anything has none.
fn kinds(api: &Api, ty: &Type) -> Vec<Sort> {
    let mut found = Vec::new();
    for leaf in leaves(api, [ty]) {
        let kind = match members(api, leaf) {
            Some(members) => {
                let nests = |leaf: &Type| is_list(leaf) || self::members(api, leaf).is_some();
                if leaves(api, members).into_iter().any(nests) {
                    Sort::Nested
                } else {
                    Sort::Object
                }
            }
            None if is_list(leaf) => Sort::List,
            None if is_open(api, leaf) => continue,
            None => Sort::Scalar,
        };
        if !found.contains(&kind) {
            found.push(kind);
        }
    }
    found
}

/// The types behind names and choices, each name followed once: types may contain themselves.
fn leaves<'a>(api: &'a Api, types: impl IntoIterator<Item = &'a Type>) -> Vec<&'a Type> {
    let mut seen = BTreeSet::new();
    let mut left: Vec<&Type> = types.into_iter().collect();
    let mut found = Vec::new();
    while let Some(ty) = left.pop() {
        let id = match ty {
            Type::Nullable(inner) => {
                left.push(inner);
                continue;
            }
            Type::Named(id) => *id,
            _ => {
                found.push(ty);
                continue;
            }
        };
        if !seen.insert(id) {
            continue;
        }
        match &api.types[id].kind {
            TypeKind::Alias(target) => left.push(target),
            TypeKind::Choice { branches } => {
                left.extend(branches.iter().map(|it| &it.ty));
            }
            TypeKind::Union { variants, .. } => {
                left.extend(variants.iter().map(|it| &it.ty));
            }
            _ => found.push(ty),
        }
    }
    found
}

/// The types of an object's members; `None` for what is no object.
fn members<'a>(api: &'a Api, ty: &'a Type) -> Option<Vec<&'a Type>> {
    match api.resolved(ty) {
        Type::Map(inner) => Some(vec![inner]),
        Type::Named(id) => match &api.types[*id].kind {
            TypeKind::Object { fields, rest } => {
                Some(fields.iter().map(|it| &it.ty).chain(rest).collect())
            }
            _ => None,
        },
        _ => None,
    }
}

fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::List(_) | Type::Tuple(_))
}

/// Whether nothing is known of the values.
fn is_open(api: &Api, ty: &Type) -> bool {
    match api.resolved(ty) {
        Type::Any | Type::File => true,
        Type::Named(id) => !matches!(
            api.types[*id].kind,
            TypeKind::TextEnum { .. } | TypeKind::IntEnum { .. } | TypeKind::ValueEnum { .. }
        ),
        _ => false,
    }
}
