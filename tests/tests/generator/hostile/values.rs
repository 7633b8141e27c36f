//! What is accepted is there byte for byte: as a literal of the output, or as documentation.

use std::collections::BTreeSet;

use faultcode::internals::source::budget::SCALAR_BYTES;
use faultcode_tests::attacks::files;
use faultcode_tests::generate;
use proc_macro2::{TokenStream, TokenTree};
use serde_yaml::Value;

use super::{make, options};

/// Names and values of documents are literals of the output, sign by sign. Which there are, another reader of YAML says.
#[test]
fn names_and_values_survive_as_they_are() {
    let mut compared = 0;
    for case in files() {
        let name = case.file.file_name().and_then(|name| name.to_str());
        let cases = ["g28-", "g30-", "g40-", "g45-", "g47-"];
        if !name.is_some_and(|name| cases.iter().any(|case| name.starts_with(case))) {
            continue;
        }
        let document: Value = serde_yaml::from_slice(&case.text).expect("another reader reads it");
        let mut wanted = BTreeSet::new();
        names_and_values(&document, &mut wanted);
        let files = make(&case, &mut Vec::new()).files.expect("it is accepted");
        let mut found = BTreeSet::new();
        for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
            literals(file.text.parse().expect("it is Rust"), &mut found);
        }
        let lost: Vec<&String> = wanted.difference(&found).collect();
        assert!(lost.is_empty(), "{}: {lost:?}", case.name);
        compared += wanted.len();
    }
    assert!(compared > 100, "{compared}");
}

/// The names of properties and of parameters in the query, and the texts of enums.
fn names_and_values(node: &Value, wanted: &mut BTreeSet<String>) {
    if let Some(items) = node.as_sequence() {
        items.iter().for_each(|item| names_and_values(item, wanted));
    }
    let Some(members) = node.as_mapping() else {
        return;
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if node.get("in").and_then(Value::as_str) == Some("query") {
        // One without a name is left out.
        let name = node.get("name").and_then(text);
        wanted.extend(name.filter(|name| !name.is_empty()));
    }
    if let Some(properties) = node.get("properties").and_then(Value::as_mapping) {
        wanted.extend(properties.iter().filter_map(|(name, _)| text(name)));
    }
    if let Some(values) = node.get("enum").and_then(Value::as_sequence) {
        wanted.extend(values.iter().filter_map(text));
    }
    members
        .iter()
        .for_each(|(_, value)| names_and_values(value, wanted));
}

/// The texts in the literals of some tokens.
fn literals(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => literals(group.stream(), found),
            TokenTree::Literal(literal) => {
                if let syn::Lit::Str(text) = syn::Lit::new(literal) {
                    found.insert(text.value());
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// A text is documentation as a whole, or too long for a document.
#[test]
fn a_description_is_whole_or_refused() {
    const WORD: &str = "word ";
    let words = SCALAR_BYTES / WORD.len();
    let made = |more: usize| {
        let last = "z".repeat(SCALAR_BYTES - words * WORD.len() + more);
        let text = WORD.repeat(words);
        let document = format!(
            "openapi: 3.1.0\ninfo: {{title: Shop, version: '1'}}\npaths:\n  /a:\n    get: {{operationId: getA, description: \
             '{text}{last}', responses: {{'204': {{description: done}}}}}}\n"
        );
        generate::from_bytes("long.yaml", document.as_bytes(), &options("long"))
    };
    let whole = made(0);
    let files = whole.files.expect("it is as long as it may be");
    let most = files.iter().map(|file| file.text.matches("word").count());
    assert!(most.max() >= Some(words), "words of {words} are missing");
    let refused = made(1);
    let rules: Vec<&str> = refused.linted.found.iter().map(|it| it.rule.id).collect();
    assert!(
        refused.files.is_none() && rules.contains(&"too-large"),
        "{rules:?}"
    );
}
