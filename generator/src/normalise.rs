//! Brings a document of any edition into one dialect: the 3.0 shape that the model holds.
//!
//! A pass rewrites, or reports what it cannot carry over; none drops a fact in silence. New nodes borrow the place of
//! their cause, so every position stays one that the user can edit.

mod boolean;
mod bounds;
mod composition;
mod const_value;
mod content;
mod examples;
mod flags;
mod infer;
mod keywords;
mod methods;
mod nullable;
mod nulls;
pub mod path;
mod path_item_ref;
mod path_parameters;
mod property_required;
mod ref_sibling;
mod required;
mod security;
mod status;
mod style;
mod type_name;
mod type_set;
mod values;

use std::collections::BTreeSet;

use crate::diagnostics::Diagnostics;
use crate::load::Version;
use crate::name::Names;
use crate::resolve::place::{Kind, Place, walk_mut};
use crate::source::node::{Map, Node};
use crate::source::pointer::Pointer;

pub(crate) use methods::is_additional;
pub(crate) use path_item_ref::target_of_path_item;

/// What a pass over one object sees beside it.
pub(crate) struct Cx<'a> {
    version: Version,
    pointer: &'a Pointer,
    /// The components that only null fits.
    nulls: &'a BTreeSet<String>,
    diag: &'a mut Diagnostics,
}

