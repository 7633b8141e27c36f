//! Schemas that have names. What each will be is decided before any is drawn, so that they can refer to each other.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::draw::{Draw, Drawn};
use super::{names, schemas, unions};

/// What a named schema is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// An object; as the branch of a choice it has a member that says which.
    Object(Option<Tag>),
    /// An object made of others.
    AllOf,
    /// A choice by a member.
    Tagged(Vec<usize>),
    /// A choice by form.
    Choice,
    Array,
    Map,
    /// Another name of one before.
    Alias,
    /// Something small.
    Scalar,
}

/// How the branch of a choice is told.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub member: String,
    pub value: String,
    /// Whether the schema of the member lists its value.
    pub listed: bool,
}

/// A named schema.
#[derive(Clone, Debug)]
pub(super) struct Component {
    pub name: String,
    pub kind: Kind,
    /// Its members, where it is an object.
    pub members: BTreeSet<String>,
    /// Whether it takes members that it does not name.
    pub open: bool,
    /// Once it is drawn.
    pub value: Value,
}

impl Component {
    pub fn is_object(&self) -> bool {
        matches!(self.kind, Kind::Object(_) | Kind::AllOf)
    }

    /// A reference to it.
    pub fn reference(&self) -> Value {
        json!({"$ref": self.target()})
    }

    pub fn target(&self) -> String {
        format!("#/components/schemas/{}", self.name)
    }
}

/// Decides how many there are, what they are called and what they will be.
pub(super) fn plan(draw: &mut Draw) {
    let mut used = BTreeSet::new();
    let count = 1 + draw.below(7);
    for _ in 0..count {
        let kind = match draw.below(12) {
            0..=2 => Kind::Object(None),
            3 => Kind::Scalar,
            4 => Kind::Array,
            5 => Kind::Map,
            6 => Kind::AllOf,
            7 | 8 => Kind::Tagged(branches(draw, &mut used)),
            9 | 10 => Kind::Choice,
            _ => Kind::Alias,
        };
        add(draw, &mut used, kind);
    }
}

fn add(draw: &mut Draw, used: &mut BTreeSet<String>, kind: Kind) -> usize {
    let name = names::component(draw, used);
    draw.schemas.push(Component {
        name,
        kind,
        members: BTreeSet::new(),
        open: true,
        value: Value::Null,
    });
    draw.schemas.len() - 1
}

/// Objects with a member that tells them apart.
fn branches(draw: &mut Draw, used: &mut BTreeSet<String>) -> Vec<usize> {
    let member = draw
        .pick(&["kind", "type", "@type", "objectType", "größe"])
        .to_owned();
    let listed = draw.one_in(2);
    let unmapped = draw.has(3, "unions: without a mapping");
    let count = 2 + draw.below(2);
    let mut values = BTreeSet::new();
    let all = (0..count).map(|_| {
        let value = names::word(draw, &mut values);
        let tag = Tag {
            member: member.clone(),
            value,
            listed,
        };
        let at = add(draw, used, Kind::Object(Some(tag)));
        // Without a mapping, the name of a component is its value.
        if let (true, own) = (unmapped, &mut draw.schemas[at])
            && let Kind::Object(Some(tag)) = &mut own.kind
        {
            tag.value.clone_from(&own.name);
        }
        at
    });
    all.collect()
}

/// Draws them.
pub(super) fn draw_all(draw: &mut Draw) -> Map<String, Value> {
    let mut all = Map::new();
    for index in 0..draw.schemas.len() {
        draw.ready = index;
        let drawn = one(draw, index);
        draw.schemas[index].value = drawn.value;
        all.insert(draw.schemas[index].name.clone(), drawn.schema);
    }
    draw.ready = draw.schemas.len();
    all
}

fn one(draw: &mut Draw, index: usize) -> Drawn {
    let mut drawn = match draw.schemas[index].kind.clone() {
        Kind::Object(tag) => schemas::object(draw, 0, tag.as_ref(), Some(index)),
        Kind::AllOf => unions::all_of(draw, index),
        Kind::Tagged(branches) => unions::tagged(draw, index, &branches),
        Kind::Choice => unions::choice(draw, 0, Some(index)),
        Kind::Array => schemas::array(draw, 0, Some(index)),
        Kind::Map => schemas::map(draw, 0, Some(index)),
        Kind::Alias if index > 0 => {
            let target = draw.below(index);
            draw.mark("references: chain");
            let target = &draw.schemas[target];
            Drawn {
                schema: target.reference(),
                value: target.value.clone(),
            }
        }
        Kind::Alias | Kind::Scalar => schemas::scalar(draw),
    };
    if drawn.schema.is_object() && drawn.schema.get("$ref").is_none() {
        if draw.one_in(3) {
            drawn.schema["description"] = names::description(draw).into();
        }
        if draw.has(12, "schemas: title") {
            drawn.schema["title"] = names::description(draw).into();
        }
        if draw.has(12, "schemas: external documents") {
            drawn.schema["externalDocs"] = json!({"url": "https://a.example"});
        }
        if draw.has(12, "schemas: XML") {
            drawn.schema["xml"] =
                json!({"name": "größe", "namespace": "https://a.example", "prefix": "x"});
        }
        if draw.is_31() && draw.has(12, "schemas: examples") {
            drawn.schema["examples"] = json!([drawn.value]);
        }
        if draw.is_31() && draw.has(15, "schemas: definitions") {
            drawn.schema["$comment"] = "*/".into();
            drawn.schema["$defs"] = json!({"Inner": {"type": "string"}});
        }
        if draw.has(20, "schemas: deprecated") {
            drawn.schema["deprecated"] = true.into();
        }
    }
    drawn
}
