//! What a plain scalar is by the core schema (YAML 1.2.2, section 10.3.2).

/// The type that the YAML 1.2 core schema gives a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Core {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// Any other number.
    Float,
    /// Text.
    Text,
}

/// The type of a scalar without quotes.
pub(crate) fn plain_type(text: &str) -> Core {
    match text {
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Core::Bool,
        text if integer_parts(text).is_some() => Core::Int,
        text if is_core_float(text) => Core::Float,
        _ => Core::Text,
    }
}

/// Sign, radix and digits of a whole number of the core schema.
pub(super) fn integer_parts(text: &str) -> Option<(bool, u32, &str)> {
    if let Some(digits) = text.strip_prefix("0o") {
        let octal = !digits.is_empty() && digits.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
        return octal.then_some((false, 8, digits));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        let hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        return hex.then_some((false, 16, digits));
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    decimal.then_some((text.starts_with('-'), 10, digits))
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, infinities and not-a-number.
fn is_core_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_holds = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    let exponent_holds = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    mantissa_holds && exponent_holds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::node::{Node, Scalar};
    use crate::source::{FileId, Span};

    fn plain(text: &str) -> Node {
        Node::plain(Span::at(FileId(0), 0), text)
    }

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        let cases = [
            ("true", Core::Bool),
            ("FALSE", Core::Bool),
            ("yes", Core::Text),
            ("on", Core::Text),
            ("0", Core::Int),
            ("-12", Core::Int),
            ("+12", Core::Int),
            ("0777", Core::Int),
            ("0o17", Core::Int),
            ("0x1F", Core::Int),
            ("1.10", Core::Float),
            (".5", Core::Float),
            ("5.", Core::Float),
            ("1e5", Core::Float),
            ("-.inf", Core::Float),
            (".nan", Core::Float),
            ("1_000", Core::Text),
            ("1:30", Core::Text),
            ("3.1.0", Core::Text),
            (".", Core::Text),
            ("e5", Core::Text),
            ("-", Core::Text),
            ("2020-01-01", Core::Text),
        ];
        for (text, core) in cases {
            assert_eq!(plain(text).scalar().map(Scalar::core), Some(core), "{text}");
        }
    }

    #[test]
    fn numbers_read_exactly_or_not_at_all() {
        let cases = [
            ("12", Some(12)),
            ("+12", Some(12)),
            ("0777", Some(777)),
            ("0o17", Some(15)),
            ("0x1F", Some(31)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("1.0", None),
            ("1e3", None),
        ];
        for (text, value) in cases {
            assert_eq!(plain(text).as_i64(), value, "{text}");
        }
        assert_eq!(plain("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!(plain("1.5").as_f64(), Some(1.5));
        assert_eq!(plain("1e400").as_f64(), None);
        assert_eq!(plain(".inf").as_f64(), None);
        assert_eq!(Node::string(Span::at(FileId(0), 0), "12").as_i64(), None);
        assert_eq!(plain("1.10").text(), Some("1.10"));
        assert_eq!(plain("1.10").as_str(), None);
    }
}
