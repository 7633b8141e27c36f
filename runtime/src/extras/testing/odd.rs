//! Answers that no document describes, each made of one that it does: what proxies, other versions and broken servers send.

use bytes::Bytes;

use super::{Reply, Sample};
use crate::model::decode::from_json;
use crate::model::encode::Encoder;
use crate::model::value::Value;
use faultcode_facts::JSON;

/// An answer that no document describes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Odd {
    /// What is odd about it.
    pub what: &'static str,
    /// The status.
    pub status: u16,
    /// The value of `Content-Type`; empty: the answer has none.
    pub content_type: &'static str,
    /// The value of `Content-Encoding`; empty: the answer has none.
    pub coding: &'static str,
    /// The body.
    pub body: Bytes,
}

impl Odd {
    /// The answer, for a [`Fake`](super::Fake).
    pub fn reply(&self) -> Reply {
        let mut reply = Reply::status(self.status).body(self.body.clone());
        for (name, value) in [
            ("content-type", self.content_type),
            ("content-encoding", self.coding),
        ] {
            if !value.is_empty() {
                reply = reply.header(name, value);
            }
        }
        reply
    }
}

/// Deeper than any reader goes.
const DEPTH: usize = 20_000;

/// The same where there are many answers of it.
const DEEP: usize = 2_000;

/// More than is read of an error.
const LONG: usize = 2 << 20;

const PAGE: &str =
    "<!DOCTYPE html><html><head><title>No</title></head><body><h1>No</h1></body></html>";

/// The head of what gzip writes, and nothing behind it.
const GZIP: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];

/// A code that no document has.
const CODE: &str = "ODD_CODE_OF_TOMORROW";

/// What may come under the status of a sample in place of it, whatever it says itself.
pub fn odd_bodies(sample: &Sample) -> Vec<Odd> {
    let json = [
        ("an empty body", ""),
        ("blanks", " \r\n\t"),
        ("null", "null"),
        ("an empty list", "[]"),
        ("an object without members", "{}"),
        ("a text", "\"no\""),
        ("an empty text", "\"\""),
        ("a number", "0"),
        ("a number beyond all", "1e999999"),
        ("a boolean", "true"),
        ("a list of lists", "[[], [{}], null]"),
        ("a comma", ","),
        ("a byte order mark alone", "\u{feff}"),
        ("text under the type of JSON", "no"),
        ("a page under the type of JSON", PAGE),
        (
            "half of a surrogate pair",
            "{\"code\": \"\\ud800\", \"message\": \"\\udc00\"}",
        ),
        (
            "a text with its zero",
            "{\"code\": \"\\u0000\", \"message\": \"a\\u0000b\"}",
        ),
    ];
    let mut all: Vec<Odd> = json
        .into_iter()
        .map(|(what, body)| made(sample, what, JSON, body))
        .collect();
    all.extend([
        made(sample, "a page", "text/html; charset=utf-8", PAGE),
        made(sample, "text", "text/plain", "upstream connect error"),
        made(sample, "nothing of no type", "", ""),
        made(sample, "bytes of no type", "", &b"\xff\xfe\0\x80"[..]),
        made(
            sample,
            "bytes under the type of JSON",
            JSON,
            &b"{\"a\": \"\xc3\x28\"}"[..],
        ),
        made(sample, "UTF-16", JSON, &b"\xff\xfe{\0}\0"[..]),
        made(sample, "gzip that is not named", JSON, GZIP),
        Odd {
            coding: "gzip",
            ..made(sample, "gzip that breaks off", JSON, GZIP)
        },
        Odd {
            coding: "br",
            ..made(
                sample,
                "a coding that nobody asked for",
                JSON,
                &b"\x8b\0\x80{}\x03"[..],
            )
        },
        made(sample, "lists without end", JSON, "[".repeat(DEPTH)),
        made(sample, "objects without end", JSON, "{\"a\":".repeat(DEPTH)),
        made(sample, "a long text", "text/plain", "x".repeat(LONG)),
        made(
            sample,
            "a long text of JSON",
            JSON,
            format!("\"{}\"", "x".repeat(LONG)),
        ),
    ]);
    all
}

