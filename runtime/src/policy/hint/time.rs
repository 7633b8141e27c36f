//! Numbers, HTTP dates and RFC 3339 texts as durations, without rounding up, overflow or panic.

use std::time::{Duration, SystemTime};

use httpdate::HttpDate;

/// Digits, optionally a full stop and more digits. Anything else is no number; a large one saturates.
pub(super) fn decimal(text: &[u8]) -> Option<Duration> {
    let mut parts = text.splitn(2, |byte| *byte == b'.');
    let whole = digits(parts.next()?)?;
    let Some(fraction) = parts.next() else {
        return Some(Duration::from_secs(whole));
    };
    Some(Duration::new(whole, nanoseconds(fraction)?))
}

fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |value, byte| {
        byte.is_ascii_digit().then(|| {
            value
                .saturating_mul(10)
                .saturating_add(u64::from(byte.wrapping_sub(b'0')))
        })
    })
}

/// The digits after a full stop; those below a nanosecond are dropped.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "all are digits, of which nine fit in 32 bits"
)]
fn nanoseconds(fraction: &[u8]) -> Option<u32> {
    digits(fraction)?;
    let padded = fraction
        .iter()
        .copied()
        .chain(std::iter::repeat(b'0'))
        .take(9);
    Some(padded.fold(0, |value, byte| value * 10 + u32::from(byte - b'0')))
}

pub(crate) fn since_epoch(instant: SystemTime) -> Duration {
    instant
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}

/// One of the three forms of RFC 9110 §5.6.7.
pub(super) fn http_date(text: &[u8]) -> Option<Duration> {
    let date: HttpDate = std::str::from_utf8(text).ok()?.parse().ok()?;
    Some(since_epoch(date.into()))
}

/// `date-time` of RFC 3339 §5.6. Instants before 1970 give zero.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "each number has at most four digits"
)]
pub(super) fn date_time(text: &[u8]) -> Option<Duration> {
    let [
        y0,
        y1,
        y2,
        y3,
        b'-',
        m0,
        m1,
        b'-',
        d0,
        d1,
        b'T' | b't' | b' ',
        rest @ ..,
    ] = text
    else {
        return None;
    };
    let [h0, h1, b':', n0, n1, b':', s0, s1, rest @ ..] = rest else {
        return None;
    };
    let number = |text: &[u8], least, most| {
        digits(text)
            .filter(|value| (least..=most).contains(value))
            .map(u64::cast_signed)
    };
    let year = number(&[*y0, *y1, *y2, *y3], 0, 9999)?;
    let month = number(&[*m0, *m1], 1, 12)?;
    let day = number(&[*d0, *d1], 1, days_in(year, month))?;
    let hour = number(&[*h0, *h1], 0, 23)?;
    let minute = number(&[*n0, *n1], 0, 59)?;
    let second = number(&[*s0, *s1], 0, 60)?;

    let (nanos, zone) = match rest {
        [b'.', rest @ ..] => {
            let end = rest.iter().position(|byte| !byte.is_ascii_digit())?;
            let (fraction, zone) = rest.split_at(end);
            (nanoseconds(fraction)?, zone)
        }
        zone => (0, zone),
    };
    let offset = match zone {
        b"Z" | b"z" => 0,
        [sign @ (b'+' | b'-'), h0, h1, b':', n0, n1] => {
            let minutes = number(&[*h0, *h1], 0, 23)? * 60 + number(&[*n0, *n1], 0, 59)?;
            if *sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    let seconds =
        days_since_epoch(year, month, day) * 86_400 + hour * 3600 + (minute - offset) * 60 + second;
    Some(u64::try_from(seconds).map_or(Duration::ZERO, |seconds| Duration::new(seconds, nanos)))
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_in(year: i64, month: i64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[expect(
    clippy::arithmetic_side_effects,
    reason = "each number has at most four digits"
)]
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let leap_days = |year: i64| year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let whole_years = (year - 1970) * 365 + leap_days(before) - leap_days(1969);
    let whole_months: u64 = (1..month).map(|month| days_in(year, month)).sum();
    whole_years + whole_months.cast_signed() + day - 1
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{date_time, decimal};

    #[test]
    fn date_times_follow_rfc_3339() {
        let rows: &[(&str, Option<f64>)] = &[
            ("1970-01-01T00:00:00Z", Some(0.0)),
            ("1969-12-31T23:59:59Z", Some(0.0)),
            ("2023-09-29T16:26:37Z", Some(1_696_004_797.0)),
            ("2023-09-29t16:26:37.25z", Some(1_696_004_797.25)),
            ("2023-09-29 18:26:37+02:00", Some(1_696_004_797.0)),
            ("2023-09-29T11:56:37-04:30", Some(1_696_004_797.0)),
            ("2000-02-29T00:00:00Z", Some(951_782_400.0)),
            ("2024-12-31T23:59:60Z", Some(1_735_689_600.0)),
            ("9999-12-31T23:59:59Z", Some(253_402_300_799.0)),
            ("2023-02-29T00:00:00Z", None),
            ("1900-02-29T00:00:00Z", None),
            ("2023-13-01T00:00:00Z", None),
            ("2023-00-01T00:00:00Z", None),
            ("2023-01-01T24:00:00Z", None),
            ("2023-01-01T00:00:00", None),
            ("2023-01-01T00:00:00.Z", None),
            ("2023-01-01T00:00:00.5", None),
            ("2023-01-01T00:00:00+0200", None),
            ("2023-01-01", None),
            ("+023-01-01T00:00:00Z", None),
            ("", None),
        ];
        for (text, expected) in rows {
            let expected = expected.map(Duration::from_secs_f64);
            assert_eq!(date_time(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn decimals_saturate_and_keep_their_fraction() {
        let rows: &[(&str, Option<Duration>)] = &[
            ("0", Some(Duration::ZERO)),
            ("3.5", Some(Duration::from_millis(3500))),
            ("0.000000001", Some(Duration::from_nanos(1))),
            ("0.0000000019", Some(Duration::from_nanos(1))),
            ("18446744073709551616.999999999", Some(Duration::MAX)),
            ("1.2.3", None),
            ("1.", None),
            (".1", None),
            ("-1", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(decimal(text.as_bytes()), *expected, "{text}");
        }
    }
}
