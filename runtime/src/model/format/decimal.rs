//! Decimals that keep every digit: `50.00` stays `50.00`.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::model::decode::{Decode, DecodeError, DecodeErrorKind, Decoder, Kind};
use crate::model::encode::{Encode, Encoder};

/// Reads a decimal without rounding; an exponent is resolved, more digits than fit are refused.
fn parse(text: &str) -> Option<Decimal> {
    match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => scaled(plain(digits)?, exponent.parse().ok()?),
        None => plain(text),
    }
}

/// Digits without an exponent. The package reads past separators such as `1_000`, which nothing that is sent back would have.
fn plain(text: &str) -> Option<Decimal> {
    if text.contains('_') {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

/// A number times a power of ten, if it has a value of its own. The package's own reader rounds.
fn scaled(number: Decimal, exponent: i32) -> Option<Decimal> {
    if number.is_zero() {
        return Some(number);
    }
    let mut digits = number.mantissa();
    let mut places = i64::from(number.scale()).saturating_sub(exponent.into());
    // A number of 96 bits has 29 digits, so that either loop is short.
    while places < 0 {
        digits = digits.checked_mul(10)?;
        places = places.saturating_add(1);
    }
    while places > i64::from(Decimal::MAX_SCALE) && digits % 10 == 0 {
        digits /= 10;
        places = places.saturating_sub(1);
    }
    Decimal::try_from_i128_with_scale(digits, u32::try_from(places).ok()?).ok()
}

/// Takes a number, or a string that holds one, whichever the server writes.
fn read(from: &mut Decoder<'_>) -> Result<Decimal, DecodeError> {
    if from.kind()? == Kind::String {
        return from.parsed("decimal", parse);
    }
    let value = parse(from.number()?);
    value.ok_or_else(|| from.problem(DecodeErrorKind::Range("a decimal of 28 digits")))
}

impl Decode for Decimal {
    fn empty() -> Self {
        Self::ZERO
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = read(from)?;
        Ok(())
    }
}

impl Encode for Decimal {
    fn encode(&self, to: &mut Encoder) {
        to.literal(&self.to_string());
    }
}

/// A decimal that travels as a string (`type: string, format: decimal`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecimalText(pub Decimal);

impl Deref for DecimalText {
    type Target = Decimal;

    fn deref(&self) -> &Decimal {
        &self.0
    }
}

impl From<Decimal> for DecimalText {
    fn from(value: Decimal) -> Self {
        Self(value)
    }
}

impl FromStr for DecimalText {
    type Err = NotDecimal;

    /// Reads digits as a body has them: no digit is lost, or the text is refused.
    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        parse(text).map(Self).ok_or(NotDecimal(()))
    }
}

/// A text that is no decimal, or has more digits than 28.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotDecimal(());

impl fmt::Display for NotDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is no decimal of at most 28 digits")
    }
}

impl std::error::Error for NotDecimal {}

impl fmt::Display for DecimalText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Decode for DecimalText {
    fn empty() -> Self {
        Self::default()
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        self.0 = read(from)?;
        Ok(())
    }
}

impl Encode for DecimalText {
    fn encode(&self, to: &mut Encoder) {
        to.display(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, DecimalText, parse};

    #[test]
    fn a_text_is_a_decimal_digit_by_digit() {
        let price: DecimalText = "12.50".parse().expect("a decimal");
        assert_eq!(price.to_string(), "12.50");
        for text in ["", "12,50", "1_000", "0.00000000000000000000000000001", "x"] {
            text.parse::<DecimalText>().expect_err(text);
        }
    }

    #[test]
    fn a_decimal_is_exact_or_refused() {
        let rows = [
            ("0.10", Some("0.10")),
            ("50.00", Some("50.00")),
            ("-0.5", Some("-0.5")),
            ("1e3", Some("1000")),
            ("1E+3", Some("1000")),
            ("1.50e1", Some("15.0")),
            ("1.5e-3", Some("0.0015")),
            ("-12.5e2", Some("-1250")),
            ("0e99", Some("0")),
            ("10e-29", Some("0.0000000000000000000000000001")),
            ("1e28", Some("10000000000000000000000000000")),
            ("1e-28", Some("0.0000000000000000000000000001")),
            // 28 digits, and the largest number of 96 bits.
            (
                "1.234567890123456789012345678",
                Some("1.234567890123456789012345678"),
            ),
            (
                "79228162514264337593543950335",
                Some("79228162514264337593543950335"),
            ),
            (
                "7922816251426433759354395033.5e1",
                Some("79228162514264337593543950335"),
            ),
            // No value of the type is these.
            ("1.23456789012345678901234567890", None),
            ("1.23456789012345678901234567890e5", None),
            ("12345678901234567890.1234567890123", None),
            ("0.00000000000000000000000000001", None),
            ("1e-29", None),
            ("123456789012345678901234567890", None),
            ("79228162514264337593543950336", None),
            ("1e29", None),
            ("1e2147483647", None),
            ("1e-2147483648", None),
            ("1e99999999999", None),
            ("1_000", None),
            ("1e", None),
            ("e5", None),
            ("1e5.0", None),
            ("", None),
            ("NaN", None),
        ];
        for (text, expected) in rows {
            let read = parse(text).map(|it| it.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
            let number: Result<Decimal, _> =
                crate::model::decode::from_json(format!("\"{text}\"").as_bytes());
            assert_eq!(number.is_ok(), expected.is_some(), "{text}");
        }
    }
}