/// What may come in place of a sample, made of its body: cut, of another type, with other members.
///
/// Of each kind of change that the body has many places for, `most` are made, spread over it, and at other places for other codes.
pub fn odd_forms(sample: &Sample, most: usize) -> Vec<Odd> {
    let code = sample.code.unwrap_or_default().bytes();
    let first = code.fold(usize::from(sample.status), |sum, byte| {
        sum.wrapping_add(usize::from(byte))
    });
    let json = |what, body: String| made(sample, what, sample.content_type, body);
    let text = sample.body;
    let mut all: Vec<Odd> = Vec::new();
    for at in thinned(tokens(text), most, first) {
        if let Some(before) = text.get(..at) {
            all.push(json("cut", before.to_owned()));
        }
    }
    for (what, content_type) in [
        ("of another type", "text/html"),
        ("of a type of bytes", "application/octet-stream"),
        ("of no type", ""),
        ("of a type that is none", "json"),
        ("in another charset", "application/json; charset=utf-16"),
    ] {
        all.push(made(sample, what, content_type, text));
    }
    all.push(json("after a byte order mark", format!("\u{feff}{text}")));
    all.push(json("twice", format!("{text}{text}")));
    all.push(json("with something behind it", format!("{text}\n}}")));
    all.push(json("within a list", format!("[{text}]")));
    all.push(json("as a text", encoded(&Value::String(text.to_owned()))));
    all.extend(broken_utf8(sample));
    if let Some(members) = text.trim_start().strip_prefix('{') {
        let (open, closed) = ("[".repeat(DEEP), "]".repeat(DEEP));
        let body = format!("{{\"odd\": {open}{closed}, {members}");
        all.push(json("with a deep member before all", body));
    }
    if let Ok(whole) = from_json::<Value>(text.as_bytes()) {
        for (what, change) in CHANGES {
            let changed = thinned(replaced(&whole, change), most, first);
            all.extend(changed.iter().map(|it| json(what, encoded(it))));
        }
        all.extend(recoded(sample, &whole));
    }
    all
}

fn made(
    sample: &Sample,
    what: &'static str,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Odd {
    Odd {
        what,
        status: sample.status,
        content_type,
        coding: "",
        body: body.into(),
    }
}

/// The body with a byte in the middle of it that no UTF-8 has.
fn broken_utf8(sample: &Sample) -> Option<Odd> {
    let (before, behind) = sample
        .body
        .as_bytes()
        .split_at_checked(sample.body.len() / 2)?;
    let body = [before, b"\xff", behind].concat();
    let what = "with a byte that is no text";
    (!before.is_empty()).then(|| made(sample, what, sample.content_type, body))
}

/// The same with other codes in the place of its own.
fn recoded(sample: &Sample, whole: &Value) -> Vec<Odd> {
    let Some(code) = sample.code else {
        return Vec::new();
    };
    let capitals = code.chars().any(|letter| letter.is_ascii_uppercase());
    let other_case = match capitals {
        true => code.to_ascii_lowercase(),
        false => code.to_ascii_uppercase(),
    };
    let codes = [
        ("with its code in another case", other_case),
        ("with its code between blanks", format!(" {code} ")),
        ("with an empty code", String::new()),
        ("with an unknown code", CODE.to_owned()),
    ];
    let changed = codes.into_iter().map(|(what, other)| {
        let mut changed = whole.clone();
        recode(&mut changed, code, &other);
        made(sample, what, sample.content_type, encoded(&changed))
    });
    changed.filter(|it| it.body != encoded(whole)).collect()
}

fn recode(value: &mut Value, code: &str, other: &str) {
    match value {
        Value::String(text) if text == code => other.clone_into(text),
        Value::Number(number) if number.as_str() == code => {
            *value = Value::String(other.to_owned())
        }
        Value::Array(elements) => elements.iter_mut().for_each(|it| recode(it, code, other)),
        Value::Object(members) => members
            .iter_mut()
            .for_each(|(_, it)| recode(it, code, other)),
        _ => {}
    }
}

/// What becomes of a value; `None`: it is not of that kind.
type Change = fn(&Value) -> Option<Value>;

