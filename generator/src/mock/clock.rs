//! The time of a mock, which tests move.

use std::time::{Duration, Instant, SystemTime};

/// A clock that starts with the wall's, goes so many times as fast, and can be moved forwards.
#[derive(Debug)]
pub(super) struct Clock {
    started: Instant,
    /// Seconds since 1970 when it was started.
    epoch: Duration,
    speed: f64,
    moved: Duration,
}

impl Clock {
    pub fn new(speed: f64) -> Self {
        let epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Self {
            started: Instant::now(),
            epoch: epoch.unwrap_or_default(),
            speed: if speed.is_finite() && speed > 0.0 {
                speed
            } else {
                1.0
            },
            moved: Duration::ZERO,
        }
    }

    /// Time since the start.
    pub fn now(&self) -> Duration {
        let passed = self.started.elapsed().as_secs_f64() * self.speed;
        let passed = Duration::try_from_secs_f64(passed).unwrap_or(Duration::MAX);
        passed.saturating_add(self.moved)
    }

    /// Time since 1970, at a time since the start.
    pub fn since_epoch(&self, at: Duration) -> Duration {
        self.epoch.saturating_add(at)
    }

    /// How long it takes on the wall until then.
    pub fn wall_until(&self, at: Duration) -> Duration {
        let left = at.saturating_sub(self.now()).as_secs_f64() / self.speed;
        Duration::try_from_secs_f64(left).unwrap_or(Duration::MAX)
    }

    pub fn advance(&mut self, by: Duration) {
        self.moved = self.moved.saturating_add(by);
    }
}

/// Starts to measure the wall's time.
pub(super) fn stopwatch() -> impl Fn() -> Duration {
    let started = Instant::now();
    move || started.elapsed()
}

/// An instant as RFC 3339 writes it, in UTC and whole seconds.
pub(super) fn date_time(since_epoch: Duration) -> String {
    let (year, month, day) = date(since_epoch);
    format!("{year:04}-{month:02}-{day:02}T{}Z", time(since_epoch))
}

/// An instant as the header `Date` has it (RFC 9110, section 5.6.7).
pub(super) fn http_date(since_epoch: Duration) -> String {
    // 1 January 1970 was a Thursday.
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (year, month, day) = date(since_epoch);
    let name = |names: &[&'static str], at: u64| {
        let at = usize::try_from(at).unwrap_or_default();
        names.get(at).copied().unwrap_or_default()
    };
    let of_week = name(&DAYS, since_epoch.as_secs() / 86_400 % 7);
    let month = name(&MONTHS, month - 1);
    format!(
        "{of_week}, {day:02} {month} {year:04} {} GMT",
        time(since_epoch)
    )
}

fn time(since_epoch: Duration) -> String {
    let of_day = since_epoch.as_secs() % 86_400;
    let (hours, minutes) = (of_day / 3_600, of_day / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", of_day % 60)
}

/// Year, month and day.
fn date(since_epoch: Duration) -> (u64, u64, u64) {
    let days = since_epoch.as_secs() / 86_400;
    // Days from 1 March of year 0 in eras of 400 years (the calendar repeats itself), so that leap days come last.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_shifted + 2) / 5 + 1;
    let month = if month_shifted < 10 {
        month_shifted + 3
    } else {
        month_shifted - 9
    };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected texts are those of `date -u -d @SECONDS` with `+%FT%TZ` and `+'%a, %d %b %Y %T GMT'`.
    #[test]
    fn instants_are_written_as_other_programs_write_them() {
        let rows = [
            (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            (
                951_782_400,
                "2000-02-29T00:00:00Z",
                "Tue, 29 Feb 2000 00:00:00 GMT",
            ),
            (
                1_767_225_640,
                "2026-01-01T00:00:40Z",
                "Thu, 01 Jan 2026 00:00:40 GMT",
            ),
            (
                4_107_542_400,
                "2100-03-01T00:00:00Z",
                "Mon, 01 Mar 2100 00:00:00 GMT",
            ),
        ];
        for (seconds, of_rfc_3339, of_http) in rows {
            let at = Duration::from_secs(seconds);
            assert_eq!((&*date_time(at), &*http_date(at)), (of_rfc_3339, of_http));
        }
    }
}
