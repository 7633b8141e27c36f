//! Scalars by type and format, and enums of texts.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Schema;

use super::view::View;
use crate::diagnostics::{Diagnostics, rules};
use crate::extension::flag;
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
        (Some("integer"), _) => Type::I64,
        (Some("number"), "float") => Type::F32,
        (Some("number"), "decimal") => Type::Decimal { text: false },
        (Some("number"), _) => Type::F64,
        (Some("boolean"), _) => Type::Bool,
        _ => Type::Any,
    };
    masked(ty, site, diag)
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

/// The lists that run parallel to `enum`: names of its values, and descriptions.
const PARALLEL: [&str; 2] = ["x-enum-varnames", "x-enum-descriptions"];

/// The values of an enum, each once, as they become a type: a list beside it of another length is reported.
pub(in crate::lower) fn values(
    texts: &[&str],
    site: Site<'_, Schema>,
    diag: &mut Diagnostics,
) -> Vec<EnumValue> {
    for key in PARALLEL {
        if let Some(list) = site.node.get(key)
            && parallel(site.node, key).is_none()
        {
            diag.report(&rules::extension::DIALECT_SHAPE, list.span)
                .arg(key);
        }
    }
    listed_values(texts, site)
}

/// The values of an enum, each once, with the names and descriptions that other tools' extensions give them.
pub(in crate::lower) fn listed_values(texts: &[&str], site: Site<'_, Schema>) -> Vec<EnumValue> {
    let [names, docs] = PARALLEL.map(|key| parallel(site.node, key));
    let listed = site.node.get("enum").map(Node::items).unwrap_or_default();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, node) in listed.iter().enumerate() {
        if let Some(text) = node.text() {
            places.entry(text).or_insert(index);
        }
    }
    let mut seen = BTreeSet::new();
    let mut values = Vec::new();
    for text in texts.iter().filter(|text| seen.insert(**text)) {
        let index = places.get(text).copied();
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

/// A list that runs parallel to `enum`, if it is as long.
fn parallel<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let count = node.get("enum").map_or(0, |list| list.items().len());
    node.get(key).filter(|list| list.items().len() == count)
}

fn ms_value<'n>(node: &'n Node, text: &str) -> Option<&'n Node> {
    let values = node.get("x-ms-enum")?.get("values")?.items();
    values
        .iter()
        .find(|value| value.get("value").and_then(Node::text) == Some(text))
}
