//! What the scripted server writes, and what it does to the connection afterwards.

use std::time::Duration;

/// One answer: the bytes, how many of them are written, and what follows.
///
/// ```
/// use faultcode_tests::Answer;
///
/// let refused = Answer::json(402, r#"{"code": "INSUFFICIENT_BALANCE"}"#).header("x-request-id", "req_1");
/// let broken = Answer::json(200, r#"{"id": 1}"#).cut_body(5).reset();
/// # let _ = (refused, broken);
/// ```
#[derive(Clone, Debug)]
pub struct Answer {
    pub(crate) head: Head,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The size of the chunks, if the body is sent in chunks.
    pub(crate) chunked: Option<usize>,
    pub(crate) delay: Duration,
    pub(crate) cut: Option<usize>,
    pub(crate) end: End,
}

#[derive(Clone, Debug)]
pub(crate) enum Head {
    Status(u16),
    Raw(Vec<u8>),
    Nothing,
}

/// What happens to the connection after the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    KeepAlive,
    /// The end of the stream, as from a server that shuts down.
    Close,
    /// A reset, as from a server that crashes.
    Reset,
    /// Nothing more is written, and the connection stays open.
    Stall,
}

impl Answer {
    /// A status without a body.
    pub fn status(status: u16) -> Self {
        Self {
            head: Head::Status(status),
            headers: Vec::new(),
            body: Vec::new(),
            chunked: None,
            delay: Duration::ZERO,
            cut: None,
            end: End::KeepAlive,
        }
    }

    /// A JSON body.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::body(status, "application/json", body.into())
    }

    /// A body of any type.
    pub fn body(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut answer = Self::status(status).header("content-type", content_type);
        answer.body = body.into();
        answer
    }

    /// Exactly these bytes in place of head and body. The connection is closed after them unless they are followed by
    /// [`stall`](Self::stall) or [`reset`](Self::reset).
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        let mut answer = Self::status(200);
        answer.head = Head::Raw(bytes.into());
        answer.end = End::Close;
        answer
    }

    /// Not a single byte; the connection ends once the request is read.
    pub fn nothing() -> Self {
        let mut answer = Self::status(200);
        answer.head = Head::Nothing;
        answer.end = End::Close;
        answer
    }

    /// One more header line.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends the body in chunks, without a length.
    #[must_use]
    pub fn chunked(self) -> Self {
        self.chunked_by(1 << 16)
    }

    /// Sends the body in chunks of so many bytes, each of which reaches the client as a piece of its own.
    #[must_use]
    pub fn chunked_by(mut self, size: usize) -> Self {
        self.chunked = Some(size);
        self
    }

    /// Waits before the first byte.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Writes only the first bytes of the body, although the head promises all of it, and closes the connection.
    #[must_use]
    pub fn cut_body(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self.end = End::Close;
        self
    }

    /// Closes the connection afterwards without having said so.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.end = End::Close;
        self
    }

    /// Resets the connection afterwards.
    #[must_use]
    pub fn reset(mut self) -> Self {
        self.end = End::Reset;
        self
    }

    /// Writes nothing more afterwards, and leaves the connection open.
    #[must_use]
    pub fn stall(mut self) -> Self {
        self.end = End::Stall;
        self
    }

    /// The bytes on the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let status = match &self.head {
            Head::Nothing => return Vec::new(),
            Head::Raw(bytes) => return bytes.clone(),
            Head::Status(status) => status,
        };
        let mut head = format!("HTTP/1.1 {status} Scripted\r\n");
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let bodiless = matches!(status, 204 | 304) || *status < 200;
        if self.chunked.is_some() {
            head.push_str("transfer-encoding: chunked\r\n");
        } else if !bodiless {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        let body = &self.body[..self.cut.unwrap_or(usize::MAX).min(self.body.len())];
        if let Some(size) = self.chunked {
            for chunk in body.chunks(size) {
                bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                bytes.extend_from_slice(chunk);
                bytes.extend_from_slice(b"\r\n");
            }
            if self.cut.is_none() {
                bytes.extend_from_slice(b"0\r\n\r\n");
            }
        } else {
            bytes.extend_from_slice(body);
        }
        bytes
    }
}
