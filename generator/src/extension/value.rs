//! The value types of the vocabulary. Each reader reports a value that does not parse, and then has none.

use std::time::Duration;

use faultcode_facts::Word;

use crate::diagnostics::{Diagnostics, Report, nearest, rules};
use crate::ir::{Pointer, Scalar, StatusRange, WireName};
use crate::source::node::{Core, Node};
use crate::source::pointer;

/// Reports a value of another type than the vocabulary gives it.
pub(crate) fn wrong_type(node: &Node, expected: impl AsRef<str>, diag: &mut Diagnostics) {
    drop(wrong(node, expected, diag));
}

fn wrong<'d>(node: &Node, expected: impl AsRef<str>, diag: &'d mut Diagnostics) -> Report<'d> {
    let found = match node.scalar() {
        Some(scalar) if scalar.core() == Core::Text => rules::extension::THE_TEXT
            .of([&format!("{:?}", scalar.text)])
            .into(),
        _ => node.kind_name().to_owned(),
    };
    diag.report(&rules::extension::WRONG_TYPE, node.span)
        .arg(expected)
        .arg(found)
}

/// A text. A plain number counts as the text it was written as: versions and codes are often left unquoted.
pub(crate) fn text(node: &Node, diag: &mut Diagnostics) -> Option<WireName> {
    match node.scalar() {
        Some(scalar) if scalar.core() != Core::Bool => Some(WireName::new(&*scalar.text)),
        _ => {
            wrong_type(node, &rules::values::A_TEXT, diag);
            None
        }
    }
}

/// `true` or `false`.
pub(crate) fn boolean(node: &Node, diag: &mut Diagnostics) -> Option<bool> {
    let value = node.as_bool();
    if value.is_none() {
        let near = node
            .text()
            .and_then(|text| nearest(text, ["true", "false"]));
        let report = wrong(node, &rules::values::TRUE_OR_FALSE, diag);
        if let Some(near) = near {
            report.help(rules::remarks::DID_YOU_MEAN.of([near]));
        }
    }
    value
}

/// A whole number within `low..=high`.
pub(crate) fn integer(node: &Node, low: u32, high: u32, diag: &mut Diagnostics) -> Option<u32> {
    let Some(value) = node.as_i64() else {
        wrong_type(node, &rules::values::A_WHOLE_NUMBER, diag);
        return None;
    };
    let value = u32::try_from(value)
        .ok()
        .filter(|value| (low..=high).contains(value));
    if value.is_none() {
        let range = [low, high].map(|bound| bound.to_string());
        out_of_range(
            node,
            rules::extension::FROM_TO.of([&range[0], &range[1]]),
            diag,
        );
    }
    value
}

/// A number within `low..=high`.
pub(crate) fn number(node: &Node, low: f64, high: f64, diag: &mut Diagnostics) -> Option<f64> {
    let Some(value) = node.as_f64() else {
        wrong_type(node, &rules::values::A_NUMBER, diag);
        return None;
    };
    let fits = (low..=high).contains(&value);
    if !fits {
        let range = [low, high].map(|bound| bound.to_string());
        out_of_range(
            node,
            rules::extension::FROM_TO.of([&range[0], &range[1]]),
            diag,
        );
    }
    fits.then_some(value)
}

/// Reports a value outside what the vocabulary allows.
pub(crate) fn out_of_range(node: &Node, allowed: impl AsRef<str>, diag: &mut Diagnostics) {
    diag.report(&rules::extension::OUT_OF_RANGE, node.span)
        .arg(node.text().unwrap_or(""))
        .arg(allowed);
}

/// A word of an enum.
pub(crate) fn word<T: Word>(node: &Node, diag: &mut Diagnostics) -> Option<T> {
    let words: Vec<_> = T::ALL.iter().map(|it| (it.word(), *it)).collect();
    word_of(node, &words, diag)
}

/// One word of a closed list, where an enum has other words or fewer than its own.
pub(crate) fn word_of<T: Copy>(
    node: &Node,
    words: &[(&str, T)],
    diag: &mut Diagnostics,
) -> Option<T> {
    let found = node
        .text()
        .and_then(|text| words.iter().find(|(word, _)| *word == text));
    if found.is_none() {
        let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let near = node
            .text()
            .and_then(|text| nearest(text, list.iter().copied()));
        let expected = rules::extension::ONE_OF.of([&list.join(", ")]);
        let report = wrong(node, expected, diag);
        if let Some(near) = near {
            report.help(rules::remarks::DID_YOU_MEAN.of([near]));
        }
    }
    found.map(|(_, value)| *value)
}

