//! Parts as bytes: heads, boundary, and what stands between them.

use std::fmt::Write as _;

use bytes::{Bytes, BytesMut};
use http::{HeaderName, HeaderValue};

use super::{FilePart, FormData, Written, media};
use crate::call::request::BuildError;
use crate::model::decode::Decoder;
use crate::model::encode::Encoder;
use crate::model::value::Value;
use crate::transport::upload::Upload;

/// Contents up to this size are copied next to the heads; larger ones are sent from where they are.
const COPIED: usize = 16 * 1024;

/// The JSON texts of the items of a list; anything else is one text.
pub(super) fn items(json: Vec<u8>) -> Vec<Vec<u8>> {
    if json.first() != Some(&b'[') {
        return vec![json];
    }
    match Decoder::whole::<Value>(&json) {
        Ok(Value::Array(items)) => items
            .iter()
            .filter_map(|item| Encoder::whole(item).ok())
            .collect(),
        _ => vec![json],
    }
}

/// A name within the quotes of a disposition. Names are UTF-8, with the three characters that would end the line or the
/// quote percent-encoded, as browsers do (WHATWG HTML, "multipart/form-data encoding algorithm").
fn quoted(name: &str) -> String {
    let mut out = String::with_capacity(name.len().saturating_add(2));
    out.push('"');
    for character in name.chars() {
        match character {
            '"' => out.push_str("%22"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            // Controls may end a message for one reader and not for another.
            '\0' => out.push_str("%00"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

impl FormData {
    /// Appends a part.
    pub(super) fn push(
        &mut self,
        name: &str,
        file_name: Option<&str>,
        media: Option<&str>,
        headers: &[(&str, &str)],
        content: Upload,
    ) {
        let mut head = format!("Content-Disposition: form-data; name={}", quoted(name));
        if let Some(file_name) = file_name {
            head.extend(["; filename=", &quoted(file_name)]);
        }
        let media = media.map(|media| ("Content-Type", media));
        for (name, value) in media.into_iter().chain(headers.iter().copied()) {
            if !is_header(name, value) {
                self.refuse(BuildError::Header(name.to_owned()));
                return;
            }
            // Writing to a string cannot fail.
            let _ = write!(head, "\r\n{name}: {value}");
        }
        self.parts.push(Written { head, content });
    }

    /// Appends a file.
    pub(super) fn push_file(
        &mut self,
        name: &str,
        media: Option<&str>,
        headers: &[(&str, &str)],
        file: &FilePart,
    ) {
        let own = file.content_type.as_deref();
        let own = own.or_else(|| file.content.content_type());
        let media = own.or_else(|| media::of_file(media?, file.file_name.as_deref()));
        let media = media.unwrap_or("application/octet-stream");
        let file_name = file.file_name.as_deref().unwrap_or(name);
        let own = file.headers.iter();
        let own = own.map(|(name, value)| (name.as_str(), value.as_str()));
        let is_free = |name: &str| {
            let taken = ["content-disposition", "content-type"];
            !taken.iter().any(|taken| taken.eq_ignore_ascii_case(name))
        };
        let mut all: Vec<(&str, &str)> = own.collect();
        if let Some((name, _)) = all.iter().find(|(name, _)| !is_free(name)) {
            self.refuse(BuildError::Header((*name).to_owned()));
            return;
        }
        let replaced = |name: &str| all.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        let kept: Vec<_> = headers.iter().filter(|(name, _)| !replaced(name)).collect();
        all.extend(kept);
        self.push(
            name,
            Some(file_name),
            Some(media),
            &all,
            file.content.clone(),
        );
    }

    /// Each part: the lines of its head, and its content.
    #[cfg(feature = "keys")]
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, &Upload)> {
        let parts = self.parts.iter();
        parts.map(|part| (part.head.as_str(), &part.content))
    }

    /// The JSON of the part of that name that is no file.
    pub(crate) fn json_of(&self, name: &str) -> Option<&[u8]> {
        let part = self.parts.iter().find(|part| part.is(name))?;
        part.content.bytes().map(|bytes| &bytes[..])
    }

    /// Puts other JSON into that part.
    pub(crate) fn set_json_of(&mut self, name: &str, json: Bytes) {
        if let Some(part) = self.parts.iter_mut().find(|part| part.is(name)) {
            part.content = json.into();
        }
    }

    /// The whole body. The boundary is 128 random bits, which no content holds by chance.
    pub(crate) fn body(self, boundary: &str) -> Result<Upload, BuildError> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let mut done: Vec<Upload> = Vec::new();
        let mut run = BytesMut::new();
        for part in self.parts {
            for text in ["--", boundary, "\r\n", &part.head, "\r\n\r\n"] {
                run.extend_from_slice(text.as_bytes());
            }
            match part.content.bytes() {
                Some(bytes) if bytes.len() <= COPIED => run.extend_from_slice(bytes),
                _ => {
                    done.push(run.split().freeze().into());
                    done.push(part.content);
                }
            }
            run.extend_from_slice(b"\r\n");
        }
        for text in ["--", boundary, "--\r\n"] {
            run.extend_from_slice(text.as_bytes());
        }
        let end = Bytes::from(run);
        Ok(if done.is_empty() {
            end.into()
        } else {
            done.push(end.into());
            Upload::chain(done)
        })
    }
}

impl FormData {
    /// The media type of the whole body, with its boundary. That of `multipart/related` has to name the one of its first part
    /// (RFC 2387 section 3.1), unless the document does.
    pub(crate) fn media(&self, declared: &str, boundary: &str) -> String {
        let (essence, parameters) = declared.split_once(';').unwrap_or((declared, ""));
        let essence = essence.trim();
        let mut media = essence.to_owned();
        if essence.eq_ignore_ascii_case("multipart/related") {
            let mut has_type = false;
            for parameter in parameters.split(';').map(str::trim) {
                let name = parameter.split('=').next().unwrap_or("").trim();
                if !name.is_empty() && !name.eq_ignore_ascii_case("boundary") {
                    has_type |= name.eq_ignore_ascii_case("type");
                    media.extend(["; ", parameter]);
                }
            }
            if !has_type {
                let root = self.parts.first().and_then(Written::content_type);
                let root = root.unwrap_or("text/plain");
                let root = root.split(';').next().unwrap_or(root).trim();
                media.extend(["; type=\"", root, "\""]);
            }
        }
        media.extend(["; boundary=", boundary]);
        media
    }
}

impl Written {
    /// The value of that line of its head.
    fn content_type(&self) -> Option<&str> {
        let mut lines = self.head.split("\r\n");
        lines.find_map(|line| line.strip_prefix("Content-Type: "))
    }

    /// Whether it has that name, and no file name.
    fn is(&self, name: &str) -> bool {
        let named = self
            .head
            .strip_prefix("Content-Disposition: form-data; name=");
        let rest = named.and_then(|rest| rest.strip_prefix(&quoted(name)));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("\r\n"))
    }
}

fn is_header(name: &str, value: &str) -> bool {
    HeaderName::from_bytes(name.as_bytes()).is_ok()
        && value.is_ascii()
        && HeaderValue::from_str(value).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(form: FormData) -> Result<String, BuildError> {
        let body = form.body("B")?;
        let bytes = body.bytes().expect("everything is in memory").to_vec();
        Ok(String::from_utf8(bytes).expect("the tests send text"))
    }

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        let form = FormData::new().text("a\"b\r\nX: y", "1").file(
            "f",
            FilePart::from("2").with_file_name("\u{e4} \"x\"\r\n.txt\\"),
        );
        assert_eq!(
            text(form).unwrap(),
            "--B\r\nContent-Disposition: form-data; name=\"a%22b%0D%0AX: y\"\r\n\r\n1\r\n\
             --B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\u{e4} %22x%22%0D%0A.txt\\\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n2\r\n--B--\r\n"
        );
    }

    /// RFC 2387 section 3.1.
    #[test]
    fn related_parts_name_the_type_of_the_first() {
        let json = || FormData::new().json("a", &1_i64).text("b", "1");
        let text = || FormData::new().text("b", "1").json("a", &1_i64);
        let rows = [
            (
                json(),
                "multipart/related",
                "multipart/related; type=\"application/json\"; boundary=B",
            ),
            (
                text(),
                "Multipart/Related",
                "Multipart/Related; type=\"text/plain\"; boundary=B",
            ),
            (
                json(),
                "multipart/related; boundary=x; Type=\"a/b\"; start=\"<1>\"",
                "multipart/related; Type=\"a/b\"; start=\"<1>\"; boundary=B",
            ),
            (
                json(),
                "multipart/form-data; charset=utf-8",
                "multipart/form-data; boundary=B",
            ),
            (json(), "multipart/mixed", "multipart/mixed; boundary=B"),
        ];
        for (parts, declared, expected) in rows {
            assert_eq!(parts.media(declared, "B"), expected);
        }
    }

    #[test]
    fn headers_of_a_part_cannot_break_its_head() {
        let file = || FilePart::from("1");
        let bad = [
            file().with_content_type("a/b\r\nX: y"),
            file().with_header("X: y", "1"),
            file().with_header("X", "1\n2"),
            file().with_header("X", "\u{e4}"),
            file().with_header("content-type", "a/b"),
            file().with_header("Content-Disposition", "inline"),
        ];
        for part in bad {
            let form = FormData::new().file("f", part.clone());
            assert!(matches!(text(form), Err(BuildError::Header(_))), "{part:?}");
        }
    }
}
