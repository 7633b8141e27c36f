//! A body that is handed out as it arrives.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::header::CONTENT_TYPE;

use super::error::{Failure, StreamError};
use super::no_stream;
use crate::call::answered::{Answered, Reading, Streams};
use crate::call::endpoint_error::EndpointError;
use crate::call::meta::Meta;
use crate::call::{Call, Sent, Success};
use crate::model::decode::DecodeError;
use crate::model::param::Params;

impl<T: Success, E: EndpointError, P: Params, B> Call<T, E, P, B> {
    /// Sends the call, and hands out the body of its success as it arrives, in place of what it would be decoded into:
    /// for bodies that are large, or of no known size.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send). From the head of a success on, nothing is repeated.
    pub fn download(self) -> Sent<Download, E> {
        self.send_as()
    }
}

/// The body of a success as it arrives, of any size.
///
/// Call [`chunk`](Self::chunk) until it returns `None`. The client's limit of a body does not count here: the pieces are
/// yours, and [`limit`](Self::limit) sets one. The bytes are those of the wire: if the server states a `Content-Encoding`
/// although none was asked for, they are still encoded. Dropping the download closes the connection.
pub struct Download {
    meta: Box<Meta>,
    reading: Reading,
    size: Option<u64>,
    limit: Option<usize>,
    received: usize,
}

impl Download {
    /// The next piece, never an empty one; `None` at the end. A body that ends too early is an error, never an end.
    ///
    /// # Errors
    ///
    /// The connection breaks or stalls, the deadline of the call passes, or the limit is reached. The download is over
    /// then.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, StreamError> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// The whole body, if it is no larger than `limit` bytes.
    ///
    /// # Errors
    ///
    /// As for [`chunk`](Self::chunk).
    pub async fn into_bytes(self, limit: usize) -> Result<Bytes, StreamError> {
        let mut body = self.limit(limit);
        let Some(first) = body.chunk().await? else {
            return Ok(Bytes::new());
        };
        let Some(second) = body.chunk().await? else {
            return Ok(first);
        };
        let mut all = BytesMut::from(&first[..]);
        all.extend_from_slice(&second);
        while let Some(piece) = body.chunk().await? {
            all.extend_from_slice(&piece);
        }
        Ok(all.freeze())
    }

    /// Sets the most bytes that are handed out; without it there is no limit.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// Changes the longest time without a byte, which is the client's otherwise.
    #[must_use]
    pub fn stall_timeout(mut self, timeout: Duration) -> Self {
        self.reading.set_stall(timeout);
        self
    }

    /// What is known of the call: status, headers, request id, attempts.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The size of the body in bytes, if the server states it.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// The media type of the body, with its parameters.
    pub fn content_type(&self) -> Option<&str> {
        let value = self.meta.headers().get(CONTENT_TYPE)?;
        value.to_str().ok()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, StreamError>>> {
        self.reading.poll(cx).map(|piece| {
            let piece = match piece? {
                Ok(piece) => piece,
                Err(fault) => return Some(Err(Failure::broken(fault, &self.meta).into())),
            };
            self.received = self.received.saturating_add(piece.len());
            match self.limit {
                Some(limit) if self.received > limit => {
                    self.reading.end();
                    Some(Err(StreamError::TooLarge(limit)))
                }
                _ => Some(Ok(piece)),
            }
        })
    }
}

impl Stream for Download {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl Success for Download {
    fn read(meta: &Meta) -> Result<Self, DecodeError> {
        Err(no_stream(meta))
    }

    const STREAMS: Option<Streams> = Some(Streams {
        accepts: |_| true,
        encoded: true,
    });

    fn from_answered(answered: Answered) -> Result<Self, (DecodeError, Box<Meta>)> {
        let Answered { meta, open, .. } = answered;
        let Some(reading) = open else {
            return Err((no_stream(&meta), meta));
        };
        Ok(Self {
            size: reading.size(),
            meta,
            reading,
            limit: None,
            received: 0,
        })
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("meta", &self.meta)
            .field("size", &self.size)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}