/// A list, each item read by `read`; items that do not parse are left out after their finding.
pub(crate) fn list<'n, T>(
    node: &'n Node,
    diag: &mut Diagnostics,
    mut read: impl FnMut(&'n Node, &mut Diagnostics) -> Option<T>,
) -> Option<Vec<T>> {
    if !node.is_list() {
        wrong_type(node, &rules::values::A_LIST, diag);
        return None;
    }
    let items = node.items().iter();
    Some(items.filter_map(|item| read(item, diag)).collect())
}

/// One value or a list of them.
pub(crate) fn one_or_more<'n, T>(
    node: &'n Node,
    diag: &mut Diagnostics,
    mut read: impl FnMut(&'n Node, &mut Diagnostics) -> Option<T>,
) -> Option<Vec<T>> {
    if node.is_list() {
        list(node, diag, read)
    } else {
        read(node, diag).map(|value| vec![value])
    }
}

/// A number and its unit, such as `1.5s`.
pub(crate) fn duration(node: &Node, diag: &mut Diagnostics) -> Option<Duration> {
    let Some(text) = node.text() else {
        wrong_type(node, &rules::values::A_DURATION, diag);
        return None;
    };
    let duration = parse_duration(text);
    if duration.is_none() {
        diag.report(&rules::extension::BAD_DURATION, node.span)
            .arg(text);
    }
    duration
}

fn parse_duration(text: &str) -> Option<Duration> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(unit_at);
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() && !fraction.contains('.') => {
            (whole, fraction)
        }
        Some(_) => return None,
        None => (number, ""),
    };
    let millis: u64 = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    let nanos_per_unit = millis * 1_000_000;
    let whole: u64 = whole.parse().ok()?;
    let mut nanos = whole.checked_mul(nanos_per_unit)?;
    let mut share = nanos_per_unit;
    for digit in fraction.bytes() {
        share /= 10;
        nanos = nanos.checked_add(share * u64::from(digit.checked_sub(b'0')?))?;
    }
    Some(Duration::from_nanos(nanos))
}

/// A status or a class of statuses.
pub(crate) fn status(node: &Node, diag: &mut Diagnostics) -> Option<StatusRange> {
    let Some(text) = node.text() else {
        wrong_type(node, &rules::values::A_STATUS, diag);
        return None;
    };
    let status = parse_status(text);
    if status.is_none() {
        diag.report(&rules::extension::BAD_STATUS, node.span)
            .arg(text);
    }
    status
}

/// `404` or `4XX`.
pub(crate) fn parse_status(text: &str) -> Option<StatusRange> {
    let bytes: [u8; 3] = text.as_bytes().try_into().ok()?;
    let digit = bytes[0].checked_sub(b'0')?;
    if !(1..=5).contains(&digit) {
        return None;
    }
    if bytes[1..] == *b"XX" {
        return Some(StatusRange::class(digit));
    }
    text.parse().ok().map(StatusRange::one)
}

/// One status, no class.
pub(crate) fn single_status(node: &Node, diag: &mut Diagnostics) -> Option<u16> {
    let set = status(node, diag)?;
    if set.first != set.last {
        wrong_type(node, &rules::values::A_SINGLE_STATUS, diag);
        return None;
    }
    Some(set.first)
}

/// A JSON pointer in its text form.
pub(crate) fn pointer(node: &Node, diag: &mut Diagnostics) -> Option<Pointer> {
    let Some(text) = node.as_str() else {
        wrong_type(node, &rules::values::A_JSON_POINTER, diag);
        return None;
    };
    let Some(parsed) = pointer::Pointer::parse(text) else {
        diag.report(&rules::extension::BAD_POINTER, node.span)
            .arg(text)
            .arg(if text.starts_with('/') {
                &rules::extension::BAD_ESCAPE
            } else {
                &rules::extension::NO_SLASH
            });
        return None;
    };
    Some(parsed.tokens().map(WireName::new).collect())
}

/// The text form of a pointer that parses.
pub(crate) fn pointer_text(node: &Node, diag: &mut Diagnostics) -> Option<WireName> {
    pointer(node, diag)?;
    text(node, diag)
}

