//! How a stream fails after it began.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

use crate::call::error::{Error, ErrorKind};
use crate::call::meta::Meta;
use crate::model::decode::DecodeError;
use crate::transport::TransportError;

/// How a stream fails after it began. An end without an error is `None`, never one of these.
///
/// `E` is the endpoint's own error enum; bytes without items have none.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError<E = Infallible> {
    /// The server says that it cannot go on, with an error of the endpoint: always [`ErrorKind::Api`]. The stream is over.
    Api(Error<E>),
    /// The connection broke, stalled, or met the deadline before the end of the stream: always [`ErrorKind::Transport`]. The
    /// stream is over.
    Broken(Error<E>),
    /// One item does not fit its type. The stream goes on with the next one.
    Item(Box<ItemError>),
    /// An item, or the whole body, is larger than the limit of so many bytes. The stream is over.
    TooLarge(usize),
}

/// How the bytes of a stream fail, before the endpoint's types are known.
pub(super) enum Failure {
    Broken(Box<(TransportError, Meta)>),
    TooLarge(usize),
}

impl Failure {
    pub(super) fn broken(fault: TransportError, meta: &Meta) -> Self {
        let mut meta = meta.clone();
        meta.effect = fault.effect();
        Self::Broken(Box::new((fault, meta)))
    }
}

impl<E> From<Failure> for StreamError<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Broken(broken) => {
                let (error, meta) = *broken;
                Self::Broken(Error::new(ErrorKind::Transport(error), meta))
            }
            Failure::TooLarge(limit) => Self::TooLarge(limit),
        }
    }
}

impl<E> StreamError<E> {
    /// The endpoint's own error, if the server ended the stream with one.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(error) => error.api(),
            _ => None,
        }
    }

    /// Whether the stream is over: nothing comes after this error.
    pub fn is_last(&self) -> bool {
        !matches!(self, Self::Item(_))
    }
}

impl<E> fmt::Display for StreamError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Broken(error) => error.fmt(f),
            Self::Item(_) => f.write_str("an item of the stream could not be read"),
            Self::TooLarge(limit) => write!(f, "the stream holds more than {limit} bytes at once"),
        }
    }
}

impl<E: StdError + 'static> StdError for StreamError<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Api(error) => error.source(),
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
