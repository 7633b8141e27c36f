//! Takes what a call was sent with out of JSON, so that what is decoded from it can be shown.

use std::borrow::Cow;

use super::{Known, REDACTED, plain};

/// The JSON with `[redacted]` in place of each known secret that stands in a text. What is no text stays, and so does what only
/// looks like a credential: it may be what the caller needs.
pub(crate) fn scrub_json<'j>(json: &'j [u8], known: &[Known<'_>]) -> Cow<'j, [u8]> {
    let Ok(text) = std::str::from_utf8(json) else {
        // It is no JSON, and decodes to nothing.
        return Cow::Borrowed(json);
    };
    if known.is_empty() || plain::is_plain(text, known) {
        return Cow::Borrowed(json);
    }
    let mut scrubbed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('"') {
        scrubbed.push_str(before);
        scrubbed.push('"');
        let (inside, behind) = behind.split_at(end_of_text(behind));
        hide(inside, known, &mut scrubbed);
        // The quote at the end, if the text has one.
        let end = behind.strip_prefix('"');
        scrubbed.push_str(if end.is_some() { "\"" } else { "" });
        rest = end.unwrap_or(behind);
    }
    scrubbed.push_str(rest);
    if scrubbed == text {
        return Cow::Borrowed(json);
    }
    Cow::Owned(scrubbed.into_bytes())
}

/// The text with `[redacted]` in place of each known secret.
pub(crate) fn scrub_known(text: &str, known: &[Known<'_>]) -> String {
    let mut scrubbed = String::with_capacity(text.len());
    hide(text, known, &mut scrubbed);
    scrubbed
}

/// Where the closing quote stands.
fn end_of_text(behind_quote: &str) -> usize {
    let mut escaped = false;
    let mut bytes = behind_quote.bytes();
    let end = bytes.position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(behind_quote.len())
}

/// Matches may overlap: one that began earlier must not hide the beginning of another and show its end.
fn hide(text: &str, known: &[Known<'_>], to: &mut String) {
    let (mut hidden_until, mut was_hidden) = (0_usize, false);
    for (at, next) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let length = known.iter().map(|known| known.length_at(rest)).max();
        hidden_until = hidden_until.max(at.saturating_add(length.unwrap_or(0)));
        let hidden = at < hidden_until;
        match (hidden, was_hidden) {
            (false, _) => to.push(next),
            (true, false) => to.push_str(REDACTED),
            (true, true) => {}
        }
        was_hidden = hidden;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lose_what_the_call_was_sent_with() {
        let known = [Known::credential("tok\"en-0815"), Known::credential("")];
        let rows = [
            (r#"{"a": "b"}"#, r#"{"a": "b"}"#),
            (
                r#"{"a": "tok\"en-0815 is no key", "n": 815}"#,
                r#"{"a": "[redacted] is no key", "n": 815}"#,
            ),
            (r#"["tok\u0022en-0815"]"#, r#"["[redacted]"]"#),
            (
                r#"["tok%22en-0815&x=1", "\\"]"#,
                r#"["[redacted]&x=1", "\\"]"#,
            ),
            // What only looks like a credential may be what the caller needs.
            (r#"{"id": "sk_1234567890"}"#, r#"{"id": "sk_1234567890"}"#),
            (r#"{"open": "tok\"en-08"#, r#"{"open": "[redacted]"#),
            (r#"{"open\"#, r#"{"open\"#),
        ];
        for (json, expected) in rows {
            let scrubbed = scrub_json(json.as_bytes(), &known);
            assert_eq!(String::from_utf8_lossy(&scrubbed), expected);
        }
    }

    #[test]
    fn what_is_no_text_stays() {
        let known = [Known::credential("424242")];
        let scrubbed = scrub_json(br#"{"n": 424242, "of": "424242"}"#, &known);
        assert_eq!(&*scrubbed, br#"{"n": 424242, "of": "[redacted]"}"#);
        assert_eq!(&*scrub_json(b"\xFF", &known), b"\xFF");
        assert_eq!(scrub_known("424242!", &known), "[redacted]!");
    }
}
