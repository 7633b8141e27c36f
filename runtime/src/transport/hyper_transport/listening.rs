//! A connection whose other side is heard out: a write that fails counts only when there is nothing more to read.
//!
//! A server that refuses a large request answers before it has read all of it, and closes. What it did not read makes its
//! system reset the connection, so the next write fails although the answer has arrived. HTTP clients take the failed write
//! for the end of the attempt, and the answer is lost. Here a failed write waits instead, and the reading goes on.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use tokio::time::{Sleep, sleep};

/// How long a connection that cannot be written to is kept while nothing comes from it. A connection that was reset has
/// nothing to wait for: it ends as soon as what has arrived is read.
const PATIENCE: Duration = Duration::from_secs(2);

/// How much is read at once after a write has failed.
const PIECE: usize = 8 * 1024;

/// A stream whose failed writes wait for the end of what can be read.
pub(super) struct Listening<S> {
    stream: S,
    failed: Option<Failed>,
}

/// A write that failed.
struct Failed {
    error: Option<io::Error>,
    kind: io::ErrorKind,
    /// Whether all has been read.
    ended: bool,
    patience: Pin<Box<Sleep>>,
}

impl<S> Listening<S> {
    pub(super) fn new(stream: S) -> Self {
        Self {
            stream,
            failed: None,
        }
    }

    pub(super) fn get_ref(&self) -> &S {
        &self.stream
    }
}

impl Failed {
    fn new(error: io::Error) -> Self {
        Self {
            kind: error.kind(),
            error: Some(error),
            ended: false,
            patience: Box::pin(sleep(PATIENCE)),
        }
    }

    /// The failure, once it counts.
    fn poll<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if !self.ended {
            ready!(self.patience.as_mut().poll(cx));
            self.ended = true;
        }
        let error = self.error.take();
        Poll::Ready(Err(error.unwrap_or_else(|| self.kind.into())))
    }
}

impl<S: Unpin> Listening<S> {
    /// Writes, or waits where an earlier write has failed.
    #[inline]
    fn attempt<T>(
        &mut self,
        cx: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut S>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if let Some(failed) = &mut self.failed {
            return failed.poll(cx);
        }
        match write(Pin::new(&mut self.stream), cx) {
            Poll::Ready(Err(error)) => {
                // What has arrived in the meantime is to be asked for once more.
                cx.waker().wake_by_ref();
                self.failed.insert(Failed::new(error)).poll(cx)
            }
            polled => polled,
        }
    }
}

impl<S: Read + Unpin> Read for Listening<S> {
    #[inline]
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        match &mut this.failed {
            None => Pin::new(&mut this.stream).poll_read(cx, into),
            Some(failed) => failed.read_on(Pin::new(&mut this.stream), cx, into),
        }
    }
}

impl Failed {
    /// Reads what is left. Apart, so that the usual read has no room for a piece on its stack.
    #[cold]
    #[inline(never)]
    fn read_on<S: Read>(
        &mut self,
        stream: Pin<&mut S>,
        cx: &mut Context<'_>,
        mut into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let mut space = [0; PIECE];
        let room = into.remaining().min(PIECE);
        let mut piece = ReadBuf::new(space.get_mut(..room).unwrap_or_default());
        let polled = ready!(stream.poll_read(cx, piece.unfilled()));
        let read = piece.filled();
        if polled.is_ok() && !read.is_empty() {
            self.patience.set(sleep(PATIENCE));
            into.put_slice(read);
            return Poll::Ready(polled);
        }
        self.ended = true;
        // The failed write took the error of the connection away. Its end is no orderly one: a body that goes on to the end of
        // the connection may lack a part (RFC 9112 section 8).
        Poll::Ready(polled.and_then(|()| Err(self.kind.into())))
    }
}

impl<S: Write + Unpin> Write for Listening<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.attempt(cx, |stream, cx| stream.poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.attempt(cx, |stream, cx| stream.poll_write_vectored(cx, pieces))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.attempt(cx, |stream, cx| stream.poll_flush(cx))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
