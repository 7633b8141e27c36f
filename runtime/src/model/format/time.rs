//! `date-time`: RFC 3339, kept as it was written; and `date`, whose days jiff writes as RFC 3339 does.

use std::error::Error;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use jiff::civil::{self, Date};
use jiff::tz::{Offset, TimeZone};

use crate::model::decode::{Decode, DecodeError, Decoder};
use crate::model::encode::{Encode, Encoder};

/// A point in time (`format: date-time`, RFC 3339 section 5.6), which is sent back as it was read, digit by digit: with its
/// offset, the second 60, and its fraction, of which 38 digits are kept.
///
/// Two of them are equal when they are written alike. Compare and order instants by [`to_jiff`](Self::to_jiff). Servers that leave
/// the offset out mean UTC. Other forms of ISO 8601 that jiff knows are read too, and written as RFC 3339 in UTC.
///
/// ```
/// use faultcode_runtime::Timestamp;
/// use faultcode_runtime::values::jiff;
///
/// let at: Timestamp = "2026-01-02T03:04:05.50+01:00".parse()?;
/// assert_eq!(at.to_string(), "2026-01-02T03:04:05.50+01:00");
/// assert_eq!(at.to_jiff(), Some("2026-01-02T02:04:05.5Z".parse()?));
/// let now = Timestamp::from(jiff::Timestamp::now());
/// # let _ = now;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timestamp {
    /// Date and time of day, with 59 for the second 60.
    local: civil::DateTime,
    is_leap: bool,
    /// `T`, `t`, or a blank.
    separator: u8,
    fraction: Fraction,
    zone: Zone,
    /// Seconds east of UTC.
    offset: i32,
}

/// The digits behind the full stop.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Fraction {
    /// How many there are, zeros at the end included; without any there is no full stop.
    count: u8,
    /// Their number, in bytes, so that the whole is no larger than it has to be.
    digits: [u8; 16],
}

/// How the offset is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Zone {
    Missing,
    UpperZ,
    LowerZ,
    /// `+02:00`, and whether there is a minus, which may stand before zeros (RFC 3339 section 4.3).
    Colon(bool),
    /// `+0200`.
    Plain(bool),
    /// `+02`.
    Hours(bool),
}

/// A text that is no time of RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeFormatError(());

impl fmt::Display for TimeFormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not of the format date-time")
    }
}

impl Error for TimeFormatError {}

impl Timestamp {
    /// The instant. `None` where the crate jiff has none: its instants end a day before the year 10000. The second 60 is the one
    /// before it, since instants know no leap seconds, and of the fraction nine digits count.
    pub fn to_jiff(self) -> Option<jiff::Timestamp> {
        let offset = Offset::from_seconds(self.offset).ok()?;
        offset.to_timestamp(self.local).ok()
    }

    /// Date and time of day as they are written, without the offset; the second 60 is the one before it.
    pub const fn to_civil(self) -> civil::DateTime {
        self.local
    }

    fn of(text: &str) -> Option<Self> {
        Self::strict(text).or_else(|| lenient(text).map(Self::from))
    }

    /// The grammar of RFC 3339, section 5.6, with a blank for the `T`, and with the offsets that servers write besides:
    /// `+0200`, `+02` and none.
    fn strict(text: &str) -> Option<Self> {
        let (date, rest) = text.as_bytes().split_at_checked(10)?;
        let date = full_date(date)?;
        let [
            separator @ (b'T' | b't' | b' '),
            h1,
            h2,
            b':',
            m1,
            m2,
            b':',
            s1,
            s2,
            rest @ ..,
        ] = rest
        else {
            return None;
        };
        let hour = two(*h1, *h2, 23)?;
        let minute = two(*m1, *m2, 59)?;
        let second = two(*s1, *s2, 60)?;
        let (fraction, rest) = match rest {
            [b'.', rest @ ..] => Fraction::of(rest)?,
            rest => (Fraction::NONE, rest),
        };
        let (zone, offset) = zone(rest)?;
        let time = civil::Time::new(hour, minute, second.min(59), fraction.nanoseconds()).ok()?;
        Some(Self {
            local: date.to_datetime(time),
            is_leap: second == 60,
            separator: *separator,
            fraction,
            zone,
            offset,
        })
    }
}

impl Fraction {
    const NONE: Self = Self {
        count: 0,
        digits: [0; 16],
    };

    /// The digits that are kept: as many as a number of 128 bits has.
    const MOST: usize = 38;

