//! Schemas that are made of others: choices and compositions.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::components::Kind;
use super::draw::{Draw, Drawn};
use super::{names, schemas};

/// A choice by a member.
pub(super) fn tagged(draw: &mut Draw, own: usize, branches: &[usize]) -> Drawn {
    let choice = draw.pick(&["oneOf", "anyOf"]);
    let (mut refs, mut mapping, mut member) = (Vec::new(), Map::new(), String::new());
    for branch in branches {
        let branch = &draw.schemas[*branch];
        refs.push(branch.reference());
        if let Kind::Object(Some(tag)) = &branch.kind {
            member.clone_from(&tag.member);
            mapping.insert(tag.value.clone(), branch.target().into());
        }
    }
    let value = draw.schemas[branches[0]].value.clone();
    let mut schema = json!({ choice: refs, "discriminator": {"propertyName": member} });
    draw.mark("unions: discriminator");
    let named = branches
        .iter()
        .map(|at| &draw.schemas[*at])
        .all(|it| matches!(&it.kind, Kind::Object(Some(tag)) if tag.value == it.name));
    if !named {
        schema["discriminator"]["mapping"] = mapping.into();
    }
    if draw.is_32() && draw.has(3, "unions: defaultMapping") {
        schema["discriminator"]["defaultMapping"] = draw.schemas[branches[0]].target().into();
    }
    if draw.has(3, "unions: recursive branch") {
        let child = json!({"type": "object", "required": ["nodes_of_choice"], "properties": {
            "nodes_of_choice": {"type": "array", "items": draw.schemas[own].reference()},
            &member: {"type": "string", "enum": ["nodes"]}}});
        // An inline branch has no name, so it lists its value.
        if let Some(all) = schema[choice].as_array_mut() {
            all.push(child);
        }
    }
    Drawn { schema, value }
}

/// A choice by form.
pub(super) fn choice(draw: &mut Draw, depth: usize, own: Option<usize>) -> Drawn {
    let choice = draw.pick(&["oneOf", "anyOf"]);
    draw.mark("unions: without discriminator");
    let count = 2 + draw.below(2);
    let mut kinds = BTreeSet::new();
    let mut branches = Vec::new();
    let mut value = None;
    for _ in 0..count {
        let kind = draw.below(8);
        if !kinds.insert(kind) {
            continue;
        }
        let branch = match kind {
            0 => Drawn {
                schema: json!({"type": "string"}),
                value: json!("x"),
            },
            1 => Drawn {
                schema: json!({"type": "integer"}),
                value: json!(7),
            },
            2 => Drawn {
                schema: json!({"type": "boolean"}),
                value: json!(false),
            },
            3 => schemas::object(draw, depth + 1, None, None),
            4 => schemas::array(draw, depth + 1, own),
            5 => schemas::text_enum(draw),
            6 if draw.is_31() => Drawn {
                schema: json!({"type": "null"}),
                value: Value::Null,
            },
            _ => schemas::any(draw, depth + 2),
        };
        value.get_or_insert(branch.value);
        branches.push(branch.schema);
    }
    if branches.len() == 1 {
        draw.mark("unions: one branch");
    }
    Drawn {
        schema: json!({ choice: branches }),
        value: value.unwrap_or_default(),
    }
}

/// An object made of others.
pub(super) fn all_of(draw: &mut Draw, own: usize) -> Drawn {
    draw.mark("unions: allOf");
    let mut used = BTreeSet::new();
    let (mut parts, mut value) = (Vec::new(), Map::new());
    let bases: Vec<usize> = (0..draw.ready)
        .filter(|at| draw.schemas[*at].is_object())
        .collect();
    for _ in 0..draw.below(3).min(bases.len()) {
        let at = draw.pick(&bases);
        let base = draw.schemas[at].clone();
        if !base.open || base.members.iter().any(|it| used.contains(it)) {
            continue;
        }
        used.extend(base.members.iter().cloned());
        parts.push(base.reference());
        value.extend(base.value.as_object().cloned().unwrap_or_default());
        draw.mark("unions: allOf with a reference");
    }
    for _ in 0..=draw.below(2) {
        let part = schemas::members(draw, 1, &mut used, Some(own));
        parts.push(part.schema);
        value.extend(part.value.as_object().cloned().unwrap_or_default());
    }
    // Parts that say more of members of others.
    if let Some((name, _)) = value.iter().next() {
        if draw.has(4, "unions: part that requires") {
            parts.push(json!({"required": [name]}));
        }
        if draw.has(4, "unions: part that describes") {
            parts.push(json!({"properties": {name: {"description": names::description(draw)}}}));
        }
    }
    draw.schemas[own].members = used;
    Drawn {
        schema: json!({ "allOf": parts }),
        value: value.into(),
    }
}
