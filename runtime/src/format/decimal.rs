//! Decimals that keep every digit: `50.00` stays `50.00`.

use std::fmt;
use std::ops::Deref;

use rust_decimal::Decimal;

use crate::decode::{Decode, DecodeError, DecodeProblem, Decoder, Kind};
use crate::encode::{Encode, Encoder};

/// Reads a decimal without rounding; an exponent is resolved, more digits than fit are refused.
fn parse(text: &str) -> Option<Decimal> {
    if text.contains(['e', 'E']) {
        Decimal::from_scientific(text).ok()
    } else {
        Decimal::from_str_exact(text).ok()
    }
}

/// Takes a number, or a string that holds one, whichever the server writes.
fn read(from: &mut Decoder<'_>) -> Result<Decimal, DecodeError> {
    if from.kind()? == Kind::String {
        return from.parsed("decimal", parse);
    }
    let value = parse(from.number()?);
    value.ok_or_else(|| from.problem(DecodeProblem::Range("a decimal of 28 digits")))
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
