//! The walls of the runtime: which layer may lean on which, read off the paths that its sources name.

use std::collections::BTreeMap;

use faultcode_tests::snapshot::finish;
use faultcode_tests::source::{Source, all};

use super::RUNTIME;

/// The layers from the ground, each with those that it may lean on: the drawing of ARCHITECTURE.md, letter by letter.
const WALLS: &str = "\
facts
model      → facts
policy     → facts
transport  → facts model policy
call       → facts model policy transport
extras     → facts model policy transport call
";

/// The layer of each name that the crate shows at its root, and of each of its macros.
type Names = BTreeMap<String, String>;

/// Each layer with those that it may lean on.
fn walls() -> BTreeMap<&'static str, Vec<&'static str>> {
    let wall = |line: &'static str| {
        let mut words = line.split_whitespace().filter(|word| *word != "→");
        (words.next().expect("a layer"), words.collect())
    };
    WALLS.lines().map(wall).collect()
}

/// The layer of a file of the runtime.
fn layer(path: &str) -> &str {
    let below = path.trim_start_matches(RUNTIME);
    below
        .split('/')
        .next()
        .unwrap_or("")
        .trim_end_matches(".rs")
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// What the root hands on from its layers (`pub use call::error::{Error, …};`), and where each macro stands.
fn shown(sources: &[Source]) -> Names {
    let mut names = Names::new();
    for source in sources {
        for rest in source.text.split("macro_rules! ").skip(1) {
            let name = rest.split(|it| !is_name(it)).next().unwrap_or("");
            names.insert(name.to_owned(), layer(&source.path).to_owned());
        }
        if layer(&source.path) != "lib" {
            continue;
        }
        for used in source.text.split("pub use ").skip(1) {
            let used = used.split(';').next().unwrap_or("");
            let used = used.strip_prefix("crate::").unwrap_or(used);
            let (path, last) = used.rsplit_once("::").unwrap_or(("", used));
            for name in last.trim_matches(['{', '}']).split(',') {
                let name = name.rsplit(" as ").next().unwrap_or("").trim();
                let from = path.split("::").next().unwrap_or("");
                // A crate that the root hands on is in no layer.
                if !name.is_empty() && !from.is_empty() {
                    names.insert(name.to_owned(), from.to_owned());
                }
            }
        }
    }
    names
}

/// What a source names that its layer may not know.
fn breaches(source: &Source, names: &Names) -> Vec<String> {
    let walls = walls();
    let path = &source.path;
    let own = layer(path);
    let Some(may) = walls.get(own) else {
        return vec![format!("{path} lies in no layer")];
    };
    let depth = path.trim_start_matches(RUNTIME).split('/').count();
    let mut breaches = Vec::new();
    for (number, line) in source.code() {
        if line.contains(&"super::".repeat(depth)) {
            breaches.push(format!("{path}:{number} climbs out of `{own}`"));
        }
        for (at, _) in line.match_indices("crate::") {
            if line[..at].ends_with(is_name) {
                continue;
            }
            let named = &line[at + "crate::".len()..];
            // What macros of generated code name stands in one hidden place, whatever its layer.
            let named = named.strip_prefix("__private::").unwrap_or(named);
            let several = named
                .strip_prefix('{')
                .and_then(|list| list.split('}').next());
            for named in several.unwrap_or(named).split(", ") {
                let named = named.split(|it| !is_name(it)).next().unwrap_or("");
                let other = names.get(named).map_or(named, String::as_str);
                // What is no layer of ours is a crate that the root hands on.
                if walls.contains_key(other) && other != own && !may.contains(&other) {
                    breaches.push(format!("{path}:{number} names `{named}` of `{other}`"));
                }
                if several.is_none() {
                    break;
                }
            }
        }
    }
    breaches
}

#[test]
fn no_layer_of_the_runtime_leans_on_one_above_it() {
    let sources: Vec<Source> = all()
        .into_iter()
        .filter(|source| source.path.starts_with(RUNTIME))
        .collect();
    assert!(!sources.is_empty(), "the runtime lies elsewhere");
    let names = shown(&sources);
    let inside = sources.iter().filter(|source| layer(&source.path) != "lib");
    let problems: Vec<String> = inside.flat_map(|it| breaches(it, &names)).collect();
    finish(
        &problems,
        "Hand the value down, or move the code up: lower layers know nothing of higher ones.",
    );
}

#[test]
fn the_walls_are_drawn_as_they_are_held() {
    let text = std::fs::read_to_string(faultcode_tests::tree::root().join("ARCHITECTURE.md"));
    let text = text.expect("the page of the architecture");
    assert!(
        text.contains(&format!("```text\n{WALLS}```")),
        "ARCHITECTURE.md draws other walls than this:\n{WALLS}"
    );
}

#[test]
fn a_breach_of_a_wall_is_seen() {
    let source = |path: &str, text: &str| Source {
        path: format!("{RUNTIME}{path}"),
        text: text.to_owned(),
    };
    let root = "pub use call::meta::{Attempt, Meta};\npub use model::value::Value;\npub use bytes::Bytes;\n";
    let names = shown(&[
        source("lib.rs", root),
        source("extras/page.rs", "macro_rules! page {}"),
    ]);
    let rows = [
        (
            "policy/budget.rs",
            "use crate::facts::retry::BudgetCosts;",
            0,
        ),
        ("policy/budget.rs", "use crate::model::value::Value;", 1),
        ("model/object.rs", "        $crate::Value::Null", 0),
        (
            "model/object.rs",
            "        $crate::Meta::new($crate::page!())",
            2,
        ),
        ("model/object.rs", "        $crate::Bytes::new()", 0),
        ("model/object.rs", "/// [`Meta`](crate::Meta)", 0),
        ("model/object.rs", "my_crate::Meta::new()", 0),
        ("model.rs", "use super::call::Call;", 1),
        ("model/object.rs", "use super::value::Value;", 0),
        ("model/object.rs", "use super::super::call::Call;", 1),
        (
            "call/meta.rs",
            "use crate::{extras::page::Page, facts::code::Code};",
            1,
        ),
        ("extras/page.rs", "use crate::call::meta::Meta;", 0),
        ("odds.rs", "use std::fmt;", 1),
    ];
    for (path, text, expected) in rows {
        let found = breaches(&source(path, text), &names);
        assert_eq!(found.len(), expected, "{path}: {text}: {found:?}");
    }
}
