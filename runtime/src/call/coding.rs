//! Bodies in a content coding (RFC 9110 section 8.4) that nobody asked for. None is decoded; what is said of them is true.

use http::HeaderMap;
use http::header::CONTENT_ENCODING;

/// The coding that the head of an answer states, by a word of ours, since the server's may be anything.
fn stated(headers: &HeaderMap) -> Option<&'static str> {
    let lines = headers.get_all(CONTENT_ENCODING).iter();
    let words = lines.filter_map(|line| line.to_str().ok());
    let mut words = words.flat_map(|line| line.split(',')).map(str::trim);
    let word = words.find(|word| !word.is_empty() && !word.eq_ignore_ascii_case("identity"))?;
    let known = [
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("deflate", "deflate"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("compress", "compress"),
        ("x-compress", "compress"),
    ];
    let known = known
        .iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name));
    Some(known.map_or("an unknown coding", |(_, word)| word))
}

/// The coding of a body that is no readable text: the stated one, or the one by whose mark it begins (RFC 1952 section 2.3.1,
/// RFC 8878 section 3.1.1).
pub(crate) fn of(headers: &HeaderMap, body: &[u8]) -> Option<&'static str> {
    if std::str::from_utf8(body).is_ok() {
        return None;
    }
    stated(headers).or(match body {
        [0x1f, 0x8b, 8, ..] => Some("gzip"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::of;

    #[test]
    fn a_coding_is_told_by_the_head_or_by_its_mark() {
        let gzip = b"\x1f\x8b\x08\x00";
        let rows: [(&[&str], &[u8], Option<&str>); 12] = [
            (&["gzip"], gzip, Some("gzip")),
            (&["X-GZIP"], gzip, Some("gzip")),
            (&["identity, br"], b"\x8b\x00", Some("br")),
            (&["identity", "zstd"], b"\x8b\x00", Some("zstd")),
            (&["<script>"], b"\x8b\x00", Some("an unknown coding")),
            (&[], gzip, Some("gzip")),
            (&["identity"], gzip, Some("gzip")),
            (&[], b"\x28\xb5\x2f\xfd\x00", Some("zstd")),
            (&[], b"\xff\xfe", None),
            (&[""], b"\xff\xfe", None),
            // A head that says what is not so.
            (&["gzip"], b"{\"id\":1}", None),
            (&["gzip"], b"", None),
        ];
        for (lines, body, expected) in rows {
            let mut headers = HeaderMap::new();
            for line in lines {
                let line = HeaderValue::from_str(line).expect("a header");
                headers.append("content-encoding", line);
            }
            assert_eq!(of(&headers, body), expected, "{lines:?} {body:?}");
        }
    }
}
