//! A success as the loop hands it over: read whole, or with its body still to come.

mod reading;

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

pub(crate) use self::reading::Reading;
use crate::call::meta::Meta;

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
