//! Streams for programs without an async runtime.

use std::ops::{Deref, DerefMut};
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;

use super::{Download, Events, JsonLines, StreamError, StreamItem};
use crate::call::endpoint_error::EndpointError;
use crate::transport::blocking::block_on;

/// A stream as an iterator that blocks its thread: [`Events`], [`JsonLines`] or [`Download`], whose other methods are here as
/// well.
///
/// The call that opened it is to be sent with [`send_blocking`](crate::Call::send_blocking): its connection then lives on the
/// thread that all blocking calls share, so that this works anywhere, also within an async function, whose thread it blocks.
#[derive(Debug)]
pub struct BlockingStream<S>(S);

impl<S> BlockingStream<S> {
    /// The stream itself.
    pub fn into_inner(self) -> S {
        self.0
    }
}

impl<S> Deref for BlockingStream<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0
    }
}

impl<S> DerefMut for BlockingStream<S> {
    fn deref_mut(&mut self) -> &mut S {
        &mut self.0
    }
}

impl<S: Stream + Unpin> Iterator for BlockingStream<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        block_on(|cx| Pin::new(&mut self.0).poll_next(cx))
    }
}

impl<T: StreamItem, E: EndpointError> Events<T, E> {
    /// These events as an iterator that blocks its thread.
    pub fn blocking(self) -> BlockingStream<Self> {
        BlockingStream(self)
    }
}

impl<T: StreamItem, E: EndpointError> JsonLines<T, E> {
    /// These items as an iterator that blocks its thread.
    pub fn blocking(self) -> BlockingStream<Self> {
        BlockingStream(self)
    }
}

impl Download {
    /// The pieces as an iterator that blocks its thread.
    pub fn blocking(self) -> BlockingStream<Self> {
        BlockingStream(self)
    }

    /// As [`into_bytes`](Self::into_bytes), blocking this thread.
    ///
    /// # Errors
    ///
    /// As for [`into_bytes`](Self::into_bytes).
    pub fn into_bytes_blocking(self, limit: usize) -> Result<Bytes, StreamError> {
        let mut whole = std::pin::pin!(self.into_bytes(limit));
        block_on(|cx| whole.as_mut().poll(cx))
    }
}
