//! Scalars by type and format, and enums of texts.

use std::collections::BTreeSet;

use openapiv3::Schema;

use super::view::View;
use crate::diagnostics::{Diagnostics, rules};
use crate::extension::{flag, listed};
use crate::ir::{Constant, DocText, EnumValue, Type, WireName};
use crate::lower::site::Site;
use crate::source::node::Node;

/// Whether a schema lists texts and nothing else.
pub(in crate::lower) fn is_text_enum(site: Site<'_, Schema>, view: &View<'_>) -> bool {
    let listed = site.node.get("enum").map(Node::items).unwrap_or_default();
    let others = listed
        .iter()
        .any(|value| !value.is_null() && value.as_str().is_none());
    !view.texts.is_empty()
        && match view.kind {
            None => !others,
            Some(kind) => kind == "string",
        }
}

/// The type of a schema that is no object, list or enum.
pub(in crate::lower) fn plain(
    site: Site<'_, Schema>,
    view: &View<'_>,
    diag: &mut Diagnostics,
) -> Type {
    let format = view.format.as_deref().unwrap_or("");
    let ty = match (view.kind, format) {
        (Some("string"), "date-time") => Type::DateTime,
        (Some("string"), "date") => Type::Date,
        (Some("string"), "uuid") => Type::Uuid,
        (Some("string"), "byte") => Type::Base64,
        (Some("string"), "decimal") => Type::Decimal { text: true },
        (Some("string"), "password") => Type::Secret,
        (Some("string"), _) => Type::String,
        (Some("integer"), "int32" | "int16" | "int8") => Type::I32,
        (Some("integer"), "uint32" | "uint16" | "uint8") => Type::U32,
        (Some("integer"), "uint64") => Type::U64,
        (Some("integer"), "" | "int64") if is_beyond(site) => Type::U64,
        (Some("integer"), _) => Type::I64,
        (Some("number"), "float") => Type::F32,
        (Some("number"), "decimal") => Type::Decimal { text: false },
        (Some("number"), _) => Type::F64,
        (Some("boolean"), _) => Type::Bool,
        _ => Type::Any,
    };
    masked(ty, site, diag)
}

/// Whether an integer that is not negative may be larger than any of 64 bits with a sign.
fn is_beyond(site: Site<'_, Schema>) -> bool {
    let bound = |key: &str| site.node.get(key).and_then(Node::as_f64);
    bound("minimum").is_some_and(|least| least >= 0.0)
        && bound("maximum").is_some_and(|most| most > i64::MAX as f64)
}

/// A text that must not be shown, where the schema says so.
pub(in crate::lower) fn masked(ty: Type, site: Site<'_, Schema>, diag: &mut Diagnostics) -> Type {
    let hidden = flag::sensitive(site.node, diag) || site.item.schema_data.write_only;
    if ty == Type::String && hidden {
        Type::Secret
    } else {
        ty
    }
}

/// The values of an enum, each once, with the names and descriptions that other tools' extensions give them. A list beside it of
/// another length is reported.
pub(in crate::lower) fn values(
    texts: &[&str],
    site: Site<'_, Schema>,
    diag: &mut Diagnostics,
) -> Vec<EnumValue> {
    let named = listed::Named::of(site.node);
    named.report(diag);
    let mut seen = BTreeSet::new();
    let texts = texts.iter().filter(|text| seen.insert(**text));
    texts
        .map(|text| EnumValue {
            wire: WireName::new(*text),
            name: named.name(text).map(WireName::new),
            doc: DocText::new(named.doc(text).unwrap_or_default()),
        })
        .collect()
}

/// Reports listed values that are lists or objects.
pub(in crate::lower) fn check_listed(
    site: Site<'_, Schema>,
    view: &View<'_>,
    diag: &mut Diagnostics,
) {
    let listed = site.node.get("enum").map(Node::items).unwrap_or_default();
    let is_scalar = |value: &Node| value.is_null() || value.scalar().is_some();
    if !listed.iter().all(is_scalar) {
        let at = site.node.key_span("enum").unwrap_or(site.node.span);
        diag.report(&rules::types::ENUM_NOT_TEXT, at)
            .arg(view.kind.unwrap_or("any"));
    }
}

/// The values of an enum of scalars of any kind, each once.
pub(in crate::lower) fn named_constants(
    constants: &[Constant],
    site: Site<'_, Schema>,
    diag: &mut Diagnostics,
) -> Vec<(Constant, EnumValue)> {
    let text = |constant: &Constant| match constant {
        Constant::Text(text) | Constant::Json(text) => text.as_str().to_owned(),
    };
    let texts: Vec<_> = constants.iter().map(text).collect();
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    let values = values(&texts, site, diag).into_iter();
    values
        .filter_map(|value| {
            let mut all = constants.iter();
            let constant = all.find(|constant| text(constant) == value.wire.as_str())?;
            Some((constant.clone(), value))
        })
        .collect()
}