const CHANGES: [(&str, Change); 9] = [
    ("with null in the place of a value", |it| {
        (!it.is_null()).then_some(Value::Null)
    }),
    ("with a number in the place of a text", |it| {
        it.as_str().map(|_| Value::from(7_i64))
    }),
    (
        "with a text in the place of another scalar",
        |it| match it {
            Value::Bool(value) => Some(Value::String(value.to_string())),
            Value::Number(number) => Some(Value::String(number.as_str().to_owned())),
            _ => None,
        },
    ),
    ("with a list in the place of an object", |it| match it {
        Value::Object(_) => Some(Value::Array(vec![it.clone()])),
        _ => None,
    }),
    ("with an object in the place of a list", |it| match it {
        Value::Array(elements) => Some(Value::Object(
            elements
                .iter()
                .map(|it| (String::new(), it.clone()))
                .collect(),
        )),
        _ => None,
    }),
    ("with an object in the place of a text", |it| {
        let text = it.as_str()?;
        let member = ("value".to_owned(), Value::String(text.to_owned()));
        Some(Value::Object(vec![member]))
    }),
    ("without members", |it| match it {
        Value::Object(members) if !members.is_empty() => Some(Value::Object(Vec::new())),
        Value::Array(elements) if !elements.is_empty() => Some(Value::Array(Vec::new())),
        _ => None,
    }),
    ("with a member that nobody knows", |it| match it {
        Value::Object(members) => {
            let unknown = Value::Array(vec![Value::Object(members.clone()), Value::Null]);
            let members = members.iter().cloned();
            let unknown = std::iter::once(("x-odd \u{1f980}".to_owned(), unknown));
            Some(Value::Object(members.chain(unknown).collect()))
        }
        _ => None,
    }),
    ("with members twice", |it| match it {
        Value::Object(members) if !members.is_empty() => {
            let others = members.iter().map(|(name, _)| (name.clone(), Value::Null));
            Some(Value::Object(
                members.iter().cloned().chain(others).collect(),
            ))
        }
        _ => None,
    }),
];

/// The whole with each value in it changed in turn, itself first.
fn replaced(whole: &Value, change: Change) -> Vec<Value> {
    let mut all: Vec<Value> = change(whole).into_iter().collect();
    match whole {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                all.extend(replaced(element, change).into_iter().map(|other| {
                    let mut elements = elements.clone();
                    elements.splice(index..=index, [other]);
                    Value::Array(elements)
                }));
            }
        }
        Value::Object(members) => {
            for (index, (name, value)) in members.iter().enumerate() {
                all.extend(replaced(value, change).into_iter().map(|other| {
                    let mut members = members.clone();
                    members.splice(index..=index, [(name.clone(), other)]);
                    Value::Object(members)
                }));
            }
        }
        _ => {}
    }
    all
}

/// Where the tokens of a JSON text begin, and the place behind the first letter of each; the very first beginning is left out.
fn tokens(json: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let (mut within, mut escaped, mut word) = (false, false, false);
    for (at, byte) in json.bytes().enumerate() {
        if within {
            match (escaped, byte) {
                (true, _) => escaped = false,
                (false, b'\\') => escaped = true,
                (false, b'"') => within = false,
                _ => {}
            }
            continue;
        }
        let structural = matches!(byte, b'{' | b'}' | b'[' | b']' | b':' | b',' | b'"');
        let blank = byte.is_ascii_whitespace();
        if structural || (!blank && !word) {
            places.extend([at, at.saturating_add(1)]);
        }
        within = byte == b'"';
        word = !structural && !blank;
    }
    places.retain(|at| (1..json.len()).contains(at));
    places.dedup();
    places
}

/// So many of them at most, spread evenly.
fn thinned<T>(all: Vec<T>, most: usize, first: usize) -> Vec<T> {
    let step = all.len().div_ceil(most.max(1)).max(1);
    let first = first.checked_rem(step).unwrap_or_default();
    all.into_iter().skip(first).step_by(step).collect()
}

/// As JSON; what is made of JSON can be written as JSON.
fn encoded(value: &Value) -> String {
    let bytes = Encoder::whole(value).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_before_and_within_each_token() {
        assert_eq!(tokens(r#"{"a": 12}"#), [1, 2, 4, 5, 6, 7, 8]);
        assert_eq!(tokens(r#"["\"]", null]"#), [1, 2, 6, 7, 8, 9, 12]);
        assert!(tokens("").is_empty());
    }

    #[test]
    fn each_value_is_changed_in_turn() {
        let whole: Value = from_json(br#"{"a": {"b": "c"}, "d": [1]}"#).unwrap();
        let null: Change = |it| (!it.is_null()).then_some(Value::Null);
        let changed: Vec<String> = replaced(&whole, null).iter().map(encoded).collect();
        assert_eq!(
            changed,
            [
                "null",
                r#"{"a":null,"d":[1]}"#,
                r#"{"a":{"b":null},"d":[1]}"#,
                r#"{"a":{"b":"c"},"d":null}"#,
                r#"{"a":{"b":"c"},"d":[null]}"#,
            ]
        );
    }
}