/// Text that can stand in a header: visible ASCII.
pub(crate) fn visible(node: &Node, diag: &mut Diagnostics) -> Option<WireName> {
    let text = node
        .text()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()));
    if text.is_none() {
        wrong_type(node, &rules::values::TEXT_OF_VISIBLE_ASCII_CHARACTERS, diag);
    }
    text.map(WireName::new)
}

/// The value of a header: visible ASCII with blanks within (RFC 9110, section 5.5).
pub(crate) fn header_value(node: &Node, diag: &mut Diagnostics) -> Option<WireName> {
    let text = node.text().filter(|text| {
        let is_visible = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        !text.is_empty() && text.trim() == *text && text.bytes().all(is_visible)
    });
    if text.is_none() {
        wrong_type(node, &rules::values::THE_VALUE_OF_A_HEADER, diag);
    }
    text.map(WireName::new)
}

/// A header name (RFC 9110, section 5.1).
pub(crate) fn header(node: &Node, diag: &mut Diagnostics) -> Option<WireName> {
    let name = node.text().filter(|name| is_token(name));
    if name.is_none() {
        wrong_type(node, &rules::values::A_HEADER_NAME, diag);
    }
    name.map(WireName::new)
}

/// Headers that nobody sets but the client itself: those that OpenAPI reserves (3.0.4, section 4.8.12.2), and those that say
/// where a message ends, where it goes or who sends it.
pub(crate) const RESERVED_HEADERS: [&str; 15] = [
    "accept",
    "content-type",
    "authorization",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Whether a text is a token (RFC 9110, section 5.6.2).
pub(crate) fn is_token(name: &str) -> bool {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !name.is_empty() && name.bytes().all(is_token)
}

/// The longest pattern, in characters.
const PATTERN: usize = 256;

/// A regular expression of linear time.
pub(crate) fn pattern(node: &Node, diag: &mut Diagnostics) -> Option<WireName> {
    let Some(text) = node.text() else {
        wrong_type(node, &rules::values::A_REGULAR_EXPRESSION, diag);
        return None;
    };
    let reason = if text.chars().count() > PATTERN {
        rules::extension::TOO_LONG_PATTERN
            .of([&PATTERN.to_string()])
            .into()
    } else {
        match regex_lite::Regex::new(text) {
            Ok(_) => return Some(WireName::new(text)),
            Err(error) => error.to_string(),
        }
    };
    diag.report(&rules::extension::BAD_PATTERN, node.span)
        .arg(text)
        .arg(reason);
    None
}

/// A link that a report may show.
pub(crate) fn link(node: &Node, diag: &mut Diagnostics) -> Option<WireName> {
    let link = node
        .as_str()
        .filter(|text| text.starts_with("https://") || text.starts_with("mailto:"));
    if link.is_none() {
        wrong_type(node, &rules::values::A_LINK, diag);
    }
    link.map(WireName::new)
}

/// A scalar to compare with.
pub(crate) fn scalar(node: &Node, diag: &mut Diagnostics) -> Option<Scalar> {
    if node.is_null() {
        return Some(Scalar::Null);
    }
    let Some(scalar) = node.scalar() else {
        wrong_type(
            node,
            &rules::values::A_TEXT_A_NUMBER_A_BOOLEAN_OR_NULL,
            diag,
        );
        return None;
    };
    Some(match scalar.core() {
        Core::Bool => Scalar::Bool(node.as_bool() == Some(true)),
        Core::Int | Core::Float => Scalar::Number(WireName::new(&*scalar.text)),
        Core::Text => Scalar::Text(WireName::new(&*scalar.text)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_a_unit() {
        let cases = [
            ("50ms", Some(Duration::from_millis(50))),
            ("1.5s", Some(Duration::from_millis(1500))),
            ("24h", Some(Duration::from_secs(86_400))),
            ("0s", Some(Duration::ZERO)),
            ("2d", Some(Duration::from_secs(172_800))),
            ("5", None),
            ("s", None),
            ("1.s", None),
            ("1.2.3s", None),
            ("-1s", None),
            ("1 s", None),
            ("99999999999999999999s", None),
            ("1w", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_duration(text), expected, "{text}");
        }
    }

    #[test]
    fn statuses_are_numbers_or_classes() {
        let cases = [
            ("404", Some(StatusRange::one(404))),
            ("5XX", Some(StatusRange::class(5))),
            ("5xx", None),
            ("600", None),
            ("99", None),
            ("6XX", None),
            ("1000", None),
            ("+12", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_status(text), expected, "{text}");
        }
    }
}
