//! What is accepted is there byte for byte: as a literal of the output, or as documentation.

use std::collections::BTreeSet;
use std::fs;

use faultcode::internals::source::budget::DOC_BYTES;
use faultcode_tests::attacks::{files, folder, quoted};
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

/// Every text that is documentation and too long for it: its beginning is there, with a warning at its place. Other texts are whole.
#[test]
fn documentation_is_cut_with_a_warning_wherever_it_comes_from() {
    let template =
        fs::read_to_string(folder().join("doc-text/template.yaml")).expect("the template");
    let (mut text, mut places) = (String::new(), Vec::new());
    for piece in template.split_inclusive("PAYLOAD") {
        let Some(before) = piece.strip_suffix("PAYLOAD") else {
            text.push_str(piece);
            continue;
        };
        text.push_str(before);
        // A word of its own for each place.
        let word = format!("w{}w ", places.len());
        let key = before.trim_end_matches([' ', ':', '[', ',']);
        let key = key.rsplit([' ', '{']).next().unwrap_or(key);
        let is_data =
            ["category", "default", "text"].contains(&key) || before.ends_with("example: {id: ");
        let line = text.lines().count();
        let from = text.lines().last().unwrap_or("").chars().count() + 1;
        places.push((word.clone(), is_data, format!("{line}:{from}")));
        text.push_str(&quoted(&word.repeat(DOC_BYTES / word.len() + 100)));
    }
    assert!(places.len() > 30, "{}", places.len());
    let made = generate::from_bytes("long.yaml", text.as_bytes(), &options("long"));
    let files = made
        .files
        .unwrap_or_else(|| panic!("{}", made.linted.human));
    let warned: Vec<&str> = made
        .linted
        .human
        .split("warning[long-text]: this text has more than 65536 bytes; documentation shows its beginning\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("--> long.yaml:")?.1.lines().next())
        .collect();
    let wanted: Vec<&str> = places
        .iter()
        .filter(|(_, is_data, _)| !is_data)
        .map(|(_, _, place)| place.as_str())
        .collect();
    assert_eq!(warned, wanted);
    for (word, is_data, place) in &places {
        let words = files
            .iter()
            .map(|file| file.text.matches(word.as_str()).count());
        let most = words.max().unwrap_or(0) * word.len();
        // A text can stand in a file more than once, such as that of a schema and of its two forms.
        assert!(*is_data || most <= 4 * DOC_BYTES, "{place}: {most}");
        let whole = text.matches(word.as_str()).count();
        let texts = files.iter().flat_map(|file| file.text.split('"'));
        let longest = texts.map(|text| text.matches(word.as_str()).count()).max();
        match is_data {
            true => assert!(
                longest == Some(whole) || longest == Some(0),
                "{place}: {longest:?}"
            ),
            false => assert!(longest < Some(whole), "{place}: {longest:?} of {whole}"),
        }
    }
}
