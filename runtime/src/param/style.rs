//! The styles in which lists and objects are written (OpenAPI 3.0.4 and 3.1.1, "Style Values"), each value encoded once.
//!
//! | style | text | list | list, exploded | object | object, exploded |
//! |---|---|---|---|---|---|
//! | `form` | `x=a` | `x=a,b` | `x=a&x=b` | `x=r,1,g,2` | `r=1&g=2` |
//! | `simple` | `a` | `a,b` | `a,b` | `r,1,g,2` | `r=1,g=2` |
//! | `label` | `.a` | `.a,b` | `.a.b` | `.r,1,g,2` | `.r=1.g=2` |
//! | `matrix` | `;x=a` | `;x=a,b` | `;x=a;x=b` | `;x=r,1,g,2` | `;r=1;g=2` |
//! | `spaceDelimited` | `x=a` | `x=a%20b` | `x=a&x=b` | `x=r%201%20g%202` | `r=1&g=2` |
//! | `pipeDelimited` | `x=a` | `x=a%7Cb` | `x=a&x=b` | `x=r%7C1%7Cg%7C2` | `r=1&g=2` |
//! | `deepObject` | `x=a` | `x%5B0%5D=a` | the same | `x%5Br%5D=1&x%5Bg%5D=2` | the same |
//!
//! OpenAPI leaves some cells open: what `deepObject` writes for lists and below the first level follows the form that
//! Stripe documents (`x[a][0][b]=1`), and a list or object within another style travels as JSON. An empty list is as if
//! it were not there (RFC 6570 section 2.3).

use super::{ParamText, Parameter, value_text};
use crate::value::Value;

/// How lists and objects are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a=1&a=2`, or `a=1,2` where not exploded: queries and cookies.
    Form,
    /// `1,2`: paths and headers.
    Simple,
    /// `.1.2`: paths.
    Label,
    /// `;a=1;a=2`: paths.
    Matrix,
    /// `a=1%202`: queries.
    SpaceDelimited,
    /// `a=1%7C2`: queries.
    PipeDelimited,
    /// `a[b]=1`: queries and forms.
    DeepObject,
    /// `a=1; a=2` without any encoding: cookies (OpenAPI 3.2).
    Cookie,
    /// The JSON text of the value, then encoded like any other text: parameters with `content`.
    Json,
}

/// How one text is encoded.
pub(crate) type Encode = fn(&str) -> String;

/// Encodes what RFC 3986 section 2.3 does not call unreserved.
pub(crate) fn encode(text: &str) -> String {
    encode_but(text, |_| false)
}

/// Encodes a query value but keeps reserved characters and triplets that are encoded already (RFC 6570 section 3.2.3).
///
/// Encoded all the same are those that no query holds (RFC 3986 section 3.4), and `&` and `+`, which would end the value
/// or stand for a blank.
pub(crate) fn encode_reserved(text: &str) -> String {
    encode_but(text, is_reserved)
}

fn is_reserved(byte: u8) -> bool {
    b":/?@!$'()*,;=".contains(&byte)
}

/// [`encode_reserved`] for one segment of a path (RFC 3986 section 3.3).
pub(crate) fn encode_segment(text: &str) -> String {
    encode_but(text, |byte| b":@!$&'()*+,;=".contains(&byte))
}

fn encode_but(text: &str, kept: fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    push_encoded(&mut out, text, kept);
    out
}

/// Appends a pair of a query, whose value is one text.
pub(crate) fn push_query(query: &mut String, parameter: &Parameter, text: &str) {
    // Room for the usual few, since a text that grows byte by byte moves several times.
    query.reserve((parameter.name.len() + text.len() + 2).max(64));
    if !query.is_empty() {
        query.push('&');
    }
    push_encoded(query, parameter.name, |_| false);
    query.push('=');
    let kept = if parameter.allow_reserved {
        is_reserved
    } else {
        |_| false
    };
    push_encoded(query, text, kept);
}

