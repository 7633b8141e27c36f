//! The styles in which lists and objects are written (OpenAPI 3.0.4, section 4.8.12.4), each value encoded once.

use super::{ParamText, Parameter};

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
    /// `a=1|2`: queries.
    PipeDelimited,
    /// `a[b]=1`: queries.
    DeepObject,
}

/// Encodes what RFC 3986 section 2.3 does not call unreserved.
pub(crate) fn encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

/// Names and values of a query or cookie parameter, both encoded.
pub(crate) fn query_pairs(parameter: &Parameter, text: ParamText) -> Vec<(String, String)> {
    let name = encode(parameter.name);
    let separator = match parameter.style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        _ => ",",
    };
    match text {
        ParamText::One(text) => vec![(name, encode(&text))],
        ParamText::List(texts) if parameter.explode => texts
            .iter()
            .map(|text| (name.clone(), encode(text)))
            .collect(),
        ParamText::List(texts) => {
            vec![(
                name,
                texts
                    .iter()
                    .map(|text| encode(text))
                    .collect::<Vec<_>>()
                    .join(separator),
            )]
        }
        ParamText::Members(members) if parameter.style == Style::DeepObject => members
            .iter()
            .map(|(member, text)| (format!("{name}%5B{}%5D", encode(member)), encode(text)))
            .collect(),
        ParamText::Members(members) if parameter.explode => members
            .iter()
            .map(|(member, text)| (encode(member), encode(text)))
            .collect(),
        ParamText::Members(members) => vec![(name, flat(&members, encode).join(separator))],
    }
}

/// The text of a path parameter, encoded.
pub(crate) fn path_text(style: Style, explode: bool, name: &str, text: ParamText) -> String {
    let name = encode(name);
    match (style, text) {
        (Style::Label, ParamText::One(text)) => format!(".{}", encode(&text)),
        (Style::Label, ParamText::List(texts)) => {
            let separator = if explode { "." } else { "," };
            format!(
                ".{}",
                texts
                    .iter()
                    .map(|text| encode(text))
                    .collect::<Vec<_>>()
                    .join(separator)
            )
        }
        (Style::Label, ParamText::Members(members)) if explode => {
            format!(".{}", paired(&members, encode).join("."))
        }
        (Style::Label, ParamText::Members(members)) => {
            format!(".{}", flat(&members, encode).join(","))
        }
        (Style::Matrix, ParamText::One(text)) => matrix(&name, &encode(&text)),
        (Style::Matrix, ParamText::List(texts)) if explode && !texts.is_empty() => texts
            .iter()
            .map(|text| matrix(&name, &encode(text)))
            .collect(),
        (Style::Matrix, ParamText::List(texts)) => {
            let texts: Vec<_> = texts.iter().map(|text| encode(text)).collect();
            matrix(&name, &texts.join(","))
        }
        (Style::Matrix, ParamText::Members(members)) if explode && !members.is_empty() => members
            .iter()
            .map(|(member, text)| matrix(&encode(member), &encode(text)))
            .collect(),
        (Style::Matrix, ParamText::Members(members)) => {
            matrix(&name, &flat(&members, encode).join(","))
        }
        (_, text) => simple(explode, text, encode),
    }
}

/// `;name=value`, or `;name` of an empty value (RFC 6570 section 3.2.7).
fn matrix(name: &str, value: &str) -> String {
    let equals = if value.is_empty() { "" } else { "=" };
    format!(";{name}{equals}{value}")
}

/// The text of a header parameter: `simple`, not percent-encoded (OpenAPI 3.0.4, section 4.8.12.2).
pub(crate) fn header_text(explode: bool, text: ParamText) -> String {
    simple(explode, text, str::to_owned)
}

fn simple(explode: bool, text: ParamText, encode: fn(&str) -> String) -> String {
    match text {
        ParamText::One(text) => encode(&text),
        ParamText::List(texts) => texts
            .iter()
            .map(|text| encode(text))
            .collect::<Vec<_>>()
            .join(","),
        ParamText::Members(members) if explode => paired(&members, encode).join(","),
        ParamText::Members(members) => flat(&members, encode).join(","),
    }
}

fn flat(members: &[(String, String)], encode: fn(&str) -> String) -> Vec<String> {
    members
        .iter()
        .flat_map(|(name, text)| [encode(name), encode(text)])
        .collect()
}

fn paired(members: &[(String, String)], encode: fn(&str) -> String) -> Vec<String> {
    members
        .iter()
        .map(|(name, text)| format!("{}={}", encode(name), encode(text)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> ParamText {
        ParamText::List(["a b", "c,d"].map(str::to_owned).to_vec())
    }

    fn members() -> ParamText {
        ParamText::Members(vec![("r".into(), "1".into()), ("g".into(), "2&".into())])
    }

    fn query(style: Style, explode: bool, text: ParamText) -> String {
        let parameter = Parameter {
            style,
            explode,
            ..Parameter::query("x")
        };
        query_pairs(&parameter, text)
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("&")
    }

    #[test]
    fn queries_follow_their_style() {
        let rows = [
            (query(Style::Form, true, list()), "x=a%20b&x=c%2Cd"),
            (query(Style::Form, false, list()), "x=a%20b,c%2Cd"),
            (
                query(Style::SpaceDelimited, false, list()),
                "x=a%20b%20c%2Cd",
            ),
            (
                query(Style::PipeDelimited, false, list()),
                "x=a%20b%7Cc%2Cd",
            ),
            (query(Style::Form, true, members()), "r=1&g=2%26"),
            (query(Style::Form, false, members()), "x=r,1,g,2%26"),
            (
                query(Style::DeepObject, true, members()),
                "x%5Br%5D=1&x%5Bg%5D=2%26",
            ),
            (
                query(Style::Form, true, ParamText::One("ü".into())),
                "x=%C3%BC",
            ),
        ];
        for (written, expected) in rows {
            assert_eq!(written, expected);
        }
    }

    #[test]
    fn paths_and_headers_follow_their_style() {
        let rows = [
            (path_text(Style::Simple, false, "x", list()), "a%20b,c%2Cd"),
            (path_text(Style::Simple, true, "x", members()), "r=1,g=2%26"),
            (path_text(Style::Label, false, "x", list()), ".a%20b,c%2Cd"),
            (path_text(Style::Label, true, "x", list()), ".a%20b.c%2Cd"),
            (
                path_text(Style::Matrix, true, "x", list()),
                ";x=a%20b;x=c%2Cd",
            ),
            (
                path_text(Style::Matrix, false, "x", members()),
                ";x=r,1,g,2%26",
            ),
            (header_text(false, list()), "a b,c,d"),
            (header_text(true, members()), "r=1,g=2&"),
        ];
        for (written, expected) in rows {
            assert_eq!(written, expected);
        }
    }
}
