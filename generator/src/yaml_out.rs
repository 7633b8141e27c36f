//! YAML that the tool writes.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use crate::diagnostics::is_hidden;
use crate::source::node::{Core, Kind, Node, Scalar};

/// A tree as YAML. Numbers keep their value; their spelling may change.
///
/// # Errors
/// The writer refuses the tree; no tree of this crate is known to make it.
pub fn to_yaml(node: &Node) -> Result<String, serde_yaml::Error> {
    serde_yaml::to_string(&Written(node)).map(|text| shown(&text))
}

/// Stands for what is to be escaped: the writer puts a text that has it into quotes, and writes it as [`WRITTEN_MARK`].
const MARK: char = '\u{1}';

/// What a writer of YAML makes of [`MARK`].
const WRITTEN_MARK: &str = "\\x01";

/// A text in which what a reader does not see is a mark, its number and a semicolon. The writer knows what YAML cannot hold, and not
/// what hides: signs of direction and without width.
fn marked(text: &str) -> Cow<'_, str> {
    let hides = |sign: char| is_hidden(sign) && !matches!(sign, '\n' | '\t');
    if !text.contains(hides) && !text.contains(WRITTEN_MARK) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        // In quotes, a backslash begins an escape.
        if hides(sign) || sign == '\\' {
            out.push_str(&format!("{MARK}{:x};", u32::from(sign)));
        } else {
            out.push(sign);
        }
    }
    Cow::Owned(out)
}

/// What the writer wrote, with escapes of YAML in the places of the marks.
fn shown(written: &str) -> String {
    let mut parts = written.split(WRITTEN_MARK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(';').and_then(|(number, rest)| {
            let number = u32::from_str_radix(number, 16).ok()?;
            Some((number, rest))
        }) {
            Some((number, rest)) if number <= 0xffff => {
                out.push_str(&format!("\\u{number:04X}{rest}"));
            }
            Some((number, rest)) => out.push_str(&format!("\\U{number:08X}{rest}")),
            None => {
                out.push_str(WRITTEN_MARK);
                out.push_str(part);
            }
        }
    }
    out
}

struct Written<'a>(&'a Node);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.kind {
            Kind::Null => serializer.serialize_unit(),
            Kind::Scalar(scalar) => serialize_scalar(self.0, scalar, serializer),
            Kind::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Written(item))?;
                }
                list.end()
            }
            Kind::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, entry) in entries.iter() {
                    map.serialize_entry(&*marked(key), &Written(&entry.value))?;
                }
                map.end()
            }
        }
    }
}

fn serialize_scalar<S: Serializer>(
    node: &Node,
    scalar: &Scalar,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match scalar.core() {
        Core::Text => serializer.serialize_str(&marked(&scalar.text)),
        Core::Bool => serializer.serialize_bool(node.as_bool().unwrap_or(false)),
        Core::Int | Core::Float => match (node.as_i64(), node.as_u64(), node.as_f64()) {
            (Some(number), _, _) => serializer.serialize_i64(number),
            (None, Some(number), _) => serializer.serialize_u64(number),
            (None, None, Some(number)) => serializer.serialize_f64(number),
            (None, None, None) => serializer.serialize_str(&scalar.text),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::source::budget::Budget;
    use crate::source::{FileId, yaml};

    #[test]
    fn what_is_written_reads_as_the_same_tree() {
        let text = "a: 'yes'\nb: [1, 2.5, true, null, 'null', '1', \"x\\ny\"]\n'200': {}\nc: '2020-01-01'\n";
        let mut diag = Diagnostics::new();
        let mut read = |text: &str| yaml::parse(text, FileId(0), &mut Budget::new(), &mut diag);
        let node = read(text).expect("the text is YAML");
        let written = to_yaml(&node).expect("the tree can be written");
        let again = read(&written).expect("the written text is YAML");
        assert!(again.same_value(&node), "{written}");
    }

    #[test]
    fn what_a_reader_does_not_see_is_escaped_and_reads_as_it_was() {
        let text = r#"{"a\u202eb": ["\u2066", "\u200bx: '\"", "\u0001", "\ufeff\\x01202e;", "\\x01", "a\u00adb c", "\U000e0041", "\u007f\u0085 \n\t"]}"#;
        let mut diag = Diagnostics::new();
        let mut read = |text: &str| yaml::parse(text, FileId(0), &mut Budget::new(), &mut diag);
        let node = read(text).expect("the text is YAML");
        let written = to_yaml(&node).expect("the tree can be written");
        let hidden = written.chars().find(|it| is_hidden(*it) && *it != '\n');
        assert_eq!(hidden, None, "{written}");
        let again = read(&written).expect("the written text is YAML");
        assert!(again.same_value(&node), "{written}");
    }
}
