//! What kind of text a body is: JSON behind whatever content type, an HTML page, or nothing readable.

use faultcode_facts::JSON;
use http::HeaderValue;
use regex_lite::Regex;

use crate::call::meta::Note;
use crate::model::charset::is_readable;

/// A body that may be read as JSON.
pub(super) struct Json<'b> {
    /// The text after a byte order mark.
    pub(super) bytes: &'b [u8],
    /// How many bytes stand before it.
    pub(super) offset: usize,
}

pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The body as JSON, if its first byte and its encoding allow.
///
/// The content type does not decide: proxies and frameworks state wrong ones, so the first byte that is no blank does,
/// and a mismatch is noted. Another charset than UTF-8 is not decoded, unless the body is ASCII.
pub(super) fn json<'b>(
    content_type: Option<&HeaderValue>,
    body: &'b [u8],
    notes: &mut Vec<Note>,
) -> Option<Json<'b>> {
    let (bytes, offset) = match body.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => {
            notes.push(Note::ByteOrderMark);
            (rest, BYTE_ORDER_MARK.len())
        }
        None => (body, 0),
    };
    let first = bytes.trim_ascii_start().first()?;
    let content_type = content_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    // Nearly every answer says exactly this.
    if content_type == JSON {
        return Some(Json { bytes, offset });
    }
    let content_type = content_type.to_ascii_lowercase();
    let declared = content_type
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .ends_with("json");
    if !declared && !matches!(first, b'{' | b'[') {
        return None;
    }
    if !declared && !content_type.is_empty() {
        notes.push(Note::ContentType);
    }
    if content_type.contains("charset") && !is_readable(&content_type, body) {
        notes.push(Note::Charset);
        return None;
    }
    Some(Json { bytes, offset })
}

impl<'b> Json<'b> {
    /// The body, unless it is no text; looked at only where the body is read at all.
    pub(super) fn checked(self, notes: &mut Vec<Note>) -> Option<Self> {
        if std::str::from_utf8(self.bytes).is_err() {
            notes.push(Note::NotUtf8);
            return None;
        }
        Some(self)
    }
}

/// The title of an HTML page, such as a proxy sends.
pub(super) fn html_title(body: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(body.get(..4096).unwrap_or(body));
    let lower = head.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let (_, behind) = lower.get(start..)?.split_once('>')?;
    let start = lower.len().saturating_sub(behind.len());
    let end = start.saturating_add(behind.find("</title")?);
    let title = head
        .get(start..end)?
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    (!title.is_empty()).then_some(title)
}

/// Whether a code matches the declared pattern. The generator has checked that the pattern compiles.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    // The last pattern is kept: an API has one or two, and a failed call should not compile it anew.
    thread_local! {
        static LAST: std::cell::RefCell<Option<(&'static str, Option<Regex>)>> = const { std::cell::RefCell::new(None) };
    }
    LAST.with_borrow_mut(|last| {
        if last.as_ref().is_none_or(|(known, _)| *known != pattern) {
            *last = Some((pattern, Regex::new(pattern).ok()));
        }
        last.as_ref()
            .and_then(|(_, regex)| regex.as_ref())
            .is_some_and(|regex| regex.is_match(text))
    })
}
