//! Whether a body can be read although its head names a charset. Only UTF-8 is decoded.

/// Whether the body is UTF-8 as far as its content type says, or is ASCII without NUL, which is the same text in UTF-8 and in every
/// charset that a server is likely to name.
pub(crate) fn is_readable(content_type: &str, body: &[u8]) -> bool {
    let lower = content_type.to_ascii_lowercase();
    let charset = lower.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        (name.trim() == "charset").then(|| value.trim().trim_matches('"'))
    });
    let is_utf8 = charset.is_none_or(|name| matches!(name, "utf-8" | "utf8" | "us-ascii"));
    is_utf8 || (body.is_ascii() && !body.contains(&0))
}

#[cfg(test)]
mod tests {
    use super::is_readable;

    #[test]
    fn only_utf8_and_ascii_are_read() {
        let rows = [
            ("application/json", true),
            ("application/json; charset=utf-8", true),
            ("application/json;charset=\"UTF-8\"; profile=x", true),
            (
                "application/json; profile=\"charset=x\"; charset=utf8",
                true,
            ),
            ("application/json; x-charset=latin1", true),
            ("text/plain; Charset = ISO-8859-1", false),
            ("text/plain; charset=", false),
        ];
        for (content_type, expected) in rows {
            assert_eq!(
                is_readable(content_type, b"\xe9"),
                expected,
                "{content_type}"
            );
            assert!(is_readable(content_type, b"e"), "{content_type}");
        }
    }
}
