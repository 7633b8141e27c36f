//! Lists of items with parameters: the part of structured fields (RFC 9651) that the rate-limit fields use.

use http::HeaderMap;

/// An item of a list with its parameters.
pub(super) struct Member {
    pub(super) value: Bare,
    parameters: Vec<(String, Bare)>,
}

/// A bare item.
pub(super) enum Bare {
    Integer(i64),
    Text(String),
    /// A decimal, byte sequence or boolean, none of which the rate-limit fields give a meaning.
    Other,
}

impl Member {
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Bare::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A parameter that is a whole number and not negative. Of equal names the last counts (RFC 9651 §4.2.3.2).
    pub(super) fn parameter(&self, name: &str) -> Option<u64> {
        match self.parameters.iter().rev().find(|(key, _)| key == name)? {
            (_, Bare::Integer(number)) => u64::try_from(*number).ok(),
            _ => None,
        }
    }
}

/// The list in all lines of a header, `None` if it is missing or malformed: a field that breaks the grammar in one place
/// counts as absent (RFC 9651 §4.2).
pub(super) fn list(headers: &HeaderMap, name: &str) -> Option<Vec<Member>> {
    let lines: Vec<&[u8]> = headers
        .get_all(name)
        .iter()
        .map(|line| line.as_bytes())
        .collect();
    if lines.is_empty() {
        return None;
    }
    parse(&lines.join(&b", "[..]))
}

fn parse(text: &[u8]) -> Option<Vec<Member>> {
    let mut rest = Reader(text.trim_ascii());
    let mut members = Vec::new();
    while !rest.0.is_empty() {
        members.push(rest.member()?);
        rest.blanks(b" \t");
        if rest.0.is_empty() {
            break;
        }
        rest.expect(b',')?;
        rest.blanks(b" \t");
        if rest.0.is_empty() {
            return None;
        }
    }
    Some(members)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.next().filter(|next| *next == byte).map(|_| ())
    }

    fn take(&mut self, belongs: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self
            .0
            .iter()
            .position(|byte| !belongs(*byte))
            .unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn blanks(&mut self, blanks: &[u8]) {
        self.take(|byte| blanks.contains(&byte));
    }

    fn member(&mut self) -> Option<Member> {
        let value = self.bare()?;
        let mut parameters = Vec::new();
        while self.peek() == Some(b';') {
            self.next();
            self.blanks(b" ");
            let name = self.key()?;
            let value = if self.peek() == Some(b'=') {
                self.next();
                self.bare()?
            } else {
                Bare::Other
            };
            parameters.push((name, value));
        }
        Some(Member { value, parameters })
    }

    fn key(&mut self) -> Option<String> {
        self.peek()
            .filter(|byte| byte.is_ascii_lowercase() || *byte == b'*')?;
        let is_key = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.*".contains(&byte)
        };
        ascii(self.take(is_key))
    }

    fn bare(&mut self) -> Option<Bare> {
        match self.peek()? {
            b'-' | b'0'..=b'9' => self.number(),
            b'"' => self.string(),
            b':' => {
                self.next();
                self.take(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
                self.expect(b':').map(|()| Bare::Other)
            }
            b'?' => {
                self.next();
                self.next()
                    .filter(|byte| matches!(byte, b'0' | b'1'))
                    .map(|_| Bare::Other)
            }
            b'*' | b'A'..=b'Z' | b'a'..=b'z' => {
                let is_token =
                    |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:/".contains(&byte);
                ascii(self.take(is_token)).map(Bare::Text)
            }
            _ => None,
        }
    }

    fn number(&mut self) -> Option<Bare> {
        let negative = self.peek() == Some(b'-');
        if negative {
            self.next();
        }
        let digits = self.take(|byte| byte.is_ascii_digit());
        if self.peek() == Some(b'.') {
            self.next();
            let fraction = self.take(|byte| byte.is_ascii_digit());
            let fits = (1..=12).contains(&digits.len()) && (1..=3).contains(&fraction.len());
            return fits.then_some(Bare::Other);
        }
        // Fifteen digits are the limit of the grammar, and fit.
        let digits = Some(digits).filter(|digits| (1..=15).contains(&digits.len()))?;
        let number: i64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
        Some(Bare::Integer(if negative {
            number.saturating_neg()
        } else {
            number
        }))
    }

    fn string(&mut self) -> Option<Bare> {
        self.expect(b'"')?;
        let mut text = String::new();
        loop {
            let byte = match self.next()? {
                b'"' => return Some(Bare::Text(text)),
                b'\\' => self.next().filter(|byte| matches!(byte, b'"' | b'\\'))?,
                byte @ 0x20..=0x7e => byte,
                _ => return None,
            };
            text.push(char::from(byte));
        }
    }
}

fn ascii(text: &[u8]) -> Option<String> {
    std::str::from_utf8(text).ok().map(str::to_owned)
}
