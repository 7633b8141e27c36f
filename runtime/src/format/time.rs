//! Times as jiff types: `date-time` (RFC 3339) and `date`.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::decode::{Decode, DecodeError, Decoder};
use crate::encode::{Encode, Encoder};

impl Decode for Timestamp {
    fn empty() -> Self {
        Self::UNIX_EPOCH
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = from.parsed("date-time", |text| text.parse().ok())?;
        Ok(())
    }
}

impl Encode for Timestamp {
    fn encode(&self, to: &mut Encoder) {
        to.display(self);
    }
}

impl Decode for Date {
    fn empty() -> Self {
        Self::ZERO
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = from.parsed("date", |text| text.parse().ok())?;
        Ok(())
    }
}

impl Encode for Date {
    fn encode(&self, to: &mut Encoder) {
        to.display(self);
    }
}
