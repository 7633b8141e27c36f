//! How a stream fails after it began.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

use crate::decode::DecodeError;
use crate::error::TransportError;
use crate::meta::Meta;
use crate::transport::TransportFault;

/// How a stream fails after it began. An end without an error is `None`, never one of these.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The connection broke, stalled, or met the deadline before the end of the stream. The stream is over.
    Broken(Box<TransportError>),
    /// One item does not fit its type. The stream goes on with the next one.
    Item(Box<ItemError>),
    /// An item, or the whole body, is larger than the limit of so many bytes. The stream is over.
    TooLarge(usize),
}

impl StreamError {
    pub(crate) fn broken(fault: TransportFault, meta: &Meta) -> Self {
        let kind = fault.kind();
        let mut meta = Box::new(meta.clone());
        meta.effect = fault.effect();
        Self::Broken(Box::new(TransportError::new(
            kind,
            fault.into_source(),
            meta,
        )))
    }

    /// Whether the stream is over: nothing comes after this error.
    pub fn is_last(&self) -> bool {
        !matches!(self, Self::Item(_))
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(error) => error.fmt(f),
            Self::Item(_) => f.write_str("an item of the stream could not be read"),
            Self::TooLarge(limit) => write!(f, "the stream holds more than {limit} bytes at once"),
        }
    }
}

impl StdError for StreamError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Broken(error) => error.source(),
            Self::Item(error) => Some(&error.error),
            Self::TooLarge(_) => None,
        }
    }
}

/// An item that does not fit its type.
pub struct ItemError {
    pub(crate) error: DecodeError,
    pub(crate) text: Bytes,
    pub(crate) event: Option<Box<str>>,
}

impl ItemError {
    /// What does not fit, and where.
    pub fn error(&self) -> &DecodeError {
        &self.error
    }

    /// The item as it came.
    pub fn expose_raw(&self) -> &Bytes {
        &self.text
    }

    /// The type of the event, for a stream of events.
    pub fn event(&self) -> Option<&str> {
        self.event.as_deref()
    }
}

/// Everything but what the server sent.
impl fmt::Debug for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemError")
            .field("error", &self.error)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}
