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
mod infer;
mod keywords;
mod methods;
mod nullable;
mod operation_id;
pub mod path;
mod path_item_ref;
mod path_parameters;
mod property_required;
mod ref_sibling;
mod required;
mod status;
mod type_name;
mod type_set;
mod values;

use crate::diagnostics::Diagnostics;
use crate::load::Version;
use crate::resolve::place::{Kind, Place, walk_mut};
use crate::source::node::{Map, Node};
use crate::source::pointer::Pointer;

/// What a pass over one object sees beside it.
pub(crate) struct Cx<'a> {
    version: Version,
    pointer: &'a Pointer,
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

/// Rewrites the whole document.
pub fn normalise(mut root: Node, version: Version, diag: &mut Diagnostics) -> Node {
    if !root.is_map() {
        return root;
    }
    required::complete_root(&mut root, version, diag);
    path_item_ref::inline(&mut root);
    walk_mut(
        &mut root,
        Place::One(Kind::Root),
        &mut Pointer::root(),
        &mut |kind, node, pointer| {
            let mut cx = Cx {
                version,
                pointer,
                diag,
            };
            match kind {
                Kind::Schema => schema(node, &mut cx),
                Kind::PathItem => methods::rewrite(node, &mut cx),
                Kind::Operation => required::complete_operation(node, &mut cx),
                Kind::Responses => status::rewrite(node, &mut cx),
                Kind::Response => required::complete_response(node, &mut cx),
                Kind::Parameter => required::complete_parameter(node, &mut cx),
                Kind::MediaType | Kind::Header => examples::rewrite_holder(node, &mut cx),
                _ => {}
            }
        },
    );
    path_parameters::complete(&mut root, diag);
    operation_id::complete(&mut root, diag);
    root
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
