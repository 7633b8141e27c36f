//! Times as jiff types: `date-time` (RFC 3339) and `date`.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::decode::{Decode, DecodeError, Decoder};
use crate::encode::{Encode, Encoder};

impl Decode for Timestamp {
    fn empty() -> Self {
        Self::UNIX_EPOCH
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = from.parsed("date-time", instant)?;
        Ok(())
    }
}

/// An instant. RFC 3339 demands an offset; servers that leave it out mean UTC, and their answers are not refused for it.
fn instant(text: &str) -> Option<Timestamp> {
    let without_offset = || {
        let (date, time) = text.split_once(['T', 't', ' '])?;
        // A zone in words would be read past.
        let plain = |part: &str| !part.contains(['[', '+', 'Z', 'z']);
        let local: DateTime = (plain(date) && plain(time)).then(|| text.parse().ok())??;
        Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
    };
    text.parse().ok().or_else(without_offset)
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

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn instants_have_an_offset_or_are_utc() {
        let rows = [
            ("2023-06-01T12:30:00Z", Some("2023-06-01T12:30:00Z")),
            (
                "2023-06-01t12:30:00.25+02:00",
                Some("2023-06-01T10:30:00.25Z"),
            ),
            (
                "2023-06-01T12:30:00.979106",
                Some("2023-06-01T12:30:00.979106Z"),
            ),
            ("2023-06-01 12:30:00", Some("2023-06-01T12:30:00Z")),
            ("2023-06-01", None),
            ("2023-06-01T12:30:00[Europe/Berlin]", None),
            ("12:30:00", None),
            ("", None),
        ];
        for (text, expected) in rows {
            let read = instant(text).map(|it| it.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
