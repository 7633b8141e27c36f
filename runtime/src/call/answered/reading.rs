//! The body of a success as it arrives, under the limit of silence and the deadline of the call.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use crate::transport::clock::Clock;
use crate::transport::{IncomingBody, Pieces, TransportError, TransportErrorKind};

type Timer = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A body that is being read.
pub(crate) struct Reading {
    source: Source,
    clock: Arc<dyn Clock>,
    stall: Duration,
    /// Runs while a piece is waited for.
    silence: Option<Timer>,
    deadline: Option<Timer>,
}

enum Source {
    Whole(Bytes),
    Pieces(Box<dyn Pieces>),
    Ended,
}

impl Reading {
    /// A body, and how long the call may still take.
    pub(crate) fn new(
        body: IncomingBody,
        clock: Arc<dyn Clock>,
        stall: Duration,
        remaining: Option<Duration>,
    ) -> Self {
        let source = match body {
            IncomingBody::Whole(bytes) => Source::Whole(bytes),
            IncomingBody::Pieces(pieces) => Source::Pieces(pieces),
        };
        let deadline = remaining.map(|left| timer(&clock, left));
        Self {
            source,
            clock,
            stall,
            silence: None,
            deadline,
        }
    }

    /// The wall clock of the client.
    pub(crate) fn now(&self) -> SystemTime {
        self.clock.system_time()
    }

    /// Changes the longest time without a byte.
    pub(crate) fn set_stall(&mut self, stall: Duration) {
        self.stall = stall;
        self.silence = None;
    }

    /// How many bytes are left, if the head said so.
    pub(crate) fn size(&self) -> Option<u64> {
        match &self.source {
            Source::Whole(bytes) => u64::try_from(bytes.len()).ok(),
            Source::Pieces(pieces) => pieces.size(),
            Source::Ended => Some(0),
        }
    }

    /// The next piece, never an empty one; `None` at the end, which is also what follows a fault.
    pub(crate) fn poll(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let piece = match &mut self.source {
            Source::Ended => return Poll::Ready(None),
            Source::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                self.source = Source::Ended;
                return Poll::Ready(
                    Some(Ok(bytes)).filter(|piece| !matches!(piece, Ok(all) if all.is_empty())),
                );
            }
            Source::Pieces(pieces) => loop {
                match pieces.poll_piece(cx) {
                    Poll::Ready(Some(Ok(piece))) if piece.is_empty() => continue,
                    polled => break polled,
                }
            },
        };
        match piece {
            Poll::Ready(Some(Ok(piece))) => {
                self.silence = None;
                Poll::Ready(Some(Ok(piece)))
            }
            Poll::Ready(end) => {
                self.end();
                Poll::Ready(end)
            }
            Poll::Pending => self.poll_limits(cx),
        }
    }

    fn poll_limits(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let (clock, stall) = (&self.clock, self.stall);
        let silence = self.silence.get_or_insert_with(|| timer(clock, stall));
        let kind = if silence.as_mut().poll(cx).is_ready() {
            TransportErrorKind::Stalled
        } else if let Some(deadline) = &mut self.deadline
            && deadline.as_mut().poll(cx).is_ready()
        {
            TransportErrorKind::Timeout
        } else {
            return Poll::Pending;
        };
        self.end();
        Poll::Ready(Some(Err(TransportError::new(kind))))
    }

    /// Gives the connection up, or back if the body was read to its end.
    pub(crate) fn end(&mut self) {
        self.source = Source::Ended;
        self.silence = None;
        self.deadline = None;
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").finish_non_exhaustive()
    }
}

/// A timer of its own: the clock's borrow would tie the body to it.
fn timer(clock: &Arc<dyn Clock>, span: Duration) -> Timer {
    let clock = Arc::clone(clock);
    Box::pin(async move { clock.limit(span).await })
}
