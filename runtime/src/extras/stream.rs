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
mod refused;

#[cfg(feature = "blocking")]
pub use self::blocking::BlockingStream;
pub use self::download::Download;
pub use self::error::{ItemError, StreamError};
pub use self::events::{Event, Events};
pub use self::item::StreamItem;
pub use self::lines::JsonLines;

use crate::call::coding;
use crate::call::meta::Meta;
use crate::model::decode::{DecodeError, DecodeErrorKind};

/// A success whose body did not arrive as a stream: there is none, or it is of another type.
fn no_stream(meta: &Meta) -> DecodeError {
    let problem = if meta.is_absent() {
        DecodeErrorKind::Empty
    } else if meta.body_truncated() {
        DecodeErrorKind::TooLarge
    } else if let Some(coding) = coding::of(meta.headers(), meta.expose_raw()) {
        DecodeErrorKind::ContentCoding(coding)
    } else {
        DecodeErrorKind::ContentType
    };
    DecodeError::new(problem, 0)
}
