//! The tokens of a body: the package's parser, which is passed over where the next bytes are what the table of a model says.

use jiter::{Jiter, JiterResult, NumberInt, Peek};

use super::DecodeError;
use crate::model::encode::ESCAPES;

/// Reads tokens one after another. A clone looks ahead.
#[derive(Clone)]
pub(crate) struct Tokens<'a> {
    /// Over the part of the body from `base` on.
    json: Jiter<'a>,
    body: &'a [u8],
    base: usize,
}

/// What comes next in an object.
pub(crate) enum Step<'t> {
    /// The expected member.
    Expected,
    /// A member of this name, which may be the expected one's.
    Named(&'t str),
    /// Its end.
    End,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(body: &'a [u8]) -> Self {
        let json = Jiter::new(body);
        Self {
            json,
            body,
            base: 0,
        }
    }

    /// The byte of the body that comes next.
    #[inline]
    pub(crate) fn at(&self) -> usize {
        self.base.wrapping_add(self.json.current_index())
    }

    /// Reads past `before`, the name of a member and its colon, if these and nothing else are the next bytes.
    ///
    /// That a name is the expected one is told by comparing it once, with no look for its end. `false` does not say that
    /// the member is another one: there may be blanks or escapes.
    #[inline(always)]
    fn pass(&mut self, before: u8, name: &str) -> bool {
        let ahead = self.body.get(self.at()..).unwrap_or_default();
        let Some((next, rest)) = ahead.split_at_checked(name.len().wrapping_add(4)) else {
            return false;
        };
        let [first, b'"', key @ .., b'"', b':'] = next else {
            return false;
        };
        if *first != before || !is_literally(key, name.as_bytes()) {
            return false;
        }
        // What the parser has for texts with escapes goes on to the new one.
        let buffer = std::mem::replace(&mut self.json, Jiter::new(b"")).into_tape();
        self.json = Jiter::with_tape(rest, buffer);
        self.base = self.body.len().wrapping_sub(rest.len());
        true
    }

    /// Reads the name of the first or of the next member of an object, which is most likely the expected one.
    #[inline(always)]
    pub(crate) fn step(
        &mut self,
        first: &mut bool,
        expected: Option<&str>,
    ) -> Result<Step<'_>, DecodeError> {
        let is_first = std::mem::take(first);
        let before = if is_first { b'{' } else { b',' };
        if expected.is_some_and(|name| self.pass(before, name)) {
            return Ok(Step::Expected);
        }
        let name = if is_first {
            self.object()?
        } else {
            self.member()?
        };
        Ok(name.map_or(Step::End, Step::Named))
    }

    #[inline]
    pub(crate) fn peek(&mut self) -> Result<Peek, DecodeError> {
        told(self.base, self.json.peek())
    }

    #[inline]
    pub(crate) fn null(&mut self) -> Result<(), DecodeError> {
        told(self.base, self.json.known_null())
    }

    #[inline]
    pub(crate) fn bool(&mut self) -> Result<bool, DecodeError> {
        told(self.base, self.json.next_bool())
    }

    /// `None` where the parser's own integers do not hold it; it stands before the number then.
    #[inline]
    pub(crate) fn int(&mut self) -> Option<NumberInt> {
        self.json.next_int().ok()
    }

    #[inline]
    pub(crate) fn float(&mut self) -> Result<f64, DecodeError> {
        told(self.base, self.json.next_float())
    }

    /// The text of a number.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<&[u8], DecodeError> {
        told(self.base, self.json.next_number_bytes())
    }

    #[inline]
    pub(crate) fn text(&mut self) -> Result<&str, DecodeError> {
        told(self.base, self.json.next_str())
    }

    #[inline]
    pub(crate) fn array(&mut self) -> Result<Option<Peek>, DecodeError> {
        told(self.base, self.json.next_array())
    }

    #[inline]
    pub(crate) fn element(&mut self) -> Result<Option<Peek>, DecodeError> {
        told(self.base, self.json.array_step())
    }

    #[inline]
    pub(crate) fn object(&mut self) -> Result<Option<&str>, DecodeError> {
        told(self.base, self.json.next_object())
    }

    #[inline]
    pub(crate) fn member(&mut self) -> Result<Option<&str>, DecodeError> {
        told(self.base, self.json.next_key())
    }

    #[inline]
    pub(crate) fn skip(&mut self) -> Result<(), DecodeError> {
        told(self.base, self.json.next_skip())
    }

    /// Reads past the next value and returns its source text.
    pub(crate) fn raw(&mut self) -> Result<&'a [u8], DecodeError> {
        self.peek()?;
        let start = self.json.current_index();
        self.skip()?;
        Ok(self.json.slice_to_current(start))
    }

    pub(crate) fn finish(&mut self) -> Result<(), DecodeError> {
        told(self.base, self.json.finish())
    }
}

/// Whether the bytes between two quotes are a name of the same length that JSON writes as it is, without escapes.
#[inline]
#[expect(clippy::indexing_slicing, reason = "the table has every byte")]
fn is_literally(key: &[u8], name: &[u8]) -> bool {
    let pairs = key.iter().zip(name);
    let differs = pairs.fold(0, |any, (byte, wanted)| {
        any | (byte ^ wanted) | ESCAPES[usize::from(*wanted)]
    });
    differs == 0
}

