//! JSON texts one after another as a typed stream.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;

use super::error::{ItemError, StreamError};
use super::frames::{Frame, LineFrames};
use super::item::StreamItem;
use super::items::{Framed, Rest, is_json, kept};
use super::no_stream;
use super::refused::refused;
use crate::call::Success;
use crate::call::answered::{Answered, Streams};
use crate::call::endpoint_error::EndpointError;
use crate::call::meta::Meta;
use crate::model::decode::DecodeError;

/// A stream of JSON texts: one per line (JSON Lines, NDJSON), or one per record (`application/json-seq`, RFC 7464), of an
/// operation whose error enum is `E`.
///
/// Call [`next`](Self::next) until it returns `None`: that is the end that the server meant. A connection that breaks, and
/// a last line that is no whole JSON text, is [`StreamError::Broken`]. A line that does not fit is
/// [`StreamError::Item`], after which the stream goes on. Blank lines are skipped. A line that says what a 2xx body with an
/// error says ends the stream with [`StreamError::Api`].
///
/// Nothing is repeated and no new connection is made. Dropping the stream closes the connection.
pub struct JsonLines<T, E> {
    inner: Box<Framed<LineFrames>>,
    item: PhantomData<fn() -> (T, E)>,
}

impl<T: StreamItem, E: EndpointError> JsonLines<T, E> {
    /// The next item; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, StreamError<E>>> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Changes the longest time without a byte, which is the client's otherwise: for streams that are often silent.
    #[must_use]
    pub fn stall_timeout(mut self, timeout: Duration) -> Self {
        self.inner.reading.set_stall(timeout);
        self
    }

    /// Changes the largest size of one item in bytes, which is the client's limit of a body otherwise.
    #[must_use]
    pub fn item_limit(mut self, bytes: usize) -> Self {
        self.inner.limit = bytes;
        self
    }

    /// What is known of the call: status, headers, request id, attempts.
    pub fn meta(&self) -> &Meta {
        &self.inner.meta
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, StreamError<E>>>> {
        // The last line needs no end.
        let at_end: fn(Frame) -> Rest = |frame| {
            if T::JSON && !is_json(&frame.data) {
                Rest::Cut
            } else {
                Rest::Item(frame)
            }
        };
        self.inner.poll(cx, at_end).map(|polled| {
            Some(polled?.map_err(StreamError::from).and_then(|frame| {
                if let Some(error) = refused(&self.inner, &frame.data, false) {
                    self.inner.end();
                    return Err(StreamError::Api(error));
                }
                T::from_item(&frame.data).map_err(|error| {
                    StreamError::Item(Box::new(ItemError {
                        error: self.inner.shown(error),
                        event: None,
                        text: kept(frame),
                    }))
                })
            }))
        })
    }
}

impl<T: StreamItem, E: EndpointError> Stream for JsonLines<T, E> {
    type Item = Result<T, StreamError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<T: StreamItem, E: EndpointError> Success for JsonLines<T, E> {
    fn read(meta: &Meta) -> Result<Self, DecodeError> {
        Err(no_stream(meta))
    }

    // There is no registered type for lines, so servers name many; a page of a proxy is none of them.
    const STREAMS: Option<Streams> = Some(Streams {
        accepts: |essence| {
            essence.contains("json")
                || matches!(essence, "" | "text/plain" | "application/octet-stream")
        },
        encoded: false,
    });

    fn from_answered(answered: Answered) -> Result<Self, (DecodeError, Box<Meta>)> {
        Ok(Self {
            inner: Framed::of(LineFrames::default(), answered)?,
            item: PhantomData,
        })
    }
}

impl<T, E> fmt::Debug for JsonLines<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines")
            .field("meta", &self.inner.meta)
            .finish_non_exhaustive()
    }
}
