//! Finds a known credential, or the beginning of it, however it is escaped.

/// The shortest beginning of a credential that counts, in characters.
const SHORTEST: usize = 6;

/// What escapes begin with: those of JSON, and those of URLs and forms. Where a text has such a sign, that may stand for itself or
/// begin an escape of itself.
const ESCAPING: [char; 2] = ['\\', '%'];

/// A text that must not be shown.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    text: &'a str,
    /// The shortest beginning of it that counts, in characters.
    shortest: usize,
    /// Whether servers write it in another way than it was sent: in other case, without its hyphens.
    rewritten: bool,
}

impl<'a> Known<'a> {
    /// A credential. A whole one counts however short it is.
    pub(crate) const fn credential(text: &'a str) -> Self {
        Self {
            text,
            shortest: SHORTEST,
            rewritten: false,
        }
    }

    /// An idempotency key. One of a few characters may be a part of any word, and is left; the words before a number, as in
    /// `order-17`, are no secret, nor is one digit over and over, as in a number with zeros at its front.
    pub(crate) fn key(text: &'a str) -> Self {
        let is_word = |byte: &u8| byte.is_ascii_alphabetic() || b"-_.:/".contains(byte);
        let words = text.bytes().take_while(is_word).count();
        // The first letters of a hexadecimal number look like a word.
        let is_hex = text
            .bytes()
            .take(words)
            .all(|byte| byte.is_ascii_hexdigit());
        // A beginning that is shorter than those that count holds more than words anyway.
        let words = if is_hex { 0 } else { words };
        let first = text.bytes().next();
        let same = |byte: &u8| Some(*byte) == first || *byte == b'-';
        let same = text.bytes().take_while(same).count();
        let lead = Some(words.max(same)).filter(|lead| *lead >= SHORTEST);
        Self {
            text: if text.len() < SHORTEST { "" } else { text },
            shortest: lead.unwrap_or(0).saturating_add(SHORTEST),
            rewritten: true,
        }
    }

    /// The length of the text, or of a beginning of it that counts, at the start of another one; 0 if it does not stand there.
    pub(super) fn length_at(self, text: &str) -> usize {
        let (as_it_stands, is_ambiguous) = self.length_of(text, None);
        if !is_ambiguous {
            return as_it_stands;
        }
        let lengths = ESCAPING.map(|sign| self.length_of(text, Some(sign)).0);
        lengths.into_iter().fold(as_it_stands, usize::max)
    }

    /// The same where `escaped` is taken for the beginning of an escape before it is taken for itself, and whether that matters.
    fn length_of(self, text: &str, escaped: Option<char>) -> (usize, bool) {
        let mut length = 0_usize;
        let mut characters = 0_usize;
        let mut is_ambiguous = false;
        for expected in self.text.chars() {
            let rest = text.get(length..).unwrap_or("");
            is_ambiguous |= ESCAPING.contains(&expected);
            match self.escaped_length(rest, expected, escaped == Some(expected)) {
                Some(more) => {
                    length = length.saturating_add(more);
                    characters = characters.saturating_add(1);
                }
                None if characters >= self.shortest => break,
                None => return (0, is_ambiguous),
            }
        }
        (length, is_ambiguous)
    }

    fn escaped_length(self, text: &str, expected: char, is_escaped: bool) -> Option<usize> {
        let found = escaped_length(text, expected, is_escaped);
        if found.is_some() || !self.rewritten {
            return found;
        }
        match text.chars().next() {
            Some(next) if next.eq_ignore_ascii_case(&expected) => Some(next.len_utf8()),
            _ => (expected == '-').then_some(0),
        }
    }

    /// Whether the text, or a part of it that counts, may stand anywhere in a text without escapes.
    #[inline]
    pub(super) fn may_stand_in(self, text: &str) -> bool {
        !self.text.is_empty() && self.may_begin_in(text)
    }

    fn may_begin_in(self, text: &str) -> bool {
        let end = self.text.char_indices().nth(self.shortest);
        let beginning = end.map_or(self.text, |(end, _)| {
            self.text.get(..end).unwrap_or(self.text)
        });
        if !self.rewritten {
            return text.contains(beginning);
        }
        let first = beginning.trim_start_matches('-');
        let first = first.split('-').next().unwrap_or("").as_bytes();
        let Some(letter) = first.first().map(u8::to_ascii_lowercase) else {
            return true;
        };
        let mut windows = text.as_bytes().windows(first.len());
        // Most places are told by one letter.
        windows.any(|window| {
            window.first().map(u8::to_ascii_lowercase) == Some(letter)
                && window.eq_ignore_ascii_case(first)
        })
    }
}

/// The length of one character at the start of the text: as it stands, percent-escaped, or escaped as in JSON. `is_escaped` says
/// that an escape goes before a character that stands for itself.
fn escaped_length(text: &str, expected: char, is_escaped: bool) -> Option<usize> {
    let as_it_stands = text.starts_with(expected).then(|| expected.len_utf8());
    if as_it_stands.is_some() && !is_escaped {
        return as_it_stands;
    }
    let escaped = match text.as_bytes().first()? {
        b'%' => percent_escaped(text.as_bytes(), expected),
        b'+' if expected == ' ' => Some(1),
        b'\\' => json_escaped(text, expected),
        _ => None,
    };
    escaped.or(as_it_stands)
}

fn percent_escaped(text: &[u8], expected: char) -> Option<usize> {
    let mut bytes = [0; 4];
    let expected = expected.encode_utf8(&mut bytes).as_bytes();
    let mut triples = text.chunks_exact(3);
    for byte in expected {
        let [b'%', high, low] = triples.next()? else {
            return None;
        };
        if hex(&[*high, *low])? != u32::from(*byte) {
            return None;
        }
    }
    expected.len().checked_mul(3)
}

fn json_escaped(text: &str, expected: char) -> Option<usize> {
    let text = text.as_bytes();
    if let [b'\\', b'u', ..] = text {
        let mut units = [0; 2];
        let expected = expected.encode_utf16(&mut units);
        let mut escapes = text.chunks_exact(6);
        for unit in expected.iter() {
            let [b'\\', b'u', digits @ ..] = escapes.next()? else {
                return None;
            };
            if hex(digits)? != u32::from(*unit) {
                return None;
            }
        }
        return expected.len().checked_mul(6);
    }
    let meant = match text.get(1)? {
        byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        _ => return None,
    };
    (meant == expected).then_some(2)
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |value, digit| {
        value
            .checked_mul(16)?
            .checked_add(char::from(*digit).to_digit(16)?)
    })
}
