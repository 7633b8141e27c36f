//! Schemas: scalars, objects, lists and maps, each with a value of it.
//!
//! A value is finite because a schema requires only what was drawn before it; what is optional, an item or an entry may refer
//! to anything, and so to the schema itself. It is long because schemas hold
//! each other.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::components::Tag;
use super::draw::{Draw, Drawn};
use super::{names, unions};

/// Any schema. `depth`: how deep it stands.
pub(super) fn any(draw: &mut Draw, depth: usize) -> Drawn {
    if draw.ready > 0 && draw.one_in(3) {
        return reference(draw);
    }
    let kinds = if depth > 2 { 6 } else { 11 };
    let drawn = match draw.below(kinds) {
        0..=5 => scalar(draw),
        6 | 7 => object(draw, depth + 1, None, None),
        8 => array(draw, depth + 1, None),
        9 => map(draw, depth + 1, None),
        _ => unions::choice(draw, depth + 1, None),
    };
    match draw.has(9, "schemas: nullable") {
        true => nullable(draw, drawn),
        false => drawn,
    }
}

/// A reference to a schema that has a value.
fn reference(draw: &mut Draw) -> Drawn {
    let at = draw.below(draw.ready);
    let target = draw.schemas[at].clone();
    let mut schema = target.reference();
    draw.mark("references: schema");
    if draw.is_31() && draw.has(8, "references: description beside") {
        schema["description"] = names::description(draw).into();
    } else if draw.has(10, "references: one part of allOf") {
        schema = json!({"allOf": [schema], "description": "As part."});
    }
    let drawn = Drawn {
        schema,
        value: target.value,
    };
    match draw.has(9, "schemas: nullable reference") {
        true => nullable(draw, drawn),
        false => drawn,
    }
}

/// A reference to any schema at all, or none where there is none. What has it must be able to do without a value.
fn later(draw: &mut Draw, of: Option<usize>) -> Option<Value> {
    if draw.schemas.is_empty() || !draw.one_in(4) {
        return None;
    }
    let at = match of {
        Some(own) if draw.one_in(2) => own,
        _ => draw.below(draw.schemas.len()),
    };
    if at >= draw.ready {
        draw.mark("references: recursion");
    }
    Some(draw.schemas[at].reference())
}

/// The same, and null.
fn nullable(draw: &mut Draw, drawn: Drawn) -> Drawn {
    let Drawn { mut schema, value } = drawn;
    let null = draw.one_in(3);
    let single = schema
        .get("type")
        .and_then(Value::as_str)
        .map(str::to_owned);
    if let Some(listed) = schema.get_mut("enum").and_then(Value::as_array_mut)
        && !listed.contains(&Value::Null)
    {
        listed.push(Value::Null);
    }
    match (draw.is_31(), single) {
        (false, Some(_)) => schema["nullable"] = true.into(),
        // By the letter, null is no value of the part; what writes such documents means that it is.
        (false, None) if schema.get("$ref").is_some() => {
            schema = json!({"allOf": [schema], "nullable": true});
        }
        // Nothing can be said of null here, and null is a value of what lists it or says nothing at all.
        (false, None) if schema.get("enum").is_none() && schema != json!({}) => {
            return Drawn { schema, value };
        }
        (false, None) => {}
        (true, Some(single)) if schema.get("const").is_none() => {
            schema["type"] = json!([single, "null"]);
        }
        (true, _) => {
            let choice = draw.pick(&["anyOf", "oneOf"]);
            schema = json!({ choice: [schema, {"type": "null"}] });
        }
    }
    let value = if null { Value::Null } else { value };
    Drawn { schema, value }
}

const FORMATS: &[(&str, &str)] = &[
    ("date-time", "2024-01-02T03:04:05Z"),
    ("date", "2024-01-02"),
    ("uuid", "123e4567-e89b-12d3-a456-426614174000"),
    ("byte", "aGVsbG8="),
    ("password", "hunter22"),
    ("email", "a@b.example"),
    ("uri", "https://a.example/x"),
    ("ipv4", "192.0.2.1"),
    ("hostname", "a.example"),
    ("decimal", "12.50"),
    ("duration", "PT5M"),
    ("time", "03:04:05Z"),
    ("iban", "NL00"),
    ("int64", "7"),
];

