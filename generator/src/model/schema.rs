//! Schemas.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, Discriminator, IntegerType,
    NumberType, ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind, StringType, Type,
};

use super::component;
use super::shape::Shape;
use crate::resolve::place::reference;
use crate::source::node::{Kind, Node};
use crate::source::value::to_json;

/// One schema, or a reference to one. What is no schema becomes one that takes any value, after it is reported.
pub(super) fn schema(node: &Node, shape: &mut Shape<'_>) -> ReferenceOr<Schema> {
    if let Some(target) = reference(node).and_then(Node::text) {
        return ReferenceOr::Reference {
            reference: target.to_owned(),
        };
    }
    shape.is_map(node);
    let schema_data = data(node, shape);
    ReferenceOr::Item(Schema {
        schema_data,
        schema_kind: kind(node, shape),
    })
}

fn boxed(node: &Node, shape: &mut Shape<'_>) -> ReferenceOr<Box<Schema>> {
    match schema(node, shape) {
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
        ReferenceOr::Item(item) => ReferenceOr::Item(Box::new(item)),
    }
}

fn data(node: &Node, shape: &mut Shape<'_>) -> SchemaData {
    SchemaData {
        nullable: shape.flag(node, "nullable").unwrap_or(false),
        read_only: shape.flag(node, "readOnly").unwrap_or(false),
        write_only: shape.flag(node, "writeOnly").unwrap_or(false),
        deprecated: shape.flag(node, "deprecated").unwrap_or(false),
        external_docs: component::external_docs(node, shape),
        example: None,
        title: shape.text(node, "title"),
        description: shape.text(node, "description"),
        discriminator: discriminator(node, shape),
        default: shape.value(node, "default"),
        extensions: IndexMap::new(),
    }
}

fn discriminator(node: &Node, shape: &mut Shape<'_>) -> Option<Discriminator> {
    let node = shape.member(node, "discriminator")?;
    shape.below("discriminator", |shape| {
        shape.is_map(node).then(|| Discriminator {
            property_name: shape.required_text(node, "propertyName"),
            mapping: shape.map(node, "mapping", |value, _| value.text().map(str::to_owned)),
            extensions: IndexMap::new(),
        })
    })
}

/// How many compositions a schema has.
fn compositions(node: &Node) -> usize {
    let keys = ["allOf", "anyOf", "oneOf", "not"].into_iter();
    let there = |key: &str| node.get(key).is_some_and(|value| !value.is_null());
    keys.filter(|key| there(key)).count()
}

/// Whether a schema is a composition and nothing else, whatever type it names.
pub(crate) fn composes_only(node: &Node) -> bool {
    let listed = node.get("enum").is_some_and(|value| !value.is_null());
    compositions(node) == 1 && is_bare(node) && !listed
}

/// A type when the schema names one and composes nothing; a composition when it is nothing else; both in one otherwise.
fn kind(node: &Node, shape: &mut Shape<'_>) -> SchemaKind {
    let name = shape.text(node, "type");
    let listed = node.get("enum").is_some_and(|value| !value.is_null());
    match (compositions(node), name.as_deref()) {
        (0, Some("string")) if only(node, Node::as_str) => {
            SchemaKind::Type(Type::String(string(node, shape)))
        }
        (0, Some("number")) if only(node, Node::as_f64) => {
            SchemaKind::Type(Type::Number(number(node, shape)))
        }
        (0, Some("integer")) if only(node, whole) => {
            SchemaKind::Type(Type::Integer(integer(node, shape)))
        }
        (0, Some("boolean")) if only(node, Node::as_bool) => {
            SchemaKind::Type(Type::Boolean(BooleanType {
                enumeration: enumeration(node, Node::as_bool),
            }))
        }
        (0, Some("object")) if !listed => SchemaKind::Type(Type::Object(object(node, shape))),
        (0, Some("array")) if !listed => SchemaKind::Type(Type::Array(array(node, shape))),
        // What is negated says nothing of the type, so one beside it is not lost.
        (1, Some("object")) if node.get("not").is_some() => SchemaKind::Any(any(node, name, shape)),
        (1, None | Some("object")) if is_bare(node) && !listed => composition(node, shape),
        _ => SchemaKind::Any(any(node, name, shape)),
    }
}

/// Whether nothing beside the composition restricts the value.
fn is_bare(node: &Node) -> bool {
    const SAID_BY_TYPES: [&str; 18] = [
        "pattern",
        "format",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "properties",
        "required",
        "additionalProperties",
        "minProperties",
        "maxProperties",
        "items",
        "minItems",
        "maxItems",
        "uniqueItems",
    ];
    !SAID_BY_TYPES.iter().any(|key| node.get(key).is_some())
}

fn composition(node: &Node, shape: &mut Shape<'_>) -> SchemaKind {
    if node.get("oneOf").is_some() {
        return SchemaKind::OneOf {
            one_of: branches(node, "oneOf", shape),
        };
    }
    if node.get("anyOf").is_some() {
        return SchemaKind::AnyOf {
            any_of: branches(node, "anyOf", shape),
        };
    }
    match negated(node, shape) {
        Some(not) => SchemaKind::Not { not },
        None => SchemaKind::AllOf {
            all_of: branches(node, "allOf", shape),
        },
    }
}

fn branches(node: &Node, key: &str, shape: &mut Shape<'_>) -> Vec<ReferenceOr<Schema>> {
    shape
        .list(node, key, |branch, shape| Some(schema(branch, shape)))
        .unwrap_or_default()
}

fn negated(node: &Node, shape: &mut Shape<'_>) -> Option<Box<ReferenceOr<Schema>>> {
    let not = shape.member(node, "not")?;
    Some(Box::new(shape.below("not", |shape| schema(not, shape))))
}