/// One difference between editions, on one schema.
type SchemaPass = fn(&mut Map, crate::source::Span, &mut Cx<'_>);

/// The schema passes in order. Each sees what the ones before it left; children are visited afterwards.
const SCHEMA_PASSES: [SchemaPass; 15] = [
    nullable::rewrite_branches,
    ref_sibling::rewrite,
    type_name::rewrite,
    const_value::rewrite,
    examples::rewrite_schema,
    bounds::rewrite,
    content::rewrite,
    property_required::rewrite,
    nullable::rewrite,
    type_set::rewrite,
    composition::rewrite,
    keywords::rewrite,
    infer::rewrite,
    values::rewrite,
    infer::complete_array,
];

/// Rewrites the whole document; each operation gets its name.
pub fn normalise(root: &mut Node, version: Version, names: &Names, diag: &mut Diagnostics) {
    if !root.is_map() {
        return;
    }
    required::complete_root(root, version, diag);
    path_item_ref::inline(root, diag);
    let nulls = nullable::components(root);
    walk_mut(
        root,
        Place::One(Kind::Root),
        &mut Pointer::root(),
        &mut |kind, node, pointer| {
            let mut cx = Cx {
                version,
                pointer,
                nulls: &nulls,
                diag,
            };
            nulls::rewrite(node, kind, &mut cx);
            flags::rewrite(node, kind, &mut cx);
            match kind {
                Kind::Root => security::rewrite(node, &mut cx),
                Kind::Schema => schema(node, &mut cx),
                Kind::PathItem => methods::rewrite(node, &mut cx),
                Kind::Operation => {
                    security::rewrite(node, &mut cx);
                    required::complete_operation(node, &mut cx);
                }
                Kind::Responses => status::rewrite(node, &mut cx),
                Kind::Response => required::complete_response(node, &mut cx),
                Kind::Parameter => {
                    style::rewrite(node, &mut cx);
                    required::complete_parameter(node, &mut cx);
                }
                Kind::Encoding => style::rewrite(node, &mut cx),
                Kind::MediaType | Kind::Header => examples::rewrite_holder(node, &mut cx),
                _ => {}
            }
        },
    );
    names.write(root);
    path_parameters::complete(root, diag);
}

fn schema(node: &mut Node, cx: &mut Cx<'_>) {
    boolean::rewrite(node, cx);
    let span = node.span;
    let Some(map) = node.as_map_mut() else { return };
    for pass in SCHEMA_PASSES {
        pass(map, span, cx);
    }
}

/// Keys that describe a schema without restricting its values. They stay where they are when a pass moves the rest.
pub(crate) fn is_annotation(key: &str) -> bool {
    key.starts_with("x-")
        || matches!(
            key,
            "title"
                | "description"
                | "default"
                | "example"
                | "examples"
                | "deprecated"
                | "readOnly"
                | "writeOnly"
                | "nullable"
                | "externalDocs"
                | "xml"
                | "$comment"
                | "$defs"
                | "definitions"
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::budget::Budget;
    use crate::source::value::to_json;
    use crate::source::{FileId, yaml};
    use serde_json::Value;

    fn json(text: &str) -> Value {
        serde_json::from_str(text).expect("the table holds JSON")
    }

    /// The schema after all passes as JSON, and the ids of what was reported.
    fn normalised(version: Version, schema: &str) -> (Value, String) {
        let text = format!(
            "info: {{title: A, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{S: {schema}}}}}\n"
        );
        let mut diag = Diagnostics::new();
        let mut root = yaml::parse(&text, FileId(0), &mut Budget::new(), &mut diag)
            .expect("the table holds YAML");
        normalise(&mut root, version, &Names::default(), &mut diag);
        let found: Vec<&str> = diag.take().iter().map(|finding| finding.rule.id).collect();
        let schema = root
            .at("/components/schemas/S")
            .expect("no pass removes a component");
        (to_json(schema), found.join(" "))
    }

    #[test]
    fn schemas_take_the_shape_of_3_0() {
        let cases = [
            (
                "{type: [string, 'null']}",
                r#"{"type":"string","nullable":true}"#,
            ),
            ("{type: 'null'}", r#"{"nullable":true,"enum":[null]}"#),
            (
                "{type: [string, integer], minLength: 2, description: d}",
                r#"{"description":"d","anyOf":[{"type":"string","minLength":2},{"type":"integer"}]}"#,
            ),
            ("{type: [integer, number]}", r#"{"type":"number"}"#),
            ("{const: card}", r#"{"enum":["card"],"type":"string"}"#),
            (
                "{enum: [a, null], type: [string, 'null']}",
                r#"{"enum":["a"],"type":"string","nullable":true}"#,
            ),
            (
                "{anyOf: [{$ref: '#/components/schemas/T'}, {type: 'null'}]}",
                r##"{"nullable":true,"allOf":[{"$ref":"#/components/schemas/T"}]}"##,
            ),
            (
                "{anyOf: [{type: number, exclusiveMinimum: 0}, {type: 'null'}], title: t}",
                r#"{"title":"t","nullable":true,"type":"number","minimum":0,"exclusiveMinimum":true}"#,
            ),
            (
                "{oneOf: [{type: string}, {type: integer}, {type: 'null'}]}",
                r#"{"oneOf":[{"type":"string"},{"type":"integer"}],"nullable":true}"#,
            ),
            (
                "{$ref: '#/components/schemas/T', description: d}",
                r##"{"description":"d","allOf":[{"$ref":"#/components/schemas/T"}]}"##,
            ),
            (
                "{oneOf: [{type: string}, {type: integer}], anyOf: [{type: number}, {type: boolean}], allOf: [{}]}",
                r#"{"oneOf":[{"type":"string"},{"type":"integer"}],"allOf":[{},{"anyOf":[{"type":"number"},{"type":"boolean"}]}]}"#,
            ),
            (
                "{oneOf: [{type: string}], anyOf: [{type: number}, {type: boolean}]}",
                r#"{"anyOf":[{"type":"number"},{"type":"boolean"}],"allOf":[{"type":"string"}]}"#,
            ),
            (
                "{oneOf: [{type: number}, {type: string}], anyOf: [{type: number}, {type: string}]}",
                r#"{"oneOf":[{"type":"number"},{"type":"string"}]}"#,
            ),
            (
                "{type: integer, minimum: 5, exclusiveMinimum: 3}",
                r#"{"type":"integer","minimum":5}"#,
            ),
            (
                "{type: string, examples: [a, b]}",
                r#"{"type":"string","example":"a"}"#,
            ),
            (
                "{type: string, contentEncoding: base64}",
                r#"{"type":"string","contentEncoding":"base64","format":"byte"}"#,
            ),
            (
                "{properties: {a: true, b: false}}",
                r#"{"properties":{"a":{},"b":{"not":{}}},"type":"object"}"#,
            ),
            (
                "{type: object, additionalProperties: false}",
                r#"{"type":"object","additionalProperties":false}"#,
            ),
            ("{type: array}", r#"{"type":"array","items":{}}"#),
            (
                "{type: array, prefixItems: [{type: string}], items: false}",
                r#"{"type":"array","prefixItems":true,"items":{"allOf":[{"type":"string"}]}}"#,
            ),
        ];
        for (before, after) in cases {
            assert_eq!(
                normalised(Version::V31, before),
                (json(after), String::new()),
                "{before}"
            );
        }
    }

    #[test]
    fn breaches_are_repaired_by_name() {
        use Version::{V30, V31};
        let cases = [
            (
                V31,
                "{type: string, nullable: true}",
                r#"{"type":"string","nullable":true}"#,
                "nullable-in-31",
            ),
            (
                V30,
                "{type: [string, 'null']}",
                r#"{"type":"string","nullable":true}"#,
                "type-list-in-30",
            ),
            (
                V30,
                "{type: integer, exclusiveMinimum: 3}",
                r#"{"type":"integer","minimum":3,"exclusiveMinimum":true}"#,
                "bound-of-other-version",
            ),
            (
                V30,
                "{$ref: '#/components/schemas/T', description: d}",
                r##"{"$ref":"#/components/schemas/T"}"##,
                "",
            ),
            (
                V30,
                "{type: string, enum: [1, 2.0]}",
                r#"{"type":"string","enum":["1","2.0"]}"#,
                "enum-of-other-type",
            ),
            (
                V30,
                "{type: integer, enum: ['1', '2']}",
                r#"{"type":"integer","enum":[1,2]}"#,
                "enum-of-other-type",
            ),
            (
                V30,
                "{type: integer, default: many}",
                r#"{"type":"integer"}"#,
                "default-of-other-type",
            ),
            (
                V30,
                "{type: STRING}",
                r#"{"type":"string"}"#,
                "misspelled-type",
            ),
            (
                V30,
                "{type: Money, format: x}",
                r#"{"format":"x"}"#,
                "unknown-type",
            ),
            (
                V30,
                "{type: object, properties: {a: {type: string, required: true}}}",
                r#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#,
                "property-required",
            ),
            (
                V31,
                "{patternProperties: {'^x': {type: string}}}",
                r#"{"additionalProperties":{"type":"string"},"type":"object"}"#,
                "",
            ),
            (
                V31,
                "{patternProperties: {'^x': {type: string}, '^y': {type: string}}, additionalProperties: false}",
                r#"{"additionalProperties":{"type":"string"},"type":"object"}"#,
                "",
            ),
            (
                V31,
                "{patternProperties: {'^x': {type: string}}, additionalProperties: {type: integer}}",
                r#"{"additionalProperties":{"anyOf":[{"type":"string"},{"type":"integer"}]},"type":"object"}"#,
                "keyword-widened",
            ),
            (
                V31,
                "{type: array, prefixItems: [{type: string}], items: {type: number}}",
                r#"{"type":"array","items":{}}"#,
                "keyword-widened",
            ),
        ];
        for (version, before, after, found) in cases {
            assert_eq!(
                normalised(version, before),
                (json(after), found.to_owned()),
                "{before}"
            );
        }
    }
}