    /// Reads the digits, of which there is one at least, and returns what follows them.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "all are digits, of which 38 fit in 128 bits"
    )]
    fn of(text: &[u8]) -> Option<(Self, &[u8])> {
        let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = text.split_at_checked(count)?;
        let kept = digits.get(..Self::MOST).unwrap_or(digits);
        let number = |number: u128, byte: &u8| number * 10 + u128::from(byte - b'0');
        let fraction = Self {
            count: u8::try_from(kept.len()).ok().filter(|count| *count > 0)?,
            digits: kept.iter().fold(0, number).to_ne_bytes(),
        };
        Some((fraction, rest))
    }

    #[expect(
        clippy::arithmetic_side_effects,
        reason = "a power of ten is not zero, and at most 38 digits are divided by it or at most nine made longer"
    )]
    fn nanoseconds(self) -> i32 {
        let digits = u128::from_ne_bytes(self.digits);
        let nanoseconds = match self.count.checked_sub(9) {
            Some(more) => digits / 10_u128.pow(more.into()),
            None => digits * 10_u128.pow(9_u32.saturating_sub(self.count.into())),
        };
        i32::try_from(nanoseconds).unwrap_or_default()
    }
}

/// `2026-01-02`.
#[expect(clippy::arithmetic_side_effects, reason = "two numbers of two digits")]
fn full_date(text: &[u8]) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return None;
    };
    let year = i16::from(two(*y1, *y2, 99)?) * 100 + i16::from(two(*y3, *y4, 99)?);
    Date::new(year, two(*m1, *m2, 12)?, two(*d1, *d2, 31)?).ok()
}

/// A number of two digits, up to a limit.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "two digits fit in eight bits"
)]
fn two(tens: u8, ones: u8, most: i8) -> Option<i8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => i8::try_from(byte - b'0').ok(),
        _ => None,
    };
    let value = digit(tens)? * 10 + digit(ones)?;
    (value <= most).then_some(value)
}

/// How an offset is written, and how many seconds it is.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "hours and minutes have two digits each"
)]
fn zone(text: &[u8]) -> Option<(Zone, i32)> {
    let of = |sign: u8, hours: [u8; 2], minutes: [u8; 2]| {
        let hours = i32::from(two(hours[0], hours[1], 23)?);
        let minutes = i32::from(two(minutes[0], minutes[1], 59)?);
        let seconds = hours * 3600 + minutes * 60;
        match sign {
            b'+' => Some((false, seconds)),
            b'-' => Some((true, -seconds)),
            _ => None,
        }
    };
    match *text {
        [] => Some((Zone::Missing, 0)),
        [b'Z'] => Some((Zone::UpperZ, 0)),
        [b'z'] => Some((Zone::LowerZ, 0)),
        [sign, h1, h2, b':', m1, m2] => {
            of(sign, [h1, h2], [m1, m2]).map(|(minus, seconds)| (Zone::Colon(minus), seconds))
        }
        [sign, h1, h2, m1, m2] => {
            of(sign, [h1, h2], [m1, m2]).map(|(minus, seconds)| (Zone::Plain(minus), seconds))
        }
        [sign, h1, h2] => {
            of(sign, [h1, h2], *b"00").map(|(minus, seconds)| (Zone::Hours(minus), seconds))
        }
        _ => None,
    }
}

/// Other texts of ISO 8601 and RFC 9557 that jiff reads, and that servers send.
fn lenient(text: &str) -> Option<jiff::Timestamp> {
    let without_offset = || {
        let (date, time) = text.split_once(['T', 't', ' '])?;
        // A zone in words would be read past.
        let plain = |part: &str| !part.contains(['[', '+', 'Z', 'z']);
        let local: civil::DateTime = (plain(date) && plain(time)).then(|| text.parse().ok())??;
        Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
    };
    text.parse().ok().or_else(without_offset)
}

impl FromStr for Timestamp {
    type Err = TimeFormatError;

    fn from_str(text: &str) -> Result<Self, TimeFormatError> {
        Self::of(text).ok_or(TimeFormatError(()))
    }
}

/// In UTC, with as many digits as the instant has.
impl From<jiff::Timestamp> for Timestamp {
    fn from(at: jiff::Timestamp) -> Self {
        let local = Offset::UTC.to_datetime(at);
        let mut digits = u128::from(local.subsec_nanosecond().unsigned_abs());
        let mut count = if digits == 0 { 0 } else { 9 };
        while count > 0 && digits % 10 == 0 {
            digits /= 10;
            count = u8::saturating_sub(count, 1);
        }
        Self {
            local,
            is_leap: false,
            separator: b'T',
            fraction: Fraction {
                count,
                digits: digits.to_ne_bytes(),
            },
            zone: Zone::UpperZ,
            offset: 0,
        }
    }
}

