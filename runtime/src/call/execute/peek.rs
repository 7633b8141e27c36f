//! The start of a body that is handed out while it arrives, where only the body says whether it is an error.
//!
//! An error is one JSON value, and stands at the start. So the pieces are kept until that value is whole, or until it is
//! plain that there is none; then they are handed out before the rest.

use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use crate::transport::clock::Clock;
use crate::transport::{BodyEnd, IncomingBody, Next, Pieces, TransportError};

/// What the start of a body says.
pub(super) enum Peeked {
    /// It is a success: this is all of it.
    Success(IncomingBody),
    /// It is to be read whole, and judged like any other.
    Whole(IncomingBody),
}

/// Reads until the first JSON value of the body is whole, and asks `is_error` about it.
///
/// `stated` says that the body is called JSON. A value that is larger than `limit` is no error; where the body is called JSON
/// it is left to the caller to refuse it for its size. A body that breaks within the value is a broken answer.
pub(super) async fn peek(
    body: IncomingBody,
    stated: bool,
    limit: usize,
    (stall, clock): (Duration, &dyn Clock),
    is_error: impl Fn(&[u8]) -> bool,
) -> Peeked {
    let is_refused = |found: Value, before: &[u8], ended: bool| match found {
        Value::Other => Some(false),
        Value::Whole => Some(is_error(before)),
        Value::Open if before.len() > limit => Some(stated),
        // One that is called JSON has come whole, so it is judged as one that is read.
        Value::Open if ended => Some(stated || is_error(before)),
        Value::Open => None,
    };
    let mut pieces = match body {
        IncomingBody::Whole(bytes) => {
            let found = Start::new(stated).take(&bytes);
            return match is_refused(found, &bytes, true) {
                Some(true) => Peeked::Whole(IncomingBody::Whole(bytes)),
                _ => Peeked::Success(IncomingBody::Whole(bytes)),
            };
        }
        IncomingBody::Pieces(pieces) => pieces,
    };
    let size = pieces.size();
    let mut next = Next::new(stall, clock);
    let mut start = Start::new(stated);
    let mut found = Value::Open;
    let mut before = BytesMut::new();
    let (error, end) = loop {
        let end = match next.of(&mut *pieces).await {
            Some(Ok(piece)) => {
                found = start.take(&piece);
                before.extend_from_slice(&piece);
                None
            }
            Some(Err(fault)) => break (true, Some(BodyEnd::Broken(fault))),
            None => Some(BodyEnd::Whole),
        };
        if let Some(error) = is_refused(found, &before, end.is_some()) {
            break (error, end);
        }
    };
    let body = IncomingBody::Pieces(Box::new(Resumed {
        before: before.freeze(),
        end,
        rest: pieces,
        size,
    }));
    match error {
        true => Peeked::Whole(body),
        false => Peeked::Success(body),
    }
}

/// A body of which a part was read before.
struct Resumed {
    before: Bytes,
    /// How the rest ended, if it did.
    end: Option<BodyEnd>,
    rest: Box<dyn Pieces>,
    size: Option<u64>,
}

impl Pieces for Resumed {
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        if !self.before.is_empty() {
            return Poll::Ready(Some(Ok(std::mem::take(&mut self.before))));
        }
        match self.end.take() {
            Some(BodyEnd::Broken(fault)) => {
                self.end = Some(BodyEnd::Whole);
                Poll::Ready(Some(Err(fault)))
            }
            Some(end) => {
                self.end = Some(end);
                Poll::Ready(None)
            }
            None => self.rest.poll_piece(cx),
        }
    }

    fn size(&self) -> Option<u64> {
        self.size
    }
}

/// How far the first JSON value has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    /// It is not there yet, or not whole.
    Open,
    /// It is whole.
    Whole,
    /// The body begins with something else.
    Other,
}

/// Follows the brackets of the first value. What stands between them is looked at when the value is read.
struct Start {
    /// Whether any value is JSON, since the body is called so. Else only arrays and objects are: other text may begin with
    /// digits.
    stated: bool,
    /// How many bytes of a byte order mark came.
    mark: usize,
    begun: bool,
    depth: u64,
    in_string: bool,
    escaped: bool,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl Start {
    fn new(stated: bool) -> Self {
        Self {
            stated,
            mark: 0,
            begun: false,
            depth: 0,
            in_string: false,
            escaped: false,
        }
    }

    fn take(&mut self, piece: &[u8]) -> Value {
        for byte in piece {
            if !self.begun {
                if BYTE_ORDER_MARK.get(self.mark) == Some(byte) {
                    self.mark = self.mark.saturating_add(1);
                    continue;
                }
                if byte.is_ascii_whitespace() {
                    // A mark stands before all else.
                    self.mark = BYTE_ORDER_MARK.len();
                    continue;
                }
                match byte {
                    b'{' | b'[' => {}
                    // Where such a value ends, only the end of the body says.
                    _ if self.stated => return Value::Open,
                    _ => return Value::Other,
                }
                self.begun = true;
            }
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                b'{' | b'[' if !self.in_string => self.depth = self.depth.saturating_add(1),
                b'}' | b']' if !self.in_string => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Value::Whole;
                    }
                }
                _ => {}
            }
        }
        Value::Open
    }
}

#[cfg(test)]
mod tests {
    use super::{Start, Value};

    #[test]
    fn the_first_value_is_followed_wherever_the_pieces_end() {
        let rows = [
            ("{\"success\": false}", false, Value::Whole),
            ("\u{feff} \r\n[{}, \"]\\\"\"] rest", false, Value::Whole),
            ("{\"a\": {\"b\": [1, 2", false, Value::Open),
            ("{\"a\": \"}\"", false, Value::Open),
            ("{\"a\": \"{[\"} rest", false, Value::Whole),
            ("  ", false, Value::Open),
            ("", false, Value::Open),
            ("%PDF-1.7 {}", false, Value::Other),
            ("\u{feff}id,name", false, Value::Other),
            ("12", false, Value::Other),
            ("12", true, Value::Open),
            ("\"a\"", true, Value::Open),
        ];
        for (body, stated, expected) in rows {
            for size in 1..=body.len().max(1) {
                let mut start = Start::new(stated);
                let mut found = Value::Open;
                for piece in body.as_bytes().chunks(size) {
                    found = start.take(piece);
                    if found != Value::Open {
                        break;
                    }
                }
                assert_eq!(found, expected, "{body:?} by {size}");
            }
        }
    }
}
