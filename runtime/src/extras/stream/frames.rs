//! Bytes into items: server-sent events by the rules of the WHATWG, and JSON texts by line or record separator.
//!
//! Both take pieces of any size, cut anywhere, and look at each byte once.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf as _, Bytes};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The record separator of `application/json-seq` (RFC 7464).
const RECORD: u8 = 0x1E;

/// The largest id and the largest type of an event, in bytes: what resumes a stream travels back in a header, and headers of
/// that size no server takes.
const LARGEST_NAME: usize = 64 * 1024;

/// The longest wait that a stream can ask for, some fifty days, in milliseconds: any time with it added is a time still.
const LONGEST_RETRY: u64 = u32::MAX as u64;

/// One item as it came.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) data: Vec<u8>,
    /// The type of an event, empty where it has none.
    pub(super) event: Box<str>,
}

/// More bytes for one item than the limit allows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// Cuts a body into items.
pub(super) trait Frames {
    /// The next item of the bytes so far; `None`: more are needed.
    fn next(&mut self, limit: usize) -> Result<Option<Frame>, TooLarge>;

    /// Takes the next bytes. What was taken before is used up by then.
    fn take(&mut self, piece: Bytes);

    /// What is left when the body ends within an item.
    fn rest(&mut self) -> Option<Frame>;
}

/// Lines, however their ends are written, gathered over pieces.
#[derive(Default)]
struct Gathered {
    piece: Bytes,
    line: Vec<u8>,
    begun: bool,
    /// Whether the line is passed over up to its end.
    passed: bool,
}

impl Gathered {
    /// Moves bytes up to one that `ends` into the line; whether there was one, and which.
    fn until(&mut self, limit: usize, ends: impl Fn(u8) -> bool) -> Result<Option<u8>, TooLarge> {
        let end = self.piece.iter().position(|byte| ends(*byte));
        let taken = end.unwrap_or(self.piece.len());
        if !self.passed {
            if self.line.len().saturating_add(taken) > limit {
                return Err(TooLarge);
            }
            self.line.extend(self.piece.iter().take(taken));
        }
        self.piece.advance(taken);
        Ok(end.map(|_| self.piece.get_u8()))
    }

    /// Passes the next line over if it begins with this byte; of such a line nothing but this byte is kept.
    fn pass_if(&mut self, first: u8) {
        if self.line.is_empty() && self.piece.first() == Some(&first) {
            self.line.push(first);
            self.passed = true;
        }
    }

    /// The line that is complete now.
    fn line(&mut self) -> Vec<u8> {
        let mut line = std::mem::take(&mut self.line);
        if !self.begun && line.starts_with(BYTE_ORDER_MARK) {
            line.drain(..BYTE_ORDER_MARK.len());
        }
        self.begun = true;
        self.passed = false;
        line
    }
}

/// Server-sent events (HTML Living Standard, section 9.2).
#[derive(Default)]
pub(super) struct EventFrames {
    bytes: Gathered,
    /// Whether the line ended in CR, so that an LF after it belongs to the same end.
    after_return: bool,
    data: Vec<u8>,
    event: String,
    id: Arc<str>,
    /// The id that holds from the last complete event on, shared by all events up to the next one.
    pub(super) last_id: Arc<str>,
    pub(super) retry: Option<Duration>,
}

/// An id or a type. What is no UTF-8 is replaced (section 9.2.6), which makes it longer.
fn name(value: &[u8]) -> Result<Cow<'_, str>, TooLarge> {
    let name = String::from_utf8_lossy(value);
    if name.len() > LARGEST_NAME {
        return Err(TooLarge);
    }
    Ok(name)
}

