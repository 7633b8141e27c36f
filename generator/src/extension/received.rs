//! What a media type of an answer is read as.

/// How the body of an answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Received {
    Json,
    Text,
    Bytes,
    /// Server-sent events.
    Events,
    /// One JSON text after the other.
    Lines,
}

/// What a media type is read as, parameters and case aside. A wildcard stands for JSON.
pub(crate) fn received(name: &str) -> Received {
    let essence = name.split(';').next().unwrap_or(name).trim();
    let essence = essence.to_ascii_lowercase();
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    match essence.as_str() {
        "*/*" | "application/*" => Received::Json,
        "text/event-stream" => Received::Events,
        _ if is_lines(subtype) => Received::Lines,
        _ if is_json(subtype) => Received::Json,
        _ if essence.starts_with("text/") || is_text(subtype) => Received::Text,
        _ => Received::Bytes,
    }
}

fn is_lines(subtype: &str) -> bool {
    // `json-seq` is RFC 7464; the others have no registration and one meaning.
    let plain = subtype.strip_prefix("x-").unwrap_or(subtype);
    matches!(
        plain,
        "jsonl" | "jsonlines" | "json-lines" | "ndjson" | "json-seq" | "stream+json"
    ) || subtype.ends_with("+json-seq")
        || subtype.ends_with("+jsonl")
        || subtype.ends_with("+ndjson")
}

/// `json`, a structured suffix (RFC 6839), or the suffix in the wrong order, which vendors write too.
fn is_json(subtype: &str) -> bool {
    subtype == "json" || subtype.ends_with("+json") || subtype.starts_with("json+")
}

/// Formats for people and programs that are text although they are no `text/*`.
fn is_text(subtype: &str) -> bool {
    let format = subtype.rsplit('+').next().unwrap_or(subtype);
    let format = format.strip_prefix("x-").unwrap_or(format);
    matches!(
        format,
        "xml" | "yaml" | "yml" | "csv" | "toml" | "javascript" | "ecmascript" | "graphql" | "sdp"
    )
}

#[cfg(test)]
mod tests {
    use super::{Received, received};

    #[test]
    fn media_types_are_read_by_what_they_hold() {
        let rows = [
            ("application/json", Received::Json),
            ("Application/JSON; charset=utf-8", Received::Json),
            ("text/json", Received::Json),
            ("application/vnd.api+json", Received::Json),
            ("application/json+sarif", Received::Json),
            ("*/*", Received::Json),
            ("text/event-stream", Received::Events),
            ("application/x-ndjson", Received::Lines),
            ("application/jsonl", Received::Lines),
            ("application/json-seq", Received::Lines),
            ("application/geo+json-seq", Received::Lines),
            ("text/plain", Received::Text),
            ("application/xml", Received::Text),
            ("application/atom+xml", Received::Text),
            ("application/x-yaml", Received::Text),
            ("text/csv", Received::Text),
            ("image/svg+xml", Received::Text),
            ("image/png", Received::Bytes),
            ("application/octet-stream", Received::Bytes),
            ("application/vnd.kubernetes.protobuf", Received::Bytes),
            ("nonsense", Received::Bytes),
        ];
        for (name, expected) in rows {
            assert_eq!(received(name), expected, "{name}");
        }
    }
}
