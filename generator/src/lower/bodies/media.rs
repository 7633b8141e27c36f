//! How a media type is written: the kinds of bodies, and the names that are sent.

use crate::extension::received::{Received, received};
use crate::extension::value;
use crate::ir::WireName;

/// How a media type is written and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lower) enum Media {
    Json,
    Form,
    Text,
    Bytes,
    Multipart,
}

/// What a media type is, parameters and case aside.
pub(in crate::lower) fn media(name: &str) -> Media {
    let essence = essence(name);
    match received(name) {
        Received::Json => Media::Json,
        _ if essence == "application/x-www-form-urlencoded" => Media::Form,
        _ if essence.starts_with("multipart/") => Media::Multipart,
        _ if essence.starts_with("text/") => Media::Text,
        _ => Media::Bytes,
    }
}

/// The name without its parameters, in small letters.
pub(super) fn essence(name: &str) -> String {
    let essence = name.split(';').next().unwrap_or(name).trim();
    essence.to_ascii_lowercase()
}

/// Whether the name stands for several media types, such as `image/*`.
pub(super) fn is_range(name: &str) -> bool {
    essence(name).contains('*')
}

/// Whether the media type names a charset that Rust's texts are not in (RFC 2046, section 4.1.2). ASCII is a part of UTF-8,
/// but not every text fits in.
pub(super) fn has_other_charset(name: &str) -> bool {
    let parameters = name.split(';').skip(1).map(str::trim);
    let mut named = parameters.filter_map(|it| it.split_once('='));
    let charset = named.find(|(key, _)| key.trim().eq_ignore_ascii_case("charset"));
    charset.is_some_and(|(_, value)| {
        let value = value.trim().trim_matches('"');
        !["utf-8", "utf8"]
            .iter()
            .any(|own| own.eq_ignore_ascii_case(value))
    })
}

/// Whether a name has the form of a media type: two tokens (RFC 9110, section 8.3.1). A range has that form as well.
pub(super) fn is_media_type(name: &str) -> bool {
    let essence = essence(name);
    let named = essence.split_once('/');
    named.is_some_and(|(kind, subtype)| value::is_token(kind) && value::is_token(subtype))
        && can_be_sent(name)
}

/// Whether a header can hold the name (RFC 9110, section 5.5, without the bytes that have no agreed meaning).
fn can_be_sent(name: &str) -> bool {
    !name.trim().is_empty() && name.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// The media type that is sent: the name itself, or what its kind is sent as where it is a range or no header can hold it.
pub(super) fn sent(name: &str, kind: Media) -> WireName {
    if !is_range(name) && can_be_sent(name) {
        return WireName::new(name);
    }
    WireName::new(match kind {
        _ if essence(name) == "text/*" => "text/plain",
        Media::Json => faultcode_facts::JSON,
        Media::Form => "application/x-www-form-urlencoded",
        Media::Text => "text/plain",
        Media::Bytes => "application/octet-stream",
        Media::Multipart => "multipart/form-data",
    })
}

/// What remains of a name when what says nothing of the content is taken off: where it is registered, and that it is not
/// (`x-`, RFC 6648). `text/xml` and `application/xml` are one format.
fn format(name: &str) -> String {
    let essence = essence(name);
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    let subtype = subtype.strip_prefix("x-").unwrap_or(subtype);
    match received(name) {
        // One JSON text after the other, under any of its names.
        Received::Lines => "lines".to_owned(),
        _ => subtype.to_owned(),
    }
}

/// Whether two names stand for one format.
pub(super) fn is_one_format(one: &str, other: &str) -> bool {
    essence(one) == essence(other) || (!is_range(one) && format(one) == format(other))
}

/// Whether two media types mean the same when their schemas are the same. Patches do not: what `merge-patch+json` (RFC 7396)
/// does to a resource, `json-patch+json` (RFC 6902) does not.
pub(super) fn mean_alike(one: &str, other: &str) -> bool {
    let is_patch = |name: &str| {
        let essence = essence(name);
        let format = essence.rsplit_once('+').map_or("", |(format, _)| format);
        format.ends_with("patch")
    };
    essence(one) == essence(other) || (!is_patch(one) && !is_patch(other))
}

/// Whether text of that media type usually repeats what a schema beside it types.
pub(super) fn is_notation(name: &str) -> bool {
    let essence = essence(name);
    ["xml", "yaml", "yml"]
        .iter()
        .any(|end| essence.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_sent_as_what_they_are() {
        let rows = [
            ("application/json", Media::Json, "application/json"),
            ("*/*", Media::Json, "application/json"),
            ("application/*+json", Media::Json, "application/json"),
            (
                "application/vnd.a.v1+json",
                Media::Json,
                "application/vnd.a.v1+json",
            ),
            ("application/x-ndjson", Media::Bytes, "application/x-ndjson"),
            ("text/*", Media::Text, "text/plain"),
            ("*/*; q=0.5", Media::Json, "application/json"),
            (
                "text/csv; header=present",
                Media::Text,
                "text/csv; header=present",
            ),
            ("image/*", Media::Bytes, "application/octet-stream"),
            (
                "image/png\r\nx: y",
                Media::Bytes,
                "application/octet-stream",
            ),
            ("multipart/*", Media::Multipart, "multipart/form-data"),
            ("Multipart/Mixed", Media::Multipart, "Multipart/Mixed"),
        ];
        for (name, kind, expected) in rows {
            assert_eq!(media(name), kind, "{name}");
            assert_eq!(sent(name, kind).as_str(), expected, "{name}");
        }
    }

    #[test]
    fn names_that_are_no_media_types_are_told() {
        for name in ["text/plain", "image/*", "application/vnd.a+json; v=\"1 2\""] {
            assert!(is_media_type(name), "{name}");
        }
        for name in [
            "examples",
            "a/b/c",
            "",
            "application/",
            "text/plain\n",
            "image/\u{e4}",
        ] {
            assert!(!is_media_type(name), "{name}");
        }
    }

    #[test]
    fn texts_are_utf_8() {
        let other = |name| has_other_charset(name);
        assert!(!other("text/plain") && !other("text/plain; Charset=\"UTF-8\""));
        assert!(other("text/plain; format=flowed; charset=iso-8859-1"));
    }

    #[test]
    fn one_format_has_several_names() {
        assert!(is_one_format("text/xml", "application/xml"));
        assert!(is_one_format("application/x-zip", "application/zip"));
        assert!(is_one_format("application/jsonl", "application/x-ndjson"));
        assert!(!is_one_format("image/png", "image/jpeg"));
        assert!(!is_one_format("image/*", "audio/*"));
        assert!(mean_alike("application/json", "text/json"));
        assert!(!mean_alike(
            "application/json",
            "application/merge-patch+json"
        ));
    }
}
