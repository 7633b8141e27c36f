//! A reader that cuts long strings out of JSON on the way, so that no string of a file is held whole that is longer than what is
//! looked at.

use std::io::{BufRead, Read, Result};

/// What stands at the end of a string that was cut; no JSON ends so.
pub const MARK: char = '\u{2026}';

/// JSON from `inner`, each string in it cut after `most` bytes of source.
pub struct Cut<R> {
    inner: R,
    most: usize,
    place: Place,
    /// What of the mark is still to be handed on.
    mark: &'static [u8],
}

/// Where in the text the reader is.
#[derive(Default)]
struct Place {
    in_string: bool,
    /// Behind a backslash.
    escaped: bool,
    /// Digits of `\u` that are still to come, and the number so far.
    digits: u8,
    number: u32,
    /// Behind the first half of a surrogate pair, which may not stand alone.
    half: bool,
    length: usize,
    cutting: bool,
}

impl<R: BufRead> Cut<R> {
    pub fn new(inner: R, most: usize) -> Self {
        Self {
            inner,
            most,
            place: Place::default(),
            mark: &[],
        }
    }
}

impl Place {
    /// Takes one byte: whether it is handed on, and whether the cut begins at it.
    fn take(&mut self, byte: u8, most: usize) -> (bool, bool) {
        if !self.in_string {
            if byte == b'"' {
                *self = Self {
                    in_string: true,
                    ..Self::default()
                };
            }
            return (true, false);
        }
        let mut begins = false;
        if self.escaped {
            self.escaped = false;
            (self.digits, self.number) = (if byte == b'u' { 4 } else { 0 }, 0);
            self.half = false;
        } else if self.digits > 0 && byte.is_ascii_hexdigit() {
            let digit = char::from(byte).to_digit(16).unwrap_or(0);
            self.number = self.number * 16 + digit;
            self.digits -= 1;
            self.half = self.digits == 0 && (0xd800..0xdc00).contains(&self.number);
        } else if byte == b'"' {
            self.in_string = false;
            return (true, false);
        } else {
            self.digits = 0;
            let begins_sign = byte & 0xc0 != 0x80;
            if self.length >= most && begins_sign && !self.half && !self.cutting {
                (self.cutting, begins) = (true, true);
            }
            self.escaped = byte == b'\\';
            self.half &= self.escaped;
        }
        self.length += 1;
        (!self.cutting, begins)
    }
}

impl<R: BufRead> Read for Cut<R> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        let mut filled = 0;
        while filled < to.len() {
            if let Some((first, rest)) = self.mark.split_first() {
                if let Some(place) = to.get_mut(filled) {
                    *place = *first;
                }
                (self.mark, filled) = (rest, filled + 1);
                continue;
            }
            let from = self.inner.fill_buf()?;
            if from.is_empty() {
                break;
            }
            let mut used = 0;
            for byte in from {
                let Some(place) = to.get_mut(filled) else {
                    break;
                };
                used += 1;
                let (kept, begins) = self.place.take(*byte, self.most);
                if kept {
                    *place = *byte;
                    filled += 1;
                }
                if begins {
                    self.mark = "\u{2026}".as_bytes();
                    break;
                }
            }
            self.inner.consume(used);
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, most: usize) -> String {
        let mut out = String::new();
        let mut reader = Cut::new(text.as_bytes(), most);
        reader.read_to_string(&mut out).expect("text stays text");
        out
    }

    #[test]
    fn strings_end_early_and_everything_else_stays() {
        let rows = [
            (r#"{"a": "bcd", "e": 12345}"#, r#"{"a": "bcd", "e": 12345}"#),
            (r#"["abcdef", "gh"]"#, r#"["abcd…", "gh"]"#),
            (r#"["abc\"def", 1]"#, r#"["abc\"…", 1]"#),
            (r#"["abcd\\\"x"]"#, r#"["abcd…"]"#),
            ("[\"abcä\u{1f511}\"]", "[\"abcä…\"]"),
            (r#"["\u00e4\u00e4"]"#, r#"["\u00e4…"]"#),
            // The halves of a pair stay together.
            (r#"["\ud83d\ude00x"]"#, r#"["\ud83d\ude00…"]"#),
            (r#"["abcdefgh"#, r#"["abcd…"#),
        ];
        for (text, expected) in rows {
            assert_eq!(cut(text, 4), expected, "{text}");
        }
    }
}
