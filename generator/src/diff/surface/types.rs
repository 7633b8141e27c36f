//! Named types: what is read, and what is sent.

use std::collections::{BTreeMap, BTreeSet};

use super::operations::body_kind;
use super::written::{Side, home, path, target, written};
use super::{Item, Sort};
use crate::diff::kinds::Kind;
use crate::ir::{Constant, Extent, Field, Limits, Type, TypeDef, TypeId, WireName};
use crate::plan::{Crate, Emptiness, MemberNames, Named, PlannedKind};

/// Every name of a type.
pub(super) fn types(plan: &Crate<'_>) -> Vec<Item> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    // What several places share has an item of its own only where it has a name of its own.
    let shared = |id: &TypeId| plan.types[*id].ir.shared.is_some();
    let (late, early): (Vec<_>, Vec<_>) = plan.types.ids().partition(shared);
    for side in [Side::Read, Side::Sent] {
        for id in early.iter().chain(&late).copied() {
            let def = plan.types[id].ir;
            let there = match side {
                Side::Read => def.received || !def.sent,
                Side::Sent => def.sent && !(def.received && def.shared.is_some()),
            };
            let path = path(plan, id, side);
            if there && seen.insert(path.clone()) {
                all.push(named(plan, id, side, path));
            }
        }
    }
    all
}

/// What each name of a type stands for.
pub(super) fn standing_for(plan: &Crate<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for id in plan.types.ids() {
        let at = home(plan, target(plan, id));
        for side in [Side::Read, Side::Sent] {
            all.entry(path(plan, id, side))
                .or_insert_with(|| at.clone());
        }
    }
    all
}

/// One name of a type, and what stands behind it.
fn named(plan: &Crate<'_>, id: TypeId, side: Side, path: String) -> Item {
    let def = plan.types[id].ir;
    let parts: Vec<&str> = def.name.iter().map(WireName::as_str).collect();
    let home = if path.starts_with("input") {
        "input"
    } else {
        "types"
    };
    let key = match def.shared {
        Some(_) => format!("{home} shared {path}"),
        None => format!("{home} {}", parts.join(" ")),
    };
    let mut item = Item::new(Sort::Type, key, Kind::TypeAdded)
        .named(path.as_str(), path.as_str())
        .at(def.span);
    item.flag(Kind::Deprecated, "deprecated", def.deprecated);
    item.fact(Kind::DocsChanged, "", def.doc.as_str());
    let own = target(plan, id);
    kind(plan, own, side, &mut item);
    if side == Side::Sent && !def.is_place() {
        conversions(plan, own, &mut item);
    }
    item
}

/// The types that a value of what is sent can be made of.
fn conversions(plan: &Crate<'_>, id: TypeId, item: &mut Item) {
    let def = plan.types[id].ir;
    let itself = def.received.then_some(id);
    for read in plan.made_of(id).into_iter().chain(itself) {
        let from = home(plan, read);
        let shown = format!("{}: from {from}", item.shown);
        item.items
            .push(Item::new(Sort::Conversion, from, Kind::ConversionAdded).named("", shown));
    }
}

fn kind(plan: &Crate<'_>, id: TypeId, side: Side, item: &mut Item) {
    let planned = &plan.types[id];
    let def = planned.ir;
    // What is defined where it is read names what is read.
    let side = if def.received { Side::Read } else { side };
    let shape = match &planned.names.kind {
        PlannedKind::Object { members, rest } => {
            for planned in members {
                let field = planned.ir;
                let own = member(plan, def, field, &planned.names, side, item);
                item.items.push(own);
            }
            if let Some(rest) = rest {
                let ty = Type::Map(Box::new(rest.ir.clone()));
                let name = rest.names.as_str();
                let mut own = Item::new(Sort::Member, " rest", Kind::MemberAdded)
                    .named(name, format!("{}.{name}", item.shown));
                own.fact(Kind::TypeChanged, "", written(plan, &ty, side));
                item.items.push(own);
            }
            "struct"
        }
        PlannedKind::Multipart { parts, rest } => {
            for planned in parts {
                let field = &planned.ir.field;
                let mut own = member(plan, def, field, &planned.names, side, item);
                let part = planned.ir;
                let content = part.content_type.as_ref().map(WireName::as_str);
                let headers = part.headers.iter();
                let headers: Vec<String> = headers
                    .map(|(name, value)| format!("{}: {}", name.as_str(), value.as_str()))
                    .collect();
                own.fact(
                    Kind::EncodingChanged,
                    "",
                    format!("{:?} {content:?} {headers:?} {:?}", part.form, part.style),
                );
                item.items.push(own);
            }
            if let Some(name) = rest {
                let own = Item::new(Sort::Member, " rest", Kind::MemberAdded)
                    .named(name.as_str(), format!("{}.{name}", item.shown));
                item.items.push(own);
            }
            "struct"
        }
        PlannedKind::TextEnum(values) => {
            for named in values {
                value(
                    item,
                    named.ir.wire.as_str(),
                    named.ir.doc.as_str(),
                    &named.names,
                );
            }
            "enum of texts"
        }
        PlannedKind::IntEnum(values) => {
            for named in values {
                let (number, said) = named.ir;
                value(item, &number.to_string(), said.doc.as_str(), &named.names);
            }
            "enum of integers"
        }
        PlannedKind::ValueEnum(values) => {
            for named in values {
                let (constant, said) = named.ir;
                let (sort, wire) = match constant {
                    Constant::Text(wire) => ("text", wire),
                    Constant::Json(wire) => ("json", wire),
                };
                let key = format!("{sort} {}", wire.as_str());
                value(item, &key, said.doc.as_str(), &named.names);
            }
            "enum of values"
        }
        PlannedKind::Union { tag, variants } => {
            item.fact(Kind::WireChanged, "tag", tag.as_str());
            for named in variants {
                let tags: Vec<&str> = named.ir.tags.iter().map(WireName::as_str).collect();
                let ty = written(plan, &named.ir.ty, side);
                branch(item, named, &tags.join(" "), ty, None);
            }
            "enum of types"
        }
        PlannedKind::Choice(branches) => {
            for named in branches {
                let ty = written(plan, &named.ir.ty, side);
                let ty = if named.ir.boxed {
                    format!("Box<{ty}>")
                } else {
                    ty
                };
                branch(item, named, named.ir.name.as_str(), ty, Some(named.ir.span));
            }
            "enum of types"
        }
        PlannedKind::Events(kinds) => {
            for named in kinds {
                let events: Vec<&str> = named.ir.events.iter().map(WireName::as_str).collect();
                let ty = named.ir.ty.as_ref();
                let ty = ty.map_or_else(|| "Text".to_owned(), |ty| written(plan, ty, side));
                branch(item, named, &events.join(" "), ty, None);
            }
            "enum of events"
        }
        PlannedKind::Bodies(kinds) => {
            for named in kinds {
                let (ty, media) = body_kind(plan, named.ir);
                let key = named.names.to_string();
                branch(item, named, &key, ty, None);
                if let Some(own) = item.items.last_mut() {
                    own.fact(Kind::EncodingChanged, "", media);
                }
            }
            "enum of bodies"
        }
        PlannedKind::Alias(ty) => {
            item.fact(Kind::TypeChanged, "", written(plan, ty, side));
            "another name"
        }
    };
    item.fact(Kind::ShapeChanged, "", shape);
}

