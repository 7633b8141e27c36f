//! Scalars by type and format, and enums of texts.

use std::collections::BTreeSet;

use openapiv3::Schema;

use super::site::Site;
use super::view::View;
use crate::diagnostics::{Diagnostics, rules};
use crate::extension::flag;
use crate::ir::{DocText, EnumValue, Type, WireName};
use crate::source::node::Node;

/// The longest list that becomes an enum; compilers slow down beyond it.
pub(super) const MOST_VALUES: usize = 2_000;

/// Whether a schema lists texts.
pub(super) fn is_text_enum(view: &View<'_>) -> bool {
    !view.texts.is_empty() && view.kind.is_none_or(|kind| kind == "string")
}

/// The type of a schema that is no object, list or enum.
pub(super) fn plain(site: Site<'_, Schema>, view: &View<'_>, diag: &mut Diagnostics) -> Type {
    let format = view.format.as_deref().unwrap_or("");
    let ty = match (view.kind, format) {
        (Some("string"), "date-time") => Type::DateTime,
        (Some("string"), "date") => Type::Date,
        (Some("string"), "uuid") => Type::Uuid,
        (Some("string"), "byte") => Type::Base64,
        (Some("string"), "decimal") => Type::Decimal { text: true },
        (Some("string"), "password") => Type::Secret,
        (Some("string"), _) => Type::String,
        (Some("integer"), "int32") => Type::I32,
        (Some("integer"), "uint32") => Type::U32,
        (Some("integer"), "uint64") => Type::U64,
        (Some("integer"), _) => Type::I64,
        (Some("number"), "float") => Type::F32,
        (Some("number"), "decimal") => Type::Decimal { text: false },
        (Some("number"), _) => Type::F64,
        (Some("boolean"), _) => Type::Bool,
        _ => Type::Any,
    };
    if view.listed && !matches!(ty, Type::Any | Type::String) {
        let at = site.node.key_span("enum").unwrap_or(site.node.span);
        diag.report(&rules::types::ENUM_NOT_TEXT, at)
            .arg(view.kind.unwrap_or("value"));
    }
    masked(ty, site, diag)
}

/// A text that must not be shown, where the schema says so.
pub(super) fn masked(ty: Type, site: Site<'_, Schema>, diag: &mut Diagnostics) -> Type {
    let hidden = flag::sensitive(site.node, diag) || site.item.schema_data.write_only;
    if ty == Type::String && hidden {
        Type::Secret
    } else {
        ty
    }
}

/// The values of an enum, each once, with the names and descriptions that other tools' extensions give them.
pub(super) fn values(
    texts: &[&str],
    site: Site<'_, Schema>,
    diag: &mut Diagnostics,
) -> Vec<EnumValue> {
    let count = site.node.get("enum").map_or(0, |list| list.items().len());
    let names = parallel(site.node, "x-enum-varnames", count, diag);
    let docs = parallel(site.node, "x-enum-descriptions", count, diag);
    let mut seen = BTreeSet::new();
    let mut values = Vec::new();
    for text in texts.iter().filter(|text| seen.insert(**text)) {
        let listed = site.node.get("enum").map(Node::items).unwrap_or_default();
        let index = listed.iter().position(|node| node.text() == Some(text));
        let of = |list: Option<&Node>| {
            let item = list?.items().get(index?)?;
            item.text().map(str::to_owned)
        };
        let named = ms_value(site.node, text);
        let from_ms = |key: &str| Some(named?.get(key)?.text()?.to_owned());
        values.push(EnumValue {
            wire: WireName::new(*text),
            name: of(names)
                .or_else(|| from_ms("name"))
                .filter(|name| !name.is_empty())
                .map(WireName::new),
            doc: DocText::new(
                of(docs)
                    .or_else(|| from_ms("description"))
                    .unwrap_or_default(),
            ),
        });
    }
    values
}

/// A list that runs parallel to `enum`, if it is as long.
fn parallel<'n>(
    node: &'n Node,
    key: &str,
    count: usize,
    diag: &mut Diagnostics,
) -> Option<&'n Node> {
    let list = node.get(key)?;
    if list.items().len() == count {
        return Some(list);
    }
    diag.report(&rules::extension::DIALECT_SHAPE, list.span)
        .arg(key);
    None
}

fn ms_value<'n>(node: &'n Node, text: &str) -> Option<&'n Node> {
    let values = node.get("x-ms-enum")?.get("values")?.items();
    values
        .iter()
        .find(|value| value.get("value").and_then(Node::text) == Some(text))
}
