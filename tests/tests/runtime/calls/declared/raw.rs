//! Documents as they stand on the disk: values, references, and nothing of the generator's.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value};

/// A document with every file that it refers to.
pub struct Raw {
    root: PathBuf,
    files: BTreeMap<PathBuf, Value>,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct At<'d> {
    pub file: &'d Path,
    /// A JSON pointer within the file.
    pub pointer: String,
    pub value: &'d Value,
}

/// References followed one after the other before giving up.
const HOPS: usize = 64;

impl Raw {
    /// Reads a document; `None` where it is no JSON and no YAML, so that no client can come of it either.
    pub fn read(path: &Path) -> Option<Self> {
        let root = plain(path);
        let mut files = BTreeMap::new();
        let mut waiting = vec![root.clone()];
        while let Some(path) = waiting.pop() {
            let Some(value) = parse(&path) else {
                if path == root {
                    return None;
                }
                continue;
            };
            let mut named = Vec::new();
            references(&value, &mut named);
            files.insert(path.clone(), value);
            for reference in named {
                let file = reference.split('#').next().unwrap_or("");
                let beside = plain(&path.with_file_name("").join(file));
                let known = files.contains_key(&beside) || waiting.contains(&beside);
                if !file.is_empty() && !file.contains("://") && !known && beside.is_file() {
                    waiting.push(beside);
                }
            }
        }
        Some(Self { root, files })
    }

    /// A document of one file that stands in memory.
    pub fn of(text: &str) -> Option<Self> {
        let root = PathBuf::from("memory");
        let files = BTreeMap::from([(root.clone(), value_of(text)?)]);
        Some(Self { root, files })
    }

    /// The whole document.
    pub fn root(&self) -> At<'_> {
        let (file, value) = self.files.get_key_value(&self.root).expect("it was read");
        At {
            file,
            pointer: String::new(),
            value,
        }
    }

    /// The value itself, references followed; `None` where one leads nowhere that is read here.
    pub fn follow<'d>(&'d self, at: At<'d>) -> Option<At<'d>> {
        let mut at = at;
        for _ in 0..HOPS {
            match at.value.get("$ref").and_then(Value::as_str) {
                Some(reference) => at = self.target(&at, reference)?,
                None => return Some(at),
            }
        }
        None
    }

    fn target<'d>(&'d self, from: &At<'d>, reference: &str) -> Option<At<'d>> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let path = match file {
            "" => from.file.to_owned(),
            _ => plain(&from.file.with_file_name("").join(file)),
        };
        let (file, value) = self.files.get_key_value(&path)?;
        let pointer = unescaped(fragment);
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return None;
        }
        let value = value.pointer(&pointer)?;
        Some(At {
            file,
            pointer,
            value,
        })
    }
}

impl<'d> At<'d> {
    /// The member of an object.
    pub fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.as_object()?.get(key)?;
        let token = key.replace('~', "~0").replace('/', "~1");
        Some(Self {
            file: self.file,
            pointer: format!("{}/{token}", self.pointer),
            value,
        })
    }

    /// The members of the object at a key.
    pub fn entries(&self, key: &str) -> Vec<(&'d str, Self)> {
        let Some(all) = self.get(key) else {
            return Vec::new();
        };
        let members = all.value.as_object().into_iter().flatten();
        members
            .filter_map(|(name, _)| Some((name.as_str(), all.get(name)?)))
            .collect()
    }

    /// The items of the list at a key.
    pub fn items(&self, key: &str) -> Vec<Self> {
        let Some(all) = self.get(key) else {
            return Vec::new();
        };
        let items = all.value.as_array().into_iter().flatten();
        let numbered = items.enumerate().map(|(index, value)| Self {
            file: all.file,
            pointer: format!("{}/{index}", all.pointer),
            value,
        });
        numbered.collect()
    }

    /// The text at a key.
    pub fn text(&self, key: &str) -> Option<&'d str> {
        self.value.get(key)?.as_str()
    }

    /// Whether the flag at a key is set.
    pub fn flag(&self, key: &str) -> bool {
        self.value.get(key) == Some(&Value::Bool(true))
    }
}

fn parse(path: &Path) -> Option<Value> {
    let bytes = std::fs::read(path).ok()?;
    value_of(std::str::from_utf8(&bytes).ok()?)
}

fn value_of(text: &str) -> Option<Value> {
    let text = text.trim_start_matches('\u{feff}');
    if let Ok(json) = serde_json::from_str(text) {
        return Some(json);
    }
    let mut yaml: serde_yaml::Value = serde_yaml::from_str(text).ok()?;
    yaml.apply_merge().ok()?;
    Some(json(yaml))
}

/// YAML as JSON; keys become texts, as OpenAPI wants them to be.
fn json(yaml: serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::Number(number) => serde_json::to_value(number).unwrap_or(Value::Null),
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => Value::Array(items.into_iter().map(json).collect()),
        Yaml::Mapping(members) => {
            let mut map = Map::new();
            for (key, value) in members {
                let key = match json(key) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                map.insert(key, json(value));
            }
            Value::Object(map)
        }
        Yaml::Tagged(tagged) => json(tagged.value),
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if key == "$ref" => found.push(text.clone()),
                    _ => references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut all = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                all.pop();
            }
            Component::CurDir => {}
            other => all.push(other),
        }
    }
    all
}

/// A fragment without percent-encoding (RFC 6901, section 6).
fn unescaped(fragment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = fragment.as_bytes();
    while let [first, more @ ..] = rest {
        let hex = more.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let value = hex.and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, value) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &more[2..];
            }
            _ => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
