//! Finds a known credential, or the beginning of it, however it is escaped.

/// The shortest beginning of a credential that counts, in characters.
const SHORTEST: usize = 6;

/// The length of the credential, or of its first [`SHORTEST`] or more characters, at the start of the text; 0 if it does not
/// stand there. A whole credential counts however short it is.
pub(super) fn length_at(text: &str, credential: &str) -> usize {
    let mut length = 0;
    let mut characters = 0;
    for expected in credential.chars() {
        match escaped_length(&text[length..], expected) {
            Some(more) => {
                length += more;
                characters += 1;
            }
            None if characters >= SHORTEST => return length,
            None => return 0,
        }
    }
    length
}

/// What a text without escapes must hold if the credential, or a part of it that counts, stands anywhere in it.
pub(super) fn beginning(credential: &str) -> &str {
    let end = credential.char_indices().nth(SHORTEST);
    end.map_or(credential, |(end, _)| &credential[..end])
}

/// The length of one character at the start of the text: as it stands, percent-escaped, or escaped as in JSON.
fn escaped_length(text: &str, expected: char) -> Option<usize> {
    if text.starts_with(expected) {
        return Some(expected.len_utf8());
    }
    match text.as_bytes().first()? {
        b'%' => percent_escaped(text.as_bytes(), expected),
        b'+' if expected == ' ' => Some(1),
        b'\\' => json_escaped(text, expected),
        _ => None,
    }
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
    Some(expected.len() * 3)
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
        return Some(expected.len() * 6);
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
    digits.iter().try_fold(0, |value, digit| {
        Some(value * 16 + char::from(*digit).to_digit(16)?)
    })
}