fn string(node: &Node, shape: &mut Shape<'_>) -> StringType {
    StringType {
        format: shape.text(node, "format").into(),
        pattern: shape.text(node, "pattern"),
        enumeration: enumeration(node, |value| value.as_str().map(str::to_owned)),
        min_length: shape.count(node, "minLength"),
        max_length: shape.count(node, "maxLength"),
    }
}

fn number(node: &Node, shape: &mut Shape<'_>) -> NumberType {
    NumberType {
        format: shape.text(node, "format").into(),
        multiple_of: shape.number(node, "multipleOf"),
        exclusive_minimum: shape.flag(node, "exclusiveMinimum").unwrap_or(false),
        exclusive_maximum: shape.flag(node, "exclusiveMaximum").unwrap_or(false),
        minimum: shape.number(node, "minimum"),
        maximum: shape.number(node, "maximum"),
        enumeration: enumeration(node, Node::as_f64),
    }
}

fn integer(node: &Node, shape: &mut Shape<'_>) -> IntegerType {
    IntegerType {
        format: shape.text(node, "format").into(),
        multiple_of: whole_bound(node, "multipleOf", shape),
        exclusive_minimum: shape.flag(node, "exclusiveMinimum").unwrap_or(false),
        exclusive_maximum: shape.flag(node, "exclusiveMaximum").unwrap_or(false),
        minimum: whole_bound(node, "minimum", shape),
        maximum: whole_bound(node, "maximum", shape),
        enumeration: enumeration(node, whole),
    }
}

fn object(node: &Node, shape: &mut Shape<'_>) -> ObjectType {
    ObjectType {
        properties: shape.map(node, "properties", |property, shape| {
            Some(boxed(property, shape))
        }),
        required: shape.texts(node, "required"),
        additional_properties: additional(node, shape),
        min_properties: shape.count(node, "minProperties"),
        max_properties: shape.count(node, "maxProperties"),
    }
}

fn array(node: &Node, shape: &mut Shape<'_>) -> ArrayType {
    ArrayType {
        items: items(node, shape),
        min_items: shape.count(node, "minItems"),
        max_items: shape.count(node, "maxItems"),
        unique_items: shape.flag(node, "uniqueItems").unwrap_or(false),
    }
}

fn items(node: &Node, shape: &mut Shape<'_>) -> Option<ReferenceOr<Box<Schema>>> {
    let items = shape.member(node, "items")?;
    Some(shape.below("items", |shape| boxed(items, shape)))
}

fn additional(node: &Node, shape: &mut Shape<'_>) -> Option<AdditionalProperties> {
    let rest = shape.member(node, "additionalProperties")?;
    Some(match rest.as_bool() {
        Some(any) => AdditionalProperties::Any(any),
        None => shape.below("additionalProperties", |shape| {
            AdditionalProperties::Schema(Box::new(schema(rest, shape)))
        }),
    })
}

fn any(node: &Node, typ: Option<String>, shape: &mut Shape<'_>) -> AnySchema {
    AnySchema {
        typ,
        pattern: shape.text(node, "pattern"),
        multiple_of: shape.number(node, "multipleOf"),
        exclusive_minimum: shape.flag(node, "exclusiveMinimum"),
        exclusive_maximum: shape.flag(node, "exclusiveMaximum"),
        minimum: shape.number(node, "minimum"),
        maximum: shape.number(node, "maximum"),
        properties: shape.map(node, "properties", |property, shape| {
            Some(boxed(property, shape))
        }),
        required: shape.texts(node, "required"),
        additional_properties: additional(node, shape),
        min_properties: shape.count(node, "minProperties"),
        max_properties: shape.count(node, "maxProperties"),
        items: items(node, shape),
        min_items: shape.count(node, "minItems"),
        max_items: shape.count(node, "maxItems"),
        unique_items: shape.flag(node, "uniqueItems"),
        enumeration: shape
            .list(node, "enum", |value, _| Some(to_json(value)))
            .unwrap_or_default(),
        format: shape.text(node, "format"),
        min_length: shape.count(node, "minLength"),
        max_length: shape.count(node, "maxLength"),
        one_of: branches(node, "oneOf", shape),
        all_of: branches(node, "allOf", shape),
        any_of: branches(node, "anyOf", shape),
        not: negated(node, shape),
    }
}

/// Whether every listed value that is not null is of one type.
fn only<'n, T>(node: &'n Node, read: impl Fn(&'n Node) -> Option<T>) -> bool {
    let Some(values) = node.get("enum") else {
        return true;
    };
    matches!(values.kind, Kind::List(_))
        && values
            .items()
            .iter()
            .all(|value| value.is_null() || read(value).is_some())
}

fn enumeration<'n, T>(node: &'n Node, read: impl Fn(&'n Node) -> Option<T>) -> Vec<Option<T>> {
    let values = node.get("enum").map(Node::items).unwrap_or_default();
    values
        .iter()
        .map(|value| if value.is_null() { None } else { read(value) })
        .collect()
}

/// A whole number, `1.0` and `1e3` included.
fn whole(node: &Node) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let integral =
        |number: f64| (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64);
    node.as_i64().or_else(|| integral(node.as_f64()?))
}

/// A bound of whole numbers. One beyond 64 bits restricts nothing that the client can hold; a fraction is rounded inwards.
fn whole_bound(node: &Node, key: &str, shape: &mut Shape<'_>) -> Option<i64> {
    let number = shape.number(node, key)?;
    let value = node.get(key)?;
    whole(value).or_else(|| {
        let inwards = if key == "maximum" {
            number.floor()
        } else {
            number.ceil()
        };
        (inwards.abs() < 9e18 && key != "multipleOf" && number.fract() != 0.0)
            .then_some(inwards as i64)
    })
}
