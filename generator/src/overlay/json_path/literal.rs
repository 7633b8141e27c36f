//! Texts in quotes and numbers, as RFC 9535 has them (sections 2.3.1 and 2.3.5).

use crate::diagnostics::{Phrased, rules};

/// The text in single or double quotes at the beginning, escapes decoded, and what follows; nothing without a quote.
pub(super) fn quoted(text: &str) -> Result<Option<(String, &str)>, Phrased> {
    let mut rest = text.chars();
    let Some(quote @ ('\'' | '"')) = rest.next() else {
        return Ok(None);
    };
    let mut decoded = String::new();
    while let Some(character) = rest.next() {
        match character {
            _ if character == quote => return Ok(Some((decoded, rest.as_str()))),
            '\\' => decoded.push(escaped(&mut rest, quote)?),
            '\0'..='\u{1f}' => {
                let code = format!("{:04x}", u32::from(character));
                return Err(rules::document::BARE_CONTROL.of([&code]));
            }
            _ => decoded.push(character),
        }
    }
    Err(Phrased::from(&rules::document::QUOTE_OPEN))
}

/// The character that an escape means; its backslash is read.
fn escaped(rest: &mut std::str::Chars<'_>, quote: char) -> Result<char, Phrased> {
    match rest.next() {
        Some('b') => Ok('\u{8}'),
        Some('f') => Ok('\u{c}'),
        Some('n') => Ok('\n'),
        Some('r') => Ok('\r'),
        Some('t') => Ok('\t'),
        Some('u') => {
            let mut digits = String::new();
            let mut unit = unit(rest, &mut digits);
            // Characters beyond the first plane are written as two halves.
            if let Some(high @ 0xD800..0xDC00) = unit {
                let mut ahead = rest.clone();
                let low = (ahead.next() == Some('\\') && ahead.next() == Some('u'))
                    .then(|| self::unit(&mut ahead, &mut digits))
                    .flatten()
                    .filter(|low| (0xDC00..0xE000).contains(low));
                *rest = ahead;
                unit = low.map(|low| 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            }
            unit.and_then(char::from_u32)
                .ok_or_else(|| rules::document::NO_CHARACTER.of([&digits]))
        }
        Some(character) if character == quote || matches!(character, '/' | '\\') => Ok(character),
        Some(other) => Err(rules::document::NO_ESCAPE.of([&other.to_string()])),
        None => Err(Phrased::from(&rules::document::QUOTE_OPEN)),
    }
}

/// Four hexadecimal digits, which are added to `shown` as they stand.
fn unit(rest: &mut std::str::Chars<'_>, shown: &mut String) -> Option<u32> {
    let digits: String = rest.by_ref().take(4).collect();
    shown.push_str(&digits);
    let all = digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    all.then(|| u32::from_str_radix(&digits, 16).ok())?
}

/// Whether a text is a number of JSON, whose grammar is stricter than that of Rust.
pub(super) fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (text, exponent) = match text.split_once(['e', 'E']) {
        Some((text, exponent)) => (text, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|it| digits(it.strip_prefix(['+', '-']).unwrap_or(it)))
}