/// Whether it is that instant, however it is written.
impl PartialEq<jiff::Timestamp> for Timestamp {
    fn eq(&self, at: &jiff::Timestamp) -> bool {
        self.to_jiff() == Some(*at)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.local;
        let second = local.second().saturating_add(i8::from(self.is_leap));
        // A year before the year 0, which no text of RFC 3339 has, is written as jiff does.
        write!(f, "{}", local.date())?;
        f.write_char(char::from(self.separator))?;
        write!(f, "{:02}:{:02}:{second:02}", local.hour(), local.minute())?;
        if self.fraction.count > 0 {
            let digits = u128::from_ne_bytes(self.fraction.digits);
            write!(f, ".{digits:0width$}", width = self.fraction.count.into())?;
        }
        let sign = |minus| if minus { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs() / 60;
        let (hours, minutes) = (minutes / 60, minutes % 60);
        match self.zone {
            Zone::Missing => Ok(()),
            Zone::UpperZ => f.write_str("Z"),
            Zone::LowerZ => f.write_str("z"),
            Zone::Colon(minus) => write!(f, "{}{hours:02}:{minutes:02}", sign(minus)),
            Zone::Plain(minus) => write!(f, "{}{hours:02}{minutes:02}", sign(minus)),
            Zone::Hours(minus) => write!(f, "{}{hours:02}", sign(minus)),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Decode for Timestamp {
    fn empty() -> Self {
        jiff::Timestamp::UNIX_EPOCH.into()
    }

    fn decode(&mut self, from: &mut Decoder<'_>) -> Result<(), DecodeError> {
        *self = from.parsed("date-time", Self::of)?;
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
        let of = |text: &str| full_date(text.as_bytes()).or_else(|| text.parse().ok());
        *self = from.parsed("date", of)?;
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
    use jiff::civil::Date;

    use super::Timestamp;

    /// Texts, each with the instant that it names, by hand.
    #[test]
    fn what_rfc_3339_allows_is_read_and_written_back() {
        let rows = [
            // The examples of section 5.8.
            ("1985-04-12T23:20:50.52Z", Some("1985-04-12T23:20:50.52Z")),
            ("1996-12-19T16:39:57-08:00", Some("1996-12-20T00:39:57Z")),
            ("1990-12-31T23:59:60Z", Some("1990-12-31T23:59:59Z")),
            ("1990-12-31T15:59:60-08:00", Some("1990-12-31T23:59:59Z")),
            (
                "1937-01-01T12:00:27.87+00:20",
                Some("1937-01-01T11:40:27.87Z"),
            ),
            // The ends of the years, one of them with an offset that leads out of them.
            ("9999-12-31T23:59:59Z", None),
            ("9999-12-31T23:59:59.9999999Z", None),
            ("9999-12-31T23:59:60.5-23:59", None),
            ("9999-12-30T22:00:00Z", Some("9999-12-30T22:00:00Z")),
            ("0000-01-01T00:00:00Z", Some("0000-01-01T00:00:00Z")),
            ("0001-01-01T00:00:00Z", Some("0001-01-01T00:00:00Z")),
            ("0000-01-01T00:00:00+23:59", Some("-000001-12-31T00:01:00Z")),
            // Small letters, a blank, the unknown offset of section 4.3.
            ("2023-06-01t12:30:00.25z", Some("2023-06-01T12:30:00.25Z")),
            ("2023-06-01 12:30:00+02:00", Some("2023-06-01T10:30:00Z")),
            ("2023-06-01T12:30:00-00:00", Some("2023-06-01T12:30:00Z")),
            ("2023-06-01T12:30:00+00:00", Some("2023-06-01T12:30:00Z")),
            // Fractions of one to many digits, and zeros at their ends.
            ("2023-06-01T12:30:00.0Z", Some("2023-06-01T12:30:00Z")),
            ("2023-06-01T12:30:00.500Z", Some("2023-06-01T12:30:00.5Z")),
            (
                "2023-06-01T12:30:00.1234567890Z",
                Some("2023-06-01T12:30:00.123456789Z"),
            ),
            (
                "2023-06-01T12:30:00.00000000000000000000000000001Z",
                Some("2023-06-01T12:30:00Z"),
            ),
            (
                "2023-06-01T12:30:00.99999999999999999999999999999999999999+01:00",
                Some("2023-06-01T11:30:00.999999999Z"),
            ),
            ("2024-02-29T00:00:00Z", Some("2024-02-29T00:00:00Z")),
            ("2000-02-29T00:00:00Z", Some("2000-02-29T00:00:00Z")),
            // What servers write besides.
            (
                "2023-06-01T12:30:00.979106",
                Some("2023-06-01T12:30:00.979106Z"),
            ),
            ("2023-06-01 12:30:00", Some("2023-06-01T12:30:00Z")),
            ("2023-06-01T12:30:00.000+0200", Some("2023-06-01T10:30:00Z")),
            ("2023-06-01T12:30:00-0930", Some("2023-06-01T22:00:00Z")),
            ("2023-06-01T12:30:00+02", Some("2023-06-01T10:30:00Z")),
        ];
        for (text, instant) in rows {
            let read: Timestamp = text.parse().expect(text);
            assert_eq!(read.to_string(), text);
            let at = read.to_jiff();
            assert_eq!(at.map(|at| at.to_string()).as_deref(), instant, "{text}");
            let json = format!("\"{text}\"");
            let read: Timestamp = crate::model::decode::from_json(json.as_bytes()).expect(text);
            assert_eq!(
                crate::__private::Encoder::whole(&read),
                Ok(json.into_bytes())
            );
        }
        let last: Timestamp = "9999-12-31T23:59:59.5Z".parse().expect("a time");
        assert_eq!(last.to_civil().to_string(), "9999-12-31T23:59:59.5");
    }

    #[test]
    fn other_forms_are_written_as_rfc_3339_in_utc() {
        let rows = [
            ("2023-06-01T12:30+02:00", "2023-06-01T10:30:00Z"),
            ("20230601T123000.250Z", "2023-06-01T12:30:00.25Z"),
            (
                "2023-06-01T12:30:00+02:00[Europe/Berlin]",
                "2023-06-01T10:30:00Z",
            ),
            ("2023-06-01T12:30", "2023-06-01T12:30:00Z"),
        ];
        for (text, expected) in rows {
            let read: Timestamp = text.parse().expect(text);
            assert_eq!(read.to_string(), expected, "{text}");
        }
        // No digit more than a server may have meant, and none that stands for another.
        let long = format!("2023-06-01T12:30:00.{}Z", "7".repeat(60));
        let read: Timestamp = long.parse().expect("a time");
        assert_eq!(
            read.to_string(),
            format!("2023-06-01T12:30:00.{}Z", "7".repeat(38))
        );
    }

    #[test]
    fn instants_of_jiff_become_what_jiff_writes() {
        let instants = [
            "2023-06-01T12:30:00Z",
            "2023-06-01T12:30:00.5Z",
            "2023-06-01T12:30:00.000000001Z",
            "1969-12-31T23:59:59.999999999Z",
            "-009999-01-02T01:59:59Z",
            "9999-12-30T22:00:00.999999999Z",
        ];
        for text in instants {
            let at: jiff::Timestamp = text.parse().expect(text);
            let own = Timestamp::from(at);
            assert_eq!(
                (own.to_string(), own.to_jiff()),
                (text.to_owned(), Some(at))
            );
            assert_eq!(own, at);
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2023-06-01",
            "12:30:00",
            "2023-06-01T",
            "2023-06-01T24:00:00Z",
            "2023-06-01T12:60:00Z",
            "2023-06-01T12:30:61Z",
            "2023-06-01T12:30:00.Z",
            "2023-06-01T12:30:00ZZ",
            "2023-06-01T12:30:00+02:60",
            "2023-06-01T12:30:00*02:00",
            "2023-06-01T12:30:00[Europe/Berlin]",
            "2023-13-01T12:30:00Z",
            "2023-00-01T12:30:00Z",
            "2023-02-29T12:30:00Z",
            "1900-02-29T12:30:00Z",
            "2023-06-31T12:30:00Z",
            "2023-06-00T12:30:00Z",
            "2023-06-01T12:30:00Z ",
            " 2023-06-01T12:30:00Z",
            "２023-06-01T12:30:00Z",
            "2023-06-01T12:30:0\u{e4}",
            "10000-01-01T00:00:00Z",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn days_are_read_and_written_back() {
        let days = [
            "2026-01-02",
            "0000-01-01",
            "0000-02-29",
            "0999-12-31",
            "2024-02-29",
            "9999-12-31",
        ];
        for text in days {
            let json = format!("\"{text}\"");
            let read: Date = crate::model::decode::from_json(json.as_bytes()).expect(text);
            assert_eq!(
                crate::__private::Encoder::whole(&read),
                Ok(json.into_bytes())
            );
        }
        for text in [
            "",
            "2026-13-01",
            "2026-02-29",
            "2026-1-2",
            "2026-01-02 ",
            "26-01-02",
            "10000-01-01",
        ] {
            let json = format!("\"{text}\"");
            assert!(
                crate::model::decode::from_json::<Date>(json.as_bytes()).is_err(),
                "{text:?}"
            );
        }
    }
}
