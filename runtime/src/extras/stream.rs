//! Answers that are handed out while they arrive: events, lines of JSON, and downloads.
//!
//! The head of the answer is judged like that of any other call: an error status is the operation's typed error, and a
//! repeat is possible. From the head of a success on nothing is repeated: what was handed out cannot be taken back.

#[cfg(feature = "blocking")]
mod blocking;
mod download;
mod error;
mod events;
mod frames;
mod item;
mod items;
mod lines;
mod reading;
mod refused;

#[cfg(feature = "blocking")]
pub use self::blocking::BlockingStream;
pub use self::download::Download;
pub use self::error::{ItemError, StreamError};
pub use self::events::{Event, Events};
pub use self::item::StreamItem;
pub use self::lines::JsonLines;
pub(crate) use self::reading::Reading;

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use crate::call::coding;
use crate::call::meta::Meta;
use crate::model::decode::{DecodeError, DecodeProblem};

/// A success: what is known of it, and the body where it is to be read by the caller.
#[derive(Debug)]
pub struct Answered {
    pub(crate) meta: Box<Meta>,
    /// The body; `None` where it was read whole, or is of another type than the stream.
    pub(crate) open: Option<Reading>,
    /// The client's limit of a body.
    pub(crate) limit: usize,
    /// The span of the call, for what decoding still has to say.
    pub(crate) span: tracing::Span,
}

/// Which bodies are handed out while they arrive.
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    /// Whether a body of that media type, in lower case and without parameters, is such a stream.
    pub(crate) accepts: fn(&str) -> bool,
    /// Whether the bytes are handed out as they are, so that an encoding does not matter.
    pub(crate) encoded: bool,
}

impl Streams {
    /// Whether the body behind this head is such a stream.
    pub(crate) fn fits(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let encoding = text(CONTENT_ENCODING).unwrap_or("identity");
        let essence = essence(text(CONTENT_TYPE).unwrap_or(""));
        (self.encoded || encoding.eq_ignore_ascii_case("identity")) && (self.accepts)(&essence)
    }
}

/// A media type in lower case and without parameters.
pub(crate) fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or("").trim();
    essence.to_ascii_lowercase()
}

/// A success whose body did not arrive as a stream: there is none, or it is of another type.
fn no_stream(meta: &Meta) -> DecodeError {
    let problem = if meta.is_absent() {
        DecodeProblem::Empty
    } else if meta.body_truncated() {
        DecodeProblem::TooLarge
    } else if let Some(coding) = coding::of(meta.headers(), meta.expose_raw()) {
        DecodeProblem::ContentCoding(coding)
    } else {
        DecodeProblem::ContentType
    };
    DecodeError::new(problem, 0)
}