/// Turns what the parser says of the part from `base` on into what this crate says.
#[inline]
fn told<T>(base: usize, read: JiterResult<T>) -> Result<T, DecodeError> {
    read.map_err(|error| DecodeError::of_tokens(base, error))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::decode::Decoder;

    #[test]
    fn only_the_very_name_is_passed_over() {
        let rows = [
            (r#"{"id":1}"#, "id", true),
            (r#"{"":1}"#, "", true),
            (r#"{"größe":1}"#, "größe", true),
            // Blanks and escapes are the parser's, also where it would read the same name.
            (r#"{ "id":1}"#, "id", false),
            (r#"{"id" :1}"#, "id", false),
            (r#"{"i\u0064":1}"#, "id", false),
            (r#","id":1}"#, "id", false),
            (r#"{"id2":1}"#, "id", false),
            (r#"{"i":1}"#, "id", false),
            (r#"{"ID":1}"#, "id", false),
            (r#"{"id""#, "id", false),
            (r#"{"id"#, "id", false),
            ("", "id", false),
            // Bytes that mean something else between quotes than by themselves.
            (r#"{"a\nb":1}"#, r"a\nb", false),
            (r#"{"a":"b":1}"#, r#"a":"b"#, false),
            ("{\"a\u{1}\":1}", "a\u{1}", false),
        ];
        for (body, name, passed) in rows {
            let mut tokens = Tokens::new(body.as_bytes());
            assert_eq!(tokens.pass(b'{', name), passed, "{body} {name}");
            let at = if passed {
                name.len().wrapping_add(4)
            } else {
                0
            };
            assert_eq!(tokens.at(), at, "{body} {name}");
        }
    }

    #[test]
    fn every_byte_at_every_place_is_looked_at() {
        for length in 0..20 {
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    let mut text = vec![b'a'; length];
                    text[at] = byte;
                    let expected = byte >= b' ' && byte != b'"' && byte != b'\\';
                    let literal = is_literally(&text, &text);
                    assert_eq!(literal, expected, "{byte} at {at} of {length}");
                    let mut other = text.clone();
                    other[at] ^= 0x20;
                    assert!(!is_literally(&other, &text), "{byte} at {at} of {length}");
                }
            }
        }
    }

    #[test]
    fn what_follows_a_name_is_told_by_its_place_in_the_body() {
        let mut tokens = Tokens::new(br#"{"a":"\u0041","b":tru,"c":"\n"}"#);
        assert!(tokens.pass(b'{', "a"));
        assert_eq!(tokens.text(), Ok("A"));
        assert!(tokens.pass(b',', "b"));
        let error = tokens.bool().expect_err("no JSON");
        assert_eq!(error.offset(), 21);
        let mut tokens = Tokens::new(br#"{"a":[1, 2],"b":7}"#);
        assert!(tokens.pass(b'{', "a"));
        assert_eq!(tokens.raw(), Ok(&b"[1, 2]"[..]));
        assert!(tokens.pass(b',', "b"));
        assert_eq!(tokens.number(), Ok(&b"7"[..]));
        assert_eq!(tokens.member(), Ok(None));
        assert_eq!(tokens.finish(), Ok(()));
    }

    struct Order {
        id: String,
        lines: Vec<Line>,
        note: Option<String>,
    }

    struct Line {
        amount: i64,
        more: BTreeMap<String, i64>,
    }

    crate::object!(decode encode Order {
        id: required "id",
        lines: required "lines",
        note: optional "note",
    });
    crate::object!(decode encode Line { amount: required "amount", .. more });

    /// The same JSON with a blank on each side of every token; none of the texts below holds a byte of these.
    fn blown_up(body: &str) -> String {
        let spaced = body.chars().map(|byte| match byte {
            '{' | '}' | '[' | ']' | ',' | ':' => format!(" {byte}\n"),
            other => other.to_string(),
        });
        spaced.collect()
    }

    #[test]
    fn blanks_change_neither_values_nor_problems() {
        let bodies = [
            r#"{"id":"o\u0031","lines":[{"amount":1},{"amount":2,"tax":3}],"note":"n\n"}"#,
            r#"{"note":null,"lines":[],"id":"o1"}"#,
            r#"{"id":"o1","more":{"id":[{}]},"lines":[{"tax":1,"amount":2}]}"#,
            r#"{"id":"o1","id":"o2","lines":[]}"#,
            r#"{"id":"o1","lines":[{"amount":"1"}]}"#,
            r#"{"id":"o1","lines":[{"tax":1}]}"#,
            r#"{"id":"o1","lines":[{"amount":1,}]}"#,
            r#"{"id":"o1","lines":[{"amount":1}"#,
            r#"{"id":"o1","lines":[]"note":"n"}"#,
            r#"{"id":"o1",,"lines":[]}"#,
            r#"{"id":"o1","lines":}"#,
            r#"{"id":7}"#,
            r#"{,"id":"o1"}"#,
            r#"["id"]"#,
        ];
        let read = |body: &str| match Decoder::whole::<Order>(body.as_bytes()) {
            Ok(order) => format!("{order:?}"),
            Err(error) => format!("{} {:?}", error.path(), error.kind()),
        };
        let mut fit = 0;
        for body in bodies {
            let compact = read(body);
            assert_eq!(compact, read(&blown_up(body)), "{body}");
            fit += usize::from(compact.starts_with("Order"));
        }
        assert_eq!(fit, 3);
    }
}