fn push_encoded(out: &mut String, text: &str, kept: fn(u8) -> bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = text.as_bytes();
    let keeps_triplets = kept(b':');
    let is_triplet = |at: usize| {
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
        keeps_triplets && digit(at + 1) && digit(at + 2)
    };
    for (at, byte) in bytes.iter().copied().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        if plain || kept(byte) || (byte == b'%' && is_triplet(at)) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Names and values of a query or cookie parameter, both encoded.
pub(crate) fn query_pairs(
    parameter: &Parameter,
    name: &str,
    text: ParamText,
) -> Vec<(String, String)> {
    let values = if parameter.allow_reserved {
        encode_reserved
    } else {
        encode
    };
    let name = encode(name);
    pairs(
        parameter,
        name,
        text,
        (encode, values),
        ("%20", "%7C"),
        ("%5B", "%5D"),
    )
}

/// Names and values without any encoding: the parts of a multipart body, and cookies of the style `cookie`.
pub(crate) fn query_pairs_plain(parameter: &Parameter, text: ParamText) -> Vec<(String, String)> {
    let plain = str::to_owned;
    let name = parameter.name.to_owned();
    pairs(
        parameter,
        name,
        text,
        (plain, plain),
        (" ", "|"),
        ("[", "]"),
    )
}

fn pairs(
    parameter: &Parameter,
    name: String,
    text: ParamText,
    (names, values): (Encode, Encode),
    (space, pipe): (&str, &str),
    brackets: (&str, &str),
) -> Vec<(String, String)> {
    let separator = match parameter.style {
        Style::SpaceDelimited => space,
        Style::PipeDelimited => pipe,
        _ => ",",
    };
    let deep = parameter.style == Style::DeepObject;
    match text {
        ParamText::One(text) => vec![(name, values(&text))],
        ParamText::List(items) if items.is_empty() => Vec::new(),
        ParamText::Members(members) if members.is_empty() => Vec::new(),
        ParamText::List(items) if deep => {
            let mut out = Vec::new();
            nest(
                &mut out,
                name,
                Value::Array(items),
                (names, values),
                brackets,
            );
            out
        }
        ParamText::Members(members) if deep => {
            let mut out = Vec::new();
            nest(
                &mut out,
                name,
                Value::Object(members),
                (names, values),
                brackets,
            );
            out
        }
        ParamText::List(items) if parameter.explode => items
            .into_iter()
            .map(|item| (name.clone(), values(&value_text(item))))
            .collect(),
        ParamText::List(items) => vec![(name, listed(items, values).join(separator))],
        ParamText::Members(members) if parameter.explode => members
            .into_iter()
            .map(|(member, value)| (names(&member), values(&value_text(value))))
            .collect(),
        ParamText::Members(members) => vec![(name, flat(members, values).join(separator))],
    }
}

/// Members and items under names that tell the way to them: `a[b][0]`.
fn nest(
    out: &mut Vec<(String, String)>,
    name: String,
    value: Value,
    encodes: (Encode, Encode),
    brackets: (&str, &str),
) {
    let (open, close) = brackets;
    match value {
        Value::Array(items) => {
            for (index, item) in items.into_iter().enumerate() {
                nest(
                    out,
                    format!("{name}{open}{index}{close}"),
                    item,
                    encodes,
                    brackets,
                );
            }
        }
        Value::Object(members) => {
            for (member, value) in members {
                let member = encodes.0(&member);
                nest(
                    out,
                    format!("{name}{open}{member}{close}"),
                    value,
                    encodes,
                    brackets,
                );
            }
        }
        Value::Null => {}
        scalar => out.push((name, encodes.1(&value_text(scalar)))),
    }
}

/// The text of a path parameter, encoded.
pub(crate) fn path_text(parameter: &Parameter, text: ParamText) -> String {
    let explode = parameter.explode;
    let values = if parameter.allow_reserved {
        encode_segment
    } else {
        encode
    };
    let name = encode(parameter.name);
    match (parameter.style, text) {
        (Style::Label, ParamText::One(text)) => format!(".{}", values(&text)),
        (Style::Label, ParamText::List(items)) => {
            format!(
                ".{}",
                listed(items, values).join(if explode { "." } else { "," })
            )
        }
        (Style::Label, ParamText::Members(members)) if explode => {
            format!(".{}", paired(members, values, true).join("."))
        }
        (Style::Label, ParamText::Members(members)) => {
            format!(".{}", flat(members, values).join(","))
        }
        (Style::Matrix, ParamText::One(text)) => format!(";{}", matrix(&name, &values(&text))),
        (Style::Matrix, ParamText::List(items)) if explode && !items.is_empty() => {
            listed(items, values)
                .iter()
                .map(|text| format!(";{}", matrix(&name, text)))
                .collect()
        }
        (Style::Matrix, ParamText::List(items)) => {
            format!(";{}", matrix(&name, &listed(items, values).join(",")))
        }
        (Style::Matrix, ParamText::Members(members)) if explode && !members.is_empty() => {
            let pairs = paired(members, values, false);
            pairs.iter().map(|pair| format!(";{pair}")).collect()
        }
        (Style::Matrix, ParamText::Members(members)) => {
            format!(";{}", matrix(&name, &flat(members, values).join(",")))
        }
        (_, text) => simple(explode, text, values),
    }
}

/// An empty value leaves out the sign (RFC 6570 section 3.2.7).
fn matrix(name: &str, value: &str) -> String {
    if value.is_empty() {
        name.to_owned()
    } else {
        format!("{name}={value}")
    }
}

/// The text of a header parameter: `simple`, not percent-encoded (OpenAPI 3.0.4, section 4.8.12.2). JSON is kept within
/// ASCII, since other bytes have no agreed meaning in a header.
pub(crate) fn header_text(parameter: &Parameter, text: ParamText) -> String {
    let text = simple(parameter.explode, text, str::to_owned);
    if parameter.style != Style::Json || text.is_ascii() {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for unit in text.chars() {
        let mut units = [0; 2];
        match unit {
            ascii if ascii.is_ascii() => out.push(ascii),
            other => {
                for unit in other.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out
}

fn simple(explode: bool, text: ParamText, encode: Encode) -> String {
    match text {
        ParamText::One(text) => encode(&text),
        ParamText::List(items) => listed(items, encode).join(","),
        ParamText::Members(members) if explode => paired(members, encode, true).join(","),
        ParamText::Members(members) => flat(members, encode).join(","),
    }
}

fn listed(items: Vec<Value>, encode: Encode) -> Vec<String> {
    items
        .into_iter()
        .map(|item| encode(&value_text(item)))
        .collect()
}

fn flat(members: Vec<(String, Value)>, encode: Encode) -> Vec<String> {
    members
        .into_iter()
        .flat_map(|(name, value)| [encode(&name), encode(&value_text(value))])
        .collect()
}

fn paired(members: Vec<(String, Value)>, encode: Encode, always_sign: bool) -> Vec<String> {
    members
        .into_iter()
        .map(|(name, value)| {
            let (name, value) = (encode(&name), encode(&value_text(value)));
            if always_sign {
                format!("{name}={value}")
            } else {
                matrix(&name, &value)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> ParamText {
        ParamText::One(text.into())
    }

    fn list() -> ParamText {
        ParamText::List(["a b", "c,d"].map(Value::from).to_vec())
    }

    fn members() -> ParamText {
        ParamText::Members(vec![("r".into(), "1".into()), ("g".into(), "2&".into())])
    }

    fn nested() -> ParamText {
        let value: Value = r#"{"a":{"b":[1,{"c":"d e"}]},"n":null,"t":true}"#.parse().unwrap();
        match value {
            Value::Object(members) => ParamText::Members(members),
            _ => unreachable!("the text is an object"),
        }
    }

    fn facts(style: Style, explode: bool) -> Parameter {
        Parameter {
            style,
            explode,
            ..Parameter::query("x")
        }
    }

    fn query(style: Style, explode: bool, text: ParamText) -> String {
        query_pairs(&facts(style, explode), "x", text)
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("&")
    }

    fn path(style: Style, explode: bool, text: ParamText) -> String {
        path_text(&facts(style, explode), text)
    }

    #[test]
    fn queries_follow_their_style() {
        use Style::{DeepObject, Form, PipeDelimited, SpaceDelimited};
        let empty = || ParamText::List(Vec::new());
        let rows = [
            (query(Form, true, list()), "x=a%20b&x=c%2Cd"),
            (query(Form, false, list()), "x=a%20b,c%2Cd"),
            (query(SpaceDelimited, false, list()), "x=a%20b%20c%2Cd"),
            (query(PipeDelimited, false, list()), "x=a%20b%7Cc%2Cd"),
            (
                query(SpaceDelimited, false, members()),
                "x=r%201%20g%202%26",
            ),
            (query(PipeDelimited, false, members()), "x=r%7C1%7Cg%7C2%26"),
            (query(Form, true, members()), "r=1&g=2%26"),
            (query(Form, false, members()), "x=r,1,g,2%26"),
            (
                query(DeepObject, true, members()),
                "x%5Br%5D=1&x%5Bg%5D=2%26",
            ),
            (
                query(DeepObject, true, list()),
                "x%5B0%5D=a%20b&x%5B1%5D=c%2Cd",
            ),
            (
                query(DeepObject, false, nested()),
                "x%5Ba%5D%5Bb%5D%5B0%5D=1&x%5Ba%5D%5Bb%5D%5B1%5D%5Bc%5D=d%20e&x%5Bt%5D=true",
            ),
            (query(Form, true, one("\u{fc}")), "x=%C3%BC"),
            (query(Form, true, one("")), "x="),
            (query(Form, true, empty()), ""),
            (query(Form, false, empty()), ""),
            (query(DeepObject, true, empty()), ""),
        ];
        for (written, expected) in rows {
            assert_eq!(written, expected);
        }
    }

    #[test]
    fn reserved_characters_pass_where_they_harm_nothing() {
        let all = "a:/?#[]@!$&'()*+,;= %41%zz\u{fc}";
        assert_eq!(
            encode_reserved(all),
            "a:/?%23%5B%5D@!$%26'()*%2B,;=%20%41%25zz%C3%BC"
        );
        assert_eq!(
            encode_segment(all),
            "a:%2F%3F%23%5B%5D@!$&'()*+,;=%20%41%25zz%C3%BC"
        );
        assert_eq!(
            encode(all),
            "a%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%20%2541%25zz%C3%BC"
        );
    }

    #[test]
    fn paths_and_headers_follow_their_style() {
        use Style::{Json, Label, Matrix, Simple};
        let header = |style, explode, text| header_text(&facts(style, explode), text);
        let rows = [
            (path(Simple, false, list()), "a%20b,c%2Cd"),
            (path(Simple, true, members()), "r=1,g=2%26"),
            (path(Label, false, one("a")), ".a"),
            (path(Label, false, list()), ".a%20b,c%2Cd"),
            (path(Label, true, list()), ".a%20b.c%2Cd"),
            (path(Label, false, members()), ".r,1,g,2%26"),
            (path(Label, true, members()), ".r=1.g=2%26"),
            (path(Matrix, false, one("a")), ";x=a"),
            (path(Matrix, false, one("")), ";x"),
            (path(Matrix, true, list()), ";x=a%20b;x=c%2Cd"),
            (path(Matrix, false, list()), ";x=a%20b,c%2Cd"),
            (path(Matrix, false, members()), ";x=r,1,g,2%26"),
            (path(Matrix, true, members()), ";r=1;g=2%26"),
            (header(Simple, false, list()), "a b,c,d"),
            (header(Simple, true, members()), "r=1,g=2&"),
            (
                header(Json, false, one("\"\u{e4}\u{1F600}\"")),
                "\"\\u00e4\\ud83d\\ude00\"",
            ),
        ];
        for (written, expected) in rows {
            assert_eq!(written, expected);
        }
    }
}
