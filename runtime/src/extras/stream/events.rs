//! Server-sent events as a typed stream.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;

use super::error::{ItemError, StreamError};
use super::frames::{EventFrames, Frame};
use super::item::StreamItem;
use super::items::{Framed, Rest, kept};
use super::no_stream;
use super::refused::refused;
use crate::call::Success;
use crate::call::answered::{Answered, Streams};
use crate::call::endpoint_error::EndpointError;
use crate::call::meta::Meta;
use crate::model::decode::DecodeError;

/// The word with which many APIs end a stream of events.
const DONE: &[u8] = b"[DONE]";

/// A stream of server-sent events (HTML Living Standard, section 9.2), each with data of the type `T`, of an operation whose
/// error enum is `E`.
///
/// Call [`next`](Self::next) until it returns `None`: that is the end that the server meant. A connection that breaks is
/// [`StreamError::Broken`], and an event whose data does not fit is [`StreamError::Item`], after which the stream goes on.
/// An event whose data is the text `[DONE]` ends a stream of JSON. An event of the type `error`, unless the document describes
/// it, and one whose data says what a 2xx body with an error says, end it with [`StreamError::Api`].
///
/// Nothing is repeated and no new connection is made: whoever may, sends the call again, with
/// [`last_event_id`](Self::last_event_id) if the API resumes there. Dropping the stream closes the connection.
pub struct Events<T, E> {
    inner: Box<Framed<EventFrames>>,
    item: PhantomData<fn() -> (T, E)>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its data.
    pub data: T,
    /// Its type; empty where the server names none, which stands for `message`.
    pub event: Box<str>,
    /// The id of this event, or of the last one before it that had any; empty where none had. All events up to the next id
    /// share it, so that keeping them costs no more.
    pub id: Arc<str>,
}

impl<T: StreamItem, E: EndpointError> Events<T, E> {
    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError<E>>> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Changes the longest time without a byte, which is the client's otherwise: for streams that are often silent.
    #[must_use]
    pub fn stall_timeout(mut self, timeout: Duration) -> Self {
        self.inner.reading.set_stall(timeout);
        self
    }

    /// Changes the largest size of one event in bytes, which is the client's limit of a body otherwise. An id or a type is
    /// never longer than 64 KiB; comments do not count, since they are passed over.
    #[must_use]
    pub fn item_limit(mut self, bytes: usize) -> Self {
        self.inner.limit = bytes;
        self
    }

    /// What is known of the call: status, headers, request id, attempts.
    pub fn meta(&self) -> &Meta {
        &self.inner.meta
    }

    /// The id of the last event that had one, to resume after it; empty if none had.
    pub fn last_event_id(&self) -> &str {
        &self.inner.frames.last_id
    }

    /// How long the server wants a client to wait before it connects again: fifty days at most, whatever it says.
    pub fn retry(&self) -> Option<Duration> {
        self.inner.frames.retry
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<T>, StreamError<E>>>> {
        // An event that lacks its empty line is discarded (section 9.2.6), and said to be missing.
        let at_end: fn(Frame) -> Rest = |frame| {
            if T::JSON && frame.data.trim_ascii() == DONE {
                Rest::Nothing
            } else {
                Rest::Cut
            }
        };
        self.inner.poll(cx, at_end).map(|polled| {
            let frame = match polled? {
                Ok(frame) => frame,
                Err(failure) => return Some(Err(failure.into())),
            };
            if T::JSON && frame.data.trim_ascii() == DONE {
                self.inner.finish(cx);
                return None;
            }
            let certain = &*frame.event == "error" && !T::has_event("error");
            if let Some(error) = refused(&self.inner, &frame.data, certain) {
                self.inner.end();
                return Some(Err(StreamError::Api(error)));
            }
            let kind = if frame.event.is_empty() {
                "message"
            } else {
                &frame.event
            };
            Some(match T::from_event(kind, &frame.data) {
                Ok(data) => Ok(Event {
                    data,
                    event: frame.event,
                    id: Arc::clone(&self.inner.frames.last_id),
                }),
                Err(error) => Err(StreamError::Item(Box::new(ItemError {
                    error: self.inner.shown(error),
                    event: Some(frame.event.clone()),
                    text: kept(frame),
                }))),
            })
        })
    }
}

impl<T: StreamItem, E: EndpointError> Stream for Events<T, E> {
    type Item = Result<Event<T>, StreamError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<T: StreamItem, E: EndpointError> Success for Events<T, E> {
    fn read(meta: &Meta) -> Result<Self, DecodeError> {
        Err(no_stream(meta))
    }

    const STREAMS: Option<Streams> = Some(Streams {
        // A server that names no type means what it was asked for.
        accepts: |essence| matches!(essence, "" | "text/event-stream"),
        encoded: false,
    });

    fn from_answered(answered: Answered) -> Result<Self, (DecodeError, Box<Meta>)> {
        Ok(Self {
            inner: Framed::of(EventFrames::default(), answered)?,
            item: PhantomData,
        })
    }
}

impl<T, E> fmt::Debug for Events<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("meta", &self.inner.meta)
            .finish_non_exhaustive()
    }
}
