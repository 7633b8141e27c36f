//! Encoded content in strings, since 3.1.
//!
//! ```yaml
//! contentEncoding: base64                        # becomes: format: byte
//! contentMediaType: application/octet-stream     # alone becomes: format: binary
//! ```

use super::Cx;
use crate::source::Span;
use crate::source::node::{Map, Node};

pub(super) fn rewrite(schema: &mut Map, _span: Span, _cx: &mut Cx<'_>) {
    if schema.contains("format") {
        return;
    }
    let encoding = schema
        .get("contentEncoding")
        .and_then(Node::text)
        .map(str::to_ascii_lowercase);
    let (key, format) = match encoding.as_deref() {
        Some("base64") => ("contentEncoding", "byte"),
        Some(_) => return,
        None => match schema.get("contentMediaType").and_then(Node::text) {
            Some(media) if !is_text(media) => ("contentMediaType", "binary"),
            _ => return,
        },
    };
    let Some(entry) = schema.entry(key) else {
        return;
    };
    let (key_span, span) = (entry.key_span, entry.value.span);
    schema.insert("format", key_span, Node::string(span, format));
}

/// Whether a string of JSON can hold such content without an encoding.
fn is_text(media: &str) -> bool {
    media.starts_with("text/") || media.contains("json") || media.contains("xml")
}
