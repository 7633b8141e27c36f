//! Error entries: the structs and constants of `errors`, and what the document says of each code.

use super::facts::text;
use super::types::limits;
use super::written::{Side, written};
use super::{Item, Sort};
use crate::diff::kinds::Kind;
use crate::ir::{Field, Type, WireName};
use crate::plan::names::RustIdent;
use crate::plan::{Crate, PlannedCode, code_key};

/// Every entry.
pub(super) fn codes(plan: &Crate<'_>) -> Vec<Item> {
    plan.codes
        .iter()
        .map(|planned| code(plan, planned))
        .collect()
}

fn code(plan: &Crate<'_>, planned: &PlannedCode<'_>) -> Item {
    let (entry, names) = (planned.ir, &planned.names);
    let path = format!("errors::{}", names.name);
    let mut item = Item::new(Sort::Code, code_key(entry), Kind::EntryAdded)
        .named(path.as_str(), path.as_str())
        .at(entry.span);
    let mut statuses: Vec<String> = entry.statuses.iter().map(ToString::to_string).collect();
    statuses.sort_unstable();
    item.fact(Kind::CodeStatusChanged, "statuses", statuses.join(", "));
    let spellings = entry.code.iter().chain(&entry.aliases);
    let mut spellings: Vec<&str> = spellings.map(WireName::as_str).collect();
    spellings.sort_unstable();
    item.fact(Kind::CodeStatusChanged, "spellings", spellings.join(", "));
    let header = entry.header.as_ref().map(text);
    item.fact(
        Kind::CodeStatusChanged,
        "header",
        header.unwrap_or_default(),
    );
    item.fact(Kind::CodeRetryChanged, "", entry.retry.as_str());
    let effect = entry.effect.map(|effect| text(&effect));
    item.fact(Kind::EffectChanged, "", effect.unwrap_or_default());
    let action = entry.action.as_ref().map(text);
    item.fact(Kind::ActionChanged, "", action.unwrap_or_default());
    let category = entry.category.as_ref().map(WireName::as_str);
    item.fact(Kind::CategoryChanged, "", category.unwrap_or_default());
    item.flag(Kind::SensitiveChanged, "sensitive", entry.sensitive);
    item.fact(Kind::SurenessChanged, "", entry.confidence.as_str());
    item.flag(Kind::Deprecated, "deprecated", entry.deprecated);
    item.fact(Kind::DocsChanged, "", entry.doc.as_str());
    if let Some(value) = &names.value {
        let has_empty = matches!(plan.resolved(value.ir), Type::List(_) | Type::Map(_));
        let mut own = Item::new(Sort::Detail, " value", Kind::DetailAdded)
            .named(value.names.as_str(), format!("{path}.{}", value.names));
        own.fact(Kind::TypeChanged, "", written(plan, value.ir, Side::Read));
        own.flag(Kind::MemberBecomesOptional, "Option", !has_empty);
        item.items.push(own);
    }
    let details = names.details.iter().map(|it| ("", it.ir, &it.names));
    let facts = names
        .facts
        .iter()
        .map(|it| (" fact", &it.ir.field, &it.names));
    for (sort, field, name) in details.chain(facts) {
        item.items.push(detail(plan, sort, field, name, &path));
    }
    item
}

fn detail(plan: &Crate<'_>, sort: &str, field: &Field, name: &RustIdent, of: &str) -> Item {
    let key = format!("{}{sort}", field.wire.as_str());
    let mut item = Item::new(Sort::Detail, key, Kind::DetailAdded)
        .named(name.as_str(), format!("{of}.{name}"))
        .at(field.span);
    let ty = written(plan, &field.ty, Side::Read);
    let ty = if field.boxed {
        format!("Box<{ty}>")
    } else {
        ty
    };
    item.fact(Kind::TypeChanged, "", ty);
    item.flag(Kind::MemberBecomesOptional, "Option", field.is_option());
    item.fact(Kind::WireChanged, "", field.wire.as_str());
    item.fact(Kind::LimitsChanged, "", limits(field.limits.as_ref()));
    item.flag(Kind::Deprecated, "deprecated", field.deprecated);
    item.fact(Kind::DocsChanged, "", field.doc.as_str());
    item
}
