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
//! it were not there (RFC 6570 section 2.3). `null` within a list or an object is the empty text.
//!
//! What cannot be told apart from what separates it is refused. A comma within an item is percent-encoded, so that it can; a
//! delimiter that is itself percent-encoded, or that no encoding touches, leaves nothing to tell an item's own by (OpenAPI
//! 3.0.4, appendices D and E).

use super::encoding::{
    Encode, encode, encode_reserved, encode_reserved_item, encode_segment, encode_segment_item,
};
use super::{ParamText, value_text};
use crate::facts::Parameter;
use crate::facts::Style;
use crate::model::value::Value;

/// A value that cannot be told apart from what separates it from others.
#[derive(Debug)]
pub(crate) struct Ambiguous;

/// Names and values of a query or cookie parameter, both encoded.
pub(crate) fn query_pairs(
    parameter: &Parameter,
    name: &str,
    text: ParamText,
) -> Result<Vec<(String, String)>, Ambiguous> {
    let joined = !parameter.explode && !matches!(text, ParamText::One(_));
    let values = match (parameter.allow_reserved, joined) {
        (true, true) => encode_reserved_item,
        (true, false) => encode_reserved,
        (false, _) => encode,
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
pub(crate) fn query_pairs_plain(
    parameter: &Parameter,
    text: ParamText,
) -> Result<Vec<(String, String)>, Ambiguous> {
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
) -> Result<Vec<(String, String)>, Ambiguous> {
    let separator = match parameter.style {
        Style::SpaceDelimited => space,
        Style::PipeDelimited => pipe,
        _ => ",",
    };
    let deep = parameter.style == Style::DeepObject;
    Ok(match text {
        ParamText::One(text) => vec![(name, values(&text))],
        ParamText::List(items) if items.is_empty() => Vec::new(),
        ParamText::Members(members) if members.is_empty() => Vec::new(),
        ParamText::List(items) if deep => {
            let mut out = Vec::new();
            let items = Value::Array(items);
            nest(&mut out, name, items, (names, values), brackets)?;
            out
        }
        ParamText::Members(members) if deep => {
            let mut out = Vec::new();
            let members = Value::Object(members);
            nest(&mut out, name, members, (names, values), brackets)?;
            out
        }
        ParamText::List(items) if parameter.explode => items
            .into_iter()
            .map(|item| (name.clone(), values(&value_text(item))))
            .collect(),
        ParamText::List(items) => vec![(name, joined(&listed(items, values), separator)?)],
        ParamText::Members(members) if parameter.explode => members
            .into_iter()
            .map(|(member, value)| (names(&member), values(&value_text(value))))
            .collect(),
        ParamText::Members(members) => vec![(name, joined(&flat(members, values), separator)?)],
        // Such a value has no text, and does not come here.
        ParamText::Refused(_) => return Err(Ambiguous),
    })
}

/// Encoded texts with a separator between them, which none of them holds. Triplets are the same in small letters.
fn joined(texts: &[String], separator: &str) -> Result<String, Ambiguous> {
    let holds = |text: &String| match separator.starts_with('%') {
        true => text.to_ascii_uppercase().contains(separator),
        false => text.contains(separator),
    };
    if texts.iter().any(holds) {
        return Err(Ambiguous);
    }
    Ok(texts.join(separator))
}

/// Members and items under names that tell the way to them: `a[b][0]`.
fn nest(
    out: &mut Vec<(String, String)>,
    name: String,
    value: Value,
    encodes: (Encode, Encode),
    brackets: (&str, &str),
) -> Result<(), Ambiguous> {
    let (open, close) = brackets;
    match value {
        Value::Array(items) => {
            for (index, item) in items.into_iter().enumerate() {
                let name = format!("{name}{open}{index}{close}");
                nest(out, name, item, encodes, brackets)?;
            }
        }
        Value::Object(members) => {
            for (member, value) in members {
                // `a][b` would be two steps, and servers take no name for the end of a list.
                if member.is_empty() || member.contains(['[', ']']) {
                    return Err(Ambiguous);
                }
                let name = format!("{name}{open}{}{close}", encodes.0(&member));
                nest(out, name, value, encodes, brackets)?;
            }
        }
        scalar => out.push((name, encodes.1(&value_text(scalar)))),
    }
    Ok(())
}

/// The text of a path parameter, encoded.
pub(crate) fn path_text(parameter: &Parameter, text: ParamText) -> Result<String, Ambiguous> {
    let explode = parameter.explode;
    let single = matches!(text, ParamText::One(_));
    let values = match (parameter.allow_reserved, single) {
        (true, true) => encode_segment,
        (true, false) => encode_segment_item,
        (false, _) => encode,
    };
    let name = encode(parameter.name);
    Ok(match (parameter.style, text) {
        (Style::Label, ParamText::One(text)) => format!(".{}", values(&text)),
        (Style::Label, ParamText::List(items)) => {
            let separator = if explode { "." } else { "," };
            format!(".{}", joined(&listed(items, values), separator)?)
        }
        (Style::Label, ParamText::Members(members)) if explode => {
            format!(".{}", joined(&paired(members, values, true), ".")?)
        }
        (Style::Label, ParamText::Members(members)) => {
            format!(".{}", joined(&flat(members, values), ",")?)
        }
        (Style::Matrix, ParamText::One(text)) => format!(";{}", matrix(&name, &values(&text))),
        (Style::Matrix, ParamText::List(items)) if explode && !items.is_empty() => {
            listed(items, values)
                .iter()
                .map(|text| format!(";{}", matrix(&name, text)))
                .collect()
        }
        (Style::Matrix, ParamText::List(items)) => {
            let text = joined(&listed(items, values), ",")?;
            format!(";{}", matrix(&name, &text))
        }
        (Style::Matrix, ParamText::Members(members)) if explode && !members.is_empty() => {
            let pairs = paired(members, values, false);
            pairs.iter().map(|pair| format!(";{pair}")).collect()
        }
        (Style::Matrix, ParamText::Members(members)) => {
            let text = joined(&flat(members, values), ",")?;
            format!(";{}", matrix(&name, &text))
        }
        (_, ParamText::One(text)) => values(&text),
        (_, text) => joined(&simple(explode, text, values), ",")?,
    })
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
pub(crate) fn header_text(parameter: &Parameter, text: ParamText) -> Result<String, Ambiguous> {
    let text = match text {
        ParamText::One(text) => text,
        ParamText::Members(members)
            if parameter.explode && members.iter().any(|(name, _)| name.contains('=')) =>
        {
            return Err(Ambiguous);
        }
        list => {
            let items = simple(parameter.explode, list, str::to_owned);
            if !items.iter().all(|item| is_element(item)) {
                return Err(Ambiguous);
            }
            items.join(",")
        }
    };
    if parameter.style != Style::Json || text.is_ascii() {
        return Ok(text);
    }
    let mut out = String::with_capacity(text.len().saturating_add(16));
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
    Ok(out)
}

/// Whether a text is one element of a header that is a list (RFC 9110 section 5.6.1), and stays what it is: recipients leave
/// out empty elements and the blanks around them, and take a comma for the end of one, but within a quoted string (section
/// 5.6.4), which the caller may write.
fn is_element(text: &str) -> bool {
    let mut quoted = false;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => quoted = !quoted,
            b'\\' if quoted => drop(bytes.next()),
            b',' if !quoted => return false,
            _ => {}
        }
    }
    !quoted && !text.is_empty() && text.trim_matches([' ', '\t']) == text
}

/// What a simple list consists of, between commas.
fn simple(explode: bool, text: ParamText, encode: Encode) -> Vec<String> {
    match text {
        ParamText::One(text) => vec![encode(&text)],
        ParamText::List(items) => listed(items, encode),
        ParamText::Members(members) if explode => paired(members, encode, true),
        ParamText::Members(members) => flat(members, encode),
        // Such a value has no text, and does not come here.
        ParamText::Refused(_) => Vec::new(),
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

    /// What cannot be told apart is shown as `-`.
    fn query(style: Style, explode: bool, text: ParamText) -> String {
        query_as(&facts(style, explode), text)
    }

    fn query_as(parameter: &Parameter, text: ParamText) -> String {
        let Ok(pairs) = query_pairs(parameter, "x", text) else {
            return "-".to_owned();
        };
        let pairs: Vec<_> = pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.join("&")
    }

    fn path(style: Style, explode: bool, text: ParamText) -> String {
        path_text(&facts(style, explode), text).unwrap_or("-".to_owned())
    }

    fn reserved(style: Style, explode: bool) -> Parameter {
        Parameter {
            allow_reserved: true,
            ..facts(style, explode)
        }
    }

    fn texts<const N: usize>(items: [&str; N]) -> ParamText {
        ParamText::List(items.map(Value::from).to_vec())
    }

    fn object<const N: usize>(members: [(&str, &str); N]) -> ParamText {
        let members = members.map(|(name, value)| (name.to_owned(), Value::from(value)));
        ParamText::Members(members.to_vec())
    }

    #[test]
    fn queries_follow_their_style() {
        use Style::{DeepObject, Form, PipeDelimited, SpaceDelimited};
        let empty = || ParamText::List(Vec::new());
        let rows = [
            (query(Form, true, list()), "x=a%20b&x=c%2Cd"),
            (query(Form, false, list()), "x=a%20b,c%2Cd"),
            (
                query(SpaceDelimited, false, texts(["a+b", "c,d"])),
                "x=a%2Bb%20c%2Cd",
            ),
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
                "x%5Ba%5D%5Bb%5D%5B0%5D=1&x%5Ba%5D%5Bb%5D%5B1%5D%5Bc%5D=d%20e&x%5Bn%5D=&x%5Bt%5D=true",
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
        let header = |style, explode, text| {
            header_text(&facts(style, explode), text).unwrap_or("-".to_owned())
        };
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
            (header(Simple, false, texts(["a b", "c;d"])), "a b,c;d"),
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

    /// OpenAPI 3.0.4, appendices D and E; RFC 6570 sections 3.2.2 to 3.2.7; RFC 9110 section 5.6.
    #[test]
    fn what_cannot_be_told_apart_is_encoded_or_refused() {
        use Style::{
            Cookie, DeepObject, Form, Label, Matrix, PipeDelimited, Simple, SpaceDelimited,
        };
        let header =
            |explode, text| header_text(&facts(Simple, explode), text).unwrap_or("-".to_owned());
        let cookie = |text| match query_pairs_plain(&facts(Cookie, false), text) {
            Ok(pairs) => pairs.into_iter().map(|(_, value)| value).collect(),
            Err(Ambiguous) => "-".to_owned(),
        };
        let path_as = |parameter, text| path_text(&parameter, text).unwrap_or("-".to_owned());
        let rows = [
            // Encoded commas are told from those between items, in items that keep reserved characters too.
            (
                query_as(&reserved(Form, false), texts(["a,b/c", "d"])),
                "x=a%2Cb/c,d",
            ),
            (
                query_as(&reserved(Form, false), object([("r", "1,2")])),
                "x=r,1%2C2",
            ),
            (
                query_as(&reserved(Form, true), texts(["a,b", "c"])),
                "x=a,b&x=c",
            ),
            (
                path_as(reserved(Simple, false), texts(["a,b;c", "d:e"])),
                "a%2Cb%3Bc,d:e",
            ),
            (
                path_as(reserved(Simple, true), object([("r=", "1=2")])),
                "r%3D=1%3D2",
            ),
            (
                path_as(reserved(Matrix, true), texts(["a;x=b", "c"])),
                ";x=a%3Bx%3Db;x=c",
            ),
            (path_as(reserved(Simple, false), one("a,b;c")), "a,b;c"),
            // A space, a pipe and a full stop are the same, encoded or not.
            (query(SpaceDelimited, false, list()), "-"),
            (query(SpaceDelimited, true, list()), "x=a%20b&x=c%2Cd"),
            (query(SpaceDelimited, false, object([("r g", "1")])), "-"),
            (query(PipeDelimited, false, texts(["a|b", "c"])), "-"),
            (query(PipeDelimited, false, texts(["a|b"])), "-"),
            (query(PipeDelimited, false, object([("r", "1|2")])), "-"),
            (
                query(PipeDelimited, false, texts(["a%7Cb", "c"])),
                "x=a%257Cb%7Cc",
            ),
            (
                query_as(&reserved(PipeDelimited, false), texts(["a%7cb", "c"])),
                "-",
            ),
            (
                query_as(&reserved(SpaceDelimited, false), texts(["a%20b", "c"])),
                "-",
            ),
            (query(PipeDelimited, false, one("a|b")), "x=a%7Cb"),
            (path(Label, true, texts(["1.5", "2"])), "-"),
            (path(Label, true, object([("r", "1.5")])), "-"),
            (path(Label, true, object([("r.g", "1")])), "-"),
            (path(Label, false, texts(["1.5", "2"])), ".1.5,2"),
            (path(Label, false, one("1.5")), ".1.5"),
            // Brackets within a name lead somewhere else.
            (query(DeepObject, true, object([("a][b", "1")])), "-"),
            (query(DeepObject, true, object([("", "1")])), "-"),
            (
                query(DeepObject, true, object([("a", "[1]")])),
                "x%5Ba%5D=%5B1%5D",
            ),
            // Cookies of that style are not encoded.
            (cookie(texts(["a,b", "c"])), "-"),
            (cookie(texts(["a", "c"])), "a,c"),
            // Nor are headers.
            (header(false, texts(["a,b", "c"])), "-"),
            (header(false, texts(["a", "", "b"])), "-"),
            (header(false, texts([" a", "b"])), "-"),
            (header(false, texts(["a", "b\t"])), "-"),
            (header(false, texts(["\"a", "b\""])), "-"),
            (
                header(false, texts(["\"a,b\"", "W/\"c\\\",d\"", "e"])),
                "\"a,b\",W/\"c\\\",d\",e",
            ),
            (header(false, texts(["\"a\\\",b"])), "-"),
            (header(false, object([("r", "1,2")])), "-"),
            (header(false, object([("r", "")])), "-"),
            (header(true, object([("r", "")])), "r="),
            (header(true, object([("r=g", "1")])), "-"),
            (header(true, object([("r", "1=2")])), "r=1=2"),
            (header(true, object([("r", "1,g=2")])), "-"),
            (header(false, one("a, b; \"c")), "a, b; \"c"),
        ];
        for (index, (written, expected)) in rows.into_iter().enumerate() {
            assert_eq!(written, expected, "row {index}");
        }
    }
}
