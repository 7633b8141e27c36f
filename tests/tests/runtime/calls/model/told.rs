//! Waits that a server asks for: what is written, and what it means. The meaning is known because the text is made from it.

use std::time::Duration;

use faultcode_runtime::retry::HintSource;

/// A wait at one place, in one form.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    pub at: Place,
    pub form: Form,
}

/// The places of which every operation of the schedules may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    RetryAfterMs,
    RetryAfter,
    /// `/details/retry_after`, in seconds.
    EnvelopeAfter,
    /// `/details/reset_time`, RFC 3339.
    EnvelopeReset,
    RateLimit,
    /// `X-RateLimit-Reset`, in whatever form.
    Reset,
    /// `X-Wait`, in seconds.
    Header,
    /// `/wait`, in milliseconds.
    Body,
}

impl Place {
    pub const ALL: [Self; 8] = [
        Self::RetryAfterMs,
        Self::RetryAfter,
        Self::EnvelopeAfter,
        Self::EnvelopeReset,
        Self::RateLimit,
        Self::Reset,
        Self::Header,
        Self::Body,
    ];

    /// The place of a source of a policy.
    pub fn of(source: &HintSource) -> Self {
        match source {
            HintSource::Header { name, .. } => match *name {
                "retry-after-ms" => Self::RetryAfterMs,
                "retry-after" => Self::RetryAfter,
                _ => Self::Header,
            },
            HintSource::Body { .. } => Self::Body,
            HintSource::EnvelopeRetryAfter => Self::EnvelopeAfter,
            HintSource::EnvelopeResetAt => Self::EnvelopeReset,
            HintSource::RateLimit => Self::RateLimit,
            HintSource::Reset => Self::Reset,
        }
    }

    pub fn is_in_body(self) -> bool {
        matches!(self, Self::EnvelopeAfter | Self::EnvelopeReset | Self::Body)
    }

    /// The name of the header.
    pub fn name(self) -> &'static str {
        match self {
            Self::RetryAfterMs => "retry-after-ms",
            Self::RetryAfter => "retry-after",
            Self::RateLimit => "ratelimit",
            Self::Reset => "x-ratelimit-reset",
            _ => "x-wait",
        }
    }
}

/// How a wait is written. Each is used only at places where the specification gives it that meaning.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// A number in the unit of its place, and the wait that it stands for.
    Number(&'static str, Duration),
    /// The same as a text in a body.
    Quoted(&'static str, Duration),
    /// Two lines of one header, of which the longest usable counts.
    Lines([&'static str; 2], Duration),
    /// An instant so many seconds after the server's present one.
    Instant(Style, i64),
    /// A window of `RateLimit`: what is left in it, and when it ends.
    Window(u64, u64),
    /// What means nothing at its place.
    Broken(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Imf,
    Rfc850,
    Asctime,
    Rfc3339,
    EpochSeconds,
    EpochMillis,
}

/// What an answer's instants are read against.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    /// Our own wall clock, since 1970.
    pub now: Duration,
    /// The `Date` header, in seconds from our own clock.
    pub date: Option<i64>,
}

impl Clocks {
    /// The server's present second, to which instants are added.
    pub fn second(&self) -> i64 {
        self.now.as_secs() as i64 + self.date.unwrap_or(0)
    }

    /// The wait until an instant so many seconds after the server's present second. Without `Date`, our own clock is what
    /// it counts from, with its fraction of a second.
    fn until(&self, seconds: i64) -> Duration {
        let whole = Duration::from_secs(seconds.max(0) as u64);
        match self.date {
            Some(_) => whole,
            None => whole.saturating_sub(Duration::from_nanos(self.now.subsec_nanos().into())),
        }
    }
}

impl Form {
    /// The wait that it stands for; `None` if it is unusable.
    pub fn wait(&self, clocks: &Clocks) -> Option<Duration> {
        match self {
            Self::Number(_, wait) | Self::Quoted(_, wait) | Self::Lines(_, wait) => Some(*wait),
            Self::Instant(_, seconds) => Some(clocks.until(*seconds)),
            Self::Window(_, end) => Some(Duration::from_secs(*end)),
            Self::Broken(_) => None,
        }
    }

    /// The values of the header, one per line.
    pub fn lines(&self, clocks: &Clocks) -> Vec<String> {
        match self {
            Self::Lines(lines, _) => lines.map(str::to_owned).to_vec(),
            _ => vec![self.text(clocks)],
        }
    }

    /// The value of the member, as JSON.
    pub fn json(&self, clocks: &Clocks) -> String {
        match self {
            Self::Quoted(text, _) => format!("{text:?}"),
            Self::Instant(Style::EpochSeconds | Style::EpochMillis, _) => self.text(clocks),
            Self::Instant(..) => format!("{:?}", self.text(clocks)),
            _ => self.text(clocks),
        }
    }

    fn text(&self, clocks: &Clocks) -> String {
        match self {
            Self::Number(text, _) | Self::Quoted(text, _) | Self::Broken(text) => {
                (*text).to_owned()
            }
            Self::Lines([first, _], _) => (*first).to_owned(),
            Self::Window(left, end) => format!("\"default\";r={left};t={end}"),
            Self::Instant(style, seconds) => instant(*style, clocks.second() + seconds),
        }
    }
}

/// The value of the `Date` header.
pub fn date(second: i64) -> String {
    instant(Style::Imf, second)
}

/// A second since 1970 as a date (RFC 9110 §5.6.7, RFC 3339), by the days of the proleptic Gregorian calendar.
fn instant(style: Style, second: i64) -> String {
    let (days, clock) = (second.div_euclid(86_400), second.rem_euclid(86_400));
    let (hour, minute, sec) = (clock / 3600, clock / 60 % 60, clock % 60);
    let (year, month, day) = calendar(days);
    // 1 January 1970 was a Thursday.
    let weekday = (days + 3).rem_euclid(7) as usize;
    let short = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][weekday];
    let long = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ][weekday];
    let name = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][month as usize - 1];
    let time = format!("{hour:02}:{minute:02}:{sec:02}");
    match style {
        Style::Imf => format!("{short}, {day:02} {name} {year} {time} GMT"),
        Style::Rfc850 => format!("{long}, {day:02}-{name}-{:02} {time} GMT", year % 100),
        Style::Asctime => format!("{short} {name} {day:2} {time} {year}"),
        Style::Rfc3339 => format!("{year}-{month:02}-{day:02}T{time}Z"),
        Style::EpochSeconds => second.to_string(),
        Style::EpochMillis => format!("{second}000"),
    }
}

/// Year, month and day, counted on from 1970 day by day: slow and plain.
fn calendar(mut days: i64) -> (i64, i64, i64) {
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let mut year = 1970;
    while days >= 365 + i64::from(leap(year)) {
        days -= 365 + i64::from(leap(year));
        year += 1;
    }
    let february = 28 + i64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}