impl EventFrames {
    /// Takes one line; an empty one ends the event.
    fn line(&mut self, line: &[u8]) -> Result<Option<Frame>, TooLarge> {
        if line.is_empty() {
            return Ok(self.dispatch());
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (field, value) = match colon.and_then(|at| line.split_at_checked(at)) {
            Some((field, rest)) => {
                let value = rest.strip_prefix(b":").unwrap_or(rest);
                (field, value.strip_prefix(b" ").unwrap_or(value))
            }
            None => (line, &b""[..]),
        };
        match field {
            b"data" => {
                self.data.extend_from_slice(value);
                self.data.push(b'\n');
            }
            b"event" => self.event = name(value)?.into_owned(),
            // Servers repeat an id with each event.
            b"id" if value == self.id.as_bytes() => {}
            b"id" if !value.contains(&0) => self.id = name(value)?.into(),
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                let millis = std::str::from_utf8(value).map(str::parse);
                // Digits that make no number are too many.
                let millis = millis.ok().and_then(Result::ok).unwrap_or(LONGEST_RETRY);
                self.retry = Some(Duration::from_millis(millis.min(LONGEST_RETRY)));
            }
            // A line that begins with a colon is a comment, and what else there is has no meaning.
            _ => {}
        }
        Ok(None)
    }

    fn dispatch(&mut self) -> Option<Frame> {
        self.last_id = Arc::clone(&self.id);
        let event = std::mem::take(&mut self.event);
        let mut data = std::mem::take(&mut self.data);
        // The line end after the last line of data is none of its own.
        data.pop()?;
        Some(Frame {
            data,
            event: event.into_boxed_str(),
        })
    }
}

impl Frames for EventFrames {
    fn next(&mut self, limit: usize) -> Result<Option<Frame>, TooLarge> {
        loop {
            if self.after_return && self.bytes.piece.has_remaining() {
                self.after_return = false;
                if self.bytes.piece.first() == Some(&b'\n') {
                    self.bytes.piece.advance(1);
                }
            }
            let held = self.data.len().saturating_add(self.event.len());
            let room = limit.saturating_sub(held);
            self.bytes.pass_if(b':');
            let end = self
                .bytes
                .until(room, |byte| matches!(byte, b'\r' | b'\n'))?;
            let Some(end) = end else { return Ok(None) };
            self.after_return = end == b'\r';
            let line = self.bytes.line();
            if let Some(frame) = self.line(&line)? {
                return Ok(Some(frame));
            }
        }
    }

    fn take(&mut self, piece: Bytes) {
        self.bytes.piece = piece;
    }

    fn rest(&mut self) -> Option<Frame> {
        let line = self.bytes.line();
        let is_cut = !line.is_empty() && !line.starts_with(b":");
        // One that is too large is cut as well.
        if is_cut && self.line(&line).is_err() {
            return Some(Frame::default());
        }
        self.dispatch().or_else(|| is_cut.then(Frame::default))
    }
}