/// A text, a number, a flag, one of a list, or anything.
pub(super) fn scalar(draw: &mut Draw) -> Drawn {
    match draw.below(13) {
        0 | 1 => text(draw),
        2 | 3 => integer(draw),
        4 => with_default(draw, json!({"type": "boolean"}), json!(true)),
        5 => {
            let mut schema = json!({"type": "number"});
            let format = draw.pick(&["", "float", "double", "decimal"]);
            if !format.is_empty() {
                schema["format"] = format.into();
            }
            with_default(draw, schema, json!(2.5))
        }
        6 | 7 => {
            let (format, value) = draw.pick(FORMATS);
            draw.mark("schemas: format");
            Drawn {
                schema: json!({"type": "string", "format": format}),
                value: json!(value),
            }
        }
        8 | 9 => text_enum(draw),
        10 => {
            draw.mark("schemas: numbers listed");
            let listed = draw.pick(&[
                json!([1, 2, 3]),
                json!([-1, 0, 1]),
                json!([400, 404]),
                json!([9_007_199_254_740_993_i64]),
            ]);
            let value = listed[0].clone();
            Drawn {
                schema: json!({"type": "integer", "enum": listed}),
                value,
            }
        }
        11 => odd(draw),
        _ => {
            draw.mark("schemas: anything");
            let value = draw.pick(&[json!("x"), json!({"a": [1, null]}), json!(7)]);
            Drawn {
                schema: json!({}),
                value,
            }
        }
    }
}

fn text(draw: &mut Draw) -> Drawn {
    let mut schema = json!({"type": "string"});
    if draw.has(6, "schemas: bounds") {
        schema["minLength"] = 1.into();
        schema["maxLength"] = 20.into();
    }
    if draw.has(12, "schemas: pattern") {
        schema["pattern"] = "^[a-z]+$".into();
    }
    if draw.has(15, "vocabulary: x-sensitive") {
        schema["x-sensitive"] = true.into();
    }
    with_default(draw, schema, json!("abc"))
}

fn integer(draw: &mut Draw) -> Drawn {
    let mut schema = json!({"type": "integer"});
    let format = draw.pick(&["", "int32", "int64", "uint32", "unix-time"]);
    if !format.is_empty() {
        schema["format"] = format.into();
    }
    if draw.has(4, "schemas: bounds") {
        schema["minimum"] = 0.into();
        match draw.is_31() {
            true => schema["exclusiveMaximum"] = 1000.into(),
            false => {
                schema["maximum"] = 1000.into();
                schema["exclusiveMaximum"] = true.into();
            }
        }
        if draw.one_in(3) {
            schema["multipleOf"] = 1.into();
        }
    }
    with_default(draw, schema, json!(7))
}

fn with_default(draw: &mut Draw, mut schema: Value, value: Value) -> Drawn {
    if draw.has(8, "schemas: default") {
        schema["default"] = value.clone();
    }
    Drawn { schema, value }
}

/// A text of a list.
pub(super) fn text_enum(draw: &mut Draw) -> Drawn {
    draw.mark("schemas: texts listed");
    let mut used = BTreeSet::new();
    let count = 1 + draw.below(5);
    let listed: Vec<String> = (0..count).map(|_| names::text(draw, &mut used)).collect();
    let value = json!(listed[0]);
    let mut schema = json!({"type": "string", "enum": listed});
    if draw.has(10, "dialects: x-enum-varnames") {
        let names: Vec<String> = (0..count).map(|at| format!("NAME_{at}")).collect();
        schema["x-enum-varnames"] = json!(names);
        schema["x-enum-descriptions"] = json!(vec!["*/"; count]);
    }
    with_default(draw, schema, value)
}

/// What few documents have.
fn odd(draw: &mut Draw) -> Drawn {
    let listed = json!(["a", 1, true, 2.5]);
    match (draw.below(4), draw.is_31()) {
        (0, true) => {
            draw.mark("schemas: const");
            let value = draw.pick(&[json!("fixed"), json!(7), json!(true), json!("")]);
            Drawn {
                schema: json!({"const": value}),
                value,
            }
        }
        (1, true) => {
            draw.mark("schemas: several types");
            let types = draw.pick(&[
                json!(["string", "integer"]),
                json!(["integer", "boolean"]),
                json!(["string", "null"]),
            ]);
            let value = match types[0] == "string" {
                true => json!("x"),
                false => json!(7),
            };
            Drawn {
                schema: json!({"type": types}),
                value,
            }
        }
        (2, true) => {
            draw.mark("schemas: prefixItems");
            let mut schema =
                json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]});
            if draw.one_in(2) {
                schema["items"] = false.into();
                schema["minItems"] = 2.into();
            }
            Drawn {
                schema,
                value: json!(["x", 7]),
            }
        }
        (3, true) => {
            draw.mark("schemas: true");
            Drawn {
                schema: json!(true),
                value: json!({"a": 1}),
            }
        }
        _ => {
            draw.mark("schemas: mixed enum");
            Drawn {
                schema: json!({ "enum": listed }),
                value: json!("a"),
            }
        }
    }
}

/// A list.
pub(super) fn array(draw: &mut Draw, depth: usize, own: Option<usize>) -> Drawn {
    draw.mark("schemas: list");
    let (items, value) = match later(draw, own) {
        Some(target) => (target, json!([])),
        None => {
            let item = any(draw, depth + 1);
            (item.schema, json!([item.value]))
        }
    };
    let mut schema = json!({"type": "array", "items": items});
    if draw.has(8, "schemas: counts") {
        schema["maxItems"] = 10.into();
        schema["uniqueItems"] = true.into();
    }
    Drawn { schema, value }
}

