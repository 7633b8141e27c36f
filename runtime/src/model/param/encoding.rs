//! Percent-encoding of texts in paths and queries (RFC 3986), each byte once.

use crate::facts::Parameter;

/// How one text is encoded.
pub(super) type Encode = fn(&str) -> String;

/// Encodes what RFC 3986 section 2.3 does not call unreserved.
pub(crate) fn encode(text: &str) -> String {
    encode_but(text, |_| false)
}

/// Encodes a query value but keeps reserved characters and triplets that are encoded already (RFC 6570 section 3.2.3).
///
/// Encoded all the same are those that no query holds (RFC 3986 section 3.4), and `&` and `+`, which would end the value
/// or stand for a blank.
pub(crate) fn encode_reserved(text: &str) -> String {
    encode_but(text, is_reserved)
}

fn is_reserved(byte: u8) -> bool {
    b":/?@!$'()*,;=".contains(&byte)
}

/// [`encode_reserved`] for an item between commas.
pub(super) fn encode_reserved_item(text: &str) -> String {
    encode_but(text, |byte| byte != b',' && is_reserved(byte))
}

/// [`encode_reserved`] for one segment of a path (RFC 3986 section 3.3).
pub(crate) fn encode_segment(text: &str) -> String {
    encode_but(text, |byte| b":@!$&'()*+,;=".contains(&byte))
}

/// [`encode_segment`] for an item between the delimiters of the styles of paths.
pub(super) fn encode_segment_item(text: &str) -> String {
    encode_but(text, |byte| b":@!$&'()*+".contains(&byte))
}

fn encode_but(text: &str, kept: fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    push_encoded(&mut out, text, kept);
    out
}

/// Appends a pair of a query, whose value is one text.
pub(crate) fn push_query(query: &mut String, parameter: &Parameter, text: &str) {
    // Room for the usual few, since a text that grows byte by byte moves several times.
    query.reserve(
        parameter
            .name
            .len()
            .saturating_add(text.len())
            .max(62)
            .saturating_add(2),
    );
    if !query.is_empty() {
        query.push('&');
    }
    push_encoded(query, parameter.name, |_| false);
    query.push('=');
    let kept = if parameter.allow_reserved {
        is_reserved
    } else {
        |_| false
    };
    push_encoded(query, text, kept);
}

fn push_encoded(out: &mut String, text: &str, kept: fn(u8) -> bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = text.as_bytes();
    let keeps_triplets = kept(b':');
    let is_triplet = |at: usize| {
        let digits = bytes.get(at..).and_then(<[u8]>::first_chunk);
        keeps_triplets
            && matches!(digits, Some([b'%', high, low]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
    };
    for (at, byte) in bytes.iter().copied().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        if plain || kept(byte) || is_triplet(at) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            let digits = [byte >> 4, byte & 15].map(|digit| HEX.get(usize::from(digit)));
            out.extend(digits.into_iter().flatten().copied().map(char::from));
        }
    }
}

/// A percent-encoded text without that encoding.
pub(crate) fn decode(value: &str) -> String {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        rest = match byte.filter(|_| *first == b'%') {
            Some(byte) => {
                out.push(byte);
                after.get(2..).unwrap_or_default()
            }
            None => {
                out.push(*first);
                after
            }
        };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn values_are_decoded_once() {
        let rows = [
            ("a%20b%2B", "a b+"),
            ("%2541", "%41"),
            ("%", "%"),
            ("%4", "%4"),
            ("", ""),
        ];
        for (encoded, text) in rows {
            assert_eq!(decode(encoded), text);
        }
    }
}
