//! Binds references: afterwards every `$ref` names a component of the kind its place asks for, and it exists.
//!
//! A reference to another place of the document, or to another file, is bound by moving its target into `components`
//! once. Targets are never copied per reference, so fan-out costs nothing; where OpenAPI has no reference the target takes its
//! place (`splice`), and each copy counts.

mod external;
mod graph;
mod held;
mod hoist;
mod identify;
mod kinds;
pub mod place;
mod site;
mod splice;
mod unresolved;
mod webhooks;

use std::path::PathBuf;

use crate::diagnostics::Diagnostics;
use crate::load::{Loader, Version};
use crate::source::node::Node;

pub use held::Held;
pub(crate) use site::{Site, component_of, sites};

/// Which other files references may reach.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// The entry document; `None` when it was not read from disk, and no file is reachable.
    pub entry: Option<PathBuf>,
    /// Files and folders that references may name, written with `/` and relative to the folder of the entry document.
    pub allowed: Vec<String>,
}

/// Binds every reference of the document whose target can be had, webhooks under their name of 3.0 included. What is wrong
/// with the others is held until [`judge`] is told which parts are wanted.
pub fn resolve(root: &mut Node, version: Version, reach: &Reach, loader: &mut Loader) -> Held {
    let mut held = Held::default();
    if !root.is_map() {
        return held;
    }
    webhooks::adopt(root, &mut held);
    if version.has_json_schema() {
        identify::bind(root);
    }
    external::import(root, reach, loader, &mut held);
    kinds::settle(root, &mut held);
    hoist::hoist(root, &mut held);
    graph::check_cycles(root, &mut held);
    held
}

/// Settles the references that have no target, and reports what binding held: all of it, or what is about references that
/// still stand.
pub fn judge(root: &mut Node, version: Version, held: Held, all: bool, diag: &mut Diagnostics) {
    held.release(root, all, diag);
    if !root.is_map() {
        return;
    }
    unresolved::settle(root, diag);
    site::report_ignored_siblings(root, version, diag);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::budget::Budget;
    use crate::source::value::to_json;
    use crate::source::{FileId, yaml};
    use serde_json::Value;

    /// The schemas after binding, and the ids of what was reported.
    fn bound(schemas: &str) -> (Value, String) {
        let text = format!("openapi: 3.1.0\ncomponents:\n  schemas: {schemas}\n");
        let mut diag = Diagnostics::new();
        let mut root = yaml::parse(&text, FileId(0), &mut Budget::new(), &mut diag)
            .expect("the table holds YAML");
        let (reach, mut loader) = (Reach::default(), Loader::new());
        let held = resolve(&mut root, Version::V31, &reach, &mut loader);
        judge(&mut root, Version::V31, held, true, &mut diag);
        let found: Vec<&str> = diag.take().iter().map(|finding| finding.rule.id).collect();
        (
            root.at("/components/schemas")
                .map(to_json)
                .unwrap_or_default(),
            found.join(" "),
        )
    }

    #[test]
    fn every_reference_names_a_component() {
        let cases = [
            (
                "{A: {$ref: '#/components/schemas/B%20C'}, B C: {}}",
                r##"{"A": {"$ref": "#/components/schemas/B C"}, "B C": {}}"##,
                "",
            ),
            (
                "{A: {properties: {b: {type: string}}}, C: {$ref: '#/components/schemas/A/properties/b'}}",
                r##"{"A": {"properties": {"b": {"$ref": "#/components/schemas/A_b"}}},
                     "C": {"$ref": "#/components/schemas/A_b"}, "A_b": {"type": "string"}}"##,
                "",
            ),
            // The target holds a reference that is bound by a move of its own.
            (
                "{A: {$defs: {x: {items: {$ref: '#/components/schemas/A/$defs/y'}}, y: {}}},
                  B: {$ref: '#/components/schemas/A/$defs/x'}}",
                r##"{"A": {"$defs": {"x": {"$ref": "#/components/schemas/A_x"}, "y": {"$ref": "#/components/schemas/A_y"}}},
                     "B": {"$ref": "#/components/schemas/A_x"},
                     "A_x": {"items": {"$ref": "#/components/schemas/A_y"}}, "A_y": {}}"##,
                "",
            ),
            // The deeper target moves first, the other one takes the reference to it along.
            (
                "{A: {properties: {b: {properties: {c: {}}}}}, D: {$ref: '#/components/schemas/A/properties/b'},
                  E: {$ref: '#/components/schemas/A/properties/b/properties/c'}}",
                r##"{"A": {"properties": {"b": {"$ref": "#/components/schemas/A_b"}}},
                     "D": {"$ref": "#/components/schemas/A_b"}, "E": {"$ref": "#/components/schemas/A_b_c"},
                     "A_b_c": {}, "A_b": {"properties": {"c": {"$ref": "#/components/schemas/A_b_c"}}}}"##,
                "",
            ),
            (
                "{A: {discriminator: {propertyName: k, mapping: {b: B, c: '#/components/schemas/B', d: D}}}, B: {}}",
                r##"{"A": {"discriminator": {"propertyName": "k", "mapping":
                     {"b": "#/components/schemas/B", "c": "#/components/schemas/B"}}}, "B": {}}"##,
                "unknown-mapping",
            ),
            ("{A: {$ref: '#/components/schemas/B', title: t}}", r#"{"A": {"title": "t"}}"#, "unresolved-schema"),
            // Identifiers are addresses in other words.
            (
                "{A: {$anchor: a, properties: {b: {$ref: '#a'}, c: {$dynamicRef: '#d'}}}, D: {$dynamicAnchor: d}}",
                r##"{"A": {"$anchor": "a", "properties": {"b": {"$ref": "#/components/schemas/A"},
                     "c": {"$ref": "#/components/schemas/D"}}}, "D": {"$dynamicAnchor": "d"}}"##,
                "",
            ),
            (
                "{A: {$id: 'https://shop.example/a.json', $defs: {x: {}}, items: {$ref: '#/$defs/x'}, not: {$ref: b.json}},
                  B: {$id: 'https://shop.example/b.json', items: {$ref: '#/components/schemas/A'}}}",
                r##"{"A": {"$id": "https://shop.example/a.json", "$defs": {"x": {"$ref": "#/components/schemas/A_x"}},
                     "items": {"$ref": "#/components/schemas/A_x"}, "not": {"$ref": "#/components/schemas/B"}},
                     "B": {"$id": "https://shop.example/b.json", "items": {"$ref": "#/components/schemas/A"}}, "A_x": {}}"##,
                "",
            ),
            // Which of two dynamic anchors is meant depends on the way.
            (
                "{A: {$dynamicAnchor: d}, B: {$dynamicAnchor: d}, C: {$dynamicRef: '#d'}}",
                r##"{"A": {"$dynamicAnchor": "d"}, "B": {"$dynamicAnchor": "d"}, "C": {"$dynamicRef": "#d"}}"##,
                "",
            ),
        ];
        for (before, after, found) in cases {
            let after: Value = serde_json::from_str(after).expect("the table holds JSON");
            assert_eq!(bound(before), (after, found.to_owned()), "{before}");
        }
    }
}
