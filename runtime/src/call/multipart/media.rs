//! Which of several media types a file is sent under.

use faultcode_facts::JSON;

/// The types of files by the ends of their names, as browsers tell them.
const ENDS: &[(&str, &str)] = &[
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("heic", "image/heic"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", JSON),
    ("m4a", "audio/mp4"),
    ("md", "text/markdown"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("ogg", "audio/ogg"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webp", "image/webp"),
    ("xls", "application/vnd.ms-excel"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
];

/// Of the types that a document lists for a part, between commas: the one that the file's name says, if the list allows it,
/// else the first. `None` where the list names ranges alone, and the name says nothing.
pub(super) fn of_file<'m>(listed: &'m str, name: Option<&str>) -> Option<&'m str> {
    let all = || listed.split(',').map(str::trim).filter(|it| !it.is_empty());
    let end = name
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, end)| end);
    let said = end.and_then(|end| {
        ENDS.iter()
            .find(|(known, _)| end.eq_ignore_ascii_case(known))
    });
    if let Some((_, said)) = said {
        if let Some(same) = all().find(|it| essence(it).eq_ignore_ascii_case(said)) {
            return Some(same);
        }
        if all().any(|it| is_range_of(it, said)) {
            return Some(said);
        }
    }
    all().find(|it| !it.contains('*'))
}

/// A type without its parameters.
fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or(media).trim()
}

/// Whether `image/*` or `*/*` holds that type.
fn is_range_of(range: &str, media: &str) -> bool {
    let kind = essence(range).strip_suffix("/*");
    let own = media.split('/').next().unwrap_or("");
    kind.is_some_and(|kind| kind == "*" || kind.eq_ignore_ascii_case(own))
}

#[cfg(test)]
mod tests {
    use super::of_file;

    #[test]
    fn the_name_of_a_file_chooses_among_the_listed_types() {
        let rows = [
            ("image/png, image/jpeg", Some("a.jpg"), Some("image/jpeg")),
            ("image/png, image/jpeg", Some("a.b.PNG"), Some("image/png")),
            ("image/png, image/jpeg", Some("a.gif"), Some("image/png")),
            ("image/png, image/jpeg", Some("a"), Some("image/png")),
            ("image/png, image/jpeg", None, Some("image/png")),
            ("application/pdf", Some("a.png"), Some("application/pdf")),
            ("image/*", Some("a.webp"), Some("image/webp")),
            (
                "image/*, application/pdf",
                Some("a.pdf"),
                Some("application/pdf"),
            ),
            (
                "image/*, application/pdf",
                Some("a.bin"),
                Some("application/pdf"),
            ),
            ("image/*", Some("a.pdf"), None),
            ("image/*", None, None),
            ("*/*", Some("a.txt"), Some("text/plain")),
            (
                "text/csv; charset=utf-8,text/plain",
                Some("a.csv"),
                Some("text/csv; charset=utf-8"),
            ),
            ("", Some("a.csv"), None),
        ];
        for (listed, name, expected) in rows {
            assert_eq!(of_file(listed, name), expected, "{listed} {name:?}");
        }
    }
}
