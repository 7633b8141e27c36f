//! Statuses and ranges of them.

use std::fmt;

/// A status or a range of statuses, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusRange {
    /// The first status.
    pub first: u16,
    /// The last status, included.
    pub last: u16,
}

impl StatusRange {
    /// A single status.
    pub const fn one(status: u16) -> Self {
        Self {
            first: status,
            last: status,
        }
    }

    /// Every status.
    pub const fn all() -> Self {
        Self {
            first: 0,
            last: u16::MAX,
        }
    }

    /// Every status that a document can declare, as `default` has it.
    pub const ANSWERS: Self = Self {
        first: 100,
        last: 599,
    };

    /// A class of statuses: 5 is 500-599.
    pub const fn class(hundreds: u8) -> Self {
        let first = (hundreds as u16).saturating_mul(100);
        Self {
            first,
            last: first.saturating_add(99),
        }
    }

    /// The class that the range is, by its first digit.
    pub const fn as_class(self) -> Option<u8> {
        let hundreds = self.first / 100;
        let is_class = self.first == hundreds * 100 && self.last == self.first + 99;
        if is_class && hundreds < 10 {
            Some(hundreds as u8)
        } else {
            None
        }
    }

    /// Whether the status lies in the range.
    #[inline]
    pub const fn contains(self, status: u16) -> bool {
        self.first <= status && status <= self.last
    }

    /// Whether every status of another range lies in this one.
    pub const fn covers(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Whether it has a status in common with another.
    pub const fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// How many statuses the narrowest of the ranges holds beside `status`; `None` where none holds it.
    #[inline]
    pub fn narrowest(ranges: &[Self], status: u16) -> Option<u16> {
        let holding = ranges.iter().filter(|range| range.contains(status));
        holding
            .map(|range| range.last.saturating_sub(range.first))
            .min()
    }

    /// Whether the status lies in one of the ranges.
    #[inline]
    pub fn any(ranges: &[Self], status: u16) -> bool {
        ranges.iter().any(|range| range.contains(status))
    }
}

/// As OpenAPI writes it: `404`, `4XX`; ranges that OpenAPI has no word for as `500-503`.
impl fmt::Display for StatusRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_class() {
            Some(class) => write!(f, "{class}XX"),
            None if self.first == self.last => write!(f, "{}", self.first),
            None => write!(f, "{}-{}", self.first, self.last),
        }
    }
}

impl From<u16> for StatusRange {
    fn from(status: u16) -> Self {
        Self::one(status)
    }
}