/// JSON texts: one per line, or one after each record separator if the body begins with one.
#[derive(Default)]
pub(super) struct LineFrames {
    bytes: Gathered,
    records: bool,
    /// Within a record: how deep the JSON text nests, and whether a string is open or a character is escaped in it.
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl LineFrames {
    /// Whether a line end at this place ends the record: not within an array, an object or a string.
    fn is_between(&mut self, from: usize) -> bool {
        for byte in self.bytes.line.iter().skip(from) {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                b'{' | b'[' if !self.in_string => self.depth = self.depth.saturating_add(1),
                b'}' | b']' if !self.in_string => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.depth == 0 && !self.in_string
    }

    fn record(&mut self) -> Option<Frame> {
        (self.depth, self.in_string, self.escaped) = (0, false, false);
        let line = self.bytes.line();
        let data = without_blanks(&line);
        (!data.is_empty()).then(|| Frame {
            data: data.to_vec(),
            event: Box::default(),
        })
    }
}

/// A text without the blanks around it that JSON knows (RFC 8259 section 2): a form feed is none.
fn without_blanks(text: &[u8]) -> &[u8] {
    let mut rest = text;
    while let [b' ' | b'\t' | b'\r' | b'\n', behind @ ..] = rest {
        rest = behind;
    }
    while let [before @ .., b' ' | b'\t' | b'\r' | b'\n'] = rest {
        rest = before;
    }
    rest
}

impl Frames for LineFrames {
    fn next(&mut self, limit: usize) -> Result<Option<Frame>, TooLarge> {
        loop {
            let from = self.bytes.line.len();
            let end = self
                .bytes
                .until(limit, |byte| matches!(byte, b'\n' | RECORD))?;
            let between = !self.records || self.is_between(from);
            match end {
                None => return Ok(None),
                Some(RECORD) => self.records = true,
                Some(end) if !between => {
                    self.bytes.line.push(end);
                    continue;
                }
                Some(_) => {}
            }
            if let Some(frame) = self.record() {
                return Ok(Some(frame));
            }
        }
    }

    fn take(&mut self, piece: Bytes) {
        self.bytes.piece = piece;
    }

    fn rest(&mut self) -> Option<Frame> {
        self.record()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every item of a body that comes in pieces of that size, and what is left at its end.
    fn all(mut frames: impl Frames, body: &[u8], size: usize) -> (Vec<(String, String)>, bool) {
        let mut found = Vec::new();
        for piece in body.chunks(size) {
            frames.take(Bytes::copy_from_slice(piece));
            while let Some(frame) = frames.next(1 << 10).unwrap() {
                let data = String::from_utf8(frame.data).unwrap();
                found.push((frame.event.into_string(), data));
            }
        }
        (found, frames.rest().is_some())
    }

    #[test]
    fn events_are_told_apart_wherever_the_pieces_end() {
        type Row<'r> = (&'r str, &'r [(&'r str, &'r str)], bool);
        let rows: &[Row<'_>] = &[
            ("data: a\n\n", &[("", "a")], false),
            (
                "data: a\r\n\r\ndata: b\r\rdata: c\n\n",
                &[("", "a"), ("", "b"), ("", "c")],
                false,
            ),
            ("\u{feff}data: a\n\n", &[("", "a")], false),
            ("data: \u{feff}a\n\n", &[("", "\u{feff}a")], false),
            ("data: a\ndata:b\ndata:  c\n\n", &[("", "a\nb\n c")], false),
            ("data\n\ndata\ndata\n\ndata:", &[("", ""), ("", "\n")], true),
            (": ping\n\n:\ndata: a\n: more\n\n", &[("", "a")], false),
            (
                "event: add\ndata: 1\n\ndata: 2\n\n",
                &[("add", "1"), ("", "2")],
                false,
            ),
            ("event: gone\n\ndata: 2\n\n", &[("", "2")], false),
            (
                "data: a\nnonsense\nnon: sense\nDATA: b\n\n",
                &[("", "a")],
                false,
            ),
            ("data: a\n\ndata: cut", &[("", "a")], true),
            ("data: a\n\ndata: cut\n", &[("", "a")], true),
            ("data: a\n\n: end", &[("", "a")], false),
            ("id: 1\n\n", &[], false),
            (
                "data: \u{e4}\u{1f600}\n\n",
                &[("", "\u{e4}\u{1f600}")],
                false,
            ),
            ("", &[], false),
        ];
        for (body, expected, rest) in rows {
            for size in 1..=body.len().max(1) {
                let (found, left) = all(EventFrames::default(), body.as_bytes(), size);
                let found: Vec<_> = found
                    .iter()
                    .map(|(a, b)| (a.as_str(), b.as_str()))
                    .collect();
                assert_eq!(
                    (found.as_slice(), left),
                    (*expected, *rest),
                    "{body:?} by {size}"
                );
            }
        }
    }

    #[test]
    fn ids_and_waits_stay_until_they_change() {
        let mut frames = EventFrames::default();
        let mut seen = Vec::new();
        let body = "id: 1\nretry: 250\ndata: a\n\ndata: b\n\nid: 2\0\nretry: 1s\ndata: c\n\nid\ndata: d\n\n";
        frames.take(Bytes::from_static(body.as_bytes()));
        while frames.next(100).unwrap().is_some() {
            seen.push((frames.last_id.to_string(), frames.retry));
        }
        let wait = Some(Duration::from_millis(250));
        let expected = ["1", "1", "1", ""].map(|id| (id.to_owned(), wait));
        assert_eq!(seen, expected);
    }

    /// All that the frames hold on to between two events.
    fn first_frame(body: &str, limit: usize) -> Result<Option<Frame>, TooLarge> {
        let mut frames = EventFrames::default();
        frames.take(Bytes::copy_from_slice(body.as_bytes()));
        frames.next(limit)
    }

    #[test]
    fn events_share_the_id_that_holds_for_them() {
        let mut frames = EventFrames::default();
        let id = "x".repeat(50_000);
        // The second one says the same once more.
        let body = format!("id: {id}\ndata: a\n\nid: {id}\ndata: b\n\ndata: c\n\n");
        frames.take(Bytes::from(body));
        let mut ids = Vec::new();
        while frames.next(1 << 20).unwrap().is_some() {
            ids.push(Arc::clone(&frames.last_id));
        }
        assert_eq!(ids.len(), 3);
        assert!(
            ids.iter()
                .all(|other| **other == *id && Arc::ptr_eq(other, &ids[0]))
        );
    }

    #[test]
    fn ids_and_types_are_bounded_and_comments_are_not_kept() {
        let name = |size: usize| "x".repeat(size);
        let large = 64 * 1024;
        for field in ["id", "event"] {
            let body = |size| format!("{field}: {}\ndata: a\n\n", name(size));
            assert!(
                matches!(first_frame(&body(large), 1 << 20), Ok(Some(_))),
                "{field}"
            );
            assert_eq!(
                first_frame(&body(large + 1), 1 << 20),
                Err(TooLarge),
                "{field}"
            );
            assert_eq!(first_frame(&body(100), 50), Err(TooLarge), "{field}");
        }
        // The type counts with the data.
        let body = format!("event: {}\ndata: {}\n\n", name(60), name(60));
        assert_eq!(first_frame(&body, 100), Err(TooLarge));
        let comment = format!(": {}\ndata: a\n\n", name(1000));
        assert!(matches!(first_frame(&comment, 10), Ok(Some(_))));
    }

    #[test]
    fn no_wait_is_too_long_to_be_added_to_a_time() {
        let day = Duration::from_secs(86_400);
        for (digits, expected) in [
            ("0", Some(Duration::ZERO)),
            ("86400000", Some(day)),
            (
                "18446744073709551615",
                Some(Duration::from_millis(4_294_967_295)),
            ),
            (
                "99999999999999999999999999",
                Some(Duration::from_millis(4_294_967_295)),
            ),
            ("", None),
            ("-1", None),
            ("1.5", None),
        ] {
            let mut frames = EventFrames::default();
            frames.take(Bytes::from(format!("retry: {digits}\ndata: a\n\n")));
            assert!(frames.next(100).unwrap().is_some());
            assert_eq!(frames.retry, expected, "{digits}");
        }
    }

    #[test]
    fn lines_and_records_are_told_apart_wherever_the_pieces_end() {
        let rows: &[(&str, &[&str], bool)] = &[
            ("1\n2\n", &["1", "2"], false),
            ("\u{feff}{}\r\n\r\n\n[]\r\n3", &["{}", "[]"], true),
            ("{\"a\":\n1}\n", &["{\"a\":", "1}"], false),
            ("\u{1e}{\"a\":\n1}\n\u{1e}2\n", &["{\"a\":\n1}", "2"], false),
            (
                "\u{1e}\"a]\\\"\"\n\u{1e}{\"a\": 1\u{1e}3\n",
                &["\"a]\\\"\"", "{\"a\": 1", "3"],
                false,
            ),
            ("\u{1e}\n\u{1e}\u{1e}[\n]", &[], true),
            ("", &[], false),
        ];
        for (body, expected, rest) in rows {
            for size in 1..=body.len().max(1) {
                let (found, left) = all(LineFrames::default(), body.as_bytes(), size);
                let found: Vec<_> = found.iter().map(|(_, data)| data.as_str()).collect();
                assert_eq!(
                    (found.as_slice(), left),
                    (*expected, *rest),
                    "{body:?} by {size}"
                );
            }
        }
    }

    #[test]
    fn no_item_grows_beyond_the_limit() {
        for body in [
            "data: 0123456789",
            "data: 0123\ndata: 4567\ndata: 8\n\n",
            "other: 0123456789",
        ] {
            let mut frames = EventFrames::default();
            frames.take(Bytes::from_static(body.as_bytes()));
            assert_eq!(frames.next(10), Err(TooLarge), "{body}");
        }
        let mut frames = LineFrames::default();
        frames.take(Bytes::from_static(b"0123456789\n01234567890\n"));
        assert!(frames.next(10).unwrap().is_some());
        assert_eq!(frames.next(10), Err(TooLarge));
    }
}
