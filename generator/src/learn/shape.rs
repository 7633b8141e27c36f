//! A body without its values: what is kept of an answer while others are read, and what a sample shows.

use std::collections::BTreeSet;

use faultcode_facts::{Spelling, code_rank, is_member_name, names_code};
use serde_json::{Map, Value};

use super::sent::Sent;
use crate::ir::Pointer;

/// What stands for every text.
pub const TEXT: &str = "*";

/// What stands for a code that repeats something of the request.
pub const ECHO: &str = "*echo*";

/// Items of a list that are kept: the rest looks like them.
const ITEMS: usize = 4;

/// Members of an object that are kept.
const MEMBERS: usize = 64;

/// How deep a body is kept.
const DEPTH: usize = 12;

/// The longest text that is kept.
const LONGEST: usize = 128;

/// What of a body is kept.
pub struct Kept<'k> {
    /// Where the document declares codes.
    pub pointers: &'k [&'k Pointer],
    /// The codes that the document has: they may be shown, whoever else says them.
    pub declared: &'k BTreeSet<String>,
    /// What the request held.
    pub sent: &'k Sent,
}

impl Kept<'_> {
    /// The body with its values hidden, but for what may be a code.
    pub fn shape(&self, body: &Value) -> Value {
        self.part(body, &mut Vec::new())
    }

    fn part<'v>(&self, value: &'v Value, at: &mut Vec<&'v str>) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value.clone(),
            Value::String(text) => Value::String(self.text(text, at)),
            Value::Number(number) => {
                let text = number.to_string();
                let name = at.last().copied().unwrap_or_default();
                let is_short = text.len() <= 9 && number.as_i64().is_some();
                if is_short && (names_code(name) || self.is_at(at) || is_error_id(name)) {
                    value.clone()
                } else if number.is_f64() {
                    Value::from(0.5)
                } else {
                    Value::from(0)
                }
            }
            Value::Array(_) if at.len() >= DEPTH => Value::Array(Vec::new()),
            Value::Object(_) if at.len() >= DEPTH => Value::Object(Map::new()),
            Value::Array(items) => {
                let mut kept = Vec::new();
                for item in items.iter().take(ITEMS) {
                    // Pointers of envelopes lead into the first item, and hold for each.
                    at.push("0");
                    kept.push(self.part(item, at));
                    at.pop();
                }
                Value::Array(kept)
            }
            Value::Object(members) => {
                let mut kept = Map::new();
                for (name, value) in members.iter().take(MEMBERS) {
                    let shown = is_member_name(name) && !self.sent.echoes(name);
                    at.push(name);
                    let value = self.part(value, at);
                    at.pop();
                    kept.insert(if shown { name } else { TEXT }.to_owned(), value);
                }
                Value::Object(kept)
            }
        }
    }

    /// A text, or what stands for it.
    fn text(&self, text: &str, at: &[&str]) -> String {
        let name = at.last().copied().unwrap_or_default();
        let here = self.is_at(at);
        let ranked = code_rank(name).is_some();
        let kept = if text.len() > LONGEST || !(here || ranked) {
            false
        } else if self.declared.contains(text) {
            return text.to_owned();
        } else {
            Spelling::of(text).is_some() || (name == "type" && is_problem(text))
        };
        match kept {
            true if self.sent.echoes(text) => ECHO.to_owned(),
            true => text.to_owned(),
            false => TEXT.to_owned(),
        }
    }

    fn is_at(&self, at: &[&str]) -> bool {
        self.pointers.iter().any(|pointer| {
            let names = pointer.iter().map(|segment| segment.as_str());
            names.eq(at.iter().copied())
        })
    }
}

/// Whether all members of an object were kept, at a place of the body.
pub fn is_whole(members: &Map<String, Value>, place: &str) -> bool {
    members.len() < MEMBERS && place.matches('/').count() < DEPTH
}

/// The kind of error in a list of errors, where it is a number.
fn is_error_id(name: &str) -> bool {
    faultcode_facts::plain_name(name) == "errorid"
}

/// A URI that names a kind of problem (RFC 9457): nothing in it is the value of one request.
fn is_problem(text: &str) -> bool {
    let starts = ["http://", "https://", "urn:", "/"];
    let rest = starts.iter().find_map(|start| text.strip_prefix(start));
    let mut pieces = rest.into_iter().flat_map(|rest| rest.split(['/', '#']));
    rest.is_some() && pieces.all(|piece| piece.is_empty() || is_member_name(piece))
}

/// A sample: the body with every text hidden but the code.
pub fn sample(shape: &Value, code: Option<&str>) -> String {
    fn hidden(value: &Value, code: Option<&str>) -> Value {
        match value {
            Value::String(text) if Some(text.as_str()) == code => value.clone(),
            Value::String(_) => Value::String("…".to_owned()),
            Value::Number(number) if Some(number.to_string().as_str()) == code => value.clone(),
            Value::Number(_) => Value::from(0),
            Value::Array(items) => items.iter().map(|item| hidden(item, code)).collect(),
            Value::Object(members) => {
                let members = members.iter();
                let hidden = members.map(|(name, value)| (name.clone(), hidden(value, code)));
                Value::Object(hidden.collect())
            }
            other => other.clone(),
        }
    }
    let text = hidden(shape, code).to_string();
    match text.char_indices().nth(SAMPLE) {
        Some((end, _)) => format!("{} …", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The longest sample, in characters.
const SAMPLE: usize = 160;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::WireName;
    use serde_json::json;

    #[test]
    fn values_are_hidden_but_for_codes() {
        let mut sent = Sent::default();
        sent.header("x-api-key", "key_of_ada_4711");
        let pointer: Pointer = vec![WireName::new("fehler")];
        let declared = BTreeSet::from(["not found".to_owned()]);
        let kept = Kept {
            pointers: &[&pointer],
            declared: &declared,
            sent: &sent,
        };
        let rows = [
            (
                json!({"code": "card_declined", "message": "Ada Lovelace"}),
                json!({"code": "card_declined", "message": "*"}),
            ),
            (
                json!({"fehler": "not found", "n": 4242, "x": 1.5}),
                json!({"fehler": "not found", "n": 0, "x": 0.5}),
            ),
            (
                json!({"code": "key_of_ada_4711", "key_of_ada_4711": true}),
                json!({"code": "*echo*", "*": true}),
            ),
            (
                json!({"errors": [{"code": 1001}, {"code": "ada@mail.example"}]}),
                json!({"errors": [{"code": 1001}, {"code": "*"}]}),
            ),
            (
                json!({"type": "https://a.test/problems/out-of-credit", "ada@mail.example": null}),
                json!({"type": "https://a.test/problems/out-of-credit", "*": null}),
            ),
            (
                json!({"type": "https://a.test/orders/4711123?x=1"}),
                json!({"type": "*"}),
            ),
        ];
        for (body, expected) in rows {
            assert_eq!(kept.shape(&body), expected, "{body}");
        }
        let shape = json!({"code": "E1", "reason": "some_word", "n": 3});
        let expected = r#"{"code":"E1","reason":"…","n":0}"#;
        assert_eq!(sample(&shape, Some("E1")), expected);
    }
}