/// An object of unnamed members.
pub(super) fn map(draw: &mut Draw, depth: usize, own: Option<usize>) -> Drawn {
    draw.mark("schemas: map");
    let (entry, value) = match later(draw, own) {
        Some(target) => (target, json!({})),
        None => {
            let entry = any(draw, depth + 1);
            (entry.schema, json!({"größe": entry.value}))
        }
    };
    if draw.is_31() && draw.has(4, "schemas: patternProperties") {
        let schema = json!({"type": "object", "patternProperties": {"^.*$": entry}, "additionalProperties": false});
        return Drawn { schema, value };
    }
    Drawn {
        schema: json!({"type": "object", "additionalProperties": entry}),
        value,
    }
}

/// Lets every member be in requests and in answers. An answer with a member of requests is read as one that is not named, and what
/// is not named has a type here that its example misses.
fn both_ways(object: &mut Value) {
    let members = object["properties"].as_object_mut().into_iter().flatten();
    for (_, member) in members {
        if let Some(member) = member.as_object_mut() {
            member.remove("writeOnly");
            member.remove("readOnly");
        }
    }
}

/// An object.
pub(super) fn object(
    draw: &mut Draw,
    depth: usize,
    tag: Option<&Tag>,
    own: Option<usize>,
) -> Drawn {
    let mut used = BTreeSet::new();
    if let Some(tag) = tag {
        used.insert(tag.member.clone());
    }
    let mut drawn = members(draw, depth, &mut used, own);
    if let Some(tag) = tag {
        let schema = match (tag.listed, draw.is_31() && draw.one_in(2)) {
            (true, true) => json!({"const": tag.value}),
            (true, false) => json!({"type": "string", "enum": [tag.value]}),
            (false, _) => json!({"type": "string"}),
        };
        drawn.schema["properties"][&tag.member] = schema;
        let mut required = drawn.schema["required"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        required.push(json!(tag.member));
        drawn.schema["required"] = required.into();
        drawn.value[&tag.member] = json!(tag.value);
    }
    rules(draw, &mut drawn);
    let mut open = true;
    match draw.below(9) {
        0 => drawn.schema["additionalProperties"] = true.into(),
        1 => {
            draw.mark("schemas: closed object");
            drawn.schema["additionalProperties"] = false.into();
            open = false;
        }
        2 => {
            draw.mark("schemas: members and map");
            let more = scalar(draw);
            drawn.schema["additionalProperties"] = more.schema;
            drawn.value["another member"] = more.value;
            both_ways(&mut drawn.schema);
            open = false;
        }
        _ => {}
    }
    if let Some(own) = own {
        draw.schemas[own].open = open;
        draw.schemas[own].members = used;
    }
    drawn
}

/// What few documents say of objects: rules that no type can hold.
fn rules(draw: &mut Draw, drawn: &mut Drawn) {
    let first = drawn
        .value
        .as_object()
        .and_then(|it| it.keys().next().cloned());
    if draw.has(15, "schemas: not") {
        drawn.schema["not"] = json!({"required": ["forbidden here"]});
    }
    if let Some(first) = first.filter(|_| draw.is_31()) {
        if draw.has(15, "schemas: dependentRequired") {
            drawn.schema["dependentRequired"] = json!({"another": [first]});
        }
        if draw.has(15, "schemas: if and then") {
            drawn.schema["if"] = json!({"required": [first]});
            drawn.schema["then"] = json!({"minProperties": 1});
            drawn.schema["else"] = json!({"maxProperties": 100});
        }
    }
    if draw.is_31() && draw.has(15, "schemas: propertyNames") {
        drawn.schema["propertyNames"] = json!({"type": "string"});
    }
}

/// An object's members, under names that are not used yet.
pub(super) fn members(
    draw: &mut Draw,
    depth: usize,
    used: &mut BTreeSet<String>,
    own: Option<usize>,
) -> Drawn {
    let (mut properties, mut required, mut value) = (Map::new(), Vec::new(), Map::new());
    let count = draw.below(6);
    for _ in 0..count {
        let name = names::text(draw, used);
        if let Some(target) = later(draw, own) {
            properties.insert(name, target);
            continue;
        }
        let mut member = any(draw, depth + 1);
        let plain = member.schema.get("type").is_some();
        let needed = draw.one_in(2);
        if draw.sided && plain {
            if draw.has(5, "schemas: readOnly") {
                member.schema["readOnly"] = true.into();
            } else if draw.has(5, "schemas: writeOnly") {
                member.schema["writeOnly"] = true.into();
            }
        }
        if plain && draw.one_in(4) {
            member.schema["description"] = names::description(draw).into();
        }
        properties.insert(name.clone(), member.schema);
        if needed {
            required.push(json!(name));
        }
        if needed || draw.one_in(2) {
            value.insert(name, member.value);
        }
    }
    let mut schema = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    Drawn {
        schema,
        value: value.into(),
    }
}
