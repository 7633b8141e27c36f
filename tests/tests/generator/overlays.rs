//! Overlays: what they make of a tree, case by case.

use faultcode::internals::diagnostics::Diagnostics;
use faultcode::internals::load::{Input as Text, Loader};
use faultcode::internals::overlay;
use faultcode::internals::source::node::{Map, Node};
use faultcode::internals::source::value::to_json;
use faultcode_tests::tree;

#[test]
fn every_case_gives_its_result_and_its_findings() {
    let path = tree::root().join("tests/data/overlays.yaml");
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let cases = loader
        .read(Text::File(&path), &mut diag)
        .expect("the cases");
    assert!(diag.take().is_empty(), "the cases are sound YAML");
    assert!(cases.items().len() > 20);
    for case in cases.items() {
        let name = case.get("name").and_then(Node::as_str).expect("a name");
        let of = |key: &str| {
            case.get(key)
                .unwrap_or_else(|| panic!("{name} has no {key}"))
        };
        let overlay = titled(of("overlay"));
        let mut result = of("document").clone();
        overlay::overlay(&mut result, &[overlay], &mut loader, &mut diag);
        let found: Vec<&str> = diag.take().iter().map(|it| it.rule.id).collect();
        let expected: Vec<&str> = case
            .get("found")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_str)
            .collect();
        assert_eq!(found, expected, "{name}");
        assert_eq!(to_json(&result), to_json(of("result")), "{name}");
    }
}

/// Every overlay has a title and a version; the cases leave them out.
fn titled(overlay: &Node) -> Node {
    let mut overlay = overlay.clone();
    let span = overlay.span;
    let mut info = Map::new();
    info.insert("title", span, Node::string(span, "Case"));
    info.insert("version", span, Node::string(span, "1"));
    if let Some(map) = overlay.as_map_mut() {
        map.insert("info", span, Node::map(span, info));
    }
    overlay
}