fn member(
    plan: &Crate<'_>,
    def: &TypeDef,
    field: &Field,
    names: &MemberNames,
    side: Side,
    of: &Item,
) -> Item {
    let empty = plan.emptiness(def, field);
    let added = match (def.sent, empty) {
        (false, _) => Kind::MemberAdded,
        (true, Emptiness::Never) => Kind::RequiredMemberAdded,
        (true, _) => Kind::OptionalMemberAdded,
    };
    let name = names.field.as_str();
    let mut item = Item::new(Sort::Member, field.wire.as_str(), added)
        .named(name, format!("{}.{name}", of.shown))
        .at(field.span);
    item.positional = def.sent && empty == Emptiness::Never;
    item.flag(
        Kind::MemberBecomesOptional,
        "Option",
        empty != Emptiness::Never,
    );
    item.flag(Kind::MemberMayBeNull, "null", empty == Emptiness::Patch);
    let ty = written(plan, &field.ty, side);
    let ty = if field.boxed {
        format!("Box<{ty}>")
    } else {
        ty
    };
    item.fact(Kind::TypeChanged, "", ty);
    item.fact(Kind::WireChanged, "", field.wire.as_str());
    let default = field.default.as_ref().map(WireName::as_str);
    item.fact(Kind::DefaultChanged, "", default.unwrap_or_default());
    item.fact(Kind::LimitsChanged, "", limits(field.limits.as_ref()));
    item.flag(Kind::Deprecated, "deprecated", field.deprecated);
    item.fact(Kind::DocsChanged, "", field.doc.as_str());
    item
}

fn value(item: &mut Item, key: &str, doc: &str, name: &crate::plan::names::RustIdent) {
    let shown = format!("{}::{name}", item.shown);
    let mut own = Item::new(Sort::Value, key, Kind::ValueAdded).named(name.as_str(), shown);
    own.fact(Kind::WireChanged, "", key);
    own.fact(Kind::DocsChanged, "", doc);
    item.items.push(own);
}

fn branch<T>(
    item: &mut Item,
    named: &Named<'_, T>,
    key: &str,
    ty: String,
    span: Option<crate::source::Span>,
) {
    let shown = format!("{}::{}", item.shown, named.names);
    let mut own =
        Item::new(Sort::Branch, key, Kind::BranchAdded).named(named.names.as_str(), shown);
    own.span = span;
    own.fact(Kind::TypeChanged, "", ty);
    item.items.push(own);
}

/// What a document allows a value to be, in words.
pub(super) fn limits(limits: Option<&Limits>) -> String {
    let Some(limits) = limits else {
        return String::new();
    };
    let mut words = Vec::new();
    for (word, bound) in [("least", &limits.least), ("most", &limits.most)] {
        if let Some(bound) = bound {
            let excluded = if bound.excluded { " excluded" } else { "" };
            words.push(format!("{word} {}{excluded}", bound.number));
        }
    }
    let mut extent = |noun: &str, extent: Extent| {
        for (word, count) in [("at least", extent.least), ("at most", extent.most)] {
            words.extend(count.map(|count| format!("{word} {count} {noun}")));
        }
    };
    extent("characters", limits.characters);
    extent("items", limits.items);
    words.join(", ")
}
