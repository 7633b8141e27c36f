//! The hostile documents that are files, and the ones that are made of a template and a list of texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::cargo::target;
use crate::tree;

/// A document and the name of the crate that is made of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The crate.
    pub name: String,
    /// The file, relative to the folder of all cases.
    pub file: PathBuf,
    /// The document.
    pub text: Vec<u8>,
}

/// The folder of all cases.
pub fn folder() -> PathBuf {
    tree::root().join("tests/hostile")
}

/// Where a text that became code would leave its mark.
pub fn canary() -> PathBuf {
    target().join("faultcode-tests").join("canary")
}

/// A list of named texts.
pub fn texts(file: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder().join(file)).expect("a readable list");
    serde_yaml::from_str(&text).expect("a map of texts")
}

/// Every case that is a file with an outcome beside it.
pub fn files() -> Vec<Case> {
    let ours =
        |path: &String| (path.ends_with(".yaml") || path.ends_with(".json")) && !is_list(path);
    tree::files(&folder())
        .into_iter()
        .filter(ours)
        .map(|path| {
            let file = folder().join(&path);
            let (name, _) = path.rsplit_once('.').expect("an ending");
            Case {
                name: name.replace('/', "-"),
                text: fs::read(&file).expect("it was listed"),
                file: path.into(),
            }
        })
        .collect()
}

/// Templates and the lists of what is put into them.
fn is_list(path: &str) -> bool {
    ["doc-text/", "everywhere/", "references/"]
        .iter()
        .any(|folder| path.starts_with(folder))
}

/// A text in double quotes, as JSON and YAML both read it; what must not stand in a document as it is gets escaped.
pub fn quoted(text: &str) -> String {
    let quoted = serde_json::to_string(text).expect("any text is JSON");
    let escaped = quoted.chars().map(|sign| {
        if is_hidden(sign) {
            format!("\\u{:04x}", u32::from(sign))
        } else {
            sign.to_string()
        }
    });
    escaped.collect()
}

/// The template of documentation with each text in every place.
pub fn documented() -> Vec<Case> {
    let template =
        fs::read_to_string(folder().join("doc-text/template.yaml")).expect("the template");
    let canary = canary().to_str().expect("UTF-8").to_owned();
    texts("doc-text/texts.yaml")
        .into_iter()
        .map(|(name, text)| {
            let text = text.replace("CANARY", &canary);
            let quoted = quoted(&text);
            Case {
                name: format!("doc-text-{name}"),
                file: format!("{name}.yaml").into(),
                text: template.replace("PAYLOAD", &quoted).into_bytes(),
            }
        })
        .collect()
}

/// The texts of a list, with the place of the canary in them.
fn listed(list: &str) -> Vec<String> {
    let canary = canary().to_str().expect("UTF-8").to_owned();
    let texts = texts(list).into_values();
    texts.map(|text| text.replace("CANARY", &canary)).collect()
}

/// Every text of every list.
pub fn every_text() -> Vec<String> {
    let lists = ["doc-text/texts.yaml", "everywhere/texts.yaml"];
    lists.iter().flat_map(|list| listed(list)).collect()
}

/// One document with each text in every place that can hold one.
pub fn everywhere() -> Case {
    let template = fs::read_to_string(folder().join("everywhere/template.yaml"));
    let template: Value = serde_yaml::from_str(&template.expect("the template")).expect("YAML");
    let all = every_text();
    let mut document = filled(&template["once"], &all.join("\n\n"), 0);
    for (copy, text) in listed("everywhere/texts.yaml").iter().enumerate() {
        merge(&mut document, filled(&template["each"], text, copy));
    }
    Case {
        name: "hostile-everywhere".to_owned(),
        file: "everywhere.json".into(),
        text: serde_json::to_vec_pretty(&document).expect("JSON"),
    }
}

/// A part of the template with a text in it; nothing of it ends at a place that the text could reach.
fn filled(template: &Value, text: &str, copy: usize) -> Value {
    let fill = |place: &str| {
        let plain: String = text
            .chars()
            .filter(|sign| !"{}?#\\".contains(*sign))
            .collect();
        let cut = (0..=100).rev().find_map(|end| text.get(..end));
        let place = place.replace("SHORT", cut.unwrap_or(text));
        let place = place.replace("COPY", &copy.to_string());
        place.replace("PLAIN", &plain).replace("PAYLOAD", text)
    };
    match template {
        Value::String(place) => Value::String(fill(place)),
        Value::Array(items) => items.iter().map(|it| filled(it, text, copy)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(name, it)| (fill(name), filled(it, text, copy)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

/// Adds members and elements.
fn merge(into: &mut Value, more: Value) {
    match (into, more) {
        (Value::Object(members), Value::Object(more)) => {
            for (name, value) in more {
                match members.get_mut(&name) {
                    Some(member) => merge(member, value),
                    None => {
                        members.insert(name, value);
                    }
                }
            }
        }
        (Value::Array(elements), Value::Array(more)) => elements.extend(more),
        (into, more) => *into = more,
    }
}

/// Whether a sign is invisible, or moves what stands beside it.
pub fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
